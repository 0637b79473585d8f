import { IConstruct } from 'constructs';
import { archiveClassOf } from './archive-rules';
import { ageInDays } from './check-cold-tier';
import { restoreStep } from './restore-step';
import { ObjectStorageClass } from '../../../contracts/object-storage';
import { fail, prose } from '../../../core/private/fail';
import { Manifest } from '../../../core/private/manifest-member';
import { dnsLabel } from '../../../core/private/names';
import { Duration } from '../../../units/duration';
import { renderTransferJob } from '../../moving/private/render-transfer-job';
import { hashed } from '../../private/hashed';
import { checkObjectPath } from '../../warm/private/object-path';
import { serviceAccountOf } from '../../warm/private/access';
import { resolveWarm } from '../../warm/private/resolve-warm';
import type { RestoreJobProps } from '../restore-job';
import { RestoreSpeed } from '../restore-speed';

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
  const warm = resolveWarm(scope, cluster, store.warm);
  const days = ageInDays('keepFor', keepFor);
  const request = { path, days, speed, storageClass };
  const { upstreamImage, ...step } = restoreStep(scope, warm, cluster.cloudFacts.objectStorage, request);
  const jobName = hashed(`restore-${dnsLabel(path.replace(/\//g, '-'), 40)}`, step, 63);
  return {
    path,
    jobName,
    releaseName: dnsLabel(namespace === 'models' ? `restore-${path}` : `restore-${path}.${namespace}`, 53),
    restoreTime,
    deadline,
    manifest: renderTransferJob({
      name: jobName,
      namespace,
      steps: [{ ...step, image: cluster.registries.image(upstreamImage) }],
      serviceAccountName: warm.kind === 'bucket' ? serviceAccountOf(warm.jobAccess) : undefined,
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
