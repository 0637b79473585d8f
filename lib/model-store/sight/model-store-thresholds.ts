import { Duration } from '../../units/duration';

/** From when on the alerts of a model store speak. */
export interface ModelStoreThresholds {
  /**
   * Share of what is read, in percent, that comes from the cache at least once all copies are in it.
   *
   * @default 80
   */
  readonly cacheHitPercent?: number;

  /**
   * Share of a disk, in percent, that may be full.
   *
   * @default 95
   */
  readonly diskFullPercent?: number;

  /**
   * How long a prefetch, a copy or a check may run.
   *
   * @default Duration.hours(4)
   */
  readonly jobFor?: Duration;

  /**
   * How long a restore from the archive may take.
   *
   * @default Duration.hours(48)
   */
  readonly restoreFor?: Duration;
}
