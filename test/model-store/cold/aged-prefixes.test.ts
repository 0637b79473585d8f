import {
  CacheEngine,
  CloudProfile,
  ColdTier,
  Duration,
  HotTier,
  ICloudProfile,
  LifecycleRule,
  ModelSource,
  ObjectBucket,
  TieredModelStore,
  WarmTier,
} from '../../../lib';
import { CREDENTIALS, Fixture, QWEN } from '../fixture';
import { AWS } from './support';

const cold = ColdTier.archiveAfter(Duration.days(60), { pathPrefix: 'models' });
const days = (amount: number): Duration => Duration.days(amount);
const toGlacier = { transitions: [{ after: days(60), storageClass: 'GLACIER' }] };

function bucketWith(
  lifecycle: LifecycleRule[],
  cloud: ICloudProfile = AWS,
): { bucket: ObjectBucket; fixture: Fixture } {
  const fixture = new Fixture({}, { cloud });
  const { cluster } = fixture;
  const bucketName = cluster.cloudFacts.name === 'tencent' ? 'acme-models-1250000000' : 'acme-models';
  return { fixture, bucket: new ObjectBucket(fixture.stack, 'Bucket', { cluster, bucketName, lifecycle }) };
}

function storeWith(lifecycle: LifecycleRule[], engine = CacheEngine.alluxio()): TieredModelStore {
  const { fixture, bucket } = bucketWith(lifecycle);
  const warm = WarmTier.ofBucket(bucket, { credentials: CREDENTIALS, pathPrefix: 'models' });
  return fixture.store({ warm, hot: HotTier.nvme({ pools: [fixture.gpus], engine }) });
}

describe('a bucket with rules', () => {
  test.each([
    ['aws', AWS],
    ['tencent', CloudProfile.tencent({ region: 'ap-guangzhou' })],
    ['alibaba', CloudProfile.alibaba({ region: 'cn-hangzhou' })],
    ['baidu', CloudProfile.baidu({ region: 'bj' })],
  ])('takes those of a cold tier on %s, and says whose objects go', (_name, cloud) => {
    const { cloudFacts } = new Fixture({}, { cloud }).cluster;
    const { bucket } = bucketWith(cold.lifecycleRules(cloudFacts), cloud);
    expect(bucket.agedPrefixes).toStrictEqual(['models/retired/']);
  });

  test('says that of rules that delete, and not of those that leave objects readable', () => {
    const rules: LifecycleRule[] = [
      { name: 'infrequent', transitions: [{ after: days(60), storageClass: 'STANDARD_IA' }] },
      { name: 'uploads', abortUploadsAfter: days(7) },
      { name: 'checkpoints', prefix: 'models/checkpoints/', expireAfter: days(14) },
      { name: 'old', prefix: 'models/old/', ...toGlacier },
    ];
    expect(bucketWith(rules).bucket.agedPrefixes).toStrictEqual(['models/checkpoints/', 'models/old/']);
    expect(bucketWith([]).bucket.agedPrefixes).toStrictEqual([]);
  });
});

describe('a model in a bucket with rules', () => {
  test('stands where no rule takes it away', () => {
    const store = storeWith([{ name: 'old', prefix: 'models/retired/', ...toGlacier }]);
    expect(store.add('qwen3-32b', QWEN).archived).toBe(false);
    const old = { ...QWEN, source: ModelSource.bucketPath('retired/old'), archived: true };
    expect(store.add('old', old).archived).toBe(true);
  });

  test('fails below a rule for the whole bucket', () => {
    expect(() => storeWith([{ name: 'all', ...toGlacier }]).add('qwen3-32b', QWEN)).toThrow(
      /AIC-3148 at test\/Models\/qwen3-32b: a rule of the bucket archives or deletes the model while it is used; got models\/qwen3-32b\/2025-05-01, and a rule for the whole bucket/,
    );
  });

  test.each(['models/', 'models/qwen3', 'models/qwen3-32b/2025-05-01/part'])('fails below a rule for %p', (prefix) => {
    expect(() => storeWith([{ name: 'some', prefix, ...toGlacier }]).add('qwen3-32b', QWEN)).toThrow(
      new RegExp(`AIC-3148.*and a rule for ${prefix}`),
    );
  });
});

describe('an engine that stores chunks', () => {
  const engine = CacheEngine.juiceFs({
    volumeName: 'weights',
    metadataUrl: { secretName: 'juicefs-weights', key: 'metaurl' },
  });

  test('fails with a cold tier', () => {
    const fixture = new Fixture({}, { cloud: AWS });
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine });
    const warm = WarmTier.bucket('acme-models', { credentials: CREDENTIALS, pathPrefix: 'models' });
    expect(() => fixture.store({ cold, hot, warm })).toThrow(
      /AIC-3147 at test\/Models: the bucket of juicefs holds chunks, .*; got a cold tier, want neither/,
    );
  });

  test('fails with a bucket that archives', () => {
    expect(() => storeWith([{ name: 'old', prefix: 'x/', ...toGlacier }], engine)).toThrow(
      /AIC-3147.*got a bucket with such rules/,
    );
  });
});
