import { MigProfile } from './mig-profile';
import { NodeArchitecture } from './node-architecture';
import { AcceleratorVendor } from '../contracts/accelerator-vendor';
import { Size } from '../units/size';

/** What an accelerator is, for one that has no constant. */
export interface AcceleratorOptions {
  /** Memory of one device, as its driver shows it. */
  readonly memory: Size;

  /**
   * Who makes it: decides the device software and, through the cloud, the names of resources.
   *
   * @default - NVIDIA; with `deviceResource`, AcceleratorVendor.OTHER
   */
  readonly vendor?: AcceleratorVendor;

  /**
   * Extended resource of a whole device, where it is not what the cloud calls the vendor's.
   *
   * @default - the cloud's resource for whole devices of the vendor
   */
  readonly deviceResource?: string;

  /**
   * Name of the chip where sharing software puts it into resource names, for example `Ascend910B3` (HAMi).
   *
   * @default - none: resource names follow from the vendor
   */
  readonly chip?: string;

  /**
   * Partitions that it can be cut into.
   *
   * @default - none
   */
  readonly migProfiles?: MigProfile[];

  /**
   * Whether it computes in 8-bit floating point.
   *
   * @default false
   */
  readonly supportsFp8?: boolean;

  /**
   * Devices that reach each other without the network, over NVLink or what the vendor has in its place.
   *
   * @default 1
   */
  readonly linkDomainDevices?: number;

  /**
   * Processors of the usual server.
   *
   * @default NodeArchitecture.AMD64
   */
  readonly architecture?: NodeArchitecture;

  /**
   * CPU cores that the usual server has per device.
   *
   * @default 16
   */
  readonly hostCpuPerDevice?: number;

  /**
   * Memory that the usual server has per device.
   *
   * @default Size.gibibytes(128)
   */
  readonly hostMemoryPerDevice?: Size;
}
