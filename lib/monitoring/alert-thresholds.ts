import { Duration } from '../units/duration';

/** From when on the alerts that come with the library speak. */
export interface AlertThresholds {
  /**
   * Useful allocation, in percent, below which devices are wasted while work waits.
   *
   * @default 65
   */
  readonly usefulAllocationPercent?: number;

  /**
   * Utilisation of a device, in percent, below which whoever holds it is idle.
   *
   * @default 5
   */
  readonly idleUtilizationPercent?: number;

  /**
   * How long a device may be held idle.
   *
   * @default Duration.hours(1)
   */
  readonly idleFor?: Duration;

  /**
   * How long a queue may wait for what it deserves.
   *
   * @default Duration.minutes(15)
   */
  readonly queueStarvedFor?: Duration;

  /**
   * How long a gang may wait as a whole.
   *
   * @default Duration.hours(2)
   */
  readonly gangPendingFor?: Duration;

  /**
   * Errors of one port of the fabric in a quarter of an hour that are still good.
   *
   * @default 100
   */
  readonly fabricErrorsPerQuarterHour?: number;
}
