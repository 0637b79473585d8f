import { fail } from '../core/private/fail';

/**
 * A span of time.
 *
 * @example
 * import { Duration } from 'cdktf-ai-cloud';
 *
 * const archiveAfter = Duration.days(60);
 */
export class Duration {
  /** Seconds; fractions are refused. */
  public static seconds(amount: number): Duration {
    return new Duration(amount, 1);
  }

  /** Minutes of 60 seconds. */
  public static minutes(amount: number): Duration {
    return new Duration(amount, 60);
  }

  /** Hours of 60 minutes. */
  public static hours(amount: number): Duration {
    return new Duration(amount, 3600);
  }

  /** Days of 24 hours. */
  public static days(amount: number): Duration {
    return new Duration(amount, 86400);
  }

  /** The whole span in seconds. */
  public readonly inSeconds: number;

  private constructor(amount: number, unit: number) {
    const seconds = amount * unit;
    if (!Number.isSafeInteger(seconds) || seconds < 0) {
      throw fail(undefined, {
        code: 'AIC-1202',
        what: 'a duration is not a usable amount',
        got: amount,
        want: 'a number of 0 or more that makes whole seconds',
        fix: 'Write Duration.minutes(5) for five minutes.',
      });
    }
    this.inSeconds = seconds;
  }

  /** As Go and Kubernetes write it, for example `1h30m`. */
  public toGoString(): string {
    const h = Math.floor(this.inSeconds / 3600);
    const m = Math.floor((this.inSeconds % 3600) / 60);
    const s = this.inSeconds % 60;
    const text = `${h > 0 ? `${h}h` : ''}${m > 0 ? `${m}m` : ''}${s > 0 ? `${s}s` : ''}`;
    return text === '' ? '0s' : text;
  }
}
