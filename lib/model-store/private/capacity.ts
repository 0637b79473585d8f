import { IConstruct } from 'constructs';
import { IPool } from '../../contracts/pool';
import { fail, prose } from '../../core/private/fail';
import { Size } from '../../units/size';
import { Footprint } from '../hot/private/engine';

/** Alluxio caches blocks of this size, and spreads them over the workers. */
export const BLOCK_BYTES = 16 * 1024 * 1024;
/** A worker above its high watermark evicts down to the low one: what must stay hot stays below the high one. */
export const HIGH_WATERMARK = 0.95;
export const LOW_WATERMARK = 0.85;
const GIBI = 1024 ** 3;

/**
 * Bytes of cache that each node must give to a model, in whole GiB.
 *
 * Blocks are placed at random, each at most once per node. The fullest node holds more than the mean: four standard
 * deviations of the binomial distribution are added, at most a whole copy counts, and all of it stays below the watermark.
 */
export function spreadBytesPerNode(footprint: Footprint): number {
  const share = footprint.replicas / footprint.nodes;
  const blocks = Math.ceil(footprint.size.inBytes / BLOCK_BYTES);
  const fullest = blocks * share + 4 * Math.sqrt(blocks * share * (1 - share));
  const bytes = Math.min(Math.ceil(fullest), blocks) * BLOCK_BYTES;
  return Math.ceil(bytes / HIGH_WATERMARK / GIBI) * GIBI;
}

/** What models took of the pools of a cluster, whichever store they are in. */
const taken = new WeakMap<IConstruct, Map<string, TakenSpace[]>>();

/** What one model or dataset takes of each node. */
export interface TakenSpace extends Footprint {
  readonly bytesPerNode: number;
}

/** Counts a model against its pools; refuses it with the sum when it does not fit one of them. */
export function takeSpace(
  scope: IConstruct,
  cluster: IConstruct,
  pools: IPool[],
  usablePercent: number,
  footprint: TakenSpace,
): void {
  const byPool = taken.get(cluster) ?? new Map<string, TakenSpace[]>();
  taken.set(cluster, byPool);
  for (const pool of pools) {
    const all = [...(byPool.get(pool.poolName) ?? []), footprint];
    const perNode = pool.nvmePerNode ?? Size.bytes(0);
    const usable = Math.floor((perNode.inBytes / 100) * usablePercent);
    const sum = all.reduce((bytes, f) => bytes + f.bytesPerNode, 0);
    if (sum > usable) throw doesNotFit(scope, pool, all, sum, usable, usablePercent);
  }
  for (const pool of pools) byPool.set(pool.poolName, [...(byPool.get(pool.poolName) ?? []), footprint]);
}

function doesNotFit(
  scope: IConstruct,
  pool: IPool,
  all: TakenSpace[],
  sum: number,
  usable: number,
  usablePercent: number,
): Error {
  const parts = [...all]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((f) => {
      const spread = `${f.size} × ${f.replicas} over ${f.nodes} ${f.nodes === 1 ? 'node' : 'nodes'}`;
      return `${Size.bytes(f.bytesPerNode)} (${f.name}: ${spread})`;
    });
  return fail(scope, {
    code: 'AIC-3011',
    what: `the models do not fit the hot tier of pool ${pool.poolName}`,
    got: prose(`${parts.join(' + ')} = ${Size.bytes(sum)} per node`),
    want: `at most ${Size.bytes(usable)} per node (${usablePercent} % of ${pool.nvmePerNode})`,
    fix: 'Keep a model out of this pool (hotPools), keep fewer copies (replicas), or use a pool with more nodes or disks.',
  });
}
