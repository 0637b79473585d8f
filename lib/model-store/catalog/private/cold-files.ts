import { FilesToStore } from './resolve-files';
import { IPool } from '../../../contracts/pool';
import { FactEntry } from '../../../core/private/facts';
import { Archive, ColdFiles } from '../../cold/private/archived';
import { CachedFiles } from '../../hot/private/engine';
import { JobBefore } from '../../moving/private/render-load-job';
import { Prefetch } from '../../moving/prefetch';
import { costOf, PricedUse } from '../../private/cost';
import { egressOf } from '../../private/warm-up';

/** What the cold tier asks of files. */
export function coldFilesOf({ kind, name, props }: FilesToStore, path: string): ColdFiles {
  const { size, warm, cold, prices, archived, restoredBy, cluster, namespace, prefetch = Prefetch.NEVER } = props;
  return {
    kind,
    name,
    namespace,
    warm,
    path,
    key: warm.pathPrefix === undefined ? path : `${warm.pathPrefix}/${path}`,
    agedPrefixes: warm._bucket?.agedPrefixes ?? [],
    size,
    facts: cluster.cloudFacts,
    cold,
    archived,
    restoredBy,
    isWanted: prefetch !== Prefetch.NEVER || props.pinned === true,
    prices,
  };
}

/** The Job at whose end the files can be read; undefined when they can be read already. */
export function jobBefore(archive: Archive | undefined): JobBefore | undefined {
  const { jobName, deadline } = archive?.restoredBy ?? {};
  return jobName === undefined ? undefined : { jobName, seconds: deadline?.inSeconds ?? 0 };
}

/** What the blueprint says of the archive and of money. */
export function coldFacts(
  { size, prices }: FilesToStore['props'],
  files: CachedFiles,
  hotPools: readonly IPool[],
  archive: Archive | undefined,
): FactEntry {
  return {
    ...(archive === undefined ? {} : { archive: archiveFact(archive) }),
    ...(prices === undefined ? {} : { cost: costOf(useOf(size.inBytes, files, hotPools, archive), prices) }),
  };
}

function archiveFact({ storageClass, restoredBy }: Archive): FactEntry {
  return {
    storageClass: storageClass.className,
    restoreSeconds: storageClass.restoreTime?.inSeconds ?? 0,
    restored: restoredBy !== undefined,
  };
}

/** A restore makes a copy in the warm tier, and leaves the object where it was. */
function useOf(bytes: number, files: CachedFiles, hotPools: readonly IPool[], archive: Archive | undefined): PricedUse {
  const nodes = hotPools.reduce((sum, pool) => sum + pool.expectedNodes, 0);
  const copies = nodes === 0 ? 0 : files.replicas;
  return {
    hotBytes: files.bytesPerNode * nodes,
    warmBytes: archive === undefined || archive.restoredBy !== undefined ? bytes : 0,
    coldBytes: archive === undefined ? 0 : bytes,
    coldClass: archive?.storageClass.className,
    fill: egressOf({ bytes: files.cacheBytes, copies, nodes }, false),
  };
}
