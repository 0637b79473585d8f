import type { Blueprint, PoolFact, Quantities } from '../blueprint/index.js';
import { quantity } from '../quantity.js';
import { table } from '../table.js';

const GIB = 2 ** 30;

/** Devices and local disks of each pool, and who takes them. */
export function capacityTable(blueprints: readonly Blueprint[]): string {
  const pools = blueprints.flatMap((blueprint) => blueprint.pools);
  if (pools.length === 0) return 'The program has no pools.';
  return table(
    [
      'pool',
      'accelerator',
      'nodes',
      'devices',
      'queues deserve',
      'endpoints at least',
      'endpoints at most',
      'training jobs',
      'NVMe per node',
      'models per node',
    ],
    pools.map((pool) => rowOf(pool, blueprints)),
  );
}

function rowOf(pool: PoolFact, blueprints: readonly Blueprint[]): (string | number)[] {
  const queues = blueprints
    .flatMap((blueprint) => blueprint.queues)
    .filter(({ cluster, pool: name, role }) => cluster === pool.cluster && name === pool.name && role !== 'parent');
  const endpoints = blueprints
    .flatMap((blueprint) => blueprint.endpoints)
    .filter(({ cluster, pool: name }) => cluster === pool.cluster && name === pool.name);
  const jobs = blueprints
    .flatMap((blueprint) => blueprint.trainingJobs)
    .filter(({ cluster, queue }) => cluster === pool.cluster && queues.some(({ name }) => name === queue));
  const hot = blueprints
    .flatMap((blueprint) => blueprint.models)
    .filter(({ cluster }) => cluster === pool.cluster)
    .flatMap(({ hotPools }) => hotPools)
    .filter(({ pool: name }) => name === pool.name);
  return [
    pool.name,
    pool.accelerator,
    pool.nodes,
    pool.nodes * pool.devicesPerNode,
    sum(queues, ({ deserved }) => devicesOf(pool, deserved)),
    sum(endpoints, ({ minReplicas, devicesPerReplica }) => minReplicas * devicesPerReplica),
    sum(endpoints, ({ maxReplicas, devicesPerReplica }) => maxReplicas * devicesPerReplica),
    sum(jobs, ({ gangSize, devicesPerPod }) => gangSize * devicesPerPod),
    size(pool.nvmeBytes, Math.floor),
    size(
      sum(hot, ({ bytesPerNode }) => bytesPerNode),
      Math.ceil,
    ),
  ];
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** How many devices a share of a pool is, in whichever dimension says most: a shared device counts as one. */
function devicesOf(pool: PoolFact, share: Quantities): number {
  const counts = Object.entries(share)
    .filter(([name]) => name !== 'cpu' && name !== 'memory')
    .map(([name, amount]) => (quantity(amount) * pool.devicesPerNode) / quantity(pool.allocatable[name] ?? '0'));
  return Number(Math.max(0, ...counts.filter(Number.isFinite)).toFixed(2));
}

function size(bytes: number, rounded: (gibibytes: number) => number): string {
  return bytes === 0 ? '-' : `${rounded(bytes / GIB)} GiB`;
}
