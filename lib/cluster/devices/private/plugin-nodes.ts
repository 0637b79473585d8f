import { IPool } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';

/** Namespace of device plugins: each opens devices of its node. */
export const DEVICE_NAMESPACE = 'ai-cloud-devices';

/** Nodes of any of the pools, and no others. */
export function nodesOf(pools: readonly IPool[]): Manifest {
  const terms = [...pools]
    .sort((a, b) => (a.poolName < b.poolName ? -1 : 1))
    .map(({ nodeLabels }) => ({
      matchExpressions: Object.entries(nodeLabels)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    }));
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
}
