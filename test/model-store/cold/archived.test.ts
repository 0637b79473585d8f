import {
  CloudProfile,
  ColdTier,
  Duration,
  Framework,
  ModelSource,
  Prefetch,
  Restored,
  RestoreJob,
  Size,
  StoragePrices,
  StoredModelOptions,
  TieredModelStoreProps,
  TrainingJob,
  WarmFileSystem,
  WarmTier,
} from '../../../lib';
import { blueprintOf, bundlesOf, testStack } from '../../harness';
import { CREDENTIALS, Fixture, QWEN } from '../fixture';

const cold = ColdTier.archiveAfter(Duration.days(60), {
  expirations: [{ prefix: 'checkpoints', after: Duration.days(14) }],
});
const OLD = { source: ModelSource.bucketPath('retired/old'), size: Size.gibibytes(66) };
const AWS = CloudProfile.awsChina({ region: 'cn-north-1' });

function fixtureOn(cloud = AWS): Fixture {
  return new Fixture({}, { cloud });
}

function stored(model: Partial<StoredModelOptions> = {}, store: Partial<TieredModelStoreProps> = {}, cloud = AWS): any {
  const fixture = fixtureOn(cloud);
  const warm = WarmTier.bucket('acme-models', { credentials: CREDENTIALS });
  const models = fixture.store({ cold, warm, ...store });
  return { fixture, models, model: models.add('old', { ...OLD, ...model }) };
}

describe('a model in the archive', () => {
  test('keeps its name, takes no space and renders nothing', () => {
    const { fixture, model, models } = stored({ archived: true });
    expect(model).toMatchObject({ modelName: 'old', archived: true, hotPools: [] });
    expect(Object.keys(bundlesOf(fixture.stack))).not.toContain('model-old');
    const restored = stored({ restoredBy: Restored.byHand('retired') });
    expect(Object.keys(bundlesOf(restored.fixture.stack))).toContain('model-old');
    models.add('huge', { source: ModelSource.bucketPath('retired/huge'), size: Size.tebibytes(900), archived: true });
    expect(models.all()).toHaveLength(2);
  });

  test('stands in the blueprint with its class', () => {
    const factOf = (model: Partial<StoredModelOptions>): any => {
      const { fixture } = stored(model);
      return blueprintOf(fixture.stack).models[0];
    };
    expect(factOf({ archived: true })).toMatchObject({
      hotPools: [],
      archive: { storageClass: 'GLACIER', restoreSeconds: 18000, restored: false },
    });
    expect(factOf({ restoredBy: Restored.byHand('retired/old') })).toMatchObject({
      hotPools: [{ pool: 'h800' }],
      archive: { storageClass: 'GLACIER', restoreSeconds: 18000, restored: true },
    });
    expect(factOf({ source: QWEN.source }).archive).toBeUndefined();
  });

  test('fails when it is served, with the time, the cost and the way out', () => {
    const prices = StoragePrices.of('CNY', { warmPerMonth: 0.1, restore: 0.06 });
    const scope = testStack('serve');
    expect(() => stored({ archived: true }, { prices }).model.requireServable(scope)).toThrow(
      'AIC-3142 at serve: the model old stands in the archive and cannot be read; got class GLACIER: a restore takes up to ' +
        '5 h and costs 3.96 CNY, want a model that was restored.\n  Write const restore = ' +
        "new RestoreJob(stack, 'Restore', { store, path: 'retired/old' }), and give the model restoredBy: restore instead " +
        'of archived: true.',
    );
    const alibaba = CloudProfile.alibaba({ region: 'cn-hangzhou' });
    expect(() => stored({ archived: true }, {}, alibaba).model.requireServable(scope)).toThrow(
      /AIC-3142 at serve: .*; got class Archive: a restore takes up to 1 min, want/,
    );
  });

  test('fails when a training job reads it', () => {
    const { fixture, model } = stored({ archived: true });
    const queue = fixture.cluster.queues.add('research', { pool: fixture.gpus, deservedDevices: 8 });
    new TrainingJob(fixture.stack, 'Train', {
      queue,
      framework: Framework.pytorch(),
      image: 'registry.acme.com/train:1',
      command: ['torchrun', 'train.py'],
      gangSize: 1,
      devicesPerPod: 8,
      volumes: [{ volume: model, mountPath: '/data' }],
    });
    expect(() => bundlesOf(fixture.stack)).toThrow(
      /AIC-3142 at test\/Models\/old: the model old stands in the archive/,
    );
  });

  test('is servable once it is restored, or when its class is read in place', () => {
    const scope = testStack();
    const servable = (...given: Parameters<typeof stored>): void => stored(...given).model.requireServable(scope);
    expect(() => servable({ source: QWEN.source })).not.toThrow(/AIC/);
    expect(() => servable({ restoredBy: Restored.byHand('retired/old') })).not.toThrow(/AIC/);
    expect(() => servable({ archived: true, restoredBy: Restored.byHand('retired') })).not.toThrow(/AIC/);
    const instant = ColdTier.archiveAfter(Duration.days(60), { storageClass: 'GLACIER_IR' });
    expect(() => servable({ archived: true, prefetch: Prefetch.ON_DEPLOY }, { cold: instant })).not.toThrow(/AIC/);
  });

  test('is read in place where the bucket of Alibaba allows it, and nowhere else', () => {
    const direct = ColdTier.archiveAfter(Duration.days(60), { directRead: true });
    const alibaba = CloudProfile.alibaba({ region: 'cn-hangzhou' });
    expect(stored({ archived: true }, { cold: direct }, alibaba).model.archived).toBe(false);
    expect(stored({ archived: true }, { cold }, alibaba).model.archived).toBe(true);
    expect(stored({ archived: true }, { cold: direct }).model.archived).toBe(true);
    const deeper = ColdTier.archiveAfter(Duration.days(60), { directRead: true, storageClass: 'ColdArchive' });
    expect(stored({ archived: true }, { cold: deeper }, alibaba).model.archived).toBe(true);
  });

  test('can be archived by rules that the program does not know', () => {
    expect(stored({ archived: true, source: QWEN.source }, { cold: undefined }).model.archived).toBe(true);
  });
});

describe('mistakes with an archive', () => {
  test.each(['retired', 'retired/old'])('fails when the model %p would be archived while it is used', (path) => {
    expect(() => stored({ source: ModelSource.bucketPath(path) })).toThrow(
      /AIC-3138 at test\/Models\/old: the model would be archived while it is used.*retired, which is archived 60 days/,
    );
  });

  test('fails when what is archived lies below the model', () => {
    const nested = ColdTier.archiveAfter(Duration.days(60), { prefixes: ['qwen3-32b/2024'] });
    expect(() => stored({ source: ModelSource.bucketPath('qwen3-32b') }, { cold: nested })).toThrow(/AIC-3138/);
  });

  test('fails when the model would be deleted while it is used', () => {
    expect(() => stored({ source: ModelSource.bucketPath('checkpoints/run-7') })).toThrow(
      /AIC-3139 at test\/Models\/old: the model would be deleted while it is used.*checkpoints, which is deleted 14 days/,
    );
  });

  test('takes a path that only looks alike', () => {
    expect(stored({ source: ModelSource.bucketPath('retired-not/old') }).model.archived).toBe(false);
  });

  test.each([{ prefetch: Prefetch.ON_DEPLOY }, { pinned: true }])(
    'fails when it stands in the archive with %p',
    (wanted) => {
      expect(() => stored({ archived: true, ...wanted })).toThrow(
        /AIC-3140 at test\/Models\/old: the model is kept hot and stands in the archive; got .*GLACIER/,
      );
    },
  );

  test('fails when the restore brings something else back', () => {
    expect(() => stored({ restoredBy: Restored.byHand('retired/older') })).toThrow(
      /AIC-3141 at test\/Models\/old: the restore does not bring the model back; got 'retired\/older', want retired\/old/,
    );
  });

  test.each([
    ['namespace', 'acme-models', 'research'],
    ['bucket', 'others', 'models'],
  ])('fails when the restore is of a store with another %s', (_, bucketName, namespace) => {
    const { fixture, models } = stored({ archived: true });
    const warm = WarmTier.bucket(bucketName, { credentials: CREDENTIALS });
    const other = fixture.store({ cold, warm, namespace }, 'Other');
    const restoredBy = new RestoreJob(fixture.stack, 'Restore', { store: other, path: 'retired/old' });
    expect(() => models.add('older', { ...OLD, restoredBy })).toThrow(
      `AIC-3380 at test/Models/older: the restore is of another store than the model; got a Job in ${namespace} for ${bucketName}, want a Job in models for acme-models`,
    );
  });

  test('fails on a path that was restored by hand and is none', () => {
    expect(() => Restored.byHand('/retired')).toThrow(/AIC-3003: the path that was restored is not usable/);
  });

  test('fails on a cloud that says nothing of its archive', () => {
    expect(() => new Fixture().store().add('old', { ...OLD, archived: true })).toThrow(
      /AIC-3135 at test\/Models\/old: nothing is known of the storage classes of the cloud generic/,
    );
  });

  test('fails beside a file system, which archives nothing', () => {
    const warm = WarmTier.fileSystem(WarmFileSystem.nfs({ server: '10.0.0.9', path: '/models' }));
    expect(() => fixtureOn().store({ cold, warm })).toThrow(/AIC-3146 at test\/Models: a file system archives nothing/);
  });

  test('fails when the tiers do not mean the same paths', () => {
    const warm = WarmTier.bucket('acme-models', { credentials: CREDENTIALS, pathPrefix: 'models' });
    expect(() => fixtureOn().store({ cold, warm })).toThrow(
      /AIC-3143 at test\/Models: the cold tier .*; got at the top of the bucket, and models below models.*\n.*pathPrefix: 'models'/,
    );
    const below = ColdTier.archiveAfter(Duration.days(60), { pathPrefix: 'models' });
    expect(fixtureOn().store({ cold: below, warm }).cold).toBe(below);
    expect(() => fixtureOn().store({ cold: below })).toThrow(/AIC-3143.*\n.*without pathPrefix/);
  });
});
