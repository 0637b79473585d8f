import { Construct, IDependable } from 'constructs';
import { CloudConfig } from '../../clouds/cloud-contract';
import { ICluster } from '../../contracts/cluster';
import { IDevicePool } from '../device-pool';
import { DeviceSoftwareOptions } from '../device-software';

/** Software that advertises the accelerators of a node to Kubernetes. */
export interface DeviceOwner {
  /** Name that failures show, for example `the GPU operator`. */
  readonly ownerName: string;
  /** Extended resources it advertises, for example `nvidia.com/gpu`; with Dynamic Resource Allocation its DeviceClass. */
  readonly resources: string[];
}

/** What software does for the nodes of a pool. */
export interface DeviceSoftwareBinding {
  /** Who advertises the accelerators. A pool has exactly one; software that only prepares the nodes says none. */
  readonly owners: DeviceOwner[];
  /** Labels that the nodes need for it. A job in the cluster sets them, unless `labelNodes` is false. */
  readonly nodeLabels: { [key: string]: string };
  /**
   * What must be there before pods can use the devices.
   *
   * @default - nothing
   */
  readonly ready?: IDependable;
  /**
   * RuntimeClass of pods that use the devices.
   *
   * @default - the cluster's default runtime
   */
  readonly runtimeClassName?: string;
  /**
   * DeviceClass, where devices are claimed through Dynamic Resource Allocation.
   *
   * @default - none: devices are extended resources
   */
  readonly deviceClassName?: string;
}

/** A pool as its device software sees it. */
export interface IDeviceSoftwareHost {
  /** The pool: what belongs to it alone is made here. Failures name its path. */
  readonly scope: Construct;
  /** The cluster: what all pools share is made here, once. */
  readonly shared: Construct;
  /** The cluster. */
  readonly cluster: ICluster;
  /** The cloud: what is there already. */
  readonly cloud: CloudConfig;
  /** The pool: its nodes, devices and sharing. */
  readonly pool: IDevicePool;
  /** What the cluster says of software for NVIDIA devices; undefined when nothing. */
  readonly options?: DeviceSoftwareOptions;
  /** Minor version of Kubernetes, for example `1.35`. */
  readonly kubernetesVersion: string;
}

/** What makes accelerators usable. Implement it to bring software that has no factory in `DeviceSoftware`. */
export interface IDeviceSoftware {
  /** Name that failures show, for example `HAMi`. */
  readonly softwareName: string;
  /** Called once for each pool, when the pool is made. */
  bind(host: IDeviceSoftwareHost): DeviceSoftwareBinding;
}
