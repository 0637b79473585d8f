import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { bytesPerNode, Footprint } from './capacity';
import { nodesOf, ResolvedModel, ResolvedPool } from './render-model';
import { ResolvedWarm, resolveWarm } from './resolve-warm';
import { IPool } from '../../contracts/pool';
import { fail, prose } from '../../core/private/fail';
import { checkDnsLabel, dnsLabel, shortHash } from '../../core/private/names';
import { Prefetch } from '../prefetch';
import type { StoredModelProps } from '../stored-model';

/** Fluid makes a StatefulSet `<name>-worker`, whose pods carry a label of that name and a hash: 63 characters in all. */
const LONGEST_NAME = 45;
/** Fluid makes a Helm release `<prefetch>-loader`, which may have 53. */
const LONGEST_PREFETCH = 46;

/** A model with every default decided. */
export interface StoredModelConfig extends ResolvedModel {
  readonly releaseName: string;
  readonly hotPools: IPool[];
  readonly footprint: Footprint;
  /** For people and the blueprint. */
  readonly sourceUrl: string;
}

export function resolveModel(scope: IConstruct, name: string, props: StoredModelProps): StoredModelConfig {
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
  const nodes = nodesOf({ pools });
  const replicas = checkReplicas(scope, props.replicas ?? 1, nodes);
  const footprint: Footprint = { model: name, size, replicas, nodes };
  const warm = resolveWarm(scope, cluster, props.warm);
  const mountName = mountNameOf(name, props.source.path, warm);
  const load = [mountName, replicas, pools.map((pool) => pool.name)];
  return {
    name,
    namespace,
    path: props.source.path,
    warm,
    mountName,
    pools,
    hotPools,
    replicas,
    footprint,
    bytesPerNode: bytesPerNode(footprint),
    cachePath: hot.cachePath,
    prefetchName:
      (props.prefetch ?? Prefetch.ON_DEPLOY) === Prefetch.NEVER ? undefined : hashed(name, load, LONGEST_PREFETCH),
    releaseName: dnsLabel(namespace === 'models' ? `model-${name}` : `model-${name}.${namespace}`, 53),
    sourceUrl: withoutToken(`${warm.root}/${props.source.path}`),
  };
}

/** Asked before the model joins the tree: constructs has its own, uncoded, opinion of ids. */
export function checkModelName(scope: IConstruct, name: string): string {
  checkDnsLabel(scope, 'the name of the model', name, LONGEST_NAME);
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

/**
 * The directory that holds the weights. Fluid compares mounts by their path alone: one whose source changed under the
 * same path would stay as it was, so whatever makes it another mount makes another path.
 */
function mountNameOf(name: string, path: string, warm: ResolvedWarm): string {
  return hashed(
    name,
    JSON.parse(JSON.stringify([path, warm]), (_key, value: unknown) => withoutToken(value)),
    63,
  );
}

function hashed(name: string, what: unknown, maxLength: number): string {
  const hash = shortHash(JSON.stringify([name, what]));
  return `${name.slice(0, maxLength - hash.length - 1).replace(/-+$/, '')}-${hash}`;
}

/** Numbers inside tokens depend on how the program was written. */
function withoutToken<T>(value: T): T {
  return typeof value === 'string' && Token.isUnresolved(value)
    ? (value.replace(/\$\{TfToken\[[^\]]*\]\}/g, '(known after apply)') as T & string)
    : value;
}
