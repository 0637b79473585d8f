import { Duration } from '../../units/duration';

/** How a plugin is set, in upstream's own words. */
export interface SchedulerPluginOptions {
  /**
   * Which of the plugin's hooks are used, for example `enablePreemptable`.
   *
   * @default - all but `enableHierarchy` and `EnabledClusterOrder`
   */
  readonly switches?: { [name: string]: boolean };

  /**
   * Arguments that the plugin reads as whole numbers.
   *
   * @default - the plugin's own values
   */
  readonly integers?: { [name: string]: number };

  /**
   * Arguments that the plugin reads as numbers.
   *
   * @default - the plugin's own values
   */
  readonly numbers?: { [name: string]: number };

  /**
   * Arguments that the plugin reads as text.
   *
   * @default - the plugin's own values
   */
  readonly texts?: { [name: string]: string };

  /**
   * Arguments that the plugin reads as true or false.
   *
   * @default - the plugin's own values
   */
  readonly flags?: { [name: string]: boolean };

  /**
   * Arguments that the plugin reads as lists of text, for example `extender.managedResources`.
   *
   * @default - the plugin's own values
   */
  readonly lists?: { [name: string]: string[] };
}

/** How nodes are packed. */
export interface BinpackOptions {
  /**
   * Weight of the plugin among those that score nodes.
   *
   * @default 10
   */
  readonly weight?: number;

  /**
   * Weight of each device resource of the cluster's pools, against 1 for CPU and memory.
   *
   * @default 10
   */
  readonly deviceWeight?: number;
}

/** How gangs are kept close in the network. */
export interface NetworkTopologyAwareOptions {
  /**
   * Weight of the plugin among those that score nodes.
   *
   * @default 10
   */
  readonly weight?: number;

  /**
   * Weight of each device resource of the cluster's pools when HyperNodes are packed, against 1 for CPU and memory.
   *
   * @default 10
   */
  readonly deviceWeight?: number;
}

/** Where parts of devices are put. */
export enum DevicePlacement {
  /** Fill a device before the next is begun. */
  BINPACK = 'binpack',
  /** Use the emptiest device. */
  SPREAD = 'spread',
}

/** How Volcano hands out parts of GPUs. */
export interface VolcanoGpuSharingOptions {
  /**
   * Where parts are put.
   *
   * @default DevicePlacement.BINPACK
   */
  readonly placement?: DevicePlacement;

  /**
   * Weight of the plugin among those that score nodes.
   *
   * @default 10
   */
  readonly weight?: number;

  /**
   * Pods that share a device with no other of these.
   *
   * A pod with all labels of a rule keeps off the devices of pods that match any rule. In the mode `hami-core` only.
   *
   * @default - none
   */
  readonly exclusive?: ExclusiveDevices[];

  /**
   * Whether a node is locked while a part is handed out.
   *
   * @default false
   */
  readonly nodeLock?: boolean;
}

/** Pods that keep off each other's devices. */
export interface ExclusiveDevices {
  /** Labels that such a pod carries. */
  readonly podLabels: { [key: string]: string };
}

/** How one resource counts when nodes are scored. */
export interface ResourceStrategy {
  /** Whether full nodes score high, rather than empty ones. */
  readonly mostAllocated: boolean;

  /**
   * Weight among the resources.
   *
   * @default 1
   */
  readonly weight?: number;
}

/** Keeps pods that ask for nothing scarce off nodes that have it. */
export interface ScarceResources {
  /** Weight of each scarce resource. */
  readonly weights: { [resource: string]: number };

  /**
   * Weight of the whole.
   *
   * @default 10
   */
  readonly weight?: number;
}

/** Scores nodes by a strategy for each resource. */
export interface ResourceStrategyFitOptions {
  /** Strategy by resource; a name may end with `*` after its slash. */
  readonly resources: { [resource: string]: ResourceStrategy };

  /**
   * Weight of the plugin among those that score nodes.
   *
   * @default 10
   */
  readonly weight?: number;

  /**
   * Keeps pods that ask for nothing scarce off nodes that have it: upstream's `sra`.
   *
   * @default - nothing is scarce
   */
  readonly scarce?: ScarceResources;

  /**
   * CPU cores and GiB of memory that are left for each idle device: upstream's `proportional`.
   *
   * By names such as `nvidia.com/gpu.cpu`.
   *
   * @default - none is left
   */
  readonly reservedPerDevice?: { [dimension: string]: number };
}

/** Scores nodes by what they really use, and closes those that use too much. */
export interface UsageOptions {
  /**
   * Percent of CPU above which a node takes no more pods.
   *
   * @default 80
   */
  readonly cpuPercent?: number;

  /**
   * Percent of memory above which a node takes no more pods.
   *
   * @default 80
   */
  readonly memoryPercent?: number;

  /**
   * Whether busy nodes are closed, rather than scored low.
   *
   * @default true
   */
  readonly closesNodes?: boolean;

  /**
   * Weight of the plugin among those that score nodes.
   *
   * @default 5
   */
  readonly weight?: number;
}

/** Moves pods from busy nodes to idle ones. */
export interface ReschedulingOptions {
  /** Percent below which a node is idle, by `cpu`, `memory` and `pod`. */
  readonly idleBelow: { [resource: string]: number };

  /** Percent above which a node is busy. */
  readonly busyAbove: { [resource: string]: number };

  /**
   * Time between moves.
   *
   * @default Duration.minutes(5)
   */
  readonly interval?: Duration;
}

/** Lends nodes to jobs that can be evicted, by the hour. */
export interface TimeDivisionOptions {
  /** Hours by zone, for example `{ night: '22:00-06:00' }`; nodes carry the zone in `volcano.sh/revocable-zone`. */
  readonly zones: { [zone: string]: string };

  /**
   * Time between evictions when a zone closes.
   *
   * @default Duration.minutes(1)
   */
  readonly evictEvery?: Duration;
}
