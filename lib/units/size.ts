import { fail } from '../core/private/fail';

const KIBI = 1024;
const UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/**
 * An amount of bytes, in binary units.
 *
 * @example
 * import { Size } from 'cdktf-ai-cloud';
 *
 * const weights = Size.gibibytes(66);
 */
export class Size {
  /** Exact bytes. */
  public static bytes(amount: number): Size {
    return new Size(amount, 1);
  }

  /** Mebibytes: 1024 × 1024 bytes. */
  public static mebibytes(amount: number): Size {
    return new Size(amount, KIBI ** 2);
  }

  /** Gibibytes: 1024 mebibytes. */
  public static gibibytes(amount: number): Size {
    return new Size(amount, KIBI ** 3);
  }

  /** Tebibytes: 1024 gibibytes. */
  public static tebibytes(amount: number): Size {
    return new Size(amount, KIBI ** 4);
  }

  /** The amount in bytes. */
  public readonly inBytes: number;

  private constructor(amount: number, unit: number) {
    const bytes = Math.round(amount * unit);
    if (!Number.isFinite(amount) || amount < 0 || !Number.isSafeInteger(bytes)) {
      throw fail(undefined, {
        code: 'AIC-1201',
        what: 'a size is not a usable amount',
        got: amount,
        want: 'a number of 0 or more that stays below 8 PiB',
        fix: 'Write Size.gibibytes(66) for 66 GiB.',
      });
    }
    this.inBytes = bytes;
  }

  /** The Kubernetes quantity, in the largest unit that is exact, for example `66Gi`. */
  public toQuantity(): string {
    let value = this.inBytes;
    let unit = 0;
    while (value > 0 && value % KIBI === 0 && unit < UNITS.length - 1) {
      value /= KIBI;
      unit += 1;
    }
    return `${value}${UNITS[unit]}`;
  }

  /** For people, for example `66 GiB`. */
  public toString(): string {
    let value = this.inBytes;
    let unit = 0;
    while (value >= KIBI && unit < UNITS.length - 1) {
      value /= KIBI;
      unit += 1;
    }
    return `${Number(value.toFixed(1))} ${unit === 0 ? 'B' : `${UNITS[unit]}B`}`;
  }
}
