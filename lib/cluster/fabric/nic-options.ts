import { FabricAddressing } from './fabric-addressing';
import { NicMode } from './nic-mode';
import { Size } from '../../units/size';

/** The RDMA NICs of a pool's nodes, whatever their network. */
export interface NicOptions {
  /** RDMA NICs of each node. */
  readonly nicsPerNode: number;

  /**
   * Names of their interfaces on the nodes, one per NIC. Unused where the cloud brings the RDMA software.
   *
   * @default - rdma0, rdma1, … for RoCE; ib0, ib1, … for InfiniBand
   */
  readonly interfaces?: string[];

  /**
   * What pods get of the NICs. Unused where the cloud brings the RDMA software.
   *
   * @default NicMode.shared()
   */
  readonly mode?: NicMode;

  /**
   * How the RDMA interfaces of pods get their addresses. Unused where the cloud brings the RDMA software.
   *
   * @default - FabricAddressing.automaticIpv6() for RoCE; none for InfiniBand, which needs none
   */
  readonly addressing?: FabricAddressing;

  /**
   * Which RDMA devices NCCL uses, as `NCCL_IB_HCA` spells it.
   *
   * @default 'mlx5'
   * @see https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/env.html
   */
  readonly hca?: string;

  /**
   * Interface of a pod over which NCCL makes its first contact, as `NCCL_SOCKET_IFNAME` spells it. With
   * `NicMode.hostNetwork()` it is one of the node.
   *
   * @default 'eth0'
   */
  readonly socketInterface?: string;

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
   * Whether a job checks every node once: that memory can be locked and that RDMA devices and networks are there.
   * Never where a provisioner makes the nodes: it would make all of them for it.
   *
   * @default true
   */
  readonly preflight?: boolean;
}
