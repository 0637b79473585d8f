import { Duration } from '../units/duration';

/** What exposes metrics. */
export interface ScrapeOptions {
  /** Namespace of its pods. */
  readonly namespace: string;

  /** Labels of its pods. */
  readonly podLabels: { [key: string]: string };

  /** Number of the port. */
  readonly port: number;

  /**
   * Path of the metrics.
   *
   * @default '/metrics'
   */
  readonly path?: string;

  /**
   * How often they are read.
   *
   * @default - as often as all others
   */
  readonly interval?: Duration;
}
