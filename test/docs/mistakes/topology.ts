import { TerraformStack } from 'cdktf';
import {
  Accelerator,
  AINativeCluster,
  ClusterAccess,
  NetworkTopology,
  NodeSelector,
  TopologyDomain,
  TopologySource,
} from '../../../lib';

function topologyOf(stack: TerraformStack, leaves: TopologyDomain[]): void {
  const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
  cluster.pools.add('gpus', {
    nodes: NodeSelector.labels({ 'acme.com/pool': 'gpus' }),
    expectedNodes: 4,
    accelerator: Accelerator.NVIDIA_H800,
    devicesPerNode: 8,
  });
  const source = TopologySource.inventory(['leaf'], leaves);
  new NetworkTopology(stack, 'Topology', { cluster, source });
}

export const MISTAKES: Record<string, (stack: TerraformStack) => void> = {
  'a node in two leaves': (stack) =>
    topologyOf(stack, [
      TopologyDomain.ofNodes('leaf-1', ['gpu-1', 'gpu-2']),
      TopologyDomain.ofNodes('leaf-2', ['gpu-2', 'gpu-3']),
    ]),
  'a pool that is not covered': (stack) => topologyOf(stack, [TopologyDomain.ofNodes('leaf-1', ['gpu-1', 'gpu-2'])]),
};
