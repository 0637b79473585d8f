import { IConstruct } from 'constructs';
import { IPool } from '../../contracts/pool';
import { fail, prose } from '../../core/private/fail';
import { Size } from '../../units/size';
import { Footprint } from '../hot/private/engine';
import { DiskQuota } from '../hot/private/tier';

const GIBI = 1024 ** 3;

/** How an engine spreads files over nodes and disks. */
export interface Spreading {
  /** What it places as a whole. */
  readonly blockBytes: number;
  /** Share of a cache that can be filled. */
  readonly usableShare: number;
  /** What it keeps free on each node besides. */
  readonly reservedBytes?: number;
}

/**
 * Bytes of cache that each node must give to a model, in whole GiB.
 *
 * Blocks are placed at random, each at most once per node. The fullest node holds more than the mean: four standard
 * deviations of the binomial distribution are added, at most a whole copy counts, and all of it stays below the watermark.
 */
export function spreadBytesPerNode(footprint: Footprint, spreading: Spreading): number {
  const { blockBytes, usableShare, reservedBytes = 0 } = spreading;
  const blocks = Math.ceil(footprint.size.inBytes / blockBytes);
  const fullest = fullestShare(blocks, footprint.replicas / footprint.nodes);
  return roundUp((fullest * blockBytes) / usableShare + reservedBytes);
}

/** Blocks in the fullest of several places, each of which gets this share of them. */
export function fullestShare(blocks: number, share: number): number {
  return Math.min(Math.ceil(blocks * share + 4 * Math.sqrt(blocks * share * (1 - share))), blocks);
}

/** In whole GiB: at least one. */
export function roundUp(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / GIBI)) * GIBI;
}

/** What models took of the pools of a cluster, whichever store they are in. */
const taken = new WeakMap<IConstruct, Map<string, TakenSpace[]>>();

/** What one model or dataset takes of each node. */
export interface TakenSpace extends Footprint {
  readonly bytesPerNode: number;
  /** The same, by disk. */
  readonly disks: readonly DiskQuota[];
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
    for (const disk of footprint.disks) checkDisk(scope, pool, disk, all, usablePercent);
  }
  for (const pool of pools) byPool.set(pool.poolName, [...(byPool.get(pool.poolName) ?? []), footprint]);
}

function checkDisk(scope: IConstruct, pool: IPool, disk: DiskQuota, all: TakenSpace[], usablePercent: number): void {
  if (disk.bytes === undefined) return;
  const onIt = all.flatMap(({ name, disks }) =>
    disks.filter(({ path }) => path === disk.path).map(({ quotaBytes }) => ({ name, quotaBytes })),
  );
  const sum = onIt.reduce((bytes, { quotaBytes }) => bytes + quotaBytes, 0);
  const usable = Math.floor((disk.bytes / 100) * usablePercent);
  if (sum <= usable) return;
  const parts = onIt.map(({ name, quotaBytes }) => `${Size.bytes(quotaBytes)} (${name})`).sort();
  throw fail(scope, {
    code: 'AIC-3165',
    what: `the models do not fit the disk ${disk.path} of pool ${pool.poolName}`,
    got: prose(`${parts.join(' + ')} = ${Size.bytes(sum)} per node`),
    want: `at most ${Size.bytes(usable)} per node (${usablePercent} % of ${Size.bytes(disk.bytes)})`,
    fix: 'Give the tier more or larger disks, or keep a model out of this pool (hotPools).',
  });
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
