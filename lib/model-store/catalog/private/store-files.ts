import { Construct, IConstruct, IDependable } from 'constructs';
import { importFiles } from './import-files';
import { FilesToStore, resolveFiles, ResolvedFiles } from './resolve-files';
import { coldFacts, coldFilesOf, jobBefore } from './cold-files';
import { IPool } from '../../../contracts/pool';
import { IAdmissionPrefetch } from '../../../contracts/volume';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { FactEntry, addFact } from '../../../core/private/facts';
import { archiveOf, frozen, neverReady } from '../../cold/private/archived';
import { CachedFiles, RenderedCache, spaceOf } from '../../hot/private/engine';
import { AdmissionPrefetch } from '../../moving/private/admission-prefetch';
import { placeGate } from '../../moving/private/plan-gate';
import { planPrefetch } from '../../moving/private/plan-prefetch';
import { takeSpace } from '../../private/capacity';
import { planWarmUp } from '../../private/plan-warm-up';
import { Duration } from '../../../units/duration';
import { warmReady } from '../../warm/private/warm-ready';

/** Files that are in the tiers. */
export interface Stored {
  readonly files: CachedFiles;
  readonly cache: RenderedCache;
  readonly hotPools: IPool[];
  /** Until all copies are in the hot tier; undefined when no bandwidth is known. */
  readonly timeToWarm?: Duration;
  /** Labels that a node carries once pods may use them there; undefined when they need not wait. */
  readonly requiredNodeLabels?: { [key: string]: string };
  /** What jobs call when they are put into a queue; undefined when nothing waits for that. */
  readonly admissionPrefetch?: IAdmissionPrefetch;
  readonly ready: IDependable;
  /** Why nobody can read them; undefined when everybody can. */
  readonly whyUnreadable?: (scope: IConstruct) => Error;
}

/** Puts files into the tiers: counted against the disks, then one bundle of their own. */
export function storeFiles(owner: Construct, name: string, what: FilesToStore): Stored {
  const { cluster, hot, warm } = what.props;
  const engine = hot.engine._config;
  const resolved = resolveFiles(owner, name, what);
  const { files, hotPools, releaseName } = resolved;
  const cold = coldFilesOf(what, files.path);
  const archive = archiveOf(owner, cold);
  if (archive?.isFrozen === true) {
    const whyUnreadable = (scope: IConstruct): Error => frozen(scope, cold, archive);
    const cache = engine.render(owner, files, cluster);
    addFact(owner, 'models', () =>
      factOf(what, { ...resolved, hotPools: [] }, cache, coldFacts(what.props, files, [], archive)),
    );
    return { files, cache, hotPools: [], ready: neverReady(() => whyUnreadable(owner)), whyUnreadable };
  }
  takeSpace(owner, cluster, hotPools, hot.usablePercent, spaceOf(engine, files));
  const warmUp = planWarmUp(
    owner,
    engine,
    files.footprint,
    { warm: warm.bandwidth, node: hot.nodeBandwidth },
    what.props.warmWithin,
  );
  const cache = engine.render(owner, files, cluster);
  const imported = importFiles(owner, files, what);
  // What brings files in by itself looks again until they are there.
  const after = jobBefore(archive) ?? (cache.load.kind === 'by-itself' ? undefined : imported?.job);
  const prefetch = planPrefetch(owner, files, engine.engineName, cache, cluster.registries, after);
  const bundle = new Bundle(owner, 'Resource', { target: cluster, releaseName, wait: true });
  bundle.node.addDependency(engine.install(owner, cluster, undefined, files));
  for (const before of warmReady(owner, cluster, files.namespace, warm)) bundle.node.addDependency(before);
  if (archive?.restoredBy !== undefined) bundle.node.addDependency(archive.restoredBy.ready);
  if (imported !== undefined) bundle.node.addDependency(imported.bundle);
  const objects = [...cache.objects, ...prefetch.objects];
  for (const { id, manifest } of objects) new KubernetesObject(bundle, id, { manifest });
  addFact(owner, 'models', () =>
    factOf(what, resolved, cache, {
      ...coldFacts(what.props, files, hotPools, archive),
      warmUp: warmUp.fact,
    }),
  );
  const gate = placeGate(owner, cluster, files, cache, prefetch, what.props);
  if (gate !== undefined) gate.ready.node.addDependency(bundle);
  const { nodeLabels, ready = bundle } = gate ?? {};
  const { whenAdmitted } = prefetch;
  const admissionPrefetch = whenAdmitted && new AdmissionPrefetch(owner, cluster, whenAdmitted);
  return { files, cache, hotPools, timeToWarm: warmUp.time, requiredNodeLabels: nodeLabels, admissionPrefetch, ready };
}

function factOf(
  { kind, name, props, format }: FilesToStore,
  resolved: ResolvedFiles,
  cache: RenderedCache,
  more: FactEntry,
): FactEntry {
  const { files, hotPools } = resolved;
  const { version, license } = props;
  return {
    cluster: props.cluster.node.path,
    namespace: files.namespace,
    name,
    kind,
    ...(version === undefined ? {} : { version }),
    ...(format === undefined ? {} : { format }),
    ...(license === undefined ? {} : { license }),
    sizeBytes: props.size.inBytes,
    source: cache.sourceUrl,
    claim: cache.claimName,
    hotPools: hotPools.map((pool) => ({
      pool: pool.poolName,
      replicas: files.replicas,
      bytesPerNode: files.bytesPerNode,
      nvmePerNode: pool.nvmePerNode?.inBytes ?? 0,
    })),
    ...more,
  };
}
