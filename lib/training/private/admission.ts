import { Construct, IConstruct } from 'constructs';
import { QueuedJob } from '../../contracts/volume';
import { fail } from '../../core/private/fail';
import { MountedVolume } from '../mounted-volume';

/** Has the volumes of a job of Volcano brought in when its queue admits it, those that wait for that. */
export function prefetchOnAdmission(scope: Construct, volumes: MountedVolume[] | undefined, job: QueuedJob): void {
  for (const { volume } of volumes ?? []) volume.admissionPrefetch?.loadFor(scope, job);
}

/** Pods that something else than Volcano makes are there before a queue admits them: nothing says when that is. */
export function refuseAdmission(scope: IConstruct, who: string, volumes: MountedVolume[] | undefined): void {
  const waiting = (volumes ?? []).filter(({ volume }) => volume.admissionPrefetch !== undefined);
  if (waiting.length === 0) return;
  throw fail(scope, {
    code: 'AIC-3282',
    what: `the pods of ${who} are made before a queue admits them, so that nothing tells when to load what they mount`,
    got: waiting.map(({ volume }) => volume.claimName),
    want: 'volumes that are prefetched on deploy or by schedule',
    fix: 'Write prefetch: Prefetch.ON_DEPLOY, or mount them in a TrainingJob or a Pipeline that Volcano runs.',
  });
}
