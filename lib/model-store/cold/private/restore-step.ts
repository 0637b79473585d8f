import { IConstruct } from 'constructs';
import { RESTORE_PROGRAM } from './restore-program';
import { RESTORE_SCRIPT } from './restore-script';
import { MODEL_STORE_IMAGES } from '../../../catalog/model-store-images';
import { ObjectStorageClass, ObjectStorageFacts, ObjectStorageKind } from '../../../contracts/object-storage';
import { fail, prose } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { rcloneEnvironment, rclonePath } from '../../moving/private/rclone';
import { TransferStep } from '../../moving/private/render-transfer-job';
import { ResolvedBucket, ResolvedWarm } from '../../warm/private/resolve-warm';
import { RestoreSpeed } from '../restore-speed';

const REMOTE = 'archive';
const POLL_SECONDS = 60;

/** What is restored, with every default decided. */
export interface RestoreRequest {
  readonly path: string;
  readonly days: number;
  readonly speed: RestoreSpeed;
  readonly storageClass: ObjectStorageClass;
}

/** What rclone restores. @see https://github.com/rclone/rclone/blob/v1.76.0/backend/s3/s3.go */
const RCLONE_CLASSES = ['GLACIER', 'DEEP_ARCHIVE', 'INTELLIGENT_TIERING'];

/** Storages whose archive is no part of their S3 API. */
const NATIVE = [ObjectStorageKind.BOS, ObjectStorageKind.COS, ObjectStorageKind.OSS];

/** The program that restores from a storage: rclone where the archive speaks S3, ours where it has an API of its own. */
export function restoreStep(
  scope: IConstruct,
  warm: ResolvedWarm,
  storage: ObjectStorageFacts | undefined,
  request: RestoreRequest,
): Omit<TransferStep, 'image'> & { readonly upstreamImage: string } {
  const { path, storageClass } = request;
  if (warm.kind === 'bucket' && NATIVE.includes(warm.storage)) {
    return step(MODEL_STORE_IMAGES.node, ['node', '-e', RESTORE_PROGRAM], nativeEnvironment(warm, storage, request));
  }
  if (warm.kind === 'bucket' && RCLONE_CLASSES.includes(storageClass.className)) {
    return step(MODEL_STORE_IMAGES.rclone, ['/bin/sh', '-c', RESTORE_SCRIPT], s3Environment(warm, request));
  }
  throw fail(scope, {
    code: 'AIC-3150',
    what: 'no Job can bring objects back from this archive',
    got: prose(
      `${warm.kind === 'bucket' ? 'a storage with the API of S3' : 'a file system'}, and ${storageClass.className}`,
    ),
    want: `a bucket of COS, OSS, BOS or S3; of another storage one of ${RCLONE_CLASSES.join(', ')}`,
    fix: `Restore them with the storage's own tool, then write restoredBy: Restored.byHand('${path}').`,
  });
}

function step(
  upstreamImage: string,
  command: string[],
  environment: Manifest[],
): Omit<TransferStep, 'image'> & { readonly upstreamImage: string } {
  return {
    name: 'restore',
    upstreamImage,
    command,
    environment,
    requests: { cpu: '20m', memory: '64Mi' },
    limits: { cpu: '1', memory: '256Mi' },
  };
}

function s3Environment(bucket: ResolvedBucket, { path, days, speed }: RestoreRequest): Manifest[] {
  return [
    ...rcloneEnvironment(REMOTE, bucket),
    { name: 'RESTORE_DAYS', value: String(days) },
    { name: 'RESTORE_PATH', value: rclonePath(REMOTE, bucket, path) },
    { name: 'RESTORE_POLL_SECONDS', value: String(POLL_SECONDS) },
    { name: 'RESTORE_PRIORITY', value: speed },
  ];
}

function nativeEnvironment(
  bucket: ResolvedBucket,
  storage: ObjectStorageFacts | undefined,
  request: RestoreRequest,
): Manifest[] {
  const classes = storage?.storageClasses.filter((c) => c.restoreTime !== undefined).map((c) => c.className) ?? [];
  const prefix = bucket.pathPrefix === undefined ? `${request.path}/` : `${bucket.pathPrefix}/${request.path}/`;
  const values = {
    ARCHIVE_CLASSES: classes.join(','),
    BUCKET: bucket.bucketName,
    ENDPOINT: bucket.endpoint,
    PATH_STYLE: String(bucket.usePathStyle || bucket.storage === ObjectStorageKind.BOS),
    PREFIX: prefix,
    REGION: bucket.region ?? '',
    RESTORE_DAYS: String(request.days),
    RESTORE_POLL_SECONDS: String(POLL_SECONDS),
    RESTORE_TIER: tierOf(bucket.storage, request),
    STORAGE: bucket.storage,
  };
  return [...Object.entries(values).map(([name, value]) => ({ name, value })), ...keysOf(bucket)];
}

/** What the storage calls the speed; the class Archive of OSS has one only, and no word for it. */
function tierOf(storage: ObjectStorageKind, { speed, storageClass }: RestoreRequest): string {
  if (storage === ObjectStorageKind.OSS && storageClass.bulkRestoreTime === undefined) {
    return storageClass.expeditedRestoreTime === undefined ? '' : speed;
  }
  return storage === ObjectStorageKind.BOS && speed === RestoreSpeed.BULK ? 'LowCost' : speed;
}

/** An identity opens none of these storages, and is refused with the warm tier. */
function keysOf({ jobAccess: access }: ResolvedBucket): Manifest[] {
  if (access.kind === 'identity') return [];
  const variable = (name: string, key: string): Manifest => ({
    name,
    valueFrom: { secretKeyRef: { name: access.secretName, key } },
  });
  return [variable('ACCESS_KEY_ID', access.accessKeyIdKey), variable('SECRET_ACCESS_KEY', access.secretAccessKeyKey)];
}
