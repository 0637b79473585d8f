import { Manifest } from '../../../core/private/manifest-member';
import { TopologySourceConfig, UfmOptions } from '../topology-source';

const NAMESPACE = 'volcano-system';
/** Names the HyperNodes that are found: `hypernode-cluster-tier1-…`. Upstream ignores names over 20 characters. */
const TREE = 'cluster';
/** Volcano leaves the last label out, because it takes it for that of nodes. */
const HOST_LABEL = 'kubernetes.io/hostname';

/** Entries of `networkTopologyDiscovery` of Volcano's controllers. */
export function renderDiscovery(source: TopologySourceConfig): Manifest[] {
  if (source.ufm !== undefined) return [fabricManager(source.ufm)];
  const labels = [...(source.nodeLabels ?? []), HOST_LABEL].map((nodeLabel) => ({ nodeLabel }));
  return [{ source: 'label', enabled: true, config: { networkTopologyTypes: { [TREE]: labels } } }];
}

function fabricManager(ufm: UfmOptions): Manifest {
  return {
    source: 'ufm',
    enabled: true,
    interval: ufm.interval?.toGoString() ?? '1h',
    credentials: { secretRef: { name: ufm.credentialsSecretName, namespace: NAMESPACE } },
    config: { endpoint: ufm.endpoint, insecureSkipVerify: ufm.skipCertificateCheck ?? false },
  };
}
