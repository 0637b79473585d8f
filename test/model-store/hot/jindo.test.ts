import {
  CacheDisk,
  CacheEngine,
  CloudProfile,
  HotTier,
  JindoOptions,
  Prefetch,
  Registries,
  Size,
  WarmTier,
} from '../../../lib';
import { absent, chartsOf, manifestsOf } from '../../harness';
import { CREDENTIALS, Fixture, minio, QWEN } from '../fixture';

const ALIBABA = { cloud: CloudProfile.alibaba({ region: 'cn-hangzhou' }) };
const OSS = WarmTier.bucket('acme-models', { credentials: CREDENTIALS, pathPrefix: 'models' });

function fixtureWith(options?: JindoOptions, model: object = {}, hot: object = {}, cluster: object = {}): Fixture {
  const fixture = new Fixture({}, { ...ALIBABA, ...cluster });
  const tier = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.jindo(options), ...hot });
  fixture.store({ hot: tier, warm: OSS }).add('qwen3-32b', { ...QWEN, ...model });
  return fixture;
}
const manifests = (...args: Parameters<typeof fixtureWith>): any => manifestsOf(fixtureWith(...args).stack);
const runtimeOf = (...args: Parameters<typeof fixtureWith>): any => manifests(...args)['JindoRuntime/qwen3-32b'];

test('the dataset is read from OSS by its own protocol, with the keys of the Secret', () => {
  const [mount] = manifests()['Dataset/qwen3-32b'].spec.mounts;
  expect(mount).toMatchObject({
    mountPoint: 'oss://acme-models/models/qwen3-32b/2025-05-01/',
    options: { 'fs.oss.endpoint': 'oss-cn-hangzhou-internal.aliyuncs.com', readCacheReplica: '1' },
    encryptOptions: [
      { name: 'fs.oss.accessKeyId', valueFrom: { secretKeyRef: { name: 'models-s3', key: 'AWS_ACCESS_KEY_ID' } } },
      {
        name: 'fs.oss.accessKeySecret',
        valueFrom: { secretKeyRef: { name: 'models-s3', key: 'AWS_SECRET_ACCESS_KEY' } },
      },
    ],
  });
});

test('the runtime is named like its dataset, with a quota that Fluid can translate', () => {
  const { metadata, spec } = runtimeOf();
  expect(metadata).toStrictEqual({ name: 'qwen3-32b', namespace: 'models' });
  expect(spec.replicas).toBe(16);
  expect(spec.tieredstore.levels).toStrictEqual([
    {
      mediumtype: 'SSD',
      volumeType: 'hostPath',
      path: '/mnt/nvme/fluid',
      quota: '7Gi',
      high: '0.95',
      low: '0.85',
    },
  ]);
});

test('each of several disks has a quota, in units that Fluid can translate', () => {
  const disks = [CacheDisk.nvme('/mnt/nvme0', Size.tebibytes(1)), CacheDisk.nvme('/mnt/nvme1', Size.tebibytes(1))];
  const spec = runtimeOf(
    {},
    { size: Size.tebibytes(15) },
    { disks, highWatermarkPercent: 90, lowWatermarkPercent: 80 },
  ).spec;
  const [level] = spec.tieredstore.levels;
  expect(level.path).toBe('/mnt/nvme0,/mnt/nvme1');
  expect(level.quotaList).toMatch(/^[0-9]+[MG]i,[0-9]+[MG]i$/);
  expect(level).toMatchObject({ high: '0.9', low: '0.8' });
});

test('a quota never becomes one of whole TiB, which Fluid would hand over as it is', () => {
  // One node, of which half may be filled: twice the size.
  const quota = (gibibytes: number): string => {
    const fixture = new Fixture({ expectedNodes: 1 }, ALIBABA);
    const engine = CacheEngine.jindo();
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine, highWatermarkPercent: 50, lowWatermarkPercent: 40 });
    fixture.store({ hot, warm: OSS }).add('m', { ...QWEN, size: Size.gibibytes(gibibytes) });
    return (manifestsOf(fixture.stack) as any)['JindoRuntime/m'].spec.tieredstore.levels[0].quota;
  };
  expect([quota(511), quota(512), quota(513)]).toStrictEqual(['1022Gi', '1025Gi', '1026Gi']);
});

test('the model is below its mount, and pods run where it is cached', () => {
  const fixture = new Fixture({}, ALIBABA);
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.jindo() });
  const model = fixture.store({ hot, warm: OSS }).add('qwen3-32b', { ...QWEN, replicas: 2 });
  const { mounts } = (manifestsOf(fixture.stack) as any)['Dataset/qwen3-32b'].spec;
  expect(model.pathInClaim).toBe(mounts[0].name);
  expect(mounts[0].options.readCacheReplica).toBe('2');
  expect(model.podLabels).toStrictEqual({
    'fluid.io/dataset.qwen3-32b.sched': 'required',
    'fuse.serverful.fluid.io/inject': 'true',
  });
});

test('it is loaded ahead unless that is turned off', () => {
  const load = (fixture: Fixture): unknown =>
    Object.entries(manifestsOf(fixture.stack)).find(([key]) => key.startsWith('DataLoad/'))?.[1];
  absent(load, fixtureWith(), fixtureWith({}, { prefetch: Prefetch.NEVER }));
});

test('there is one master unless three are asked for, and FUSE has metrics', () => {
  expect(runtimeOf().spec.master.replicas).toBe(1);
  expect(runtimeOf({ masters: 3 }).spec.master.replicas).toBe(3);
  expect(runtimeOf().spec.fuse.metrics).toStrictEqual({ enabled: true });
});

test('its pods get the pull secret, which the chart does not give them', () => {
  const registries = Registries.mirror('registry.acme.com', { pullSecretName: 'mirror' });
  expect(runtimeOf().spec.imagePullSecrets).toBeUndefined();
  expect(runtimeOf({}, {}, {}, { registries }).spec.imagePullSecrets).toStrictEqual([{ name: 'mirror' }]);
  const { runtime } = (chartsOf(fixtureWith({}, {}, {}, { registries }).stack) as any).fluid.values;
  expect(runtime.jindo.smartdata).toStrictEqual({
    imagePrefix: 'registry.acme.com/jindofs',
    imageName: 'smartdata',
    imageTag: '6.9.1-202509151826',
  });
});

test('fails on a number of masters that Fluid would take for one', () => {
  expect(() => CacheEngine.jindo({ masters: 2 })).toThrow(/^AIC-3174: Jindo has no such number of masters; got 2/);
});

test('fails on a name that its pods cannot carry', () => {
  const add = (length: number): string[] => Object.keys(manifestsOf(named('m'.repeat(length)).stack));
  expect(add(37)).toContain(`JindoRuntime/${'m'.repeat(37)}`);
  expect(() => add(38)).toThrow(/at most 37/);
});

test('fails on a bucket that is not one of OSS', () => {
  const fixture = new Fixture({}, ALIBABA);
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.jindo() });
  expect(() => fixture.store({ hot, warm: minio() }).add('qwen3-32b', QWEN)).toThrow(
    /AIC-3171 at test\/Models\/qwen3-32b: Jindo is closed software of Alibaba .*s3-compatible at https:\/\/minio/,
  );
});

function named(name: string): Fixture {
  const fixture = new Fixture({}, ALIBABA);
  fixture
    .store({ hot: HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.jindo() }), warm: OSS })
    .add(name, QWEN);
  return fixture;
}
