import { CacheDisk, CacheEngine, HotTier, HotTierOptions, Size } from '../../../lib';
import { manifestsOf } from '../../harness';
import { Fixture, minio, QWEN, stackWith } from '../fixture';

const ONE = CacheDisk.nvme('/mnt/nvme0', Size.tebibytes(1));
const TWO = CacheDisk.nvme('/mnt/nvme1', Size.tebibytes(2));
const METADATA = { secretName: 'juicefs', key: 'metaurl' };
const juiceFs = (): CacheEngine => CacheEngine.juiceFs({ volumeName: 'models', metadataUrl: METADATA });

function specOf(hot: Partial<HotTierOptions>, name = 'AlluxioRuntime'): any {
  const fixture = new Fixture();
  fixture.store({ hot: HotTier.nvme({ pools: [fixture.gpus], ...hot }) }).add('qwen3-32b', QWEN);
  return manifestsOf(fixture.stack)[`${name}/qwen3-32b`].spec;
}

test('files are spread over the disks by their sizes, with a quota for each', () => {
  expect(specOf({ disks: [ONE, TWO] }).tieredstore.levels).toStrictEqual([
    {
      mediumtype: 'SSD',
      volumeType: 'hostPath',
      path: '/mnt/nvme0,/mnt/nvme1',
      quotaList: '2Gi,4Gi',
      high: '0.95',
      low: '0.85',
    },
  ]);
});

test('quotas of uneven disks are whole MiB and add up to what the node gives', () => {
  const disks = [1, 1, 1.7].map((size, i) => CacheDisk.nvme(`/mnt/nvme${i}`, Size.gibibytes(size * 100)));
  const [level] = specOf({ disks }).tieredstore.levels;
  expect(level.quotaList).toBe('1660Mi,1660Mi,2824Mi');
  expect(1660 + 1660 + 2824).toBe(6 * 1024);
});

test('one disk has a quota of its own and its path is that of the tier', () => {
  const hot = HotTier.nvme({ pools: [new Fixture().gpus], disks: [ONE] });
  expect(hot.cachePath).toBe('/mnt/nvme0');
  expect(specOf({ disks: [ONE] }).tieredstore.levels[0]).toMatchObject({ path: '/mnt/nvme0', quota: '6Gi' });
});

test('the order in which disks are given does not show', () => {
  expect(specOf({ disks: [TWO, ONE] })).toStrictEqual(specOf({ disks: [ONE, TWO] }));
});

test('hard disks are a level behind flash, and each level keeps room to move blocks', () => {
  const disks = [CacheDisk.hardDisk('/data/hdd', Size.tebibytes(1)), CacheDisk.nvme('/mnt/nvme', Size.tebibytes(1))];
  expect(
    specOf({ disks }).tieredstore.levels.map(({ mediumtype, path, quota }: any) => [mediumtype, path, quota]),
  ).toEqual([
    ['SSD', '/mnt/nvme', '4Gi'],
    ['HDD', '/data/hdd', '4Gi'],
  ]);
});

test('memory stands in front of the disks, and the workers ask for it', () => {
  const { tieredstore, worker } = specOf({ memoryPerCache: Size.gibibytes(2) });
  expect(tieredstore.levels.map(({ mediumtype, path, quota }: any) => [mediumtype, path, quota])).toStrictEqual([
    ['MEM', '/dev/shm', '2Gi'],
    ['SSD', '/mnt/nvme/fluid', '7Gi'],
  ]);
  expect(worker.resources.requests.memory).toBe('8Gi');
  expect(specOf({}).worker.resources.requests.memory).toBe('6Gi');
});

test('caches grow when less of them may be filled', () => {
  const quota = (highWatermarkPercent?: number): string => {
    const lowWatermarkPercent = highWatermarkPercent === undefined ? undefined : 20;
    return specOf({ highWatermarkPercent, lowWatermarkPercent }).tieredstore.levels[0].quota;
  };
  expect([quota(), quota(95), quota(50)]).toStrictEqual(['6Gi', '6Gi', '11Gi']);
});

test('watermarks are text, and the low one is what Alluxio frees ahead', () => {
  const { tieredstore, properties } = specOf({ highWatermarkPercent: 90, lowWatermarkPercent: 75 });
  expect(tieredstore.levels[0]).toMatchObject({ high: '0.9', low: '0.75', quota: '6Gi' });
  // A quarter of 6 GiB.
  expect(properties['alluxio.worker.tieredstore.free.ahead.bytes']).toBe(String(1.5 * 1024 ** 3));
  expect(Object.keys(specOf({}).properties)).not.toContain('alluxio.worker.tieredstore.free.ahead.bytes');
});

test.each([
  [{ disks: [] }],
  [{ disks: [ONE, ONE] }],
  [{ disks: [CacheDisk.nvme('/mnt', Size.tebibytes(1)), ONE] }],
  [{ disks: [ONE], cachePath: '/mnt/nvme' }],
])('fails on disks that are none or not apart: %j', (hot) => {
  expect(() => specOf(hot)).toThrow(/^AIC-3161: the disks of the cache/);
});

test('fails on a disk without space', () => {
  expect(() => CacheDisk.nvme('/mnt/nvme0', Size.bytes(0))).toThrow(/^AIC-3160: the disk at \/mnt\/nvme0 has no space/);
});

test('fails on a path of a disk that a list of paths would take apart', () => {
  expect(() => CacheDisk.nvme('/mnt/a,/mnt/b', Size.tebibytes(1))).toThrow(/^AIC-3007: the cache path/);
  expect(() => CacheDisk.hardDisk('/mnt/a:/mnt/b', Size.tebibytes(1))).toThrow(/^AIC-3007: the cache path/);
});

test.each([
  { highWatermarkPercent: 80 },
  { lowWatermarkPercent: 95 },
  { highWatermarkPercent: 101 },
  { lowWatermarkPercent: 0.5 },
])('fails on watermarks that are not usable: %j', (hot) => {
  expect(() => specOf(hot)).toThrow(/^AIC-3162: the watermarks are not usable.*low one below the high one/s);
});

test('fails when the disks are larger than what the pool gives', () => {
  const disks = [TWO, CacheDisk.nvme('/mnt/nvme2', Size.tebibytes(2))];
  expect(() => specOf({ disks })).toThrow(
    /^AIC-3163: .* pool h800 has; got 2 TiB \+ 2 TiB = 4 TiB per node, want at most 3 TiB/,
  );
});

test.each<[string, () => CacheEngine, Partial<HotTierOptions>, RegExp]>([
  ['juicefs', juiceFs, { highWatermarkPercent: 90 }, /got watermarks, want disks of one medium; it evicts/],
  ['juicefs', juiceFs, { memoryPerCache: Size.gibibytes(1) }, /got memory in front of the disks/],
  ['jindo', () => CacheEngine.jindo(), { memoryPerCache: Size.gibibytes(1) }, /got memory in front of the disks/],
  [
    'jindo',
    () => CacheEngine.jindo(),
    { disks: [ONE, CacheDisk.hardDisk('/d', ONE.size)] },
    /got disks of several media/,
  ],
])('fails when %s is asked for what it does not have (%#)', (name, engine, hot, reason) => {
  const pools = [new Fixture().gpus];
  const make = (): HotTier => HotTier.nvme({ pools, engine: engine(), ...hot });
  expect(make).toThrow(new RegExp(`^AIC-3164: the cache engine ${name} does not have`));
  expect(make).toThrow(reason);
});

test('fails with the sum when models do not fit one of the disks', () => {
  const fixture = new Fixture({ expectedNodes: 1 });
  // Of the pool's 3 TiB, the tier has a disk of 100 GiB.
  const hot = HotTier.nvme({ pools: [fixture.gpus], disks: [CacheDisk.nvme('/mnt/small', Size.gibibytes(100))] });
  const store = fixture.store({ hot });
  store.add('a', { ...QWEN, size: Size.gibibytes(57) });
  expect(() => store.add('b', { ...QWEN, size: Size.gibibytes(38) })).toThrow(
    /AIC-3165 at test\/Models\/b: .* the disk \/mnt\/small of pool h800; got 40 GiB \(b\) \+ 60 GiB \(a\) = 100 GiB per node, want at most 90 GiB per node \(90 % of 100 GiB\)/,
  );
});

test('two stores fill disks of their own on the same pool', () => {
  const fixture = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(200) });
  for (const id of ['One', 'Two']) {
    const disks = [CacheDisk.nvme(`/mnt/${id}`, Size.gibibytes(100))];
    const hot = HotTier.nvme({ pools: [fixture.gpus], disks });
    fixture
      .store({ hot, namespace: id.toLowerCase(), warm: minio() }, id)
      .add('m', { ...QWEN, size: Size.gibibytes(80) });
  }
  expect(manifestsOf(fixture.stack)['AlluxioRuntime/m'].spec.tieredstore.levels[0].quota).toBe('85Gi');
});

test('a tier writes the same bytes twice', () => {
  const bytes = (): string => JSON.stringify(manifestsOf(stackWith()));
  expect(bytes()).toBe(bytes());
});
