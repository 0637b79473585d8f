import { Bandwidth } from '../../units/bandwidth';
import { Duration } from '../../units/duration';

/** Bytes that are asked of the warm tier at a time: the blocks of Alluxio, and the pieces of Dragonfly for files of 4 to 8 GiB. */
export const READ_BYTES = 16 * 1024 * 1024;
const BYTES_PER_GIGABYTE = 1e9;

/** Files on their way into the hot tier. */
export interface FanOut {
  /** Bytes of one copy. */
  readonly bytes: number;
  /** Copies that the hot tier holds in all. */
  readonly copies: number;
  /** Nodes that they are spread over. */
  readonly nodes: number;
}

/** What limits how fast they come. */
export interface FillRates {
  /** What all nodes together read from the warm tier; undefined when nobody said. */
  readonly warm?: Bandwidth;
  /** What one node takes in: the slower of its network and its disks; undefined when nobody said. */
  readonly node?: Bandwidth;
}

/** What bringing files into the hot tier once asks of the warm tier. */
export interface Egress {
  /** Bytes that leave the warm tier. */
  readonly bytes: number;
  /** Requests for them, at least: each file ends in one that is smaller. */
  readonly requests: number;
}

/** Each copy comes from the warm tier, unless nodes hand on to each other what one of them has read. */
export function egressOf(fanOut: FanOut, isPeerToPeer: boolean): Egress {
  const copies = isPeerToPeer ? Math.min(1, fanOut.copies) : fanOut.copies;
  return { bytes: fanOut.bytes * copies, requests: Math.ceil(fanOut.bytes / READ_BYTES) * copies };
}

/** Time until all copies are there, when nothing else reads: the slowest of what all pass through. Undefined when no rate is known. */
export function timeToWarm(fanOut: FanOut, rates: FillRates, isPeerToPeer: boolean): Duration | undefined {
  const perNode = (fanOut.bytes * fanOut.copies) / fanOut.nodes;
  const seconds = [
    secondsFor(egressOf(fanOut, isPeerToPeer).bytes, rates.warm),
    secondsFor(perNode, rates.node),
  ].filter((s) => s !== undefined);
  return seconds.length === 0 ? undefined : Duration.seconds(Math.ceil(Math.max(...seconds)));
}

function secondsFor(bytes: number, rate: Bandwidth | undefined): number | undefined {
  return rate === undefined ? undefined : bytes / (rate.inGigabytesPerSecond * BYTES_PER_GIGABYTE);
}
