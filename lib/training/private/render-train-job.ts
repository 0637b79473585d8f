import { podTemplate } from './render-pod';
import { ResolvedTrainingJob } from './resolve-training-job';
import { Manifest } from '../../core/private/manifest-member';
import { ErrorAction } from '../error-policy';
import { KubeflowTrainerLayout } from '../framework-contract';

const API_VERSION = 'trainer.kubeflow.org/v1alpha1';
/** The name that Trainer looks for, of the job of a gang and of the container with the program. */
const NODE = 'node';
const LAUNCHER = 'launcher';

/** A runtime of its own for each job, because it carries what is the job's alone, and the job that refers to it. */
export function renderTrainJob(
  job: ResolvedTrainingJob,
  layout: KubeflowTrainerLayout,
): { runtime: Manifest; trainJob: Manifest } {
  return {
    runtime: { apiVersion: API_VERSION, kind: 'TrainingRuntime', spec: runtimeSpec(job, layout) },
    trainJob: {
      apiVersion: API_VERSION,
      kind: 'TrainJob',
      spec: {
        managedBy: 'trainer.kubeflow.org/trainjob-controller',
        suspend: job.suspended,
        ...(job.timeLimitSeconds === undefined ? {} : { activeDeadlineSeconds: job.timeLimitSeconds }),
        trainer: { command: layout.command, numNodes: job.gangSize, numProcPerNode: job.devicesPerPod },
      },
    },
  };
}

function runtimeSpec(job: ResolvedTrainingJob, layout: KubeflowTrainerLayout): Manifest {
  return {
    // With MPI this is the number of launchers; the job says how many nodes there are.
    mlPolicy: { numNodes: layout.mpiWorkerCommand === undefined ? job.gangSize : 1, ...policyOf(job, layout) },
    podGroupPolicy: { volcano: job.topology === undefined ? {} : { networkTopology: job.topology } },
    template: {
      metadata: { annotations: { 'scheduling.volcano.sh/queue-name': job.queueName } },
      spec: {
        network: { publishNotReadyAddresses: true },
        failurePolicy: failurePolicy(job),
        ...(job.keepFinishedSeconds === undefined ? {} : { ttlSecondsAfterFinished: job.keepFinishedSeconds }),
        ...(layout.mpiWorkerCommand === undefined
          ? {}
          : { successPolicy: { operator: 'All', targetReplicatedJobs: [LAUNCHER] } }),
        replicatedJobs: replicatedJobs(job, layout),
      },
    },
  };
}

function policyOf(job: ResolvedTrainingJob, { mpiWorkerCommand, sshDirectory }: KubeflowTrainerLayout): Manifest {
  if (mpiWorkerCommand === undefined) return { torch: {} };
  return {
    mpi: {
      mpiImplementation: 'OpenMPI',
      numProcPerNode: job.devicesPerPod,
      runLauncherAsNode: true,
      sshAuthMountPath: sshDirectory,
    },
  };
}

/** A pod that fails fails its Job, and a Job that fails starts all anew: what is left of a gang only waits. */
function failurePolicy({ maxRetry, errorPolicies }: ResolvedTrainingJob): Manifest {
  const givesUp = errorPolicies.some(({ action }) => action === ErrorAction.FAIL_JOB);
  const rules = [{ name: 'exitCode', action: 'FailJobSet', onJobFailureReasons: ['PodFailurePolicy'] }];
  return { maxRestarts: maxRetry, restartStrategy: 'Recreate', ...(givesUp ? { rules } : {}) };
}

/**
 * With MPI the launcher is one of the nodes. It does not depend on the others, as upstream's does: it would not be there
 * until they run, and they do not run until the gang is whole.
 */
function replicatedJobs(job: ResolvedTrainingJob, layout: KubeflowTrainerLayout): Manifest[] {
  const trainer = { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' };
  const { mpiWorkerCommand } = layout;
  if (mpiWorkerCommand === undefined) return [replicatedJob(job, NODE, trainer)];
  const launcher = replicatedJob(job, LAUNCHER, trainer);
  return job.gangSize === 1 ? [launcher] : [replicatedJob(job, NODE, undefined, mpiWorkerCommand), launcher];
}

function replicatedJob(
  job: ResolvedTrainingJob,
  name: string,
  labels: { [key: string]: string } | undefined,
  command?: readonly string[],
): Manifest {
  const values = job.errorPolicies
    .filter(({ action }) => action === ErrorAction.FAIL_JOB)
    .map(({ exitCode }) => exitCode)
    .sort((a, b) => a - b);
  const onExitCodes = { containerName: NODE, operator: 'In', values };
  return {
    name,
    replicas: 1,
    template: {
      ...(labels === undefined ? {} : { metadata: { labels } }),
      spec: {
        backoffLimit: 0,
        ...(values.length === 0 ? {} : { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes }] } }),
        template: podTemplate(job.pod, { containerName: NODE, command }),
      },
    },
  };
}
