import {
  CloudProfile,
  ModelSource,
  Restored,
  Size,
  StoragePriceOptions,
  StoragePrices,
  StoredModelOptions,
  WarmTier,
} from '../../../lib';
import { blueprintOf } from '../../harness';
import { CREDENTIALS, Fixture } from '../fixture';

const ALL: StoragePriceOptions = {
  warmPerMonth: 0.12,
  classPerMonth: { GLACIER: 0.03 },
  hotPerMonth: 1.5,
  egress: 0.5,
  tenThousandReads: 0.01,
  restore: 0.06,
};

/** The cost of a model of 100 GiB, in two copies over sixteen nodes. */
function costOf(prices: StoragePriceOptions, model: Partial<StoredModelOptions> = {}): unknown {
  const fixture = new Fixture({}, { cloud: CloudProfile.awsChina({ region: 'cn-north-1' }) });
  const store = fixture.store({
    warm: WarmTier.bucket('acme-models', { credentials: CREDENTIALS }),
    prices: StoragePrices.of('CNY', prices),
  });
  store.add('m', { source: ModelSource.bucketPath('m'), size: Size.gibibytes(100), replicas: 2, ...model });
  return blueprintOf(fixture.stack).models[0].cost;
}

describe('the cost of a model', () => {
  test('is that of its tiers, and of filling the cache from the warm tier', () => {
    // 15 GiB of cache on each of 16 nodes; 2 × 6,400 reads of 16 MiB
    expect(costOf(ALL)).toStrictEqual({
      currency: 'CNY',
      hotPerMonth: 15 * 16 * 1.5,
      warmPerMonth: 12,
      fillOnce: 2 * 100 * 0.5 + 1.28 * 0.01,
    });
  });

  test('is that of the archive and of a restore when it stands there', () => {
    expect(costOf(ALL, { archived: true, replicas: 1 })).toStrictEqual({
      currency: 'CNY',
      hotPerMonth: 0,
      warmPerMonth: 0,
      coldPerMonth: 3,
      fillOnce: 0,
      restoreOnce: 6,
    });
  });

  test('is that of both when it was restored', () => {
    expect(costOf(ALL, { restoredBy: Restored.byHand('m') })).toMatchObject({
      warmPerMonth: 12,
      coldPerMonth: 3,
      restoreOnce: 6,
    });
  });

  test('leaves out what has no price', () => {
    expect(costOf({ warmPerMonth: 0.12 }, { restoredBy: Restored.byHand('m') })).toStrictEqual({
      currency: 'CNY',
      warmPerMonth: 12,
    });
    expect(costOf({ warmPerMonth: 0, tenThousandReads: 1 })).toMatchObject({ fillOnce: 1.28 });
    expect(costOf({ warmPerMonth: 0, egress: 1 })).toMatchObject({ fillOnce: 200 });
  });

  test('is not told when nobody gives prices', () => {
    const fixture = new Fixture();
    fixture.store().add('m', { source: ModelSource.bucketPath('m'), size: Size.gibibytes(1) });
    expect(blueprintOf(fixture.stack).models[0]).not.toHaveProperty('cost');
  });
});

describe('prices', () => {
  test('read back what they were given', () => {
    expect(StoragePrices.of('EUR', ALL)).toMatchObject({ currency: 'EUR', prices: ALL });
  });

  test.each([
    ['a currency by its sign', '€', ALL],
    ['a price below nothing', 'EUR', { warmPerMonth: -1 }],
    ['a price that is no number', 'EUR', { warmPerMonth: 1, restore: NaN }],
    ['a price of a class below nothing', 'EUR', { warmPerMonth: 1, classPerMonth: { GLACIER: -1 } }],
  ])('fail on %s', (_what, currency, prices) => {
    expect(() => StoragePrices.of(currency, prices)).toThrow(/AIC-3145: the prices are not usable/);
  });
});
