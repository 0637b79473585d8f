import { IConstruct } from 'constructs';
import { checkLicense } from './check-license';
import { filesPath } from './files-path';
import { FilesKind } from './stored-name';
import { StoragePlace, StoredFilesOptions } from '../stored-files-options';
import { ModelFormat } from '../../../contracts/model';
import { IPool } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { dnsLabel } from '../../../core/private/names';
import { Size } from '../../../units/size';
import { nodesOf } from '../../fluid/private/render-dataset';
import { CachedFiles, ResolvedPool } from '../../hot/private/engine';
import { Prefetch } from '../../moving/prefetch';
import { resolveWarm } from '../../warm/private/resolve-warm';

/** Files as they are given: a model or a dataset. */
export interface FilesToStore {
  readonly kind: FilesKind;
  /** As the user calls them, without the version. */
  readonly name: string;
  readonly props: StoredFilesOptions & StoragePlace;
  readonly format?: ModelFormat;
  readonly cacheSize?: Size;
}

/** Files with every default decided. */
export interface ResolvedFiles {
  readonly files: CachedFiles;
  readonly releaseName: string;
  readonly hotPools: IPool[];
}

/** `name` is that of their objects: with the version. */
export function resolveFiles(scope: IConstruct, name: string, what: FilesToStore): ResolvedFiles {
  const { kind, props } = what;
  const { cluster, hot, namespace, size } = props;
  if (size.inBytes === 0) {
    throw fail(scope, {
      code: 'AIC-3017',
      what: `the ${kind} has no size`,
      got: prose(size.toString()),
      want: kind === 'model' ? 'the bytes of its weights' : 'the bytes of its files',
      fix: 'Write size: Size.gibibytes(66); it decides how much cache each node gives.',
    });
  }
  checkLicense(scope, kind, props.license, props.acceptedLicenses);
  const hotPools = hotPoolsOf(scope, kind, props);
  const pools = hotPools.map(resolvePool);
  const nodes = nodesOf(pools);
  const replicas = checkReplicas(scope, kind, props.replicas ?? 1, nodes);
  const cached = cacheSizeOf(scope, what);
  const footprint = { name, size: cached, replicas, nodes };
  const isWhole = cached.inBytes === size.inBytes;
  return {
    files: {
      name,
      namespace,
      path: filesPath(scope, kind, what.name, props),
      warm: resolveWarm(scope, cluster, props.warm),
      pools,
      footprint,
      replicas,
      cacheBytes: cached.inBytes,
      bytesPerNode: hot.engine._config.bytesPerNode(footprint, hot._tier),
      tier: hot._tier,
      pullSecretName: cluster.registries.pullSecretName,
      isPinned: props.pinned ?? false,
      prefetch: props.prefetch ?? (isWhole ? Prefetch.ON_DEPLOY : Prefetch.NEVER),
    },
    releaseName: dnsLabel(namespace === 'models' ? `${kind}-${name}` : `${kind}-${name}.${namespace}`, 53),
    hotPools,
  };
}

/** What is loaded beyond the cache pushes out what was loaded before it. */
function cacheSizeOf(scope: IConstruct, { props, cacheSize }: FilesToStore): Size {
  const { size, pinned, prefetch = Prefetch.NEVER } = props;
  if (cacheSize === undefined) return size;
  const isPart = cacheSize.inBytes < size.inBytes;
  if (cacheSize.inBytes > size.inBytes || cacheSize.inBytes === 0) {
    throw fail(scope, {
      code: 'AIC-3351',
      what: 'the cache of the dataset is not part of it',
      got: prose(`${cacheSize} of ${size}`),
      want: `more than nothing and at most ${size}`,
      fix: 'Leave cacheSize out to keep all of it hot.',
    });
  }
  if (isPart && (pinned === true || prefetch !== Prefetch.NEVER)) {
    throw fail(scope, {
      code: 'AIC-3352',
      what: 'a dataset that is larger than its cache cannot be kept hot',
      got: prose(`${pinned === true ? 'pinned' : 'a prefetch'}, with ${cacheSize} of cache for ${size}`),
      want: 'neither pinned nor prefetched: what comes in last pushes out what came in first',
      fix: 'Leave cacheSize out to keep all of it hot, or let jobs warm what they read.',
    });
  }
  return cacheSize;
}

function hotPoolsOf(scope: IConstruct, kind: FilesKind, { hot, hotPools }: FilesToStore['props']): IPool[] {
  if (hotPools === undefined) return hot.pools;
  const names = hotPools.map((pool) => pool.poolName);
  const known = new Set(hot.pools.map((pool) => pool.poolName));
  if (names.length === 0 || new Set(names).size < names.length || names.some((name) => !known.has(name))) {
    throw fail(scope, {
      code: 'AIC-3018',
      what: `the ${kind} is hot where the store has no hot tier`,
      got: names,
      want: `some of ${[...known].join(', ')}, each once`,
      fix: 'Add the pool to HotTier.nvme({ pools }), or leave hotPools out for all of them.',
    });
  }
  return hot.pools.filter((pool) => names.includes(pool.poolName));
}

function checkReplicas(scope: IConstruct, kind: FilesKind, replicas: number, nodes: number): number {
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > nodes) {
    throw fail(scope, {
      code: 'AIC-3019',
      what: 'the number of copies is not usable',
      got: replicas,
      want: `a whole number from 1 to ${nodes}, the nodes that hold the ${kind}`,
      fix: 'A node holds a block once. Write replicas: 2 for two copies, spread over all nodes.',
    });
  }
  return replicas;
}

function resolvePool(pool: IPool): ResolvedPool {
  return {
    name: pool.poolName,
    nodeLabels: pool.nodeLabels,
    tolerations: pool.tolerations,
    nodes: pool.expectedNodes,
    nvmePerNode: pool.nvmePerNode,
  };
}
