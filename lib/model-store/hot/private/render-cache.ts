import { CachedFiles } from './engine';
import { DiskQuota } from './tier';
import { Manifest } from '../../../core/private/manifest-member';
import { Size } from '../../../units/size';

/** Labels of the pods that read: Fluid's webhook keeps them on nodes with a part of the cache, and mends their mounts. */
export function readerLabels(files: CachedFiles): { [key: string]: string } {
  return { 'fuse.serverful.fluid.io/inject': 'true', [`fluid.io/dataset.${files.name}.sched`]: 'required' };
}

/** Disks of a level as Fluid splits them: a single quota would be divided evenly, and makes Jindo's controller panic. */
export function quotasOf(disks: readonly DiskQuota[]): Manifest {
  const quotas = disks.map((disk) => Size.bytes(disk.quotaBytes).toQuantity());
  return {
    path: disks.map((disk) => disk.path).join(','),
    ...(disks.length === 1 ? { quota: quotas[0] } : { quotaList: quotas.join(',') }),
  };
}
