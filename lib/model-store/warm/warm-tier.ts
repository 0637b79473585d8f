import { Token } from 'cdktf';
import { IDependable } from 'constructs';
import { checkObjectPath } from './private/object-path';
import { SecretReference } from './secret-reference';
import { IBucket, ObjectStorageKind } from '../../contracts/object-storage';
import { fail, prose } from '../../core/private/fail';
import { Bandwidth } from '../../units/bandwidth';

/** How a bucket is reached. */
export interface WarmTierOptions {
  /** Credentials that may read it. */
  readonly credentials: SecretReference;

  /**
   * Endpoint of the S3 API: a host, or a URL. A host is reached with TLS. May be a Terraform token.
   *
   * @default - the endpoint of the cluster's cloud and region; without one it must be given
   */
  readonly endpoint?: string;

  /**
   * Region that requests are signed for.
   *
   * @default - the region of the cloud with its own endpoint, else what the endpoint's name says
   */
  readonly region?: string;

  /**
   * Path that all models stand below.
   *
   * @default - none: they stand at the top of the bucket
   */
  readonly pathPrefix?: string;

  /**
   * Whether the bucket is part of the path (MinIO, Ceph) and not of the host (COS, OSS and AWS want it there).
   *
   * @default - false with the endpoint of a cloud, true with any other that is given
   */
  readonly usePathStyle?: boolean;

  /**
   * What all nodes together can read from it: what the account or the servers give. Times to warm up follow from it.
   *
   * @default - not known: nothing is said about times
   */
  readonly bandwidth?: Bandwidth;
}

/** How a bucket that something else describes is read. */
export interface WarmBucketOptions {
  /**
   * Credentials that may read it.
   *
   * @default - those that come with the bucket; without any they must be given
   */
  readonly credentials?: SecretReference;

  /**
   * Path that all models stand below.
   *
   * @default - none: they stand at the top of the bucket
   */
  readonly pathPrefix?: string;

  /**
   * What all nodes together can read from it: what the account or the servers give. Times to warm up follow from it.
   *
   * @default - not known: nothing is said about times
   */
  readonly bandwidth?: Bandwidth;
}

/** Everything a warm tier of a bucket is made of. */
interface WarmTierConfig extends WarmTierOptions {
  readonly bucketName: string;
  readonly storageKind?: ObjectStorageKind;
  readonly bucketReady?: IDependable;
}

/**
 * The warm tier: models as plain objects, in a bucket that any S3 client can read.
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
    return new WarmTier({ ...options, bucketName: name });
  }

  /**
   * A bucket that is made in this program, or that implements `IBucket`: its name, endpoint, region and credentials come
   * from it, and models wait until it is there.
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
    return new WarmTier({
      ...options,
      credentials,
      bucketName: bucket.bucketName,
      endpoint: bucket.bucketEndpoint,
      region: bucket.bucketRegion,
      usePathStyle: bucket.usePathStyle,
      storageKind: bucket.storageKind,
      bucketReady: bucket.bucketReady,
    });
  }

  /** Credentials that may read it. */
  public readonly credentials: SecretReference;
  /** Path that all models stand below; undefined at the top of the bucket. */
  public readonly pathPrefix?: string;
  /** Endpoint as given; undefined when it is the cloud's. */
  public readonly endpoint?: string;
  /** Region as given. */
  public readonly region?: string;
  /** Whether the bucket is part of the path, as given. */
  public readonly usePathStyle?: boolean;
  /** What all nodes together can read from it; undefined when nobody said. */
  public readonly bandwidth?: Bandwidth;
  /** Name of the bucket. */
  public readonly bucketName: string;
  /** Whose storage it is, as given. */
  public readonly storageKind?: ObjectStorageKind;
  /** The bucket is there; undefined when it is not made here. */
  public readonly bucketReady?: IDependable;

  private constructor(config: WarmTierConfig) {
    checkBucketName(config.bucketName);
    if (config.pathPrefix !== undefined) checkObjectPath('the path prefix', config.pathPrefix);
    if (config.endpoint !== undefined) checkEndpoint(config.endpoint);
    if (config.region !== undefined && !Token.isUnresolved(config.region)) checkRegion(config.region);
    this.bucketName = config.bucketName;
    this.credentials = config.credentials;
    this.pathPrefix = config.pathPrefix;
    this.endpoint = config.endpoint;
    this.region = config.region;
    this.usePathStyle = config.usePathStyle;
    this.bandwidth = config.bandwidth;
    this.storageKind = config.storageKind;
    this.bucketReady = config.bucketReady;
  }
}

function checkBucketName(name: string): void {
  if (Token.isUnresolved(name) || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return;
  throw fail(undefined, {
    code: 'AIC-3004',
    what: 'the bucket has no S3 name',
    got: name,
    want: "3 to 63 of a-z, 0-9, '-' and '.', with a letter or digit at both ends",
    fix: "Write WarmTier.bucket('acme-models', …); paths go into pathPrefix and ModelSource.bucketPath().",
  });
}

function checkEndpoint(endpoint: string): void {
  if (Token.isUnresolved(endpoint)) return;
  if (!/^(https?:\/\/)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$/.test(endpoint)) {
    throw fail(undefined, {
      code: 'AIC-3005',
      what: 'the endpoint is no S3 endpoint',
      got: endpoint,
      want: 'host[:port], or a URL without a path',
      fix: "Write 'cos.ap-guangzhou.myqcloud.com'; the bucket is given by its name.",
    });
  }
}

function checkRegion(region: string): void {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(region)) {
    throw fail(undefined, {
      code: 'AIC-3006',
      what: 'the region is not usable',
      got: region,
      want: "a-z, 0-9 and '-'",
      fix: "Write for example 'us-east-1'.",
    });
  }
}
