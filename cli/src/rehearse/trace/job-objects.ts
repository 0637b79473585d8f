import type { PoolFact, QueueFact } from '../../blueprint/index.js';
import type { Manifest } from '../../control-plane/index.js';
import { quantity } from '../../quantity.js';
import type { Arm } from './arms.js';
import type { Job } from './workload.js';

/** Where everything of a replay is. */
export const NAMESPACE = 'rehearsal-trace';
/** Label of each pod with the name of its job. */
export const JOB_LABEL = 'cdktf-ai-cloud/trace-job';
/** Seven eighths of a node are for devices, as the queues count. */
const SHARE_FOR_DEVICES = 7 / 8;
/** Evictions count as retries, and must not end a job. */
const MAX_RETRY = 1000;

/** The place that jobs of a trace are made for. */
export interface Place {
  readonly pool: PoolFact;
  readonly queue: QueueFact;
  /** Name of the program's scheduler. */
  readonly schedulerName: string;
}

/** Name of the priority class of a job; the stock scheduler must not preempt, since the program's does not within a queue. */
export function priorityClassName(arm: Arm, job: Job): string {
  return `rehearsal-${arm.kind === 'volcano' ? 'preempting' : 'waiting'}-${job.class + 1}`;
}

/** A class for each group of jobs by expected duration, the shortest first; once as the program's are, once without preemption. */
export function priorityClasses(number: number): Manifest[] {
  const policies = { preempting: 'PreemptLowerPriority', waiting: 'Never' };
  return Object.entries(policies).flatMap(([name, preemptionPolicy]) =>
    Array.from({ length: number }, (_, index) => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: `rehearsal-${name}-${index + 1}` },
      value: (number - index) * 1000,
      preemptionPolicy,
    })),
  );
}

/** Plain pods, for the stock scheduler. */
export function podsOf(arm: Arm, job: Job, { pool }: Place): Manifest[] {
  return job.pods.map((devices, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${nameOf(job)}-${index}`, namespace: NAMESPACE, labels: labelsOf(job) },
    spec: podSpec(arm, job, devices, pool, arm.schedulerName!),
  }));
}

/** A gang, for Volcano: a task for each size of pods. */
export function volcanoJob(arm: Arm, job: Job, { pool, queue, schedulerName }: Place): Manifest {
  const sizes = [...new Set(job.pods)];
  return {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name: nameOf(job), namespace: NAMESPACE, labels: labelsOf(job) },
    spec: {
      schedulerName,
      queue: queue.name,
      minAvailable: job.pods.length,
      maxRetry: MAX_RETRY,
      ...priority(arm, job),
      policies: [{ events: ['PodEvicted', 'PodFailed'], action: 'RestartJob' }],
      tasks: sizes.map((devices) => {
        const replicas = job.pods.filter((one) => one === devices).length;
        return {
          name: `of-${devices}`,
          replicas,
          minAvailable: replicas,
          template: {
            metadata: { labels: labelsOf(job) },
            spec: podSpec(arm, job, devices, pool, schedulerName),
          },
        };
      }),
    },
  };
}

export function nameOf(job: Job): string {
  return `trace-${job.index < 0 ? 'warm-up' : job.index}`;
}

function labelsOf(job: Job): { [key: string]: string } {
  return { [JOB_LABEL]: nameOf(job) };
}

function priority(arm: Arm, job: Job): { priorityClassName?: string } {
  return arm.classes ? { priorityClassName: priorityClassName(arm, job) } : {};
}

function podSpec(arm: Arm, job: Job, devices: number, pool: PoolFact, schedulerName: string): object {
  const share = (devices * SHARE_FOR_DEVICES) / pool.devicesPerNode;
  const quantities = {
    cpu: `${Math.floor(quantity(pool.allocatable['cpu'] ?? '64') * share * 1000)}m`,
    memory: `${Math.floor((quantity(pool.allocatable['memory'] ?? '512Gi') * share) / 2 ** 20)}Mi`,
    [pool.deviceResource]: String(devices),
  };
  return {
    schedulerName,
    ...priority(arm, job),
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    nodeSelector: pool.labels,
    tolerations: pool.taints.map(({ key, effect }) => ({ key, operator: 'Exists', effect })),
    containers: [
      { name: 'work', image: 'registry.k8s.io/pause:3.10', resources: { requests: quantities, limits: quantities } },
    ],
  };
}
