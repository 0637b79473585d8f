import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { ICluster } from '../../../contracts/cluster';
import { ObjectStorageKind } from '../../../contracts/object-storage';
import { fail, prose } from '../../../core/private/fail';
import { WarmTier } from '../warm-tier';

const DOMAINS: readonly (readonly [string, ObjectStorageKind])[] = [
  ['.amazonaws.com', ObjectStorageKind.S3],
  ['.amazonaws.com.cn', ObjectStorageKind.S3],
  ['.aliyuncs.com', ObjectStorageKind.OSS],
  ['.bcebos.com', ObjectStorageKind.BOS],
  ['.myqcloud.com', ObjectStorageKind.COS],
];

/** How a bucket is opened. */
export interface ResolvedAccess {
  readonly kind: 'secret';
  readonly secretName: string;
  readonly accessKeyIdKey: string;
  readonly secretAccessKeyKey: string;
}

/** A bucket as its readers need it. */
export interface ResolvedBucket {
  readonly kind: 'bucket';
  /** May be a Terraform token. */
  readonly bucketName: string;
  readonly pathPrefix?: string;
  /** A URL. May be a Terraform token. */
  readonly endpoint: string;
  readonly region?: string;
  readonly usePathStyle: boolean;
  /** Whose storage it is. */
  readonly storage: ObjectStorageKind;
  readonly access: ResolvedAccess;
}

export function resolveWarm(scope: IConstruct, cluster: ICluster, warm: WarmTier): ResolvedBucket {
  const { objectStorageEndpoint, objectStorage, region: cloudRegion } = cluster.cloudFacts;
  const given = warm.endpoint ?? objectStorageEndpoint;
  if (given === undefined) {
    throw fail(scope, {
      code: 'AIC-3013',
      what: `the bucket ${warm.bucketName} has no endpoint`,
      got: prose(`none given, and the cloud ${cluster.cloudFacts.name} has none`),
      want: 'the endpoint of its S3 API',
      fix: "Write WarmTier.bucket('acme-models', { endpoint: 'minio.storage.svc:9000', … }).",
    });
  }
  const isCloud = warm.endpoint === undefined;
  const endpoint = Token.isUnresolved(given) || given.includes('://') ? given : `https://${given}`;
  const storage = warm.storageKind ?? (isCloud ? objectStorage?.kind : undefined) ?? storageAt(endpoint);
  const { secretName, accessKeyIdKey, secretAccessKeyKey } = warm.credentials;
  return {
    kind: 'bucket',
    bucketName: warm.bucketName,
    pathPrefix: warm.pathPrefix,
    endpoint,
    region: warm.region ?? (isCloud ? cloudRegion : undefined),
    usePathStyle: warm.usePathStyle ?? (!isCloud && storage === ObjectStorageKind.S3_COMPATIBLE),
    storage,
    access: { kind: 'secret', secretName, accessKeyIdKey, secretAccessKeyKey },
  };
}

/** Whose storage answers at an endpoint, by the domains of the clouds. */
function storageAt(endpoint: string): ObjectStorageKind {
  const host = Token.isUnresolved(endpoint) ? '' : endpoint.replace(/^https?:\/\/|:[0-9]+$/g, '');
  const found = DOMAINS.find(([domain]) => host.endsWith(domain));
  return found === undefined ? ObjectStorageKind.S3_COMPATIBLE : found[1];
}

/** `s3://bucket` and the path prefix, without a slash at the end. */
export function bucketUrl(bucket: ResolvedBucket): string {
  return `s3://${bucket.bucketName}${bucket.pathPrefix === undefined ? '' : `/${bucket.pathPrefix}`}`;
}
