import {
  KueueTopology,
  NetworkTopology,
  SchedulerAction,
  SchedulerPlugin,
  SchedulerPolicy,
  TopologyDomain,
  TopologySource,
} from '../../../lib';
import { chartsOf, manifestsOf, terraformOf } from '../../harness';
import { clusterFixture, poolOptions } from '../support';
import { LABELS, ofTwoTiers, SPINES, topologyFixture } from './support';

const leaf = (name: string, ...nodes: string[]): TopologyDomain => TopologyDomain.ofNodes(name, nodes);
const spine = (name: string, ...leaves: TopologyDomain[]): TopologyDomain => TopologyDomain.of(name, leaves);

test.each([[[]], [['spine', 'spine']], [['']], [Array.from({ length: 16 }, (_, i) => `tier-${i}`)]])(
  'fails on the tiers %j',
  (tiers) => {
    expect(() => topologyFixture(TopologySource.inventory(tiers, SPINES))).toThrow(
      /AIC-2150 at test\/Topology.*1 to 15/s,
    );
  },
);

test('fifteen tiers are allowed: Kueue has sixteen levels, of which the host is one', () => {
  const tiers = Array.from({ length: 15 }, (_, i) => `tier-${i}`);
  const tree = tiers
    .slice(0, -1)
    .reduceRight(
      (below, tier) => TopologyDomain.of(tier, [below]),
      leaf('last', 'gpu-01', 'gpu-02', 'gpu-03', 'gpu-04'),
    );
  const { stack } = topologyFixture(TopologySource.inventory(tiers, [tree]));
  expect(manifestsOf(stack)['HyperNode/tier-0'].spec.tier).toBe(15);
});

test('fails on a tree without domains', () => {
  expect(() => ofTwoTiers()).toThrow(/AIC-2162.*at least one spine/);
});

test.each(['Leaf_1', '', 'a'.repeat(254)])('fails on a domain called %p', (name) => {
  expect(() => ofTwoTiers(spine('spine-1', leaf(name, 'gpu-01')))).toThrow(/AIC-2151.*a domain has no Kubernetes name/);
});

test('fails on a node that cannot have its name', () => {
  expect(() => ofTwoTiers(spine('spine-1', leaf('leaf-1', 'GPU 1')))).toThrow(/AIC-2151.*a node of leaf-1.*'GPU 1'/);
});

test.each([
  ['under two parents', [spine('spine-1', leaf('leaf-1', 'a')), spine('spine-2', leaf('leaf-1', 'b'))]],
  ['inside itself', [spine('spine-1', leaf('spine-1', 'a'))]],
  ['twice at the top', [spine('spine-1', leaf('leaf-1', 'a')), spine('spine-1', leaf('leaf-2', 'b'))]],
])('fails on a domain %s', (_where, domains) => {
  expect(() => ofTwoTiers(...domains)).toThrow(/AIC-2152.*stands in the tree twice/);
});

test.each([
  ['a branch without leaves', spine('spine-1'), /AIC-2153.*spine-1 is a spine.*got nothing, want domains of leaf/],
  ['nodes where leaves belong', leaf('spine-1', 'a'), /AIC-2153.*got nodes, want domains of leaf/],
  [
    'one tier too many',
    spine('s', spine('l', leaf('rack', 'a'))),
    /AIC-2153.*l is a leaf.*got domains, want node names/,
  ],
  ['a leaf without nodes', spine('s', leaf('l')), /AIC-2153.*l is a leaf.*got nothing, want node names/],
  [
    'nodes by label without labels',
    spine('s', TopologyDomain.ofLabel('l')),
    /AIC-2153.*got nodes by label, want node names/,
  ],
])('fails on %s', (_what, domain, message) => {
  expect(() => ofTwoTiers(domain)).toThrow(message);
});

test('fails on nodes by name in a tree that knows them by label', () => {
  const source = TopologySource.nodeLabels(LABELS, [spine('s', leaf('l', 'a'))]);
  expect(() => topologyFixture(source)).toThrow(/AIC-2153.*got nodes, want nodes by label/);
});

test.each([{ labelValue: 'a b' }, { expectedNodes: 0 }, { expectedNodes: 1.5 }])('fails on the label %j', (options) => {
  const source = TopologySource.nodeLabels(LABELS, [spine('s', TopologyDomain.ofLabel('l', options))]);
  expect(() => topologyFixture(source)).toThrow(/AIC-2154.*kubectl get nodes -L acme.com\/leaf/s);
});

test('fails on a node in two domains', () => {
  expect(() => ofTwoTiers(spine('s', leaf('l1', 'a', 'b'), leaf('l2', 'b')))).toThrow(
    /AIC-2155.*domains overlap.*node b in l1 and l2/,
  );
  expect(() => ofTwoTiers(spine('s', leaf('l1', 'a', 'a')))).toThrow(/AIC-2155.*node a in l1 and l1/);
});

test('fails on a label value in two domains', () => {
  const source = TopologySource.nodeLabels(LABELS, [
    spine('s1', TopologyDomain.ofLabel('l1', { labelValue: '1' })),
    spine('s2', TopologyDomain.ofLabel('l2', { labelValue: '1' })),
  ]);
  expect(() => topologyFixture(source)).toThrow(/AIC-2155.*label 1 in l1 and l2/);
});

test('fails when pools have more nodes than the tree', () => {
  const { stack, cluster } = topologyFixture();
  cluster.pools.add('l20', poolOptions('l20', { expectedNodes: 2 }));
  expect(() => terraformOf(stack)).toThrow(/AIC-2156.*5 nodes in domains, want at least 6: 4 of h800, 2 of l20/);
});

test('fails on a second topology', () => {
  const { stack, cluster } = topologyFixture();
  const source = TopologySource.labelDiscovery(LABELS);
  expect(() => new NetworkTopology(stack, 'Other', { cluster, source })).toThrow(
    /AIC-2157 at test\/Other.*test\/Topology/,
  );
});

test('fails on a pool of another cluster', () => {
  const other = clusterFixture();
  const pools = [other.cluster.pools.add('h800', poolOptions('h800'))];
  const source = TopologySource.labelDiscovery(LABELS);
  expect(() => topologyFixture(source, { pools })).toThrow(/AIC-2166 at test\/Topology.*want pools of test\/Cluster/);
});

test('fails on a tier that the topology does not have', () => {
  expect(() => topologyFixture().topology.tier('rack')).toThrow(/AIC-2158.*'rack', want one of spine, leaf/);
});

test.each(['', 'a b', 'kubernetes.io/hostname', 'acme.com/leaf'])(
  'fails on %p as the label of a spine',
  (nodeLabel) => {
    const source = TopologySource.labelDiscovery([{ tierName: 'spine', nodeLabel }, LABELS[1]]);
    expect(() => topologyFixture(source)).toThrow(/AIC-2159.*label of a tier/);
  },
);

test('fails with a policy that would ignore HyperNodes', () => {
  const policy = SchedulerPolicy.of({
    actions: [SchedulerAction.ALLOCATE],
    tiers: [{ plugins: [SchedulerPlugin.of('priority'), SchedulerPlugin.of('gang')] }],
  });
  expect(() => topologyFixture(undefined, {}, { scheduling: { policy } })).toThrow(
    /AIC-2141.*no network-topology-aware.*HyperNodes are ignored/,
  );
});

test.each(['http://ufm.acme.com', '', 'https://'])('fails on %p as the address of a fabric manager', (endpoint) => {
  const source = TopologySource.ufm({ endpoint, credentialsSecretName: 'ufm' });
  expect(() => topologyFixture(source)).toThrow(/AIC-2163.*plain http/s);
});

test('warns of a fabric manager whose certificate is not looked at', () => {
  const source = (skipCertificateCheck?: boolean): TopologySource =>
    TopologySource.ufm({ endpoint: 'ufm.acme.com:8443', credentialsSecretName: 'ufm', skipCertificateCheck });
  const warnings = (from: TopologySource): string[] =>
    topologyFixture(from).topology.node.metadata.map((entry) => String(entry.data));
  expect(warnings(source(true))).toStrictEqual([expect.stringContaining('AIC-2164')]);
  expect(warnings(source())).toStrictEqual([]);
});

describe('Kueue', () => {
  const labelled = TopologySource.labelDiscovery(LABELS);

  test('gets the same tiers by the labels of nodes, down to the host', () => {
    const { stack, topology } = topologyFixture(labelled);
    const kueue = new KueueTopology(stack, 'Kueue', { topology, topologyName: 'fabric' });
    expect(kueue.topologyName).toBe('fabric');
    expect(manifestsOf(stack)['Topology/fabric']).toStrictEqual({
      apiVersion: 'kueue.x-k8s.io/v1beta2',
      kind: 'Topology',
      metadata: { name: 'fabric' },
      spec: {
        levels: [
          { nodeLabel: 'acme.com/spine' },
          { nodeLabel: 'acme.com/leaf' },
          { nodeLabel: 'kubernetes.io/hostname' },
        ],
      },
    });
  });

  test('takes labels for an inventory by name, and waits for what brings it', () => {
    const { stack, cluster, topology } = topologyFixture();
    const nodeLabels = ['acme.com/s', 'acme.com/l'];
    new KueueTopology(stack, 'Kueue', { topology, topologyName: 'fabric', nodeLabels, after: cluster.certificates() });
    expect(manifestsOf(stack)['Topology/fabric'].spec.levels).toHaveLength(3);
    const release = terraformOf(stack).resource.helm_release.Kueue_Topology;
    expect(release.name).toBe('kueue-topology-fabric');
    expect(release.depends_on).toContain('helm_release.Cluster_CertManager');
    expect(Object.keys(chartsOf(stack))).toContain('cert-manager');
  });

  test.each([[undefined], [['acme.com/spine']], [['acme.com/spine', 'acme.com/spine']]])(
    'fails on the labels %j for two tiers',
    (nodeLabels) => {
      const { stack, topology } = topologyFixture();
      expect(() => new KueueTopology(stack, 'Kueue', { topology, topologyName: 'fabric', nodeLabels })).toThrow(
        /AIC-2161 at test\/Kueue.*one label for each of spine, leaf/,
      );
    },
  );
});
