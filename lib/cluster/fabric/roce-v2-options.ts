import { FabricAddressing } from './fabric-addressing';
import { Size } from '../../units/size';

/** The traffic class that the switches carry without loss, as their administrator set it up. */
export interface LosslessClass {
  /** DSCP that the switches map to the lossless priority, for example 26. */
  readonly dscp: number;

  /** Priority with flow control (PFC), for example 3. */
  readonly pfcPriority: number;

  /**
   * Whether the switches mark congestion (ECN).
   *
   * @default true
   */
  readonly ecn?: boolean;
}

/** What a RoCE fabric has, and what its switches do. */
export interface RoceV2Options {
  /** RDMA NICs of each node. */
  readonly nicsPerNode: number;

  /**
   * Names of their interfaces on the nodes, one per NIC. Unused where the cloud brings the RDMA software.
   *
   * @default - rdma0, rdma1, …
   */
  readonly interfaces?: string[];

  /**
   * How the RDMA interfaces of pods get their addresses. Unused where the cloud brings the RDMA software.
   *
   * @default FabricAddressing.automaticIpv6()
   */
  readonly addressing?: FabricAddressing;

  /**
   * The switches' lossless class, which becomes NCCL's traffic class and the nodes' flow control.
   *
   * @default - undeclared: NCCL's default class, and a warning where the fabric is yours
   */
  readonly losslessClass?: LosslessClass;

  /**
   * Which RDMA devices NCCL uses, as `NCCL_IB_HCA` spells it.
   *
   * @default 'mlx5'
   * @see https://docs.nvidia.com/deeplearning/nccl/user-guide/docs/env.html
   */
  readonly hca?: string;

  /**
   * Index in the table of addresses of an RDMA device. Only for NCCL before 2.21, which cannot find it by itself.
   *
   * @default - NCCL chooses the address for RoCE v2
   */
  readonly gidIndex?: number;

  /**
   * MTU of the RDMA interfaces of pods. Unused where the cloud brings the RDMA software.
   *
   * @default - that of the node's interface
   */
  readonly mtu?: number;

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
   *
   * @default true
   */
  readonly preflight?: boolean;
}
