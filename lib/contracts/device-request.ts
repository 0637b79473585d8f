import { Size } from '../units/size';

/** What a pod asks of the accelerators of a pool: whole devices, a part of one, or a MIG partition. */
export interface DeviceRequest {
  /**
   * Whole devices; on a pool that slices time, slices.
   *
   * @default - none: `memory` or `profile` says what is asked for
   */
  readonly devices?: number;

  /**
   * Memory of a part of one device.
   *
   * @default - whole devices, or the memory of the profile
   */
  readonly memory?: Size;

  /**
   * Compute of a part of one device, in percent.
   *
   * @default - the part of the memory
   */
  readonly computePercent?: number;

  /**
   * MIG profile of a partition, for example `1g.10gb`.
   *
   * @default - no partition
   */
  readonly profile?: string;
}

/** A device that is claimed through Dynamic Resource Allocation. */
export interface DeviceClaim {
  /** DeviceClass, for example `gpu.nvidia.com`. */
  readonly deviceClassName: string;
  /** How many devices of that class. */
  readonly count: number;
}

/** What a pod carries so that it gets what it asked for. */
export interface DeviceAllocation {
  /** Requests, and the same limits, of the container that uses the devices. */
  readonly resources: { [name: string]: string };
  /** Annotations of the pod. */
  readonly annotations: { [name: string]: string };
  /** Labels of the pod. */
  readonly labels: { [name: string]: string };
  /** Devices it counts for; a quarter of one is 0.25. */
  readonly devices: number;
  /**
   * RuntimeClass of the pod.
   *
   * @default - the cluster's default runtime
   */
  readonly runtimeClassName?: string;
  /**
   * Claims of the pod, where devices are handed out by Dynamic Resource Allocation.
   *
   * @default - none: devices are extended resources
   */
  readonly claims?: DeviceClaim[];
}
