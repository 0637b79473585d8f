import { Manifest } from '../../../core/private/manifest-member';
import { renderTransferJobSpec, ResolvedTransferJob } from './render-transfer-job';

/** A CronJob adds eleven characters for its Jobs. */
export const LONGEST_CRON_JOB = 52;

/** When a Job is repeated. */
export interface CronTimes {
  /** Five fields of cron. */
  readonly schedule: string;
  /** Name of the time zone; that of the controller manager, most often UTC, when there is none. */
  readonly timeZone?: string;
  /** Seconds after which a time that was missed is left out: ten minutes when there is none. */
  readonly startingDeadlineSeconds?: number;
  /** Jobs that failed and are kept for who looks: three when there is none. */
  readonly keptFailures?: number;
}

/** Repeats a Job; one that still runs keeps the next from starting. */
export function renderCronJob(job: ResolvedTransferJob, times: CronTimes): Manifest {
  const { schedule, timeZone, startingDeadlineSeconds = 600, keptFailures = 3 } = times;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: job.name, namespace: job.namespace },
    spec: {
      schedule,
      ...(timeZone === undefined ? {} : { timeZone }),
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: keptFailures,
      jobTemplate: { spec: renderTransferJobSpec(job) },
    },
  };
}
