import { IConstruct } from 'constructs';
import { checkCredentials, checkEnvironment, checkGrace, checkImage, checkShare, checkVolumes } from './check-pod';
import { ResolvedMount, ResolvedPod } from './render-pod';
import { PodSecurity } from '../../contracts/cluster';
import { DeviceAllocation } from '../../contracts/device-request';
import { FabricAttachment, IPool } from '../../contracts/pool';
import { IQueue } from '../../contracts/queue';
import { renderLastingClaims } from '../../core/private/device-claims';
import { Manifest } from '../../core/private/manifest-member';
import { cpuQuantity } from '../../units/private/cpu-quantity';
import { Duration } from '../../units/duration';
import { Size } from '../../units/size';
import { TrainingPodOptions } from '../training-pod-options';

const ROOT = 0;
const ORDINARY_USER = 1000;
const USUAL_SHARED_MEMORY = Size.gibibytes(16);

/** What a pod without devices is given of them. */
export const NO_DEVICES: DeviceAllocation = { resources: {}, annotations: {}, labels: {}, devices: 0 };

/** Who waits where, with which image and which devices, and what its framework needs. */
export interface PodWishes {
  /** What is named after it: templates of claims. */
  readonly name: string;
  readonly queue: IQueue;
  readonly priorityClassName: string;
  readonly image: string;
  readonly allocation: DeviceAllocation;
  readonly options: TrainingPodOptions;
  readonly environment?: { [name: string]: string };
  readonly podFields?: { [name: string]: string };
  /** What something else sets in each container, so that the user may not. */
  readonly takenNames?: string[];
  readonly rootCapabilities?: string[];
  readonly usesSsh?: boolean;
  /** Labels that nodes must have beside those of the pool. */
  readonly nodeLabels?: { [key: string]: string };
  /** Whether pods talk to each other over the fabric of the pool; true unless said otherwise. */
  readonly usesFabric?: boolean;
  /** Level of the namespace that it shares with pods that need more rights. */
  readonly level?: PodSecurity;
}

/** A pod and where it lives; the namespace is made, unless its volumes live there already. */
export interface PodWithNamespace {
  readonly pod: ResolvedPod;
  readonly namespace: string;
  /** What must be in the namespace before the pod starts. */
  readonly objects: Manifest[];
}

/** Every default of a pod decided and every wish checked. */
export function resolvePod(scope: IConstruct, wishes: PodWishes): PodWithNamespace {
  const { queue, allocation, options } = wishes;
  const { pool, cluster } = queue;
  const fabric = wishes.usesFabric === false ? undefined : pool.fabric;
  checkImage(scope, wishes.image);
  checkEnvironment(scope, options, wishes.takenNames ?? []);
  checkCredentials(scope, options.environment ?? {});
  const graceSeconds = (options.terminationGrace ?? Duration.seconds(30)).inSeconds;
  checkGrace(scope, graceSeconds);
  const share = nodeShare(pool, fabric, allocation, options);
  checkShare(scope, pool, share.cpu, share.memory, share.sharedMemory);
  const security = securityOf(fabric, runAsUserOf(fabric, options), wishes.rootCapabilities ?? []);
  const volumes = options.volumes ?? [];
  checkVolumes(scope, options);
  const namespace =
    volumes[0]?.volume.namespace ??
    namespaceOf(queue, options, loosest([security.level, wishes.level ?? PodSecurity.RESTRICTED]));
  const claims = renderLastingClaims({ name: wishes.name, namespace }, allocation.claims ?? []);
  const pod: ResolvedPod = {
    schedulerName: queue.schedulerName,
    priorityClassName: wishes.priorityClassName,
    image: wishes.image,
    pullSecretName: cluster.registries.pullSecretName,
    environment: { ...fabric?.environment, ...wishes.environment, ...options.environment },
    podFields: wishes.podFields ?? {},
    secretEnvironment: options.secretEnvironment ?? {},
    labels: Object.assign({}, ...volumes.map(({ volume }) => volume.podLabels), allocation.labels) as {
      [key: string]: string;
    },
    annotations: { ...fabric?.annotations, ...allocation.annotations },
    resources: { ...share.quantities, ...allocation.resources, ...fabric?.resources },
    claims,
    runtimeClassName: allocation.runtimeClassName,
    capabilities: security.capabilities,
    runAsUser: security.runAsUser,
    usesSsh: wishes.usesSsh ?? false,
    hostNetwork: fabric?.hostNetwork ?? false,
    sharedMemory: share.sharedMemory.toQuantity(),
    mounts: mountsOf(options),
    graceSeconds,
    nodeLossSeconds: (options.nodeLossTolerance ?? Duration.seconds(30)).inSeconds,
    nodeLabels: Object.assign(
      { ...pool.nodeLabels, ...wishes.nodeLabels },
      ...volumes.map(({ volume }) => volume.requiredNodeLabels),
    ) as { [key: string]: string },
    tolerations: pool.tolerations,
  };
  return { pod, namespace, objects: claims.templates };
}

const USUAL_NAMESPACES = {
  [PodSecurity.PRIVILEGED]: 'training-rdma',
  [PodSecurity.BASELINE]: 'training-root',
  [PodSecurity.RESTRICTED]: 'training',
};

function namespaceOf({ cluster }: IQueue, options: TrainingPodOptions, level: PodSecurity): string {
  return cluster.namespaces.ensure(options.namespace ?? USUAL_NAMESPACES[level], level);
}

/** The level under which all of them may live. */
export function loosest(levels: PodSecurity[]): PodSecurity {
  const order = [PodSecurity.PRIVILEGED, PodSecurity.BASELINE];
  return order.find((level) => levels.includes(level)) ?? PodSecurity.RESTRICTED;
}

/** User that the program runs as. */
export function runAsUserOf(fabric: FabricAttachment | undefined, options: TrainingPodOptions): number {
  return options.runAsUser ?? ((fabric?.capabilities ?? []).length > 0 ? ROOT : ORDINARY_USER);
}

/** What each pod asks for beside devices. */
interface NodeShare {
  readonly cpu: number;
  readonly memory: Size;
  readonly sharedMemory: Size;
  readonly quantities: { [name: string]: string };
}

function nodeShare(
  pool: IPool,
  fabric: FabricAttachment | undefined,
  { devices }: DeviceAllocation,
  wishes: TrainingPodOptions,
): NodeShare {
  const cpu = wishes.cpuPerPod ?? Math.floor(pool.cpuPerDevice * devices * 1000) / 1000;
  const memory = wishes.memoryPerPod ?? Size.bytes(Math.floor(pool.memoryPerDevice.inBytes * devices));
  const wanted = fabric?.sharedMemory ?? USUAL_SHARED_MEMORY;
  const half = Size.bytes(Math.floor(memory.inBytes / 2));
  return {
    cpu,
    memory,
    sharedMemory: wishes.sharedMemory ?? (wanted.inBytes <= half.inBytes ? wanted : half),
    quantities: { cpu: cpuQuantity(cpu), memory: memory.toQuantity() },
  };
}

interface Security {
  readonly capabilities: string[];
  readonly runAsUser: number;
  readonly level: PodSecurity;
}

/**
 * The kernel heeds IPC_LOCK of root only, and Pod Security's baseline forbids it, as it forbids the node's network. So
 * whoever runs as root gets it in a privileged namespace of its own; another user does without and relies on the memory
 * lock limit of the nodes.
 */
function securityOf(fabric: FabricAttachment | undefined, runAsUser: number, rootCapabilities: string[]): Security {
  const isRoot = runAsUser === ROOT;
  const ofFabric = isRoot ? (fabric?.capabilities ?? []) : [];
  return {
    capabilities: [...new Set([...ofFabric, ...(isRoot ? rootCapabilities : [])])].sort(),
    runAsUser,
    level: levelOf(fabric, runAsUser),
  };
}

/** The strictest level under which a pod of this user can use the fabric. */
export function levelOf(fabric: FabricAttachment | undefined, runAsUser: number): PodSecurity {
  const isRoot = runAsUser === ROOT;
  if (fabric?.hostNetwork === true || (isRoot && (fabric?.capabilities ?? []).length > 0))
    return PodSecurity.PRIVILEGED;
  return isRoot ? PodSecurity.BASELINE : PodSecurity.RESTRICTED;
}

function mountsOf({ checkpoints, volumes = [] }: TrainingPodOptions): ResolvedMount[] {
  return [
    ...(checkpoints === undefined
      ? []
      : [
          {
            name: 'checkpoints',
            claimName: checkpoints.claimName,
            mountPath: checkpoints.mountPath ?? '/checkpoints',
            subPath: '',
            readOnly: false,
          },
        ]),
    ...[...volumes]
      .sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1))
      .map(({ volume, mountPath }, index) => ({
        name: `volume-${index}`,
        claimName: volume.claimName,
        mountPath,
        subPath: volume.pathInClaim,
        readOnly: volume.readOnly,
      })),
  ];
}
