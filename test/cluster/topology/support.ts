import { TerraformStack } from 'cdktf';
import { AINativeCluster, NetworkTopology, NetworkTopologyProps, TopologyDomain, TopologySource } from '../../../lib';
import { clusterFixture, poolOptions } from '../support';

export interface TopologyFixture {
  readonly stack: TerraformStack;
  readonly cluster: AINativeCluster;
  readonly topology: NetworkTopology;
}

/** Two spines, three leaves, five nodes. */
export const SPINES = [
  TopologyDomain.of('spine-1', [
    TopologyDomain.ofNodes('leaf-2', ['gpu-04', 'gpu-03']),
    TopologyDomain.ofNodes('leaf-1', ['gpu-01', 'gpu-02']),
  ]),
  TopologyDomain.of('spine-2', [TopologyDomain.ofNodes('leaf-3', ['gpu-05'])]),
];

export const LABELS = [
  { tierName: 'spine', nodeLabel: 'acme.com/spine' },
  { tierName: 'leaf', nodeLabel: 'acme.com/leaf' },
];

/** A cluster with a pool of four nodes and a topology. */
export function topologyFixture(
  source: TopologySource = TopologySource.inventory(['spine', 'leaf'], SPINES),
  props: Partial<NetworkTopologyProps> = {},
  clusterProps: Parameters<typeof clusterFixture>[0] = {},
): TopologyFixture {
  const { stack, cluster } = clusterFixture(clusterProps);
  cluster.pools.add('h800', poolOptions('h800', { expectedNodes: 4 }));
  return { stack, cluster, topology: new NetworkTopology(stack, 'Topology', { cluster, source, ...props }) };
}

/** A topology of two tiers with these domains. */
export const ofTwoTiers = (...domains: TopologyDomain[]): TopologyFixture =>
  topologyFixture(TopologySource.inventory(['spine', 'leaf'], domains));
