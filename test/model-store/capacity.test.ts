import { HotTier, ModelSource, Size } from '../../lib';
import { blueprintOf, manifestsOf } from '../harness';
import { Fixture, QWEN } from './fixture';

const SOURCE = ModelSource.bucketPath('big/1');
const big = (gibibytes: number, replicas = 1): any => ({ source: SOURCE, size: Size.gibibytes(gibibytes), replicas });

function cacheOf(nodes: number, gibibytes: number, replicas = 1): number {
  const fixture = new Fixture({ expectedNodes: nodes });
  return fixture.store().add('m', big(gibibytes, replicas)).cachePerNode.inBytes / 1024 ** 3;
}

test('a whole copy per node needs the size of the model below the high watermark', () => {
  expect(cacheOf(1, 95)).toBe(100);
  expect(cacheOf(4, 95, 4)).toBe(100);
});

test('a copy spread over nodes needs the mean, four deviations and the watermark', () => {
  // 4224 blocks of 16 MiB over 16 nodes: 264 + 4 × √(264 × 15/16) = 327 blocks, 5.1 GiB, 5.4 below the watermark.
  expect(cacheOf(16, 66)).toBe(6);
  // 65,536 blocks: 4,096 + 4 × 61.97 = 4,344 blocks, 67.9 GiB, 71.5 below the watermark.
  expect(cacheOf(16, 1024)).toBe(72);
});

test('a small model never needs more than itself', () => {
  expect(cacheOf(16, 0.01)).toBe(1);
  // 3 blocks over 2 nodes: 1.5 + 4 × 0.87 would be 5, but there are 3.
  expect(cacheOf(2, 3 / 64)).toBe(1);
});

test('more copies take more of each node', () => {
  expect(cacheOf(16, 1024, 2)).toBeGreaterThan(cacheOf(16, 1024, 1));
});

test('the caches of all nodes hold every copy below the watermark', () => {
  for (const nodes of [1, 2, 3, 16, 100]) {
    for (const replicas of [1, Math.ceil(nodes / 2), nodes]) {
      expect(cacheOf(nodes, 500, replicas) * nodes * 0.95).toBeGreaterThanOrEqual(500 * replicas);
    }
  }
});

test('the quota of the cache is what the blueprint says each node gives', () => {
  const fixture = new Fixture();
  fixture.store().add('qwen3-32b', QWEN);
  expect(manifestsOf(fixture.stack)['AlluxioRuntime/qwen3-32b'].spec.tieredstore.levels[0].quota).toBe('6Gi');
  expect(blueprintOf(fixture.stack).models[0].hotPools).toStrictEqual([
    { pool: 'h800', replicas: 1, bytesPerNode: 6 * 1024 ** 3, nvmePerNode: 3 * 1024 ** 4 },
  ]);
});

test('models fill the disks up to the usable share', () => {
  const fixture = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(200) });
  const store = fixture.store({ hot: HotTier.nvme({ pools: [fixture.gpus], usablePercent: 100 }) });
  store.add('a', big(95));
  store.add('b', big(95));
  expect(store.all().map((model) => model.cachePerNode.toQuantity())).toStrictEqual(['100Gi', '100Gi']);
});

const SUM = new RegExp(
  '^AIC-3011 at test/Models/b: the models do not fit the hot tier of pool h800; got ' +
    '100 GiB \\(a: 95 GiB × 1 over 1 node\\) \\+ 100 GiB \\(b: 95 GiB × 1 over 1 node\\) = 200 GiB per node, ' +
    'want at most 180 GiB per node \\(90 % of 200 GiB\\)\\.',
);

test('fails with the sum and each part of it when models do not fit', () => {
  const fixture = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(200) });
  const store = fixture.store();
  store.add('a', big(95));
  expect(() => store.add('b', big(95))).toThrow(SUM);
});

test('fails on the last of two models in either order', () => {
  const fixture = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(200) });
  const store = fixture.store();
  store.add('b', big(95));
  expect(() => store.add('a', big(95))).toThrow(/AIC-3011 at test\/Models\/a: .*100 GiB \(a: .* \+ 100 GiB \(b: /);
});

test('fails when two stores together do not fit one pool', () => {
  const fixture = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(200) });
  fixture.store({ namespace: 'one' }, 'One').add('a', big(95));
  const two = fixture.store({ namespace: 'two' }, 'Two');
  expect(() => two.add('b', big(95))).toThrow(/AIC-3011 at test\/Two\/b/);
});

test('fails on the pool that is full although another has room', () => {
  const fixture = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(110) });
  const roomy = fixture.addPool('roomy', { expectedNodes: 1 });
  const store = fixture.store({ hot: HotTier.nvme({ pools: [fixture.gpus, roomy] }) });
  expect(store.add('a', { ...big(300), hotPools: [roomy] }).hotPools).toStrictEqual([roomy]);
  expect(() => store.add('b', big(300))).toThrow(/AIC-3011 at test\/Models\/b: .* of pool h800/);
});

test('a model that was refused takes no space', () => {
  const fixture = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(200) });
  const store = fixture.store();
  expect(() => store.add('huge', big(1000))).toThrow(/AIC-3011/);
  expect(store.add('a', big(95)).cachePerNode.toString()).toBe('100 GiB');
});

test('clusters do not share their disks', () => {
  const one = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(200) });
  const two = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(200) });
  one.store().add('a', big(95));
  expect(two.store().add('b', big(95)).cachePerNode.toString()).toBe('100 GiB');
});

test.each([0, 17, 1.5, NaN, -1])('fails on %p copies over 16 nodes', (replicas) => {
  const store = new Fixture().store();
  expect(() => store.add('m', { ...QWEN, replicas })).toThrow(/AIC-3019 at test\/Models\/m: .*from 1 to 16/);
});

test('fails on a model without a size', () => {
  const store = new Fixture().store();
  expect(() => store.add('m', { ...QWEN, size: Size.bytes(0) })).toThrow(/AIC-3017 at test\/Models\/m/);
});
