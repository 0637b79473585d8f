import { Token } from 'cdktf';
import { checkObjectPath } from './private/object-path';
import { SecretReference } from './secret-reference';
import { fail } from '../../core/private/fail';

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
   * @default - false with the endpoint of the cloud, true with one that is given
   */
  readonly usePathStyle?: boolean;
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
    if (!Token.isUnresolved(name) && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
      throw fail(undefined, {
        code: 'AIC-3004',
        what: 'the bucket has no S3 name',
        got: name,
        want: "3 to 63 of a-z, 0-9, '-' and '.', with a letter or digit at both ends",
        fix: "Write WarmTier.bucket('acme-models', …); paths go into pathPrefix and ModelSource.bucketPath().",
      });
    }
    if (options.pathPrefix !== undefined) checkObjectPath('the path prefix', options.pathPrefix);
    if (options.endpoint !== undefined) checkEndpoint(options.endpoint);
    if (options.region !== undefined && !Token.isUnresolved(options.region)) checkRegion(options.region);
    return new WarmTier(name, options);
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

  private constructor(
    /** Name of the bucket. */
    public readonly bucketName: string,
    options: WarmTierOptions,
  ) {
    this.credentials = options.credentials;
    this.pathPrefix = options.pathPrefix;
    this.endpoint = options.endpoint;
    this.region = options.region;
    this.usePathStyle = options.usePathStyle;
  }
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
