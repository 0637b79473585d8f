import { renderTransferJobSpec, ResolvedTransferJob } from './render-transfer-job';
import { Manifest } from '../../../core/private/manifest-member';
import { PrefetchTimes } from '../prefetch';

/** A CronJob adds eleven characters for its Jobs. */
export const LONGEST_CRON_JOB = 52;

/** Repeats a Job that brings files in; one that still runs keeps the next from starting. */
export function renderPrefetchTimes(job: ResolvedTransferJob, { schedule, timeZone }: PrefetchTimes): Manifest {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: job.name, namespace: job.namespace },
    spec: {
      schedule,
      timeZone,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: { spec: renderTransferJobSpec(job) },
    },
  };
}
