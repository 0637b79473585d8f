import { money, StoragePrices } from '../storage-prices';

const GIBI = 1024 ** 3;

/** What files use of each tier. */
export interface PricedUse {
  /** Bytes on the nodes' disks, over all copies. */
  readonly hotBytes: number;
  /** Bytes in the warm tier; a restore adds the copy that it makes. */
  readonly warmBytes: number;
  /** Bytes in the archive, and the name of its class. */
  readonly coldBytes: number;
  readonly coldClass?: string;
  /** What filling the hot tier once asks of the warm tier, when each copy is read from it. */
  readonly fill: { readonly bytes: number; readonly requests: number };
}

/** Money for it; what has no price is absent. */
export interface Cost {
  readonly currency: string;
  readonly hotPerMonth?: number;
  readonly warmPerMonth: number;
  readonly coldPerMonth?: number;
  readonly fillOnce?: number;
  readonly restoreOnce?: number;
}

/** Bytes and requests at the given prices. */
export function costOf(use: PricedUse, { currency, prices }: StoragePrices): Cost {
  const { hotPerMonth, warmPerMonth, classPerMonth = {}, egress, tenThousandReads, restore } = prices;
  const coldPerMonth = use.coldClass === undefined ? undefined : classPerMonth[use.coldClass];
  const fill = (use.fill.bytes / GIBI) * (egress ?? 0) + (use.fill.requests / 1e4) * (tenThousandReads ?? 0);
  const gib = (bytes: number, price: number): number => money((bytes / GIBI) * price);
  return {
    currency,
    ...(hotPerMonth === undefined ? {} : { hotPerMonth: gib(use.hotBytes, hotPerMonth) }),
    warmPerMonth: gib(use.warmBytes, warmPerMonth),
    ...(coldPerMonth === undefined ? {} : { coldPerMonth: gib(use.coldBytes, coldPerMonth) }),
    ...(egress === undefined && tenThousandReads === undefined ? {} : { fillOnce: money(fill) }),
    ...(restore === undefined || use.coldBytes === 0 ? {} : { restoreOnce: gib(use.coldBytes, restore) }),
  };
}
