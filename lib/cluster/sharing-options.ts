import { Size } from '../units/size';

/** How many pods take turns on a device. */
export interface TimeSlicingOptions {
  /** Pods that one device serves at most. */
  readonly replicas: number;

  /**
   * Whether a slice is called `nvidia.com/gpu.shared`, so that nobody takes it for a device.
   *
   * @default true
   */
  readonly renamed?: boolean;
}

/** How many pods compute on a device at once. */
export interface MpsOptions {
  /** Pods that one device serves at most: 48, what one MPS server takes. */
  readonly replicas: number;
}

/** How much of a node is partitioned. */
export interface MigOptions {
  /**
   * How many devices of each node are partitioned, the first ones. The others stay whole.
   *
   * @default - all
   */
  readonly devices?: number;
}

/** How finely Volcano divides devices. */
export interface VolcanoVgpuOptions {
  /**
   * Pods that one device serves at most.
   *
   * @default 10
   */
  readonly podsPerDevice?: number;

  /**
   * Smallest piece of memory, in whole mebibytes. A node has at most 60000 of them.
   *
   * @default Size.mebibytes(32)
   */
  readonly memoryStep?: Size;
}

/** How finely HAMi divides devices. */
export interface HamiOptions {
  /**
   * Pods that one device serves at most.
   *
   * @default 10
   */
  readonly podsPerDevice?: number;
}
