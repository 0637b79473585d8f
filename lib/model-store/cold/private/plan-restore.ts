import { IConstruct } from 'constructs';
import { archiveClassOf } from './archive-rules';
import { ageInDays } from './check-cold-tier';
import { RESTORE_SCRIPT } from './restore-script';
import { MODEL_STORE_IMAGES } from '../../../catalog/model-store-images';
import { ObjectStorageClass, ObjectStorageKind } from '../../../contracts/object-storage';
import { fail, prose } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { dnsLabel } from '../../../core/private/names';
import { Duration } from '../../../units/duration';
import { rcloneEnvironment, rclonePath } from '../../moving/private/rclone';
import { renderTransferJob } from '../../moving/private/render-transfer-job';
import { hashed } from '../../private/hashed';
import { checkObjectPath } from '../../warm/private/object-path';
import { serviceAccountOf } from '../../warm/private/access';
import { ResolvedBucket, ResolvedWarm, resolveWarm } from '../../warm/private/resolve-warm';
import type { RestoreJobProps } from '../restore-job';
import { RestoreSpeed } from '../restore-speed';

const REMOTE = 'archive';
const POLL_SECONDS = 60;

/** A restore with every default decided. */
export interface PlannedRestore {
  readonly path: string;
  readonly jobName: string;
  readonly releaseName: string;
  readonly restoreTime: Duration;
  readonly deadline: Duration;
  readonly manifest: Manifest;
}

export function planRestore(scope: IConstruct, props: RestoreJobProps): PlannedRestore {
  const { store, speed = RestoreSpeed.STANDARD, keepFor = Duration.days(7) } = props;
  const { cluster, namespace } = store;
  const path = checkObjectPath('the path that is restored', props.path);
  const storageClass = archiveClassOf(scope, store.cold, cluster.cloudFacts);
  const bucket = bucketOf(scope, resolveWarm(scope, cluster, store.warm), storageClass, path);
  const restoreTime = timeOf(scope, storageClass, speed);
  const deadline = props.deadline ?? Duration.seconds(2 * restoreTime.inSeconds + 3600);
  if (deadline.inSeconds < restoreTime.inSeconds) {
    throw fail(scope, {
      code: 'AIC-3151',
      what: 'the Job gives up before the objects are back',
      got: prose(`a deadline of ${deadline.toGoString()}`),
      want: `at least the ${restoreTime.toGoString()} that ${storageClass.className} takes`,
      fix: 'Leave deadline out, or choose a faster speed.',
    });
  }
  const environment = [
    ...rcloneEnvironment(REMOTE, bucket),
    { name: 'RESTORE_DAYS', value: String(ageInDays('keepFor', keepFor)) },
    { name: 'RESTORE_PATH', value: rclonePath(REMOTE, bucket, path) },
    { name: 'RESTORE_POLL_SECONDS', value: String(POLL_SECONDS) },
    { name: 'RESTORE_PRIORITY', value: speed },
  ];
  const jobName = hashed(`restore-${dnsLabel(path.replace(/\//g, '-'), 40)}`, environment, 63);
  return {
    path,
    jobName,
    releaseName: dnsLabel(namespace === 'models' ? `restore-${path}` : `restore-${path}.${namespace}`, 53),
    restoreTime,
    deadline,
    manifest: renderTransferJob({
      name: jobName,
      namespace,
      steps: [
        {
          name: 'restore',
          image: cluster.registries.image(MODEL_STORE_IMAGES.rclone),
          command: ['/bin/sh', '-c', RESTORE_SCRIPT],
          environment,
          requests: { cpu: '20m', memory: '64Mi' },
          limits: { cpu: '1', memory: '256Mi' },
        },
      ],
      serviceAccountName: serviceAccountOf(bucket.jobAccess),
      pullSecretName: cluster.registries.pullSecretName,
      deadlineSeconds: deadline.inSeconds,
      retries: 3,
    }),
  };
}

/** How long a class takes at a speed; refused when it does not have that speed, or needs no restore. */
function timeOf(scope: IConstruct, storageClass: ObjectStorageClass, speed: RestoreSpeed): Duration {
  const { className, restoreTime, expeditedRestoreTime, bulkRestoreTime } = storageClass;
  const times = {
    [RestoreSpeed.EXPEDITED]: expeditedRestoreTime,
    [RestoreSpeed.STANDARD]: restoreTime,
    [RestoreSpeed.BULK]: bulkRestoreTime,
  };
  const found = times[speed];
  if (found !== undefined) return found;
  const speeds = Object.entries(times).flatMap(([name, time]) => (time === undefined ? [] : [name.toUpperCase()]));
  throw fail(scope, {
    code: 'AIC-3152',
    what: `objects of the class ${className} are not restored at that speed`,
    got: prose(`RestoreSpeed.${speed.toUpperCase()}`),
    want:
      speeds.length === 0 ? 'no restore: they are read at once' : `RestoreSpeed.${speeds.join(' or RestoreSpeed.')}`,
    fix: 'Leave speed out for the usual one, or the RestoreJob where nothing must be restored.',
  });
}

/** What rclone restores. @see https://github.com/rclone/rclone/blob/v1.76.0/backend/s3/s3.go */
const RCLONE_CLASSES = ['GLACIER', 'DEEP_ARCHIVE', 'INTELLIGENT_TIERING'];

/** Only S3 has its archive in the API of S3; a storage of one's own may follow it. */
function bucketOf(
  scope: IConstruct,
  warm: ResolvedWarm,
  storageClass: ObjectStorageClass,
  path: string,
): ResolvedBucket {
  if (warm.kind === 'bucket') {
    const { storage } = warm;
    const isS3 = storage === ObjectStorageKind.S3 || storage === ObjectStorageKind.S3_COMPATIBLE;
    if (isS3 && RCLONE_CLASSES.includes(storageClass.className)) return warm;
  }
  const what = warm.kind === 'bucket' ? `a bucket of the kind ${warm.storage}` : 'a file system';
  throw fail(scope, {
    code: 'AIC-3150',
    what: 'no Job can bring objects back from this archive',
    got: prose(`${what}, and the class ${storageClass.className}`),
    want: `a bucket with the API of S3, and one of ${RCLONE_CLASSES.join(', ')}`,
    fix: `Restore them in the console of the cloud or with its own tool, then write restoredBy: Restored.byHand('${path}').`,
  });
}
