/** Media of disks as Fluid calls them. */
export type CacheMedium = 'SSD' | 'HDD';

/** A disk that each node has. */
export interface ResolvedDisk {
  readonly path: string;
  readonly medium: CacheMedium;
  /** Space of its file system; undefined for all of what the pool gives. */
  readonly bytes?: number;
}

/** Where a hot tier keeps its files on each node, with every default decided. */
export interface ResolvedTier {
  /** Sorted by medium, then by path. */
  readonly disks: readonly ResolvedDisk[];
  /** Memory in front of the disks, for each cache on each node. */
  readonly memoryBytes: number;
  /** Ratios. */
  readonly highWatermark: number;
  readonly lowWatermark: number;
  /** Whether one of them was asked for. */
  readonly hasOwnWatermarks: boolean;
  /** Share of the disks that caches may take, in percent. */
  readonly usablePercent: number;
}

/** What a cache takes of one disk. */
export interface DiskQuota extends ResolvedDisk {
  readonly quotaBytes: number;
}

const MEBI = 1024 ** 2;

/** What a cache takes of each disk: by their sizes, or each the same, in whole MiB; what is left over goes to the last. */
export function spreadOverDisks(tier: ResolvedTier, bytesPerNode: number, isEven: boolean): DiskQuota[] {
  const weights = tier.disks.map((disk) => (isEven ? 1 : (disk.bytes ?? 1)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let left = bytesPerNode;
  return tier.disks.map((disk, index) => {
    const share = Math.floor((bytesPerNode * (weights[index] ?? 0)) / sum / MEBI) * MEBI;
    const quotaBytes = index === tier.disks.length - 1 ? left : share;
    left -= quotaBytes;
    return { ...disk, quotaBytes };
  });
}

/** The path of the first disk. */
export function firstPathOf({ disks }: ResolvedTier): string {
  const [{ path } = { path: '' }] = disks;
  return path;
}

/** Media that the tier has, the fastest first. */
export function mediaOf(tier: { readonly disks: readonly ResolvedDisk[] }): CacheMedium[] {
  return (['SSD', 'HDD'] as const).filter((medium) => tier.disks.some((disk) => disk.medium === medium));
}
