import { fail } from '../core/private/fail';
import { Size } from '../units/size';

/** What storage costs, in one currency. Prices without a unit of their own are for a GiB. */
export interface StoragePriceOptions {
  /** A GiB in the warm tier, for a month. */
  readonly warmPerMonth: number;

  /**
   * A GiB in a class of the archive, for a month, by the name of the class.
   *
   * @default - none: what is archived has no price
   */
  readonly classPerMonth?: { [className: string]: number };

  /**
   * A GiB on the nodes' disks, for a month: their share of what the nodes cost.
   *
   * @default - none: the hot tier has no price
   */
  readonly hotPerMonth?: number;

  /**
   * A GiB that leaves the warm tier. Most clouds take nothing for readers in the same region.
   *
   * @default 0
   */
  readonly egress?: number;

  /**
   * Ten thousand requests that read.
   *
   * @default 0
   */
  readonly tenThousandReads?: number;

  /**
   * A GiB that is brought back from the archive.
   *
   * @default - none: restores have no price
   */
  readonly restore?: number;
}

const GIBI = 1024 ** 3;

/**
 * What storage costs: your prices, from the cloud's page or your contract.
 *
 * None are built in, since they differ by region, contract and month. Costs stand in the blueprint and in messages.
 *
 * @example
 * import { StoragePrices } from 'cdktf-ai-cloud';
 *
 * const prices = StoragePrices.of('CNY', {
 *   warmPerMonth: 0.118,
 *   classPerMonth: { ARCHIVE: 0.033 },
 *   tenThousandReads: 0.01,
 *   restore: 0.06,
 * });
 */
export class StoragePrices {
  /**
   * Prices in a currency.
   *
   * @param currency ISO 4217, for example `CNY`.
   */
  public static of(currency: string, prices: StoragePriceOptions): StoragePrices {
    const { classPerMonth = {}, ...single } = prices;
    const all = [...Object.values(single), ...Object.values(classPerMonth)] as number[];
    if (!/^[A-Z]{3}$/.test(currency) || all.some((price) => !Number.isFinite(price) || price < 0)) {
      throw fail(undefined, {
        code: 'AIC-3145',
        what: 'the prices are not usable',
        got: { currency, ...prices },
        want: 'a currency of three capitals, and prices of 0 or more',
        fix: "Write StoragePrices.of('CNY', { warmPerMonth: 0.118 }); leave out what has no price.",
      });
    }
    return new StoragePrices(currency, prices);
  }

  private constructor(
    /** ISO 4217. */
    public readonly currency: string,
    /** As given. */
    public readonly prices: StoragePriceOptions,
  ) {}

  /**
   * What a restore costs, for people; undefined when it has no price.
   *
   * @internal
   */
  public _restore(size: Size): string | undefined {
    const { restore } = this.prices;
    return restore === undefined ? undefined : `${money((size.inBytes / GIBI) * restore)} ${this.currency}`;
  }
}

/** To a hundredth of the smallest coin: requests are cheap. */
export function money(amount: number): number {
  return Math.round(amount * 1e4) / 1e4;
}
