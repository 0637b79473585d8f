import { Construct, IConstruct } from 'constructs';
import { QueuedJob } from '../../contracts/volume';
import { MountedVolume } from '../mounted-volume';

/** Has the volumes of a job of Volcano brought in when its queue admits it, those that wait for that. */
export function prefetchOnAdmission(scope: Construct, volumes: MountedVolume[] | undefined, job: QueuedJob): void {
  for (const { volume } of volumes ?? []) volume.admissionPrefetch?.loadFor(scope, job);
}

/** Pods that something else than Volcano makes are there before a queue admits them. */
export function refuseAdmission(scope: IConstruct, who: string, volumes: MountedVolume[] | undefined): void {
  for (const { volume } of volumes ?? []) volume.admissionPrefetch?.refuse(scope, who);
}
