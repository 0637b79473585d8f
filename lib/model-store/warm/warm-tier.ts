import { IDependable } from 'constructs';
import { BucketAccess } from './bucket-access';
import { checkObjectPath } from './private/object-path';
import { checkBucketName, checkEndpoint, checkRegion } from './private/check-bucket';
import { SecretReference } from './secret-reference';
import { WarmFileSystem } from './warm-file-system';
import { WarmBucketOptions, WarmFileSystemOptions, WarmTenantOptions, WarmTierOptions } from './warm-tier-options';
import { IBucket, ObjectStorageKind } from '../../contracts/object-storage';
import { fail, prose } from '../../core/private/fail';
import { Bandwidth } from '../../units/bandwidth';

/** A bucket and what opens it. */
interface WarmBucket extends WarmTierOptions {
  readonly bucketName: string;
  readonly storageKind?: ObjectStorageKind;
  readonly agedPrefixes?: string[];
  readonly bucketReady?: IDependable;
  /** The only namespace that has the Secret of the credentials. */
  readonly secretNamespace?: string;
}

/** Files that a file system has. */
interface WarmFiles extends WarmFileSystemOptions {
  readonly fileSystem: WarmFileSystem;
}

/**
 * The warm tier: models as plain objects in a bucket that any S3 client can read, or as files of a file system.
 *
 * @example
 * import { SecretReference, WarmTier } from 'cdktf-ai-cloud';
 *
 * const warm = WarmTier.bucket('acme-models', {
 *   credentials: SecretReference.named('models-s3'),
 *   endpoint: 'minio.storage.svc:9000',
 * });
 */
export class WarmTier {
  /** A bucket that exists. The name may be a Terraform token; on Tencent COS it carries the account: `models-1250000000`. */
  public static bucket(name: string, options: WarmTierOptions): WarmTier {
    return new WarmTier({ ...options, bucketName: name }, undefined);
  }

  /**
   * A bucket that something in the program makes or describes.
   *
   * Its name, endpoint, region and credentials come from it, and models wait until it is there.
   */
  public static ofBucket(bucket: IBucket, options: WarmBucketOptions = {}): WarmTier {
    const own = bucket.bucketCredentials;
    const credentials =
      options.credentials ?? (own === undefined ? undefined : SecretReference.named(own.secretName, own));
    if (credentials === undefined) {
      throw fail(undefined, {
        code: 'AIC-3230',
        what: 'nothing opens the bucket',
        got: prose('a bucket that comes without credentials, and none given'),
        want: 'credentials that may read it',
        fix: "Write WarmTier.ofBucket(bucket, { credentials: SecretReference.named('models-s3') }).",
      });
    }
    const warm = {
      ...options,
      credentials,
      bucketName: bucket.bucketName,
      endpoint: bucket.bucketEndpoint,
      region: bucket.bucketRegion,
      usePathStyle: bucket.usePathStyle,
      storageKind: bucket.storageKind,
      agedPrefixes: bucket.agedPrefixes,
      bucketReady: bucket.bucketReady,
      secretNamespace: options.credentials === undefined ? own?.namespace : undefined,
    };
    return new WarmTier(warm, undefined);
  }

  /** A parallel or network file system: what nodes mount instead of reading objects. */
  public static fileSystem(fileSystem: WarmFileSystem, options: WarmFileSystemOptions = {}): WarmTier {
    return new WarmTier(undefined, { ...options, fileSystem });
  }

  /** Path that all models stand below; undefined at the top. */
  public readonly pathPrefix?: string;
  /** What all nodes together can read from it; undefined when nobody said. */
  public readonly bandwidth?: Bandwidth;
  /** Name of the bucket; undefined when it is a file system. */
  public readonly bucketName?: string;
  /** The bucket is there; undefined when it is not made here. */
  public readonly bucketReady?: IDependable;
  /** What opens the bucket for servers; undefined when it is a file system. */
  public readonly credentials?: BucketAccess;
  /** Endpoint of the bucket as given; undefined when it is the cloud's. */
  public readonly endpoint?: string;
  /** The file system; undefined when it is a bucket. */
  public readonly mounted?: WarmFileSystem;

  private constructor(
    private readonly bucketConfig: WarmBucket | undefined,
    private readonly filesConfig: WarmFiles | undefined,
  ) {
    const { pathPrefix, bandwidth } = bucketConfig ?? filesConfig ?? {};
    if (pathPrefix !== undefined) checkObjectPath('the path prefix', pathPrefix);
    if (bucketConfig !== undefined) {
      checkBucketName(bucketConfig.bucketName);
      checkEndpoint(bucketConfig.endpoint);
      checkRegion(bucketConfig.region);
    }
    this.pathPrefix = pathPrefix;
    this.bandwidth = bandwidth;
    this.bucketName = bucketConfig?.bucketName;
    this.bucketReady = bucketConfig?.bucketReady;
    this.credentials = bucketConfig?.credentials;
    this.endpoint = bucketConfig?.endpoint;
    this.mounted = filesConfig?.fileSystem;
  }

  /**
   * The same bucket or file system for one tenant: a path of its own and, for a bucket, what opens that path alone.
   *
   * Give it to a store of its own, in the tenant's namespace. That the credentials open nothing else is for the storage to
   * say: a policy of the bucket, or `grantRead()` of SeaweedFS.
   *
   * @param path Below the path prefix of this tier.
   */
  public forTenant(path: string, options: WarmTenantOptions = {}): WarmTier {
    const pathPrefix = this.pathPrefix === undefined ? path : `${this.pathPrefix}/${path}`;
    if (this.filesConfig !== undefined) return new WarmTier(undefined, { ...this.filesConfig, pathPrefix });
    const { credentials, jobCredentials } = options;
    if (credentials === undefined) {
      throw fail(undefined, {
        code: 'AIC-3248',
        what: 'a tenant of a bucket has no credentials of its own',
        got: prose(`the path ${path}, and those of all tenants`),
        want: 'credentials that open this path alone',
        fix: "Write warm.forTenant('acme', { credentials: SecretReference.named('acme-models') }).",
      });
    }
    const bucket = { ...this.bucketConfig!, credentials, jobCredentials, secretNamespace: undefined, pathPrefix };
    return new WarmTier(bucket, undefined);
  }

  /** @internal */
  public get _bucket(): WarmBucket | undefined {
    return this.bucketConfig;
  }

  /** @internal */
  public get _files(): WarmFiles | undefined {
    return this.filesConfig;
  }
}
