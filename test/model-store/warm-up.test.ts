import { Bandwidth, Duration, HotTier, StoredModelOptions } from '../../lib';
import { egressOf, FanOut, timeToWarm } from '../../lib/model-store/private/warm-up';
import { blueprintOf } from '../harness';
import { Fixture, minio, QWEN } from './fixture';

const GIBI = 1024 ** 3;
/** 140 GiB, a whole copy on each of 16 nodes. */
const EVERYWHERE: FanOut = { bytes: 140 * GIBI, copies: 16, nodes: 16 };
/** The same, one copy in pieces over 16 nodes. */
const SPREAD: FanOut = { ...EVERYWHERE, copies: 1 };
const WARM = Bandwidth.gigabitsPerSecond(100);
const NODE = Bandwidth.gigabytesPerSecond(2);

test('every copy is read from the warm tier when nodes do not help each other', () => {
  expect(egressOf(EVERYWHERE, false)).toStrictEqual({ bytes: 16 * 140 * GIBI, requests: 16 * 8960 });
});

test('one copy is read from the warm tier when they do', () => {
  expect(egressOf(EVERYWHERE, true)).toStrictEqual({ bytes: 140 * GIBI, requests: 8960 });
});

test('a copy that is spread over the nodes is read once in either way', () => {
  expect(egressOf(SPREAD, false)).toStrictEqual(egressOf(SPREAD, true));
});

test('a part of a block is a request', () => {
  expect(egressOf({ bytes: 1, copies: 2, nodes: 2 }, false)).toStrictEqual({ bytes: 2, requests: 2 });
});

test('the warm tier is shared by all nodes', () => {
  // 2,405 GB at 12.5 GB/s
  expect(timeToWarm(EVERYWHERE, { warm: WARM }, false)?.inSeconds).toBe(193);
  expect(timeToWarm(EVERYWHERE, { warm: WARM }, true)?.inSeconds).toBe(13);
});

test('each node takes in what it holds at its own rate', () => {
  // 150 GB at 2 GB/s, whoever sends them.
  expect(timeToWarm(EVERYWHERE, { node: NODE }, false)?.inSeconds).toBe(76);
  expect(timeToWarm(EVERYWHERE, { node: NODE }, true)?.inSeconds).toBe(76);
  expect(timeToWarm(SPREAD, { node: NODE }, false)?.inSeconds).toBe(5);
});

test('the slower of the two counts', () => {
  expect(timeToWarm(EVERYWHERE, { warm: WARM, node: NODE }, false)?.inSeconds).toBe(193);
  expect(timeToWarm(EVERYWHERE, { warm: WARM, node: NODE }, true)?.inSeconds).toBe(76);
});

test('nothing is said of times when no rate is known', () => {
  expect(timeToWarm(EVERYWHERE, {}, false)).toBeUndefined();
});

describe('a model', () => {
  const add = (options: Partial<StoredModelOptions>, bandwidth?: Bandwidth): any => {
    const fixture = new Fixture();
    const model = fixture.store({ warm: minio({ bandwidth }) }).add('qwen3-32b', { ...QWEN, ...options });
    const warnings = model.node.metadata.map((entry) => String(entry.data));
    return { model, warnings, fact: blueprintOf(fixture.stack).models[0].warmUp };
  };

  test('tells in the blueprint what it reads of the warm tier, with and without help between nodes', () => {
    expect(add({ replicas: 2 }).fact).toStrictEqual({
      copies: 2,
      egressBytes: 132 * GIBI,
      getRequests: 2 * 4224,
      peerToPeerEgressBytes: 66 * GIBI,
      peerToPeerGetRequests: 4224,
    });
  });

  test('tells when it is warm where the warm tier has a bandwidth', () => {
    const { model, fact } = add({}, Bandwidth.gigabitsPerSecond(1));
    // 70.9 GB at an eighth of one a second
    expect(model.timeToWarm.inSeconds).toBe(567);
    expect(fact.seconds).toBe(567);
    expect(add({}).model.timeToWarm).toBeUndefined();
  });

  test('is warm no sooner than its nodes can take it in', () => {
    const fixture = new Fixture({ expectedNodes: 2 });
    const hot = HotTier.nvme({ pools: [fixture.gpus], nodeBandwidth: Bandwidth.gigabytesPerSecond(1) });
    const model = fixture.store({ hot, warm: minio({ bandwidth: Bandwidth.gigabytesPerSecond(100) }) }).add('m', QWEN);
    // half of 70.9 GB for each node
    expect(model.timeToWarm?.inSeconds).toBe(36);
    expect(hot.nodeBandwidth?.inGigabytesPerSecond).toBe(1);
  });

  test('is warned of when it becomes warm later than it should', () => {
    const rate = Bandwidth.gigabitsPerSecond(1);
    expect(add({ warmWithin: Duration.minutes(5) }, rate).warnings).toStrictEqual([
      expect.stringMatching(/^AIC-3311: it becomes warm in 9m27s when nothing else reads, not within 5m: /),
    ]);
    expect(add({ warmWithin: Duration.seconds(567) }, rate).warnings).toStrictEqual([]);
    expect(add({}, rate).warnings).toStrictEqual([]);
  });

  test('fails when it should be warm in time and nothing says how fast files come', () => {
    expect(() => add({ warmWithin: Duration.minutes(5) })).toThrow(
      /AIC-3310 at test\/Models\/qwen3-32b: nothing says how fast it becomes warm; got warmWithin 5m, and no bandwidth/,
    );
  });
});
