import { fail } from '../core/private/fail';

/**
 * A rate of bytes. Benchmarks of collectives speak of gigabytes, switches and NICs of gigabits: eight are one.
 *
 * @example
 * import { Bandwidth } from 'cdktf-ai-cloud';
 *
 * const wanted = Bandwidth.gigabytesPerSecond(350);
 */
export class Bandwidth {
  /** Gigabytes (10⁹ bytes) per second, as nccl-tests prints. */
  public static gigabytesPerSecond(amount: number): Bandwidth {
    return new Bandwidth(amount);
  }

  /** Gigabits (10⁹ bits) per second, as a NIC of 400 Gbit/s is called. */
  public static gigabitsPerSecond(amount: number): Bandwidth {
    return new Bandwidth(amount / 8);
  }

  /** The rate in gigabytes per second. */
  public readonly inGigabytesPerSecond: number;

  private constructor(amount: number) {
    if (!Number.isFinite(amount) || amount <= 0 || amount > 1_000_000) {
      throw fail(undefined, {
        code: 'AIC-1203',
        what: 'a bandwidth is not a usable rate',
        got: amount,
        want: 'more than 0',
        fix: 'Write Bandwidth.gigabytesPerSecond(350).',
      });
    }
    this.inGigabytesPerSecond = Math.round(amount * 1000) / 1000;
  }
}
