import { Lazy } from 'cdktf';
import {
  CacheDisk,
  CacheEngine,
  CloudProfile,
  HotTier,
  Prefetch,
  Size,
  WarmTier,
  WarmTierOptions,
  ModelSource,
} from '../../../lib';
import { absent, blueprintOf, manifestsOf, terraformOf } from '../../harness';
import { CREDENTIALS, Fixture, minio, QWEN } from '../fixture';

const OPTIONS = { volumeName: 'weights', metadataUrl: { secretName: 'juicefs-weights', key: 'metaurl' } };

interface Case {
  readonly model?: object;
  readonly hot?: object;
  readonly warm?: WarmTier;
  readonly cluster?: object;
}

function fixtureWith({ model, hot, warm = minio({ pathPrefix: 'models' }), cluster }: Case = {}): Fixture {
  const fixture = new Fixture({}, cluster);
  const tier = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.juiceFs(OPTIONS), ...hot });
  fixture.store({ hot: tier, warm }).add('qwen3-32b', { ...QWEN, ...model });
  return fixture;
}
const manifests = (what?: Case): any => manifestsOf(fixtureWith(what).stack);
const mountOf = (what?: Case): any => manifests(what)['Dataset/qwen3-32b'].spec.mounts[0];
const specOf = (what?: Case): any => manifests(what)['JuiceFSRuntime/qwen3-32b'].spec;

test('the dataset is a directory of the volume, with its metadata store by reference', () => {
  expect(mountOf()).toMatchObject({
    name: 'weights',
    mountPoint: 'juicefs:///models',
    options: { storage: 'minio', bucket: 'https://minio.storage.svc:9000/acme-models' },
    encryptOptions: [
      { name: 'metaurl', valueFrom: { secretKeyRef: { name: 'juicefs-weights', key: 'metaurl' } } },
      { name: 'access-key', valueFrom: { secretKeyRef: { name: 'models-s3', key: 'AWS_ACCESS_KEY_ID' } } },
      { name: 'secret-key', valueFrom: { secretKeyRef: { name: 'models-s3', key: 'AWS_SECRET_ACCESS_KEY' } } },
    ],
  });
  expect(mountOf({ warm: minio() }).mountPoint).toBe('juicefs:///');
});

test('the path of a source is below the root of the claim, so that another source is another path', () => {
  const fixture = new Fixture();
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.juiceFs(OPTIONS) });
  expect(fixture.store({ hot }).add('qwen3-32b', QWEN).pathInClaim).toBe('qwen3-32b/2025-05-01');
});

const bucket = (options: Partial<WarmTierOptions> = {}): WarmTier =>
  WarmTier.bucket('acme-models', { credentials: CREDENTIALS, ...options });

test.each([
  [CloudProfile.alibaba({ region: 'cn-hangzhou' }), 'oss', 'https://acme-models.oss-cn-hangzhou-internal.aliyuncs.com'],
  [CloudProfile.tencent({ region: 'ap-guangzhou' }), 'cos', 'https://acme-models.cos.ap-guangzhou.myqcloud.com'],
  [CloudProfile.baidu({ region: 'bj' }), 'bos', 'https://acme-models.bj.bcebos.com'],
  [CloudProfile.awsChina({ region: 'cn-north-1' }), 's3', 'https://acme-models.s3.cn-north-1.amazonaws.com.cn'],
])('a bucket of a cloud is opened by its own client (%#)', (cloud, storage, url) => {
  expect(mountOf({ warm: bucket(), cluster: { cloud } }).options).toStrictEqual({ storage, bucket: url });
});

test('another storage that wants the bucket in the host is one of S3', () => {
  const warm = bucket({ endpoint: 'http://s3.acme.com:8080', usePathStyle: false });
  expect(mountOf({ warm }).options).toStrictEqual({ storage: 's3', bucket: 'http://acme-models.s3.acme.com:8080' });
});

test('each node has a whole copy, and what stays free follows from the usable share, unless it is pinned', () => {
  expect(specOf().tieredstore.levels).toStrictEqual([
    {
      mediumtype: 'SSD',
      volumeType: 'hostPath',
      path: '/mnt/nvme/fluid/models/qwen3-32b',
      quota: '67Gi',
      low: '0.1',
    },
  ]);
  const lowOf = (what: Case): string => specOf(what).tieredstore.levels[0].low;
  expect(lowOf({ hot: { usablePercent: 75 } })).toBe('0.25');
  expect(lowOf({ hot: { usablePercent: 75 }, model: { pinned: true } })).toBe('0.01');
});

test('several disks are separated by colons and used evenly', () => {
  const disks = [CacheDisk.nvme('/mnt/nvme1', Size.tebibytes(2)), CacheDisk.nvme('/mnt/nvme0', Size.tebibytes(1))];
  const [level] = specOf({ hot: { disks } }).tieredstore.levels;
  expect(level.path).toBe('/mnt/nvme0/models/qwen3-32b:/mnt/nvme1/models/qwen3-32b');
  // 16,896 blocks of 4 MiB: 8,448 + 4 × 65 = 8,708 on the fuller disk, 68 GiB for both.
  expect(level.quota).toBe('69Gi');
});

test('fails when the smaller of two disks cannot take its half', () => {
  const disks = [CacheDisk.nvme('/mnt/nvme0', Size.gibibytes(30)), CacheDisk.nvme('/mnt/nvme1', Size.tebibytes(2))];
  expect(() => specOf({ hot: { disks } })).toThrow(/AIC-3165 .* the disk \/mnt\/nvme0 .*34.5 GiB \(qwen3-32b\)/);
});

test('workers are kept apart by host ports, and FUSE has a port of its own for metrics', () => {
  expect(specOf().replicas).toBe(16);
  expect(specOf().worker.networkMode).toBe('HostNetwork');
  expect(specOf().fuse).toMatchObject({ networkMode: 'ContainerNetwork', cleanPolicy: 'OnDemand' });
  expect(specOf().disablePrometheus).toBeUndefined();
});

const loadOf = (fixture: Fixture): any =>
  Object.entries(manifestsOf(fixture.stack)).find(([key]) => key.startsWith('DataLoad/'))?.[1];

test('a load is not ended after half an hour', () => {
  expect(loadOf(fixtureWith()).spec).toMatchObject({
    options: { timeout: '24h' },
    target: [{ path: '/qwen3-32b/2025-05-01', replicas: 1 }],
  });
  absent(loadOf, fixtureWith(), fixtureWith({ model: { prefetch: Prefetch.NEVER } }));
});

test('fails on copies, because each node has its own', () => {
  expect(() => specOf({ model: { replicas: 2 } })).toThrow(
    /AIC-3170 at test\/Models\/qwen3-32b: the cache engine juicefs .* want no replicas: each node that reads has a copy/,
  );
});

test.each(['', 'A', 'a', '-models', 'models_1'])('fails on the volume %p', (volumeName) => {
  expect(() => CacheEngine.juiceFs({ ...OPTIONS, volumeName })).toThrow(
    /^AIC-3172: JuiceFS has no volume of this name/,
  );
});

test.each([
  { secretName: 'redis://:password@redis/1', key: 'metaurl' },
  { secretName: 'juicefs', key: 'redis://redis/1' },
])('fails on a metadata store that is not referred to: %j', (metadataUrl) => {
  expect(() => CacheEngine.juiceFs({ ...OPTIONS, metadataUrl })).toThrow(/^AIC-3173: the URL of the metadata store/);
});

test('an endpoint that is known after apply is used when the bucket is in the path', () => {
  const warm = bucket({ endpoint: Lazy.stringValue({ produce: () => 'https://s3.acme.com' }), usePathStyle: true });
  expect(JSON.stringify(terraformOf(fixtureWith({ warm }).stack))).toContain('https://s3.acme.com/acme-models');
});

test('fails on an endpoint that is not known when the bucket goes into its host', () => {
  const endpoint = Lazy.stringValue({ produce: () => 'https://s3.acme.com' });
  expect(() => specOf({ warm: bucket({ endpoint, usePathStyle: false }) })).toThrow(
    /AIC-3175 at test\/Models\/qwen3-32b: JuiceFS writes the bucket into the host/,
  );
});

test('fails on a source that would be imported as plain objects', () => {
  const source = ModelSource.huggingFace('Qwen/Qwen3-32B', '9216db5781bf21249d130ec9da846c4624c16137');
  expect(() => fixtureWith({ model: { source } })).toThrow(
    /AIC-3176 at test\/Models\/qwen3-32b: .* got an import from Hugging Face, Qwen\/Qwen3-32B/,
  );
});

test('every node asks the warm tier for a whole copy, and the sum says so', () => {
  const [model] = blueprintOf(fixtureWith().stack).models;
  expect(model.warmUp).toMatchObject({ copies: 16, egressBytes: 16 * 66 * 1024 ** 3 });
});
