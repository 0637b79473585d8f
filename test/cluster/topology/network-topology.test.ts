import { Duration, InventoryNode, ITopologyTier, NetworkTopology, TopologyDomain, TopologySource } from '../../../lib';
import { absent, bundlesOf, chartsOf, manifestsOf, terraformOf } from '../../harness';
import { clusterFixture, poolOptions } from '../support';
import { LABELS, SPINES, topologyFixture, TopologyFixture } from './support';

const hyperNodes = ({ stack }: TopologyFixture): Record<string, any> =>
  Object.fromEntries(Object.entries(manifestsOf(stack)).filter(([key]) => key.startsWith('HyperNode/')));
const discoveryOf = ({ stack }: TopologyFixture): any =>
  chartsOf(stack).volcano.values.custom.controller_config_override;

const member = (type: string, name: string): unknown => ({ type, selector: { exactMatch: { name } } });

describe('from an inventory', () => {
  test('each domain is a HyperNode with a tier that is lower the closer its nodes are', () => {
    const found = hyperNodes(topologyFixture());
    expect(Object.keys(found).sort()).toStrictEqual([
      'HyperNode/leaf-1',
      'HyperNode/leaf-2',
      'HyperNode/leaf-3',
      'HyperNode/spine-1',
      'HyperNode/spine-2',
    ]);
    expect(found['HyperNode/leaf-1']).toStrictEqual({
      apiVersion: 'topology.volcano.sh/v1alpha1',
      kind: 'HyperNode',
      metadata: { name: 'leaf-1' },
      spec: { tier: 1, tierName: 'leaf', members: [member('Node', 'gpu-01'), member('Node', 'gpu-02')] },
    });
    expect(found['HyperNode/spine-1'].spec).toStrictEqual({
      tier: 2,
      tierName: 'spine',
      members: [member('HyperNode', 'leaf-1'), member('HyperNode', 'leaf-2')],
    });
  });

  test('all of it is one release after the scheduler', () => {
    const { stack } = topologyFixture();
    expect(bundlesOf(stack)['network-topology']).toHaveLength(5);
    const release = terraformOf(stack).resource.helm_release.Topology_HyperNodes;
    expect(release.depends_on).toContain('helm_release.Cluster_Scheduling_Policies');
  });

  test('a large tree is split into as many releases as is said', () => {
    const { stack } = topologyFixture(undefined, { shards: 3 });
    const sizes = [0, 1, 2].map((i) => bundlesOf(stack)[`network-topology-${i}`]?.length ?? 0);
    expect(sizes.reduce((a, b) => a + b)).toBe(5);
  });

  test('the order in which domains and nodes are named does not show', () => {
    const reversed = SPINES.map((spine) =>
      TopologyDomain.of(
        spine.domainName,
        spine.domains.map((leaf) => TopologyDomain.ofNodes(leaf.domainName, [...leaf.nodeNames].reverse())).reverse(),
      ),
    ).reverse();
    const source = TopologySource.inventory(['spine', 'leaf'], reversed);
    expect(terraformOf(topologyFixture(source).stack)).toStrictEqual(terraformOf(topologyFixture().stack));
  });

  test('a tier says its number, and how many nodes its largest domain has', () => {
    const { topology, cluster } = topologyFixture();
    const facts = ({ tier, tierName, nodesPerDomain }: ITopologyTier): unknown => [tierName, tier, nodesPerDomain];
    expect(facts(topology.tier('leaf'))).toStrictEqual(['leaf', 1, 2]);
    expect(facts(topology.tier('spine'))).toStrictEqual(['spine', 2, 4]);
    expect(topology.tier('leaf').cluster).toBe(cluster);
    expect(topology.tier('leaf').ready).toBe(topology.ready);
  });

  test('pools that have no such network are left out', () => {
    const { stack, cluster, topology } = topologyFixture(undefined, { pools: [] });
    cluster.pools.add('l20', poolOptions('l20', { expectedNodes: 40 }));
    expect(() => terraformOf(stack)).not.toThrow(/AIC-2156/);
    expect(topology.tierNames).toStrictEqual(['spine', 'leaf']);
  });
});

describe('from labels of nodes', () => {
  const source = TopologySource.nodeLabels(LABELS, [
    TopologyDomain.of('spine-1', [
      TopologyDomain.ofLabel('leaf-1', { expectedNodes: 2 }),
      TopologyDomain.ofLabel('leaf-2', { labelValue: 'Leaf_2', expectedNodes: 3 }),
    ]),
  ]);

  test('the narrowest tier matches the label, and its parents name it', () => {
    const found = hyperNodes(topologyFixture(source));
    const byLabel = (value: string): unknown => ({
      type: 'Node',
      selector: { labelMatch: { matchLabels: { 'acme.com/leaf': value } } },
    });
    expect(found['HyperNode/leaf-1'].spec.members).toStrictEqual([byLabel('leaf-1')]);
    expect(found['HyperNode/leaf-2'].spec.members).toStrictEqual([byLabel('Leaf_2')]);
    expect(found['HyperNode/spine-1'].spec).toStrictEqual({
      tier: 2,
      tierName: 'spine',
      members: [member('HyperNode', 'leaf-1'), member('HyperNode', 'leaf-2')],
    });
  });

  test('a tier knows its size when every domain does', () => {
    const { topology } = topologyFixture(source);
    expect(topology.tier('leaf').nodesPerDomain).toBe(3);
    expect(topology.tier('spine').nodesPerDomain).toBe(5);
    const unsaid = TopologySource.nodeLabels(LABELS, [
      TopologyDomain.of('spine-1', [
        TopologyDomain.ofLabel('leaf-1', { expectedNodes: 2 }),
        TopologyDomain.ofLabel('leaf-2'),
      ]),
    ]);
    const other = topologyFixture(unsaid);
    absent<ITopologyTier>((tier) => tier.nodesPerDomain, topology.tier('leaf'), other.topology.tier('leaf'));
    expect(other.topology.tier('spine').nodesPerDomain).toBeUndefined();
    expect(() => terraformOf(other.stack)).not.toThrow(/AIC-2156/);
  });
});

describe('from the inventories of pools', () => {
  const node = (name: string, leaf: string): InventoryNode => ({
    name,
    labels: { 'acme.com/spine': 'spine-1', 'acme.com/leaf': leaf },
  });
  const nodes = [node('gpu-2', 'leaf-1'), node('gpu-1', 'leaf-1'), node('gpu-3', 'leaf-2')];

  function fixtureOf(inventory: InventoryNode[], tiers = LABELS): TopologyFixture {
    const { stack, cluster } = clusterFixture();
    cluster.pools.add('h800', poolOptions('h800', { expectedNodes: inventory.length, inventory }));
    const source = TopologySource.poolInventories(tiers);
    return { stack, cluster, topology: new NetworkTopology(stack, 'Topology', { cluster, source }) };
  }

  test('the labels of each node say where it stands, and its name is matched', () => {
    const found = hyperNodes(fixtureOf(nodes));
    expect(Object.keys(found).sort()).toStrictEqual(['HyperNode/leaf-1', 'HyperNode/leaf-2', 'HyperNode/spine-1']);
    expect(found['HyperNode/leaf-1'].spec).toStrictEqual({
      tier: 1,
      tierName: 'leaf',
      members: [member('Node', 'gpu-1'), member('Node', 'gpu-2')],
    });
    expect(found['HyperNode/spine-1'].spec.members).toStrictEqual([
      member('HyperNode', 'leaf-1'),
      member('HyperNode', 'leaf-2'),
    ]);
  });

  test('Kueue can have the labels', () => {
    expect(fixtureOf(nodes).topology.nodeLabels).toStrictEqual(['acme.com/spine', 'acme.com/leaf']);
  });

  test('fails on a node without the label of a tier', () => {
    const lost = { name: 'gpu-4', labels: { 'acme.com/spine': 'spine-1' } };
    expect(() => fixtureOf([...nodes, lost])).toThrow(/AIC-2165.*node gpu-4.*no label acme.com\/leaf/);
  });

  test('fails when a leaf hangs on two spines', () => {
    const other = { name: 'gpu-4', labels: { 'acme.com/spine': 'spine-2', 'acme.com/leaf': 'leaf-1' } };
    expect(() => fixtureOf([...nodes, other])).toThrow(/AIC-2152.*'leaf-1'/);
  });

  test('fails without inventories', () => {
    expect(() => topologyFixture(TopologySource.poolInventories(LABELS))).toThrow(/AIC-2162.*pools with an inventory/s);
  });

  test('fails when a pool that comes later has nodes elsewhere', () => {
    const { stack, cluster } = fixtureOf(nodes);
    cluster.pools.add('l20', poolOptions('l20', { expectedNodes: 1, inventory: [node('l20-1', 'leaf-9')] }));
    expect(() => terraformOf(stack)).toThrow(/AIC-2156.*got l20-1, want each node of the inventories/);
  });

  test('labels of an inventory count as covered where domains match labels', () => {
    const tree = TopologySource.nodeLabels(LABELS, [
      TopologyDomain.of('spine-1', [TopologyDomain.ofLabel('leaf-1'), TopologyDomain.ofLabel('leaf-2')]),
    ]);
    const built = (inventory: InventoryNode[]): TopologyFixture['stack'] => {
      const { stack, cluster } = clusterFixture();
      cluster.pools.add('h800', poolOptions('h800', { expectedNodes: inventory.length, inventory }));
      new NetworkTopology(stack, 'Topology', { cluster, source: tree });
      return stack;
    };
    expect(manifestsOf(built(nodes))['HyperNode/leaf-2']).toBeDefined();
    expect(() => terraformOf(built([...nodes, node('gpu-9', 'leaf-9')]))).toThrow(/AIC-2156.*got gpu-9/);
  });
});

describe('as Volcano finds it', () => {
  test('labels are read from the widest to the host, whose label Volcano leaves out', () => {
    expect(discoveryOf(topologyFixture(TopologySource.labelDiscovery(LABELS)))).toStrictEqual({
      networkTopologyDiscovery: [
        {
          source: 'label',
          enabled: true,
          config: {
            networkTopologyTypes: {
              cluster: [
                { nodeLabel: 'acme.com/spine' },
                { nodeLabel: 'acme.com/leaf' },
                { nodeLabel: 'kubernetes.io/hostname' },
              ],
            },
          },
        },
      ],
    });
  });

  test('the fabric manager is asked with a Secret, every hour unless said otherwise', () => {
    const ufm = { endpoint: 'https://ufm.acme.com', credentialsSecretName: 'ufm' };
    const entry = {
      source: 'ufm',
      enabled: true,
      interval: '1h',
      credentials: { secretRef: { name: 'ufm', namespace: 'volcano-system' } },
      config: { endpoint: 'https://ufm.acme.com', insecureSkipVerify: false },
    };
    const found = (options: object): unknown =>
      discoveryOf(topologyFixture(TopologySource.ufm({ ...ufm, ...options }))).networkTopologyDiscovery;
    expect(found({})).toStrictEqual([entry]);
    expect(found({ interval: Duration.minutes(10), skipCertificateCheck: true })).toStrictEqual([
      { ...entry, interval: '10m', config: { endpoint: 'https://ufm.acme.com', insecureSkipVerify: true } },
    ]);
  });

  test('a tier knows its number but not its size, and is ready with the scheduler', () => {
    const { topology, cluster, stack } = topologyFixture(TopologySource.labelDiscovery(LABELS));
    expect(topology.tier('leaf')).toMatchObject({ tier: 1, tierName: 'leaf', nodesPerDomain: undefined });
    expect(topology.ready).toBe(cluster.scheduling.ready);
    expect(Object.keys(manifestsOf(stack)).filter((key) => key.startsWith('HyperNode/'))).toStrictEqual([]);
  });

  test('nothing is discovered when the program says the tree', () => {
    absent(discoveryOf, topologyFixture(TopologySource.labelDiscovery(LABELS)), topologyFixture());
  });
});
