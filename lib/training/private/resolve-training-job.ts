import { IConstruct } from 'constructs';
import { checkEngine } from './check-engine';
import {
  checkCommand,
  checkDevices,
  checkElastic,
  checkErrorPolicies,
  checkGang,
  checkGates,
  checkJobName,
  checkPlacement,
  checkQueue,
  checkRetries,
  checkTimeLimit,
} from './check-training-job';
import { PodSecurity } from '../../contracts/cluster';
import { ResolvedPod } from './render-pod';
import { NO_DEVICES, PodWishes, resolvePod, runAsUserOf } from './resolve-pod';
import { Manifest } from '../../core/private/manifest-member';
import { dnsLabel, releaseName } from '../../core/private/names';
import { ErrorPolicy } from '../error-policy';
import { FrameworkConfig, FrameworkKind, FrameworkTask, KubeflowTrainerLayout } from '../framework-contract';
import { EngineKind } from '../training-engine';
import { TrainingJobProps } from '../training-job-props';

/** Where the pods of a gang may stand to each other, as Volcano writes it. */
export interface ResolvedTopology {
  readonly mode: 'hard' | 'soft';
  readonly highestTierAllowed: number;
}

/** A training job with every default decided. */
export interface ResolvedTrainingJob {
  readonly engine: EngineKind;
  readonly stem: string;
  readonly namespace: string;
  readonly queueName: string;
  readonly gangSize: number;
  readonly minGangSize: number;
  readonly devicesPerPod: number;
  readonly kind: FrameworkKind;
  readonly tasks: FrameworkTask[];
  readonly plugins: { [name: string]: string[] };
  readonly command: readonly string[];
  readonly userCommand: readonly string[];
  readonly kubeflowTrainer?: KubeflowTrainerLayout;
  readonly pod: ResolvedPod;
  /** What must be in the namespace before the pods start. */
  readonly objects: Manifest[];
  readonly topology?: ResolvedTopology;
  readonly maxRetry: number;
  readonly errorPolicies: ErrorPolicy[];
  readonly timeLimitSeconds?: number;
  readonly keepFinishedSeconds?: number;
  readonly suspended: boolean;
}

/** Every default decided, every wish checked. */
export function resolveTrainingJob(
  scope: IConstruct,
  id: string,
  props: TrainingJobProps,
  level?: PodSecurity,
): ResolvedTrainingJob {
  const { queue, gangSize, command } = props;
  const { pool } = queue;
  const engine = props.engine?.kind ?? EngineKind.VOLCANO;
  checkCommand(scope, command);
  checkQueue(scope, queue);
  checkDevices(scope, props);
  const usesDevices = props.devicesPerPod !== 0;
  const allocation = usesDevices
    ? pool.allocate(scope, props.deviceRequest ?? { devices: props.devicesPerPod })
    : NO_DEVICES;
  checkGang(scope, queue, gangSize, allocation.devices);
  const minGangSize = props.minGangSize ?? gangSize;
  const devicesPerPod = Math.max(1, Math.floor(allocation.devices));
  const stem = props.jobName ?? dnsLabel(releaseName([id]), LONGEST_STEM[engine]);
  checkJobName(scope, stem, LONGEST_STEM[engine]);
  const runAsUser = runAsUserOf(usesDevices ? pool.fabric : undefined, props);
  const framework = props.framework.bind({ gangSize, minGangSize, devicesPerPod, command, runAsUser });
  checkElastic(scope, props, framework.elastic ?? false, allocation.devices);
  checkEngine(scope, engine, framework, props);
  checkRetries(scope, queue, props.maxRetry);
  checkTimeLimit(scope, props);
  checkErrorPolicies(scope, props);
  checkGates(scope, queue, props.requires ?? []);
  if (props.placement !== undefined) checkPlacement(scope, queue, props.placement, gangSize, allocation.devices);
  const { expectedDuration } = props;
  const { pod, namespace, objects } = resolvePod(scope, {
    name: stem,
    queue,
    priorityClassName:
      expectedDuration === undefined ? queue.priorityClassName : queue.priorityClassFor(expectedDuration),
    image: props.image,
    allocation,
    usesFabric: usesDevices,
    level,
    options: props,
    ...podWishesOf(engine, framework),
    nodeLabels: Object.assign({}, ...(props.requires ?? []).map((gate) => gate.nodeLabels)) as {
      [key: string]: string;
    },
  });
  return {
    engine,
    stem,
    namespace,
    queueName: queue.queueName,
    gangSize,
    minGangSize,
    devicesPerPod: usesDevices ? devicesPerPod : 0,
    kind: framework.kind ?? FrameworkKind.CUSTOM,
    tasks: framework.tasks,
    plugins: framework.plugins,
    command: framework.command ?? command,
    userCommand: command,
    kubeflowTrainer: framework.kubeflowTrainer,
    pod,
    objects,
    topology: props.placement && {
      mode: props.placement.required ? 'hard' : 'soft',
      highestTierAllowed: props.placement.tier.tier,
    },
    maxRetry: props.maxRetry ?? 100,
    errorPolicies: props.errorPolicies ?? [],
    timeLimitSeconds: props.timeLimit?.inSeconds,
    keepFinishedSeconds: props.keepFinished?.inSeconds,
    suspended: props.suspended ?? false,
  };
}

/** A hash of nine characters follows. KubeRay names a cluster after the job, and Trainer's runtime has a release. */
const LONGEST_STEM: { [engine in EngineKind]: number } = {
  [EngineKind.VOLCANO]: 40,
  [EngineKind.KUBEFLOW_TRAINER]: 36,
  [EngineKind.KUBE_RAY]: 38,
};

/** What torchrun reads, which Kubeflow Trainer sets. */
const TORCHRUN_NAMES = ['MASTER_ADDR', 'MASTER_PORT', 'NNODES', 'NODE_RANK', 'NPROC_PER_NODE'].map((n) => `PET_${n}`);

/** The environment that frameworks set is for Volcano; the other engines set one of their own. */
function podWishesOf(engine: EngineKind, framework: FrameworkConfig): Partial<PodWishes> {
  const { usesSsh, rootCapabilities, environment, podFields, environmentNames } = framework;
  const isVolcano = engine === EngineKind.VOLCANO;
  return {
    usesSsh,
    rootCapabilities,
    takenNames: isVolcano ? environmentNames : [...environmentNames, ...TORCHRUN_NAMES],
    ...(isVolcano ? { environment, podFields } : {}),
  };
}
