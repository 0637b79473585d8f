import { NicOptions } from './nic-options';

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
export interface RoceV2Options extends NicOptions {
  /**
   * The switches' lossless class, which becomes NCCL's traffic class and the nodes' flow control.
   *
   * @default - undeclared: NCCL's default class, and a warning where the fabric is yours
   */
  readonly losslessClass?: LosslessClass;

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
}
