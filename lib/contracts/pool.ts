import { IConstruct, IDependable } from 'constructs';
import { DeviceAllocation, DeviceRequest } from './device-request';
import { Size } from '../units/size';

/** How the accelerators of a pool are shared. */
export enum SharingKind {
  /** Each device belongs to one pod. */
  WHOLE = 'whole',
  /** Partitions made by the device itself (NVIDIA MIG). */
  MIG = 'mig',
  /** Pods take turns; memory is not divided. */
  TIME_SLICING = 'time-slicing',
  /** NVIDIA Multi-Process Service. */
  MPS = 'mps',
  /** Volcano's vGPU: memory and cores by request, placed by Volcano. */
  VOLCANO_VGPU = 'volcano-vgpu',
  /** HAMi: memory and cores by request, placed by HAMi's own scheduler. */
  HAMI = 'hami',
  /** Tencent qGPU. */
  QGPU = 'qgpu',
  /** cGPU of Alibaba and Baidu. */
  CGPU = 'cgpu',
}

/** What a pool says of how its accelerators are shared. */
export interface PoolSharing {
  /** The way. */
  readonly kind: SharingKind;
  /** Whether a pod cannot take the device memory of another. */
  readonly isolatesMemory: boolean;
  /** Whether Volcano can count and place what is shared. Where it cannot, there are no queues and no gangs. */
  readonly worksWithQueues: boolean;
  /** Device resources that each node offers, by name, with all dimensions that a pod can ask for. */
  readonly nodeResources: { [name: string]: number };
}

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
  /**
   * Whether pods must live in the node's network namespace to see the fabric.
   *
   * @default false
   */
  readonly hostNetwork?: boolean;
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
  /**
   * Whether nodes are made when pods need them, and taken away again: `expectedNodes` is then the most there are.
   *
   * @default false
   */
  readonly nodesComeAndGo?: boolean;
  /** Accelerators per node. */
  readonly devicesPerNode: number;
  /** Extended resource of the accelerator, for example `nvidia.com/gpu`. */
  readonly deviceResource: string;
  /** Name of the accelerator, for example `NVIDIA H800`. */
  readonly acceleratorName: string;
  /** How the accelerators are shared. */
  readonly sharing: PoolSharing;
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

  /**
   * What a pod carries to get these devices. Fails when the pool does not offer them.
   *
   * @param scope Who asks: failures name its path.
   */
  allocate(scope: IConstruct, request: DeviceRequest): DeviceAllocation;
}
