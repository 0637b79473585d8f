import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { checkIdentity, ResolvedAccess } from './access';
import { claimNameOf, VolumeSource } from './file-system';
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
  /** For what serves and caches. */
  readonly access: ResolvedAccess;
  /** For jobs that move, check and publish files. */
  readonly jobAccess: ResolvedAccess;
}

/** A file system as its readers need it: a claim in the namespace of the models. */
export interface ResolvedFileSystem {
  readonly kind: 'file-system';
  readonly claimName: string;
  readonly pathPrefix?: string;
  /** Whether jobs may write to it. */
  readonly isWritable: boolean;
  /** What the claim stands for; undefined when it existed before. */
  readonly source?: VolumeSource;
}

/** What holds models warm. */
export type ResolvedWarm = ResolvedBucket | ResolvedFileSystem;

export function resolveWarm(scope: IConstruct, cluster: ICluster, warm: WarmTier): ResolvedWarm {
  const files = warm._files;
  if (files === undefined) return resolveBucket(scope, cluster, warm);
  const mounted = files.fileSystem._mounted;
  const isWritable = files.writable ?? false;
  return {
    kind: 'file-system',
    claimName: claimNameOf(mounted, isWritable),
    pathPrefix: files.pathPrefix,
    isWritable,
    source: mounted.kind === 'volume' ? mounted.source : undefined,
  };
}

export function resolveBucket(scope: IConstruct, cluster: ICluster, warm: WarmTier): ResolvedBucket {
  const bucket = warm._bucket!;
  const { objectStorageEndpoint, objectStorage, region: cloudRegion } = cluster.cloudFacts;
  const given = bucket.endpoint ?? objectStorageEndpoint;
  if (given === undefined) {
    throw fail(scope, {
      code: 'AIC-3013',
      what: `the bucket ${bucket.bucketName} has no endpoint`,
      got: prose(`none given, and the cloud ${cluster.cloudFacts.name} has none`),
      want: 'the endpoint of its S3 API',
      fix: "Write WarmTier.bucket('acme-models', { endpoint: 'minio.storage.svc:9000', … }).",
    });
  }
  const isCloud = bucket.endpoint === undefined;
  const endpoint = Token.isUnresolved(given) || given.includes('://') ? given : `https://${given}`;
  const storage = bucket.storageKind ?? (isCloud ? objectStorage?.kind : undefined) ?? storageAt(endpoint);
  const access = bucket.credentials._access;
  const jobAccess = (bucket.jobCredentials ?? bucket.credentials)._access;
  for (const each of [access, jobAccess]) checkIdentity(scope, cluster, storage, each);
  return {
    kind: 'bucket',
    bucketName: bucket.bucketName,
    pathPrefix: bucket.pathPrefix,
    endpoint,
    region: bucket.region ?? (isCloud ? cloudRegion : undefined),
    usePathStyle: bucket.usePathStyle ?? (!isCloud && storage === ObjectStorageKind.S3_COMPATIBLE),
    storage,
    access,
    jobAccess,
  };
}

/** Whose storage answers at an endpoint, by the domains of the clouds. */
function storageAt(endpoint: string): ObjectStorageKind {
  const host = Token.isUnresolved(endpoint) ? '' : endpoint.replace(/^https?:\/\/|:[0-9]+$/g, '');
  const found = DOMAINS.find(([domain]) => host.endsWith(domain));
  return found === undefined ? ObjectStorageKind.S3_COMPATIBLE : found[1];
}

/** The bucket of a reader that mounts nothing. */
export function bucketFor(scope: IConstruct, reader: string, warm: ResolvedWarm): ResolvedBucket {
  if (warm.kind === 'bucket') return warm;
  throw fail(scope, {
    code: 'AIC-3240',
    what: `${reader} reads objects, not files`,
    got: prose(`the claim ${warm.claimName} of a file system`),
    want: 'a bucket: WarmTier.bucket() or WarmTier.ofBucket()',
    fix: 'Use a bucket, or CacheEngine.alluxio(), which reads both.',
  });
}

/** `s3://bucket` and the path prefix, without a slash at the end. */
export function bucketUrl(bucket: ResolvedBucket): string {
  return `s3://${bucket.bucketName}${bucket.pathPrefix === undefined ? '' : `/${bucket.pathPrefix}`}`;
}

/** `pvc://claim/prefix/path`: what Fluid mounts into its own pods. */
export function claimUrl(files: ResolvedFileSystem, path: string): string {
  return ['pvc:/', files.claimName, files.pathPrefix, path].filter((part) => part !== undefined).join('/');
}
