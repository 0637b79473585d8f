import { ObjectStorageKind } from '../../../contracts/object-storage';
import { Manifest } from '../../../core/private/manifest-member';
import { ResolvedBucket } from '../../warm/private/resolve-warm';

/** What rclone calls whose storage it is. @see https://rclone.org/s3/#s3-provider */
const PROVIDERS: { readonly [kind in ObjectStorageKind]: string } = {
  [ObjectStorageKind.BOS]: 'Other',
  [ObjectStorageKind.COS]: 'TencentCOS',
  [ObjectStorageKind.OSS]: 'Alibaba',
  [ObjectStorageKind.S3]: 'AWS',
  [ObjectStorageKind.S3_COMPATIBLE]: 'Other',
};

/**
 * Environment that makes a bucket a remote of rclone, sorted by name: `remote:bucket/path` are its objects then.
 *
 * Credentials stay in their Secret; nothing is written to a configuration file. A pod with an identity runs under
 * `serviceAccountOf(access)`.
 *
 * @see https://rclone.org/docs/#config-file
 */
export function rcloneEnvironment(remote: string, bucket: ResolvedBucket, access = bucket.jobAccess): Manifest[] {
  const variable = (option: string): string => `RCLONE_CONFIG_${remote.toUpperCase()}_${option}`;
  const values: { [name: string]: string } = {
    [variable('ENDPOINT')]: bucket.endpoint,
    // What the cloud gives to the pod: a web identity, or the agent of EKS Pod Identity.
    ...(access.kind === 'identity' ? { [variable('ENV_AUTH')]: 'true' } : {}),
    [variable('FORCE_PATH_STYLE')]: String(bucket.usePathStyle),
    [variable('NO_CHECK_BUCKET')]: 'true',
    [variable('PROVIDER')]: PROVIDERS[bucket.storage],
    ...(bucket.region === undefined ? {} : { [variable('REGION')]: bucket.region }),
    [variable('TYPE')]: 's3',
  };
  const fromSecret = (option: string, name: string, key: string): Manifest => ({
    name: variable(option),
    valueFrom: { secretKeyRef: { name, key } },
  });
  const secrets =
    access.kind === 'identity'
      ? []
      : [
          fromSecret('ACCESS_KEY_ID', access.secretName, access.accessKeyIdKey),
          fromSecret('SECRET_ACCESS_KEY', access.secretName, access.secretAccessKeyKey),
        ];
  return [...Object.entries(values).map(([name, value]): Manifest => ({ name, value })), ...secrets].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

/** Where files stand, in the words of rclone: `remote:bucket/prefix/path`. */
export function rclonePath(remote: string, bucket: ResolvedBucket, path: string): string {
  return [`${remote}:${bucket.bucketName}`, bucket.pathPrefix, path]
    .filter((part) => part !== undefined && part !== '')
    .join('/');
}
