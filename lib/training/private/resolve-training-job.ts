import { PodSecurity } from '../../contracts/cluster';
import { FabricAttachment, IPool } from '../../contracts/pool';
import { cpuQuantity } from '../../units/private/cpu-quantity';
import { Size } from '../../units/size';

const ROOT = 0;
const ORDINARY_USER = 1000;
const USUAL_SHARED_MEMORY = Size.gibibytes(16);

/** What each pod asks for. */
export interface NodeShare {
  readonly cpu: number;
  readonly memory: Size;
  readonly sharedMemory: Size;
  readonly quantities: { [name: string]: string };
}

interface ShareWishes {
  readonly cpuPerPod?: number;
  readonly memoryPerPod?: Size;
  readonly sharedMemory?: Size;
}

export function nodeShare(pool: IPool, devices: number, wishes: ShareWishes): NodeShare {
  const cpu = wishes.cpuPerPod ?? pool.cpuPerDevice * devices;
  const memory = wishes.memoryPerPod ?? Size.bytes(pool.memoryPerDevice.inBytes * devices);
  const wanted = pool.fabric?.sharedMemory ?? USUAL_SHARED_MEMORY;
  const half = Size.bytes(Math.floor(memory.inBytes / 2));
  return {
    cpu,
    memory,
    sharedMemory: wishes.sharedMemory ?? (wanted.inBytes <= half.inBytes ? wanted : half),
    quantities: {
      cpu: cpuQuantity(cpu),
      memory: memory.toQuantity(),
      [pool.deviceResource]: String(devices),
    },
  };
}

/** What the fabric of the pool makes of a pod. */
export interface Attachment extends Omit<FabricAttachment, 'sharedMemory'> {
  readonly runAsUser: number;
  readonly level: PodSecurity;
  readonly namespace: string;
}

/**
 * The kernel heeds IPC_LOCK of root only, and Pod Security's baseline forbids it. So whoever runs as root gets it in a
 * privileged namespace of its own; another user does without and relies on the memory lock limit of the nodes.
 */
export function attachmentOf(pool: IPool, user: number | undefined): Attachment {
  const { fabric } = pool;
  const runAsUser = user ?? ((fabric?.capabilities ?? []).length > 0 ? ROOT : ORDINARY_USER);
  const capabilities = runAsUser === ROOT ? [...(fabric?.capabilities ?? [])].sort() : [];
  const level =
    capabilities.length > 0
      ? PodSecurity.PRIVILEGED
      : runAsUser === ROOT
        ? PodSecurity.BASELINE
        : PodSecurity.RESTRICTED;
  return {
    resources: fabric?.resources ?? {},
    annotations: fabric?.annotations ?? {},
    environment: fabric?.environment ?? {},
    capabilities,
    runAsUser,
    level,
    namespace: { privileged: 'training-rdma', baseline: 'training-root', restricted: 'training' }[level],
  };
}
