import {
  CacheDisk,
  CacheEngine,
  HotTier,
  HotTierOptions,
  Prefetch,
  Size,
  WarmFileSystem,
  WarmTier,
} from '../../../lib';
import { manifestsOf } from '../../harness';
import { Fixture, minio, QWEN } from '../fixture';

const NAS = WarmFileSystem.nfs({ server: '1a2b3c-abc12.cn-hangzhou.nas.aliyuncs.com', path: '/weights' });
const PREFIXED = WarmTier.fileSystem(NAS, { pathPrefix: 'models' });

function fixtureWith(warm = PREFIXED, model: object = {}, hot: Partial<HotTierOptions> = {}): Fixture {
  const fixture = new Fixture();
  const tier = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.efc(), ...hot });
  fixture.store({ hot: tier, warm }).add('qwen3-32b', { ...QWEN, prefetch: Prefetch.NEVER, ...model });
  return fixture;
}
const manifests = (...args: Parameters<typeof fixtureWith>): any => manifestsOf(fixtureWith(...args).stack);
const mountPointOf = (fileSystem: WarmFileSystem): string =>
  manifests(WarmTier.fileSystem(fileSystem))['Dataset/qwen3-32b'].spec.mounts[0].mountPoint;

test('the dataset is the export, from the path prefix on', () => {
  expect(manifests()['Dataset/qwen3-32b'].spec.mounts[0]).toMatchObject({
    mountPoint: 'nfs://1a2b3c-abc12.cn-hangzhou.nas.aliyuncs.com:/weights/models/',
    options: {},
    encryptOptions: [],
  });
  expect(mountPointOf(NAS)).toBe('nfs://1a2b3c-abc12.cn-hangzhou.nas.aliyuncs.com:/weights/');
  const root = WarmFileSystem.nfs({ server: '1a2b3c.cn-hangzhou.nas.aliyuncs.com' });
  expect(mountPointOf(root)).toBe('nfs://1a2b3c.cn-hangzhou.nas.aliyuncs.com:/');
});

test('CPFS is read by its protocol service', () => {
  const server = 'cpfs-0123456789abcdef.cn-shanghai.cpfs.aliyuncs.com';
  expect(mountPointOf(WarmFileSystem.nfs({ server, path: '/share' }))).toBe(`cpfs://${server}:/share/`);
});

test('the runtime is named like its dataset, with one path and a quota', () => {
  const { metadata, spec } = manifests()['EFCRuntime/qwen3-32b'];
  expect(metadata).toStrictEqual({ name: 'qwen3-32b', namespace: 'models' });
  expect(spec.replicas).toBe(16);
  expect(spec.tieredstore.levels).toStrictEqual([
    { mediumtype: 'SSD', volumeType: 'hostPath', path: '/mnt/nvme/fluid', quota: '7Gi' },
  ]);
});

test('a source is a path below the root of the claim, and pods run where it is cached', () => {
  const fixture = new Fixture();
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.efc() });
  const model = fixture.store({ hot, warm: PREFIXED }).add('qwen3-32b', { ...QWEN, prefetch: Prefetch.NEVER });
  expect(model.pathInClaim).toBe('qwen3-32b/2025-05-01');
  expect(model.podLabels['fluid.io/dataset.qwen3-32b.sched']).toBe('required');
});

test('is prefetched by a Job that reads all files, since Fluid has no loader for it', () => {
  const objects: any[] = Object.values(manifests(PREFIXED, { prefetch: Prefetch.ON_DEPLOY }));
  expect(objects.filter(({ kind }) => kind === 'DataLoad')).toStrictEqual([]);
  const job = objects.find(({ kind }) => kind === 'Job');
  expect(job.spec.template.spec.containers[0].command.slice(0, 4)).toStrictEqual([
    'rclone',
    'hashsum',
    'sha256',
    '/models/qwen3-32b/2025-05-01',
  ]);
});

test('fails on copies, because the nodes share one', () => {
  expect(() => fixtureWith(PREFIXED, { replicas: 2 })).toThrow(
    /AIC-3170 .* the cache engine efc .* nodes share one copy/,
  );
});

test('fails on several disks, of which Fluid hands over the first alone', () => {
  const disks = [CacheDisk.nvme('/mnt/nvme0', Size.tebibytes(1)), CacheDisk.nvme('/mnt/nvme1', Size.tebibytes(1))];
  expect(() => fixtureWith(PREFIXED, {}, { disks })).toThrow(/^AIC-3164: .* efc .* got several disks, want one disk/);
});

test.each([
  ['a bucket', minio()],
  ['another server', WarmTier.fileSystem(WarmFileSystem.nfs({ server: 'nfs.acme.com' }))],
  [
    'another directory of CPFS',
    WarmTier.fileSystem(WarmFileSystem.nfs({ server: 'a.b.cpfs.aliyuncs.com', path: '/x' })),
  ],
  ['a claim', WarmTier.fileSystem(WarmFileSystem.existingClaim('weights'))],
])('fails on %s, which EFC does not read', (_what, warm) => {
  expect(() => fixtureWith(warm)).toThrow(/AIC-3169 at test\/Models\/qwen3-32b: EFC is closed software of Alibaba/);
});
