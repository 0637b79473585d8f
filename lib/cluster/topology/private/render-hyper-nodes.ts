import { ResolvedDomain } from './resolve-tree';
import { Manifest } from '../../../core/private/manifest-member';

/**
 * Parents name their children one by one: a pattern is allowed by the API for HyperNodes as well, and the scheduler drops
 * such members without a word, so that the parent is empty.
 *
 * @see https://github.com/volcano-sh/volcano/blob/v1.15.1/pkg/scheduler/api/hyper_node_info.go
 */
export function renderHyperNode(domain: ResolvedDomain): Manifest {
  const byName = (type: string) => (name: string) => ({ type, selector: { exactMatch: { name } } });
  const labelled = domain.label === undefined ? [] : [byLabel(domain.label.key, domain.label.value)];
  return {
    apiVersion: 'topology.volcano.sh/v1alpha1',
    kind: 'HyperNode',
    metadata: { name: domain.name },
    spec: {
      tier: domain.tier,
      tierName: domain.tierName,
      members: [...domain.domains.map(byName('HyperNode')), ...domain.nodeNames.map(byName('Node')), ...labelled],
    },
  };
}

function byLabel(key: string, value: string): Manifest {
  return { type: 'Node', selector: { labelMatch: { matchLabels: { [key]: value } } } };
}
