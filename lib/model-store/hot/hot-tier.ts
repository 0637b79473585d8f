import { CacheDisk } from './cache-disk';
import { CacheEngine } from './cache-engine';
import { checkPools, checkUsable, resolveTier } from './private/resolve-tier';
import { firstPathOf, ResolvedTier } from './private/tier';
import { IPool } from '../../contracts/pool';
import { Bandwidth } from '../../units/bandwidth';
import { Size } from '../../units/size';

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
   * or the cache fills the system disk. Not together with `disks`.
   *
   * @default '/mnt/nvme/fluid'
   */
  readonly cachePath?: string;

  /**
   * Disks that hold the cache, when there are several file systems. Each node of the pools has all of them.
   *
   * @default - one file system at `cachePath`, with all of the pool's `nvmePerNode`
   */
  readonly disks?: CacheDisk[];

  /**
   * Memory in front of the disks, on each node for each model or dataset. It is asked for by the cache's pods. Only
   * Alluxio has such a level.
   *
   * @default - none
   */
  readonly memoryPerCache?: Size;

  /**
   * Share of a cache that its files fill at most, in whole percent.
   *
   * Caches are made so large that all of a model stays below. Jindo evicts what is above; Alluxio evicts when a disk's
   * quota is full; JuiceFS and EFC have no such mark.
   *
   * @default 95
   */
  readonly highWatermarkPercent?: number;

  /**
   * Down to which share of a cache is evicted once it is, in whole percent. JuiceFS and EFC have no such mark.
   *
   * @default 85
   */
  readonly lowWatermarkPercent?: number;

  /**
   * Share of a pool's `nvmePerNode`, and of each disk, that caches may take, in whole percent. The rest is for the file
   * system itself and for what else is written there.
   *
   * @default 90
   */
  readonly usablePercent?: number;

  /**
   * What one node takes in: the slower of its network and its disks. Times to warm up follow from it.
   *
   * @default - not known: only the bandwidth of the warm tier counts
   */
  readonly nodeBandwidth?: Bandwidth;
}

/**
 * The hot tier: a cache on the NVMe disks of the nodes that serve.
 *
 * @example
 * import { CacheDisk, HotTier, IPool, Size } from 'cdktf-ai-cloud';
 *
 * declare const pool: IPool;
 * const hot = HotTier.nvme({
 *   pools: [pool],
 *   disks: [CacheDisk.nvme('/mnt/nvme0', Size.tebibytes(3)), CacheDisk.nvme('/mnt/nvme1', Size.tebibytes(3))],
 *   usablePercent: 80,
 * });
 */
export class HotTier {
  /** The NVMe disks of some pools. */
  public static nvme(options: HotTierOptions): HotTier {
    const pools = [...options.pools].sort((a, b) => (a.poolName < b.poolName ? -1 : 1));
    checkPools(pools);
    const engine = options.engine ?? CacheEngine.alluxio();
    const tier = resolveTier(options);
    checkUsable(engine._config, tier, pools);
    return new HotTier(pools, engine, tier, options.nodeBandwidth);
  }

  /** Directory on the nodes; that of the first disk when there are several. */
  public readonly cachePath: string;
  /** Share of `nvmePerNode` that caches may take, in percent. */
  public readonly usablePercent: number;

  private constructor(
    /** Pools whose nodes hold the cache, sorted by name. */
    public readonly pools: IPool[],
    /** The software that caches. */
    public readonly engine: CacheEngine,
    private readonly tier: ResolvedTier,
    /** What one node takes in; undefined when nobody said. */
    public readonly nodeBandwidth?: Bandwidth,
  ) {
    this.cachePath = firstPathOf(tier);
    this.usablePercent = tier.usablePercent;
  }

  /** @internal */
  public get _tier(): ResolvedTier {
    return this.tier;
  }
}
