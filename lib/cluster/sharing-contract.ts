import { IConstruct } from 'constructs';
import { Accelerator } from './accelerator';
import { CloudConfig } from '../clouds/cloud-contract';
import { DeviceAllocation, DeviceRequest } from '../contracts/device-request';
import { SharingKind } from '../contracts/pool';

/** Software that must own the devices of a pool so that they are shared as asked. */
export enum SharingSoftware {
  /** The device plugin of the vendor, from whoever brings it. */
  VENDOR_PLUGIN = 'vendor-plugin',
  /** Volcano's vGPU device plugin. */
  VOLCANO_VGPU = 'volcano-vgpu',
  /** HAMi. */
  HAMI = 'hami',
  /** An add-on of the cloud. */
  CLOUD = 'cloud',
}

/** Hands out devices of a pool. */
export interface IDeviceAllocator {
  /**
   * What a pod carries to get what it asks for. Fails when the pool does not offer it.
   *
   * @param scope Who asks: failures name its path.
   */
  allocate(scope: IConstruct, request: DeviceRequest): DeviceAllocation;
}

/** The pool whose devices are shared. */
export interface SharingHost {
  /** The pool: failures name its path. */
  readonly scope: IConstruct;
  /** Name of the pool. */
  readonly poolName: string;
  /** Its accelerator. */
  readonly accelerator: Accelerator;
  /** Accelerators per node. */
  readonly devicesPerNode: number;
  /** Extended resource of a whole device. */
  readonly deviceResource: string;
  /** The cloud. */
  readonly cloud: CloudConfig;
}

/** What sharing makes of a pool. */
export interface SharingConfig {
  /** The way. */
  readonly kind: SharingKind;
  /** What must own the devices. */
  readonly software: SharingSoftware;
  /** Whether a pod cannot take the device memory of another. */
  readonly isolatesMemory: boolean;
  /** Whether Volcano can count and place what is shared. */
  readonly worksWithQueues: boolean;
  /** Extended resource by which a pod asks for whole devices, or for slices of their time. */
  readonly deviceResource: string;
  /** Device resources that each node offers, with all dimensions that a pod can ask for. */
  readonly nodeResources: { [name: string]: number };
  /** Labels that nodes carry so that the software shares their devices. */
  readonly nodeLabels: { [key: string]: string };
  /** Annotations that the software puts on each node. */
  readonly nodeAnnotations: { [key: string]: string };
  /** Answers what pods ask for. */
  readonly allocator: IDeviceAllocator;
  /**
   * Pods that one device serves at most.
   *
   * @default 1
   */
  readonly podsPerDevice?: number;
  /**
   * Whether slices have a resource name of their own, so that nobody takes one for a device.
   *
   * @default false
   */
  readonly renamed?: boolean;
  /**
   * Partitions of each partitioned device, by profile.
   *
   * @default - none
   */
  readonly migLayout?: { [profile: string]: number };
  /**
   * How many devices of a node are partitioned: the first ones.
   *
   * @default 0
   */
  readonly migDevices?: number;
  /**
   * Mebibytes that one of the memory resource stands for.
   *
   * @default 1
   */
  readonly memoryFactor?: number;
}

/** How the accelerators of a pool are shared. Implement it to add your own way. */
export interface ISharing {
  /** Called once, when the pool is added. */
  bind(host: SharingHost): SharingConfig;
}
