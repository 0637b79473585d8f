import { Bandwidth } from '../../lib';
import { egressOf, FanOut, timeToWarm } from '../../lib/model-store/private/warm-up';

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
