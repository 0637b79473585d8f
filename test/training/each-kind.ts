import {
  Duration,
  ErrorAction,
  ErrorPolicy,
  Framework,
  JobPlacement,
  TrainingEngine,
  TrainingJob,
  TrainingJobProps,
} from '../../lib';
import { FABRIC, pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';
import { blueprintOf, testStack } from '../harness';

/** Nodes of the first pool. */
export const NODES = 40;

/** A job of each kind, with what changes its shape most. Each has a pool with room for all. */
export const JOBS: Record<string, Partial<TrainingJobProps>> = {
  Pytorch: { timeLimit: Duration.hours(1), errorPolicies: [ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB)] },
  Elastic: { minGangSize: 2, errorPolicies: [ErrorPolicy.onExitCode(143, ErrorAction.STOP_JOB)] },
  Deepspeed: { framework: Framework.deepspeed(), command: ['deepspeed', 'train.py'] },
  Mpi: { framework: Framework.mpi(), command: ['mpirun', 'train'] },
  MpiRoot: { framework: Framework.mpi(), command: ['mpirun', 'train'], runAsUser: 0 },
  Ray: { framework: Framework.ray(), command: ['python', 'train.py'] },
  Tensorflow: { framework: Framework.tensorflow({ parameterServers: 1 }), command: ['python', 'train.py'] },
  Paddle: { framework: Framework.paddle(), command: ['python', '-m', 'paddle.distributed.launch', 'train.py'] },
  Kept: { keepFinished: Duration.days(1), secretEnvironment: { KEY: { secretName: 'keys', key: 'k' } } },
};
/** Jobs of other engines. */
export const ELSEWHERE: Record<string, Partial<TrainingJobProps>> = {
  Trainer: {
    engine: TrainingEngine.kubeflowTrainer(),
    errorPolicies: [ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB)],
  },
  TrainerDeepspeed: {
    engine: TrainingEngine.kubeflowTrainer(),
    framework: Framework.deepspeed(),
    command: ['deepspeed', 'train.py'],
  },
  TrainerMpi: {
    engine: TrainingEngine.kubeflowTrainer(),
    framework: Framework.mpi(),
    command: ['mpirun', 'train'],
    suspended: true,
    timeLimit: Duration.hours(1),
    keepFinished: Duration.days(1),
  },
  KubeRay: { engine: TrainingEngine.kubeRay(), framework: Framework.ray(), command: ['python', 'train.py'] },
};

/** The blueprint of a program with all of them. */
export function eachKind(): any {
  const stack = testStack();
  const cluster = new SchedulingOnly(stack);
  const on = pool('h800', { expectedNodes: NODES, tolerations: [] });
  const rails = pool('rdma', { expectedNodes: 4, tolerations: [], fabric: { ...FABRIC, hostNetwork: true } });
  const queue = cluster.queues.add('research', { pool: on, deservedDevices: 8 * NODES });
  const far = cluster.queues.add('far', { pool: rails, deservedDevices: 32 });
  const usual = { framework: Framework.pytorch(), image: 'acme.com/train:1', command: ['torchrun', 'train.py'] };
  const base = { ...usual, gangSize: 3, devicesPerPod: 8 };
  for (const [id, props] of Object.entries({ ...JOBS, ...ELSEWHERE })) {
    new TrainingJob(stack, id, { ...base, queue, ...props });
  }
  const tier = { cluster, tier: 1, tierName: 'leaf', nodesPerDomain: 4, ready: queue.ready };
  const placement = JobPlacement.within(tier);
  new TrainingJob(stack, 'HostNetwork', { ...base, queue: far, placement });
  new TrainingJob(stack, 'TrainerNear', { ...base, queue, placement, engine: TrainingEngine.kubeflowTrainer() });
  new TrainingJob(stack, 'RayNear', { ...base, ...ELSEWHERE.KubeRay, queue, placement });
  return blueprintOf(stack);
}
