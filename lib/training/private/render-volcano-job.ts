import { podTemplate, ResolvedPod } from './render-pod';
import { ResolvedTrainingJob } from './resolve-training-job';
import { Manifest } from '../../core/private/manifest-member';
import { FrameworkTask } from '../framework-contract';

/** Of `timeout`, when the time is up. */
const TIME_IS_UP = 124;
const SECONDS_TO_END = 60;

/** The job as Volcano stores it: nothing is left to its webhook. */
export function renderVolcanoJob(job: ResolvedTrainingJob): Manifest {
  const isElastic = job.minGangSize < job.gangSize;
  const anyFailure = [
    { event: 'PodEvicted', action: 'RestartJob' },
    { event: 'PodFailed', action: 'RestartJob' },
  ];
  return {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    spec: {
      schedulerName: job.pod.schedulerName,
      queue: job.queueName,
      priorityClassName: job.pod.priorityClassName,
      minAvailable: job.tasks.reduce((sum, { replicas, minReplicas }) => sum + (minReplicas ?? replicas), 0),
      // Every eviction counts as a retry: a job that lends its devices is evicted often.
      maxRetry: job.maxRetry,
      ...(job.keepFinishedSeconds === undefined ? {} : { ttlSecondsAfterFinished: job.keepFinishedSeconds }),
      ...(job.topology === undefined ? {} : { networkTopology: job.topology }),
      plugins: job.plugins,
      policies: [...exitPolicies(job), ...(isElastic ? [] : anyFailure)],
      tasks: job.tasks.map((task) => ({
        name: task.name,
        replicas: task.replicas,
        minAvailable: task.minReplicas ?? task.replicas,
        maxRetry: job.maxRetry,
        ...policiesOf(task, job, isElastic ? anyFailure : []),
        template: podTemplate(isElastic && isNeeded(task) ? neverTakenBack(job.pod) : job.pod, {
          containerName: 'trainer',
          command: limited(task.command ?? job.command, job.timeLimitSeconds),
          resources: task.resources,
        }),
      })),
    },
  };
}

/** Volcano takes the first policy that fits: exit codes stand before failures of any kind. */
function exitPolicies({ errorPolicies, timeLimitSeconds }: ResolvedTrainingJob): Manifest[] {
  const named = [...errorPolicies]
    .sort((a, b) => a.exitCode - b.exitCode)
    .map(({ exitCode, action }) => ({ exitCode, action: String(action) }));
  const isFree = timeLimitSeconds !== undefined && !named.some(({ exitCode }) => exitCode === TIME_IS_UP);
  return [...named, ...(isFree ? [{ exitCode: TIME_IS_UP, action: 'TerminateJob' }] : [])];
}

/**
 * Policies of a role stand before those of the job. In an elastic gang the pods that it can do without are made anew one
 * by one, and only those that it cannot do without start it anew.
 */
function policiesOf(task: FrameworkTask, job: ResolvedTrainingJob, anyFailure: Manifest[]): Manifest {
  const policies = [
    ...(task.endsJob === true ? [{ event: 'TaskCompleted', action: 'CompleteJob' }] : []),
    ...(isNeeded(task) && anyFailure.length > 0 ? [...exitPolicies(job), ...anyFailure] : []),
  ];
  return policies.length === 0 ? {} : { policies };
}

/** The gang cannot do without any pod of the role. */
function isNeeded({ minReplicas, replicas }: FrameworkTask): boolean {
  return (minReplicas ?? replicas) === replicas;
}

/** Reclaim leaves the pod alone: else it would take the master of an elastic gang, and all would start anew. */
function neverTakenBack(pod: ResolvedPod): ResolvedPod {
  return { ...pod, annotations: { ...pod.annotations, 'volcano.sh/preemptable': 'false' } };
}

/**
 * Volcano knows no time limit of a running job. Two programs, because one that has to kill says 137 in place of 124, as
 * the kernel does for want of memory: the job would start anew. The inner one kills what does not end when it is asked to,
 * the outer one counts, and says that the time was up.
 */
function limited(command: readonly string[], seconds: number | undefined): readonly string[] {
  if (seconds === undefined) return command;
  return ['timeout', String(seconds), 'timeout', '--foreground', `--kill-after=${SECONDS_TO_END}`, '0', ...command];
}
