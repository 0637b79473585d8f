import { Size } from '../../units/size';

/** What the instances of a pool have of elastic RDMA. */
export interface ErdmaOptions {
  /** Elastic RDMA interfaces of each node. */
  readonly interfacesPerNode: number;

  /**
   * How many of them a pod asks for. One is right where the add-on gives all of a node to whoever asks.
   *
   * @default 1
   */
  readonly interfacesPerPod?: number;

  /**
   * Whether TCP connections of pods go over RDMA too (SMC-R).
   *
   * @default false
   */
  readonly acceleratesTcp?: boolean;

  /**
   * Size of `/dev/shm`. It counts against the memory limit of the pod.
   *
   * @default Size.gibibytes(32)
   */
  readonly sharedMemory?: Size;

  /**
   * Whether pods get the capability `IPC_LOCK`. It helps containers that run as root; pod security refuses it below the
   * level `privileged`. Switch it off when every node has run the bootstrap script.
   *
   * @default true
   */
  readonly ipcLock?: boolean;

  /**
   * Whether a job checks every node once: that memory can be locked and that RDMA devices are there.
   * Never where a provisioner makes the nodes: it would make all of them for it.
   *
   * @default true
   */
  readonly preflight?: boolean;
}
