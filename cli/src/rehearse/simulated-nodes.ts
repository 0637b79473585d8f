import type { PoolFact } from '../blueprint/index.js';
import type { NodeSpec, NodeTaint } from '../control-plane/index.js';

/** Ordinary nodes without taints, for the pods of controllers. */
const SYSTEM_NODES = 2;

/** Labels of the nodes of a pool, by its name, that nobody sets here. */
export type ExtraLabels = ReadonlyMap<string, { readonly [key: string]: string }>;

/** The nodes of the pools, and some for everything else. */
export function simulatedNodes(pools: readonly PoolFact[], extra: ExtraLabels = new Map()): NodeSpec[] {
  const system = Array.from({ length: SYSTEM_NODES }, (_, index) => ({
    name: `system-${index + 1}`,
    labels: { 'node-role.kubernetes.io/system': '' },
    capacity: { cpu: '256', memory: '1Ti', 'ephemeral-storage': '4Ti', pods: '1000' },
  }));
  return [...system, ...pools.flatMap((pool) => nodesOf(pool, extra.get(pool.name)))];
}

function nodesOf(pool: PoolFact, extra: { readonly [key: string]: string } | undefined): NodeSpec[] {
  return nodeNames(pool).map((name, index) => ({
    name,
    labels: {
      'kubernetes.io/arch': pool.architecture ?? 'amd64',
      ...extra,
      ...pool.labels,
      ...pool.inventory?.[index]?.labels,
    },
    annotations: pool.annotations,
    taints: pool.taints as readonly NodeTaint[],
    capacity: pool.allocatable,
  }));
}

/** The names of the simulated nodes of a pool: the real ones, where the program knows them. */
export function nodeNames(pool: PoolFact): string[] {
  if (pool.inventory) return pool.inventory.map(({ name }) => name);
  const digits = Math.max(2, String(pool.nodes).length);
  return Array.from({ length: pool.nodes }, (_, index) => `${pool.name}-${String(index + 1).padStart(digits, '0')}`);
}

/** How long a node may be silent: short, so that a rehearsal is, but not so short that many heartbeats take the machine. */
export function graceSeconds(nodes: number): number {
  return Math.max(8, Math.ceil(nodes / 10));
}
