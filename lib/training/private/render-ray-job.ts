import { podTemplate } from './render-pod';
import { ResolvedTrainingJob } from './resolve-training-job';
import { Manifest } from '../../core/private/manifest-member';

/**
 * A Ray cluster that lives as long as its program. The operator asks it to run the program (HTTPMode): a pod that does
 * nothing but ask would be one more outside the gang.
 */
export function renderRayJob(job: ResolvedTrainingJob): Manifest {
  const workers = job.gangSize - 1;
  return {
    apiVersion: 'ray.io/v1',
    kind: 'RayJob',
    metadata: {
      labels: {
        'ray.io/priority-class-name': job.pod.priorityClassName,
        'volcano.sh/queue-name': job.queueName,
        ...(job.topology === undefined
          ? {}
          : {
              'volcano.sh/network-topology-highest-tier-allowed': String(job.topology.highestTierAllowed),
              'volcano.sh/network-topology-mode': job.topology.mode,
            }),
      },
    },
    spec: {
      entrypoint: job.userCommand.map(quoted).join(' '),
      submissionMode: 'HTTPMode',
      suspend: job.suspended,
      // Devices are given back when the program is done.
      shutdownAfterJobFinishes: true,
      backoffLimit: job.maxRetry,
      ...(job.timeLimitSeconds === undefined ? {} : { activeDeadlineSeconds: job.timeLimitSeconds }),
      rayClusterSpec: {
        headGroupSpec: { rayStartParams: {}, template: podTemplate(job.pod, { containerName: 'ray-head' }) },
        ...(workers === 0 ? {} : { workerGroupSpecs: [workerGroup(job, workers)] }),
      },
    },
  };
}

function workerGroup(job: ResolvedTrainingJob, replicas: number): Manifest {
  return {
    groupName: 'worker',
    replicas,
    minReplicas: replicas,
    maxReplicas: replicas,
    numOfHosts: 1,
    rayStartParams: {},
    template: podTemplate(job.pod, { containerName: 'ray-worker' }),
  };
}

/** A word as the shell that runs the entry point takes it. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;
}
