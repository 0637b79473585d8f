import { IConstruct } from 'constructs';
import { ICluster } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { foreignAmong } from '../../../core/private/belongs';
import { fail, prose } from '../../../core/private/fail';
import { Size } from '../../../units/size';

const installed = new WeakMap<IConstruct, IConstruct>();

/** Its clients take ports of the nodes. */
export function claimCluster(scope: IConstruct, cluster: ICluster): void {
  const first = installed.get(cluster);
  if (first !== undefined) {
    throw fail(scope, {
      code: 'AIC-3331',
      what: 'the cluster has Dragonfly already',
      got: first.node.path,
      want: 'one: its clients take ports of the nodes',
      fix: 'Name all pools in one Dragonfly.',
    });
  }
  installed.set(cluster, scope);
}

export function checkPools(scope: IConstruct, cluster: ICluster, pools: readonly IPool[]): void {
  const foreign = foreignAmong(pools, cluster);
  if (foreign !== undefined) {
    throw fail(scope, {
      code: 'AIC-3332',
      what: 'a pool of Dragonfly belongs to another cluster',
      got: foreign.node.path,
      want: `pools of ${cluster.node.path}`,
      fix: 'Make a Dragonfly for each cluster.',
    });
  }
  const names = pools.map(({ poolName }) => poolName);
  const bare = pools.filter(({ nvmePerNode }) => nvmePerNode === undefined || nvmePerNode.inBytes === 0);
  if (names.length > 0 && new Set(names).size === names.length && bare.length === 0) return;
  throw fail(scope, {
    code: 'AIC-3333',
    what: 'Dragonfly has no pools, one twice, or one without NVMe space',
    got: bare.length === 0 ? names : prose(`no nvmePerNode: ${bare.map(({ poolName }) => poolName).join(', ')}`),
    want: 'at least one pool, each once, each with nvmePerNode',
    fix: 'Write pools: [serve, train], made with pools.add(…, { nvmePerNode: Size.tebibytes(3) }).',
  });
}

export interface CheckedStorage {
  readonly nvmePath: string;
  readonly cacheSize: Size;
  readonly highWatermarkPercent: number;
  readonly lowWatermarkPercent: number;
  readonly usablePercent: number;
}

export function checkStorage(scope: IConstruct, storage: CheckedStorage): void {
  const { nvmePath, cacheSize, highWatermarkPercent, lowWatermarkPercent, usablePercent } = storage;
  const isShare = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 100;
  const wrong = [
    ...(/^(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(nvmePath) && nvmePath.length <= 100 ? [] : [`nvmePath '${nvmePath}'`]),
    ...(cacheSize.inBytes >= 2 ** 30 ? [] : [`cacheSize ${cacheSize}`]),
    ...(isShare(highWatermarkPercent) ? [] : [`highWatermarkPercent ${highWatermarkPercent}`]),
    ...(isShare(lowWatermarkPercent) && lowWatermarkPercent < highWatermarkPercent
      ? []
      : [`lowWatermarkPercent ${lowWatermarkPercent}`]),
    ...(isShare(usablePercent) ? [] : [`usablePercent ${usablePercent}`]),
  ];
  if (wrong.length === 0) return;
  throw fail(scope, {
    code: 'AIC-3334',
    what: 'the space of Dragonfly on the nodes is not usable',
    got: prose(wrong.join(', ')),
    want: 'an absolute path, 1 GiB or more, and whole percents from 1 to 100, the low watermark below the high one',
    fix: "For example nvmePath: '/mnt/nvme', cacheSize: Size.gibibytes(500).",
  });
}

export function checkReplicas(scope: IConstruct, replicas: number): void {
  if (Number.isInteger(replicas) && replicas >= 1 && replicas <= 100) return;
  throw fail(scope, {
    code: 'AIC-3335',
    what: 'the number of replicas is not usable',
    got: replicas,
    want: 'a whole number from 1 to 100',
    fix: 'Use 3 in production: a manager, a scheduler and a seed client each.',
  });
}
