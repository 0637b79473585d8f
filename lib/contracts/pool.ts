import { IDependable } from 'constructs';
import { Size } from '../units/size';

/** A Kubernetes toleration. */
export interface Toleration {
  /** Key of the taint. */
  readonly key: string;
  /** `Equal` or `Exists`. */
  readonly operator: string;
  /**
   * Value of the taint.
   *
   * @default - any value (with `Exists`)
   */
  readonly value?: string;
  /**
   * `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
   *
   * @default - every effect
   */
  readonly effect?: string;
}

/** What a pod needs to use the RDMA fabric of a pool, worked out from one value. */
export interface FabricAttachment {
  /** Resources each pod asks for, for example `rdma/hca_shared_devices_a: 1`. */
  readonly resources: { [name: string]: string };
  /** Annotations of the pod: its secondary networks. */
  readonly annotations: { [name: string]: string };
  /** Environment of the container: NCCL settings. */
  readonly environment: { [name: string]: string };
  /** Linux capabilities of the container, for example `IPC_LOCK`. */
  readonly capabilities: string[];
  /** Size of `/dev/shm`. */
  readonly sharedMemory: Size;
}

/** Nodes of one kind with the same accelerators. */
export interface IPool {
  /** Name of the pool. */
  readonly poolName: string;
  /** Labels that its nodes carry. */
  readonly nodeLabels: { [key: string]: string };
  /** Tolerations for the taints of its nodes. */
  readonly tolerations: Toleration[];
  /** How many nodes are expected. */
  readonly expectedNodes: number;
  /** Accelerators per node. */
  readonly devicesPerNode: number;
  /** Extended resource of the accelerator, for example `nvidia.com/gpu`. */
  readonly deviceResource: string;
  /** Name of the accelerator, for example `NVIDIA H800`. */
  readonly acceleratorName: string;
  /** Memory of one accelerator. */
  readonly deviceMemory: Size;
  /**
   * NVMe space per node for caches.
   *
   * @default - none
   */
  readonly nvmePerNode?: Size;
  /**
   * What pods need to use the fabric.
   *
   * @default - the pool has no RDMA fabric
   */
  readonly fabric?: FabricAttachment;
  /** CPU cores per node that can be requested, as a quantity in cores. */
  readonly cpuPerNode: number;
  /** Memory per node that can be requested. */
  readonly memoryPerNode: Size;
  /**
   * CPU cores that go with each device: what workloads ask for and queues share. Seven eighths of the node's, so that a
   * pod with all devices of a node fits beside the daemons and the cache there.
   */
  readonly cpuPerDevice: number;
  /** Memory that goes with each device, as `cpuPerDevice`. */
  readonly memoryPerDevice: Size;
  /**
   * What must be there before pods can use the pool: device plugins.
   *
   * @default - nothing
   */
  readonly ready?: IDependable;
}
