import { CacheEngine } from './cache-engine';
import { IPool } from '../../contracts/pool';
import { fail, prose } from '../../core/private/fail';

/** Which local disks hold the cache. */
export interface HotTierOptions {
  /** Pools whose nodes hold it. Each names its space with `nvmePerNode`. */
  readonly pools: IPool[];

  /**
   * The software that caches.
   *
   * @default CacheEngine.alluxio()
   */
  readonly engine?: CacheEngine;

  /**
   * Directory on the nodes where the NVMe file system is mounted. It is made when it is missing: mount the disks before,
   * or the cache fills the system disk.
   *
   * @default '/mnt/nvme/fluid'
   */
  readonly cachePath?: string;

  /**
   * Share of a pool's `nvmePerNode` that models may take, in whole percent. The rest is for the file system itself and
   * for what else is written there.
   *
   * @default 90
   */
  readonly usablePercent?: number;
}

/**
 * The hot tier: a cache on the NVMe disks of the nodes that serve.
 *
 * @example
 * import { HotTier, IPool } from 'cdktf-ai-cloud';
 *
 * declare const pool: IPool;
 * const hot = HotTier.nvme({ pools: [pool], cachePath: '/data/nvme', usablePercent: 80 });
 */
export class HotTier {
  /** The NVMe disks of some pools. */
  public static nvme(options: HotTierOptions): HotTier {
    const { cachePath = '/mnt/nvme/fluid', usablePercent = 90 } = options;
    const pools = [...options.pools].sort((a, b) => (a.poolName < b.poolName ? -1 : 1));
    checkPools(pools);
    if (!/^(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(cachePath) || cachePath.length > 128) {
      throw fail(undefined, {
        code: 'AIC-3007',
        what: 'the cache path is no directory of its own',
        got: cachePath,
        want: "one absolute path of letters, digits and . _ -, without '/' at its end",
        fix: "Write for example '/mnt/nvme/fluid'. Several disks: join them in one file system (RAID 0, LVM).",
      });
    }
    if (!Number.isInteger(usablePercent) || usablePercent < 1 || usablePercent > 100) {
      throw fail(undefined, {
        code: 'AIC-3008',
        what: 'the usable share of the disks is not usable',
        got: usablePercent,
        want: 'a whole number from 1 to 100',
        fix: 'Write usablePercent: 90 for 90 %.',
      });
    }
    return new HotTier(pools, options.engine ?? CacheEngine.alluxio(), cachePath, usablePercent);
  }

  private constructor(
    /** Pools whose nodes hold the cache, sorted by name. */
    public readonly pools: IPool[],
    /** The software that caches. */
    public readonly engine: CacheEngine,
    /** Directory on the nodes. */
    public readonly cachePath: string,
    /** Share of `nvmePerNode` that models may take, in percent. */
    public readonly usablePercent: number,
  ) {}
}

function checkPools(pools: IPool[]): void {
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
