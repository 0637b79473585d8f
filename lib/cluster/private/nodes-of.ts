import { IPool } from '../../contracts/pool';
import { Manifest } from '../../core/private/manifest-member';

/** Nodes of any of the pools, and no others. */
export function nodesOf(pools: readonly IPool[]): Manifest {
  const sorted = [...pools].sort((a, b) => (a.poolName < b.poolName ? -1 : 1));
  return nodesWith(sorted.map(({ nodeLabels }) => nodeLabels));
}

/** Nodes that carry all labels of any of the sets. */
export function nodesWith(sets: readonly { [key: string]: string }[]): Manifest {
  const terms = sets.map((labels) => ({
    matchExpressions: Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, operator: 'In', values: [value] })),
  }));
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
}
