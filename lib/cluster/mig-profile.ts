import { Size } from '../units/size';

/**
 * A partition that a device can be cut into.
 *
 * @see https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html
 */
export interface MigProfile {
  /** Name, for example `1g.10gb` or `1g.10gb+me`. */
  readonly name: string;
  /** Memory that a pod can count on. The driver keeps part of what the name says. */
  readonly memory: Size;
  /** Compute slices that it takes; a device has seven. */
  readonly computeSlices: number;
  /** Memory slices that it takes; a device has eight. */
  readonly memorySlices: number;
  /** How many of it one device holds at most. */
  readonly maxInstances: number;
}
