import { Duration } from '../../units/duration';
import { SchedulerAction } from './scheduler-action';
import { SchedulerPlugin } from './scheduler-plugin';

/** Plugins that decide together. The first tier that comes to a decision wins. */
export interface SchedulerTier {
  /** The plugins, in the order in which they are asked. */
  readonly plugins: SchedulerPlugin[];
}

/** How an action is set, in upstream's own words. */
export interface SchedulerActionArguments {
  /**
   * Arguments that the action reads as whole numbers, for example `maxDomains`.
   *
   * @default - the action's own values
   */
  readonly integers?: { [name: string]: number };

  /**
   * Arguments that the action reads as true or false, for example `predicateErrorCacheEnable`.
   *
   * @default - the action's own values
   */
  readonly flags?: { [name: string]: boolean };

  /**
   * Arguments that the action reads as text.
   *
   * @default - the action's own values
   */
  readonly texts?: { [name: string]: string };
}

/** What the scheduler does and who is asked. */
export interface SchedulerPolicyOptions {
  /** What is done in each round, in this order. */
  readonly actions: SchedulerAction[];

  /** Who is asked, in this order. */
  readonly tiers: SchedulerTier[];

  /**
   * Arguments of actions, by the name of the action: upstream's `configurations`. MindCluster's vNPU reads `init-params`.
   *
   * @default - upstream's
   */
  readonly actionArguments?: { [action: string]: SchedulerActionArguments };

  /**
   * Where the plugin `usage` reads how busy nodes are: `type`, `address` and `interval`.
   *
   * @default - nowhere
   */
  readonly metrics?: { [name: string]: string };
}

/** What a preset leaves to you. */
export interface SchedulerPresetOptions {
  /**
   * How long a job waits before what is idle is kept for it, so that smaller ones do not slip past a large gang for ever.
   *
   * Devices then stand idle until the gang fits. Jobs of higher priority still go first.
   *
   * @default - never: simulated, a guard after eight mean completion times costs nothing, after four a third of the gain
   */
  readonly reserveAfter?: Duration;
}

/** How queues share devices under a policy. */
export enum QueueModel {
  /** Queues have parents and deserved devices of one pool; what is idle is lent, and taken back by `reclaim`. */
  TREE = 'tree',
  /** Queues of one level share by weight; who got devices keeps them until the job ends. */
  FLAT = 'flat',
  /** Nobody looks at queues. */
  NONE = 'none',
}
