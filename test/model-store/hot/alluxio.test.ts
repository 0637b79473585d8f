import { AlluxioOptions, CacheEngine, HotTier, Size } from '../../../lib';
import { manifestsOf } from '../../harness';
import { Fixture, QWEN } from '../fixture';

function specOf(options?: AlluxioOptions): any {
  const fixture = new Fixture();
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.alluxio(options) });
  fixture.store({ hot }).add('qwen3-32b', QWEN);
  return manifestsOf(fixture.stack)['AlluxioRuntime/qwen3-32b'].spec;
}

test('there is one master unless three are asked for, which host ports keep apart', () => {
  expect(specOf().master).toMatchObject({ replicas: 1, networkMode: 'HostNetwork' });
  expect(specOf({ masters: 3 }).master).toMatchObject({ replicas: 3, networkMode: 'HostNetwork' });
});

test('heaps are made for dozens of files, and can be made larger', () => {
  expect(specOf().master.jvmOptions).toStrictEqual(['-Xmx2G']);
  expect(specOf().worker.jvmOptions).toStrictEqual(['-Xmx4G', '-XX:MaxDirectMemorySize=8g']);
  expect(specOf().fuse.jvmOptions).toContain('-Xmx4G');
  const large = specOf({
    masterHeap: Size.mebibytes(1536),
    workerHeap: Size.gibibytes(8),
    fuseHeap: Size.gibibytes(16),
  });
  expect(large.master).toMatchObject({ jvmOptions: ['-Xmx1536M'], resources: { requests: { memory: '2304Mi' } } });
  expect(large.worker).toMatchObject({ resources: { requests: { memory: '12Gi' } } });
  expect(large.worker.jvmOptions).toContain('-Xmx8G');
  expect(large.fuse.jvmOptions).toStrictEqual(['-Xms1G', '-Xmx16G', '-XX:+UseG1GC', '-XX:MaxDirectMemorySize=8g']);
  expect(large.fuse.resources).toMatchObject({ requests: { memory: '16Gi' }, limits: { memory: '40Gi' } });
});

test('own properties stand beside those of the cache', () => {
  const own = { 'alluxio.user.metadata.cache.expiration.time': '1h' };
  expect(specOf({ properties: own }).properties).toStrictEqual({ ...specOf().properties, ...own });
});

test('metrics are left on', () => {
  expect(specOf().disablePrometheus).toBeUndefined();
});

test.each([0, 2, 4, 1.5])('fails on %p masters', (masters) => {
  expect(() => CacheEngine.alluxio({ masters })).toThrow(/^AIC-3166: .* want 1, or 3 of which one may be lost/);
});

test.each<AlluxioOptions>([
  { masterHeap: Size.mebibytes(128) },
  { workerHeap: Size.bytes(1024 ** 3 + 1) },
  { fuseHeap: Size.bytes(0) },
])('fails on a heap that Java does not take (%#)', (options) => {
  expect(() => CacheEngine.alluxio(options)).toThrow(
    new RegExp(`^AIC-3167: ${Object.keys(options).join()} is no heap that Java takes`),
  );
});

test.each([
  ['alluxio.worker.tieredstore.level0.dirs.quota', '1GB', 'the cache sets this property itself'],
  ['alluxio.master.rpc.port', '19998', 'the cache sets this property itself'],
  ['alluxio.user.block.size.bytes.default', '64MB', 'the cache sets this property itself'],
  ['fs.s3.endpoint', 'x', 'the property is none of Alluxio'],
  ['alluxio.user.logging.threshold', '1s; rm', 'the property is none of Alluxio'],
])('fails on the property %s', (key, value, what) => {
  expect(() => CacheEngine.alluxio({ properties: { [key]: value } })).toThrow(new RegExp(`^AIC-3168: ${what}`));
});
