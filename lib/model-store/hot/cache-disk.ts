import { fail } from '../../core/private/fail';
import { Size } from '../../units/size';
import { CacheMedium } from './private/tier';

/**
 * A disk of the nodes that holds a part of the cache.
 *
 * Each node of the pools has it, mounted at the same path. Files are spread over the disks by their sizes.
 *
 * @example
 * import { CacheDisk, Size } from 'cdktf-ai-cloud';
 *
 * const disks = [CacheDisk.nvme('/mnt/nvme0', Size.tebibytes(3)), CacheDisk.nvme('/mnt/nvme1', Size.tebibytes(3))];
 */
export class CacheDisk {
  /** Flash: an NVMe or SATA disk without moving parts. */
  public static nvme(path: string, size: Size): CacheDisk {
    return new CacheDisk(path, size, 'SSD');
  }

  /** A hard disk. Behind flash it holds what flash has no room for; only Alluxio has such a second level. */
  public static hardDisk(path: string, size: Size): CacheDisk {
    return new CacheDisk(path, size, 'HDD');
  }

  /** Directory on the nodes where its file system is mounted. */
  public readonly path: string;
  /** Space of its file system. The usable share of it is given to caches. */
  public readonly size: Size;

  private constructor(
    path: string,
    size: Size,
    private readonly medium: CacheMedium,
  ) {
    this.path = checkedPath(path);
    this.size = size;
    if (size.inBytes === 0) {
      throw fail(undefined, {
        code: 'AIC-3160',
        what: `the disk at ${path} has no space`,
        got: size.toString(),
        want: 'the space of its file system',
        fix: "Write CacheDisk.nvme('/mnt/nvme0', Size.tebibytes(3)).",
      });
    }
  }

  /** @internal */
  public get _medium(): CacheMedium {
    return this.medium;
  }
}

/** A path reaches shells and comma or colon separated lists. */
export function checkedPath(path: string): string {
  if (!/^(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(path) || path.length > 128) {
    throw fail(undefined, {
      code: 'AIC-3007',
      what: 'the cache path is no directory of its own',
      got: path,
      want: "one absolute path of letters, digits and . _ -, without '/' at its end",
      fix: "Write for example '/mnt/nvme/fluid'. Several disks: HotTier.nvme({ disks: [CacheDisk.nvme('/mnt/nvme0', …), …] }).",
    });
  }
  return path;
}
