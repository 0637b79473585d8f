import { CacheEngineConfig } from './engine';
import { mediaOf, ResolvedDisk, ResolvedTier } from './tier';
import { IPool } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { Size } from '../../../units/size';
import { checkedPath } from '../cache-disk';
import type { HotTierOptions } from '../hot-tier';

const DEFAULT_PATH = '/mnt/nvme/fluid';

/** Every default decided; what no engine can do is refused. */
export function resolveTier(options: HotTierOptions): ResolvedTier {
  const { usablePercent = 90, highWatermarkPercent = 95, lowWatermarkPercent = 85 } = options;
  if (!isPercent(usablePercent)) {
    throw fail(undefined, {
      code: 'AIC-3008',
      what: 'the usable share of the disks is not usable',
      got: usablePercent,
      want: 'a whole number from 1 to 100',
      fix: 'Write usablePercent: 90 for 90 %.',
    });
  }
  if (
    !isPercent(highWatermarkPercent) ||
    !isPercent(lowWatermarkPercent) ||
    lowWatermarkPercent >= highWatermarkPercent
  ) {
    throw fail(undefined, {
      code: 'AIC-3162',
      what: 'the watermarks are not usable',
      got: { lowWatermarkPercent, highWatermarkPercent },
      want: 'whole numbers from 1 to 100, the low one below the high one',
      fix: 'Write lowWatermarkPercent: 85 and highWatermarkPercent: 95.',
    });
  }
  return {
    disks: disksOf(options),
    memoryBytes: options.memoryPerCache?.inBytes ?? 0,
    highWatermark: highWatermarkPercent / 100,
    lowWatermark: lowWatermarkPercent / 100,
    hasOwnWatermarks: options.highWatermarkPercent !== undefined || options.lowWatermarkPercent !== undefined,
    usablePercent,
  };
}

function isPercent(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 100;
}

/** In an order of their own, so that the order in which they are given does not show. */
function disksOf({ disks, cachePath }: HotTierOptions): ResolvedDisk[] {
  if (disks === undefined) return [{ path: checkedPath(cachePath ?? DEFAULT_PATH), medium: 'SSD' }];
  const paths = disks.map((disk) => disk.path).sort();
  const isNested = paths.some((path) => paths.some((other) => other.startsWith(`${path}/`)));
  if (disks.length === 0 || cachePath !== undefined || new Set(paths).size < paths.length || isNested) {
    throw fail(undefined, {
      code: 'AIC-3161',
      what: 'the disks of the cache are none, or not apart',
      got: cachePath === undefined ? paths : [...paths, prose(`and the cachePath ${cachePath}`)],
      want: 'at least one disk, each once, none below another, and no cachePath besides',
      fix: "Write disks: [CacheDisk.nvme('/mnt/nvme0', …), CacheDisk.nvme('/mnt/nvme1', …)].",
    });
  }
  const resolved = disks.map((disk) => ({ path: disk.path, medium: disk._medium, bytes: disk.size.inBytes }));
  return mediaOf({ disks: resolved }).flatMap((medium) =>
    resolved.filter((disk) => disk.medium === medium).sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
}

export function checkPools(pools: IPool[]): void {
  const names = pools.map((pool) => pool.poolName);
  if (pools.length === 0 || new Set(names).size < names.length) {
    throw fail(undefined, {
      code: 'AIC-3009',
      what: 'the hot tier has no pools, or one twice',
      got: names,
      want: 'at least one pool, each once',
      fix: 'Write HotTier.nvme({ pools: [pool] }) with what cluster.pools.add() returned.',
    });
  }
  for (const pool of pools) {
    if (pool.nvmePerNode === undefined || pool.nvmePerNode.inBytes === 0) {
      throw fail(undefined, {
        code: 'AIC-3010',
        what: `the pool ${pool.poolName} has no NVMe space`,
        got: prose('no nvmePerNode'),
        want: 'the space that caches may use on each node',
        fix: `Give it: pools.add('${pool.poolName}', { nvmePerNode: Size.tebibytes(3), … }).`,
      });
    }
  }
}

/** Refuses what the engine or the pools cannot do with these disks. */
export function checkUsable(engine: CacheEngineConfig, tier: ResolvedTier, pools: IPool[]): void {
  const sum = tier.disks.reduce((bytes, disk) => bytes + (disk.bytes ?? 0), 0);
  for (const pool of pools) {
    const given = pool.nvmePerNode?.inBytes ?? 0;
    if (sum <= given) continue;
    throw fail(undefined, {
      code: 'AIC-3163',
      what: `the disks of the cache are larger than what the pool ${pool.poolName} has`,
      got: prose(`${tier.disks.map((disk) => Size.bytes(disk.bytes ?? 0)).join(' + ')} = ${Size.bytes(sum)} per node`),
      want: `at most ${pool.nvmePerNode} (nvmePerNode)`,
      fix: 'Give the pool the sum of its disks, or name fewer of them.',
    });
  }
  const { engineName, tierLimits } = engine;
  const missing = [
    ...(tier.hasOwnWatermarks && !tierLimits.hasWatermarks ? ['watermarks'] : []),
    ...(tier.memoryBytes > 0 && !tierLimits.hasLevels ? ['memory in front of the disks'] : []),
    ...(mediaOf(tier).length > 1 && !tierLimits.hasLevels ? ['disks of several media'] : []),
    ...(tier.disks.length > 1 && !tierLimits.hasDisks ? ['several disks'] : []),
  ];
  if (missing.length === 0) return;
  throw fail(undefined, {
    code: 'AIC-3164',
    what: `the cache engine ${engineName} does not have what the hot tier asks for`,
    got: prose(missing.join(', ')),
    want: tierLimits.instead,
    fix: 'Leave it out, or take CacheEngine.alluxio(), which has all of it.',
  });
}
