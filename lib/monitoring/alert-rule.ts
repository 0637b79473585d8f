import { Duration } from '../units/duration';

/** How urgent an alert is. */
export enum AlertSeverity {
  /** Somebody is woken up. */
  CRITICAL = 'critical',
  /** Somebody looks at it on the next working day. */
  WARNING = 'warning',
  /** It explains other alerts. */
  INFO = 'info',
}

/** An alert: what is wrong, for how long, and what to do about it. */
export interface AlertRule {
  /** PromQL that has a result while something is wrong, for example `my_errors > 0`. */
  readonly expression: string;

  /**
   * How long it must have been wrong.
   *
   * @default Duration.minutes(10)
   */
  readonly pendingFor?: Duration;

  /**
   * How urgent it is.
   *
   * @default AlertSeverity.WARNING
   */
  readonly severity?: AlertSeverity;

  /** One line: what is wrong. May hold templates of Prometheus, for example `{{ $labels.node }}`. */
  readonly summary: string;

  /** What that means, with the numbers. May hold templates of Prometheus. */
  readonly description: string;

  /** What to do, in a few sentences. */
  readonly runbook: string;

  /**
   * Where the long text stands.
   *
   * @default - the alert's heading on the page that `runbookPage` names
   */
  readonly runbookUrl?: string;

  /**
   * More labels, for example the team that is called.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}
