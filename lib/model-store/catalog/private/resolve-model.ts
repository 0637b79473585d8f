import { IConstruct } from 'constructs';
import { IPool } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { checkDnsLabel, dnsLabel } from '../../../core/private/names';
import { nodesOf } from '../../fluid/private/render-dataset';
import { CachedFiles, ResolvedPool } from '../../hot/private/engine';
import { Prefetch } from '../../moving/prefetch';
import { resolveWarm } from '../../warm/private/resolve-warm';
import type { StoredModelProps } from '../stored-model';

/** A model with every default decided. */
export interface ResolvedModel {
  readonly files: CachedFiles;
  readonly releaseName: string;
  readonly hotPools: IPool[];
}

export function resolveModel(scope: IConstruct, name: string, props: StoredModelProps): ResolvedModel {
  const { cluster, hot, namespace, size } = props;
  if (size.inBytes === 0) {
    throw fail(scope, {
      code: 'AIC-3017',
      what: 'the model has no size',
      got: prose(size.toString()),
      want: 'the bytes of its weights',
      fix: 'Write size: Size.gibibytes(66); it decides how much cache each node gives.',
    });
  }
  const hotPools = hotPoolsOf(scope, props);
  const pools = hotPools.map(resolvePool);
  const nodes = nodesOf(pools);
  const replicas = checkReplicas(scope, props.replicas ?? 1, nodes);
  const footprint = { name, size, replicas, nodes };
  return {
    files: {
      name,
      namespace,
      path: props.source.path,
      warm: resolveWarm(scope, cluster, props.warm),
      pools,
      footprint,
      replicas,
      bytesPerNode: hot.engine._config.bytesPerNode(footprint),
      cachePath: hot.cachePath,
      isPrefetched: (props.prefetch ?? Prefetch.ON_DEPLOY) !== Prefetch.NEVER,
    },
    releaseName: dnsLabel(namespace === 'models' ? `model-${name}` : `model-${name}.${namespace}`, 53),
    hotPools,
  };
}

/** Asked before the model joins the tree: constructs has its own, uncoded, opinion of ids. */
export function checkModelName(scope: IConstruct, name: string, longest: number): string {
  checkDnsLabel(scope, 'the name of the model', name, longest);
  if (!/^[a-z]/.test(name)) {
    throw fail(scope, {
      code: 'AIC-3016',
      what: 'the name of the model starts with a digit',
      got: name,
      want: 'a letter at the start: Fluid makes Services of this name',
      fix: `For example 'model-${name}'.`,
    });
  }
  return name;
}

function hotPoolsOf(scope: IConstruct, { hot, hotPools }: StoredModelProps): IPool[] {
  if (hotPools === undefined) return hot.pools;
  const names = hotPools.map((pool) => pool.poolName);
  const known = new Set(hot.pools.map((pool) => pool.poolName));
  if (names.length === 0 || new Set(names).size < names.length || names.some((name) => !known.has(name))) {
    throw fail(scope, {
      code: 'AIC-3018',
      what: 'the model is hot where the store has no hot tier',
      got: names,
      want: `some of ${[...known].join(', ')}, each once`,
      fix: 'Add the pool to HotTier.nvme({ pools }), or leave hotPools out for all of them.',
    });
  }
  return hot.pools.filter((pool) => names.includes(pool.poolName));
}

function checkReplicas(scope: IConstruct, replicas: number, nodes: number): number {
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > nodes) {
    throw fail(scope, {
      code: 'AIC-3019',
      what: 'the number of copies is not usable',
      got: replicas,
      want: `a whole number from 1 to ${nodes}, the nodes that hold the model`,
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
  };
}
