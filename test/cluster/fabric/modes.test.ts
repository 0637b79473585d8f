import { AddressFamily, Fabric, FabricAddressing, InfiniBandOptions, NicMode } from '../../../lib';
import { absent, bundlesOf, chartsOf, manifestsOf } from '../../harness';
import { poolOptions } from '../support';
import {
  BLOCKS,
  expectationOf,
  fabricFixture,
  manifests,
  NETWORKS,
  OPERATOR,
  poolWith,
  unitOf,
  VIRTUAL,
  warningsOf,
} from './support';

const infiniBand = (options: Partial<InfiniBandOptions> = {}): ReturnType<typeof Fabric.infiniBand> =>
  Fabric.infiniBand({ nicsPerNode: 2, ...options });

describe('virtual functions', () => {
  test('make a device of their own for each pod and NIC', () => {
    const { stack, pool } = fabricFixture({ mode: NicMode.virtualFunctions({ perNic: 4, vlan: 7 }), mtu: 9000 });
    const all = manifestsOf(stack);
    expect(all['SriovNetworkNodePolicy/h800-rail-1']).toMatchObject({
      metadata: { namespace: 'sriov-network-operator' },
      spec: {
        deviceType: 'netdevice',
        isRdma: true,
        linkType: 'eth',
        mtu: 9000,
        nicSelector: { vendor: '15b3', pfNames: ['rdma1'] },
        nodeSelector: { 'acme.com/pool': 'h800' },
        numVfs: 4,
        resourceName: 'h800_rail_1',
      },
    });
    expect(all['SriovNetwork/h800-rail-1'].spec).toStrictEqual({
      networkNamespace: 'ai-cloud-fabric',
      resourceName: 'h800_rail_1',
      metaPlugins: '{"type":"rdma"}',
      vlan: 7,
    });
    expect(pool.fabric!.resources).toStrictEqual({ 'nvidia.com/h800_rail_0': '1', 'nvidia.com/h800_rail_1': '1' });
    expect(pool.fabric!.annotations[NETWORKS]).toBe('ai-cloud-fabric/h800-rail-0,ai-cloud-fabric/h800-rail-1');
    expect(pool.allocatable).toMatchObject({ 'nvidia.com/h800_rail_0': '4', 'nvidia.com/h800_rail_1': '4' });
  });

  test('move RDMA devices into pods: the kernel, the operator and the preflight say so', () => {
    const { stack, pool } = fabricFixture({ mode: NicMode.virtualFunctions({ maxUnavailableNodes: 2 }) });
    const all = manifestsOf(stack);
    expect(all['SriovNetworkPoolConfig/h800'].spec).toStrictEqual({
      maxUnavailable: 2,
      nodeSelector: { matchLabels: { 'acme.com/pool': 'h800' } },
      rdmaMode: 'exclusive',
    });
    expect(pool.nodeBootstrap).toContain('rdma system set netns exclusive');
    expect(pool.nodeBootstrap).toContain('options ib_core netns_mode=0');
    expect(expectationOf(all)).toMatchObject({ NICS: '2', NICS_AT_MOST: '2', NETWORKS: '2' });
    expect(warningsOf(pool).join()).not.toContain('AIC-2024');
  });

  test('default to eight for each NIC, without a VLAN', () => {
    const all = manifests({ mode: VIRTUAL });
    expect(all['SriovNetworkNodePolicy/h800-rail-0'].spec.numVfs).toBe(8);
    expect(all['SriovNetworkPoolConfig/h800'].spec.maxUnavailable).toBe(1);
    absent(
      (spec: any) => spec.vlan,
      manifests({ mode: NicMode.virtualFunctions({ vlan: 7 }) })['SriovNetwork/h800-rail-0'].spec,
      all['SriovNetwork/h800-rail-0'].spec,
    );
  });

  test('install the operator by its own chart, seeing nodes without the role worker', () => {
    const { stack, cluster } = fabricFixture({ mode: VIRTUAL });
    cluster.pools.add('l20', poolOptions('l20', { fabric: Fabric.roceV2({ nicsPerNode: 1, mode: VIRTUAL }) }));
    const { values, version } = chartsOf(stack)['sriov-network-operator'];
    expect(version).toBe('1.6.0');
    expect(values).toMatchObject({
      operator: { resourcePrefix: 'nvidia.com' },
      sriovOperatorConfig: { deploy: true, configDaemonNodeSelector: { 'kubernetes.io/os': 'linux' } },
      images: { rdmaCni: 'ghcr.io/k8snetworkplumbingwg/rdma-cni:v1.4.0' },
    });
    expect(unitOf(stack, 'sriov-network-operator').dependsOn).toContain('test/Cluster/Multus/Crds');
    expect(unitOf(stack, 'fabric-l20').dependsOn).toContain('test/Cluster/SriovOperator');
    expect(cluster.privilegedNamespaces).toContain('sriov-network-operator');
  });

  test('come with the network operator where the cluster has it', () => {
    const { stack, pool } = fabricFixture({ mode: VIRTUAL, addressing: BLOCKS }, OPERATOR);
    expect(chartsOf(stack)['network-operator'].values).toMatchObject({
      sriovNetworkOperator: { enabled: true },
      'sriov-network-operator': { operator: { resourcePrefix: 'nvidia.com' } },
    });
    expect(Object.keys(chartsOf(stack))).not.toContain('sriov-network-operator');
    const all = manifestsOf(stack);
    expect(all['SriovNetwork/h800-rail-0']).toMatchObject({
      metadata: { namespace: 'network-operator' },
      spec: { ipam: '{"type":"nv-ipam","poolName":"h800"}' },
    });
    expect(Object.keys(all)).not.toContain('NicNodePolicy/h800');
    expect(pool.fabric!.resources).toHaveProperty(['nvidia.com/h800_rail_0'], '1');
  });

  test('are functions of InfiniBand where the link is', () => {
    const all = manifestsOf(poolWith(infiniBand({ mode: NicMode.virtualFunctions({ vlan: 7 }) })).stack);
    expect(all['SriovNetworkNodePolicy/h800-rail-0'].spec.linkType).toBe('ib');
    expect(all['SriovIBNetwork/h800-rail-0'].spec).toStrictEqual({
      networkNamespace: 'ai-cloud-fabric',
      resourceName: 'h800_rail_0',
      metaPlugins: '{"type":"rdma"}',
    });
  });

  test.each([{ perNic: 0 }, { perNic: 128 }, { maxUnavailableNodes: 0 }, { vlan: 4095 }])('fail on %p', (options) => {
    expect(() => NicMode.virtualFunctions(options)).toThrow(/AIC-2070: \w+ of the virtual functions is out of range/);
  });
});

describe('whole devices', () => {
  test('are one resource for each NIC, handed out by the network operator', () => {
    const { stack, pool } = fabricFixture({ mode: NicMode.wholeDevices(), addressing: BLOCKS }, OPERATOR);
    const all = manifestsOf(stack);
    expect(JSON.parse(all['NicNodePolicy/h800'].spec.sriovDevicePlugin.config)).toStrictEqual({
      resourceList: [0, 1].map((i) => ({
        resourcePrefix: 'nvidia.com',
        resourceName: `h800_rail_${i}`,
        selectors: { vendors: ['15b3'], pfNames: [`rdma${i}`], isRdma: true },
      })),
    });
    expect(all['HostDeviceNetwork/h800-rail-1'].spec).toStrictEqual({
      networkNamespace: 'ai-cloud-fabric',
      resourceName: 'h800_rail_1',
      ipam: '{"type":"nv-ipam","poolName":"h800"}',
    });
    expect(pool.allocatable).toMatchObject({ 'nvidia.com/h800_rail_0': '1' });
    expect(pool.nodeBootstrap).toContain('rdma system set netns shared');
    expect(warningsOf(pool).join()).not.toContain('AIC-2024');
  });
});

describe('the network of the node', () => {
  test('needs no networks of pods, and says so to whoever makes pods', () => {
    const { stack, pool } = fabricFixture({ mode: NicMode.hostNetwork(), socketInterface: 'bond0' });
    expect(pool.fabric!.annotations).toStrictEqual({});
    expect(pool.fabric).toMatchObject({
      hostNetwork: true,
      environment: { NCCL_SOCKET_IFNAME: 'bond0' },
      resources: { 'rdma/hca_shared_devices_a': '1' },
    });
    expect(pool.fabric!.environment).not.toHaveProperty('NCCL_IB_ADDR_FAMILY');
    expect(Object.keys(bundlesOf(stack))).not.toContain('multus');
    const { spec } = Object.values(manifestsOf(stack)).find((m: any) => m.kind === 'Job').spec.template;
    expect(spec).toMatchObject({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
    expect(warningsOf(pool).join()).toContain('AIC-2024');
  });

  test('needs no networks of the network operator either, whatever the addresses', () => {
    const all = manifests({ mode: NicMode.hostNetwork(), addressing: BLOCKS }, OPERATOR);
    expect(Object.keys(all).filter((name) => /Network\/|Pool\//.test(name))).toStrictEqual([]);
    expect(all['NicNodePolicy/h800'].spec.rdmaSharedDevicePlugin).toBeDefined();
  });
});

test('addresses of version six are told to NCCL, whoever gives them', () => {
  const addressing = FabricAddressing.ipPool({ subnets: ['fd00::/64'], perNodeBlockSize: 64 });
  expect(addressing.family).toBe(AddressFamily.IPV6);
  expect(fabricFixture({ addressing }, OPERATOR).pool.fabric!.environment.NCCL_IB_ADDR_FAMILY).toBe('AF_INET6');
  expect(fabricFixture({ addressing: BLOCKS }, OPERATOR).pool.fabric!.environment).not.toHaveProperty(
    'NCCL_IB_ADDR_FAMILY',
  );
});

test('each mode writes the same bytes twice, and whatever the order of pools', () => {
  const build = (names: string[]): string => {
    const { stack, cluster } = poolWith(infiniBand({ mode: VIRTUAL }), OPERATOR);
    names.forEach((name) => {
      const fabric = Fabric.roceV2({ nicsPerNode: 1, mode: name === 'l20' ? VIRTUAL : NicMode.shared() });
      cluster.pools.add(name, poolOptions(name, { fabric, taints: [{ key: `acme.com/${name}` }] }));
    });
    return JSON.stringify([chartsOf(stack), Object.entries(manifestsOf(stack)).sort()]);
  };
  expect(build(['l20', 'a10'])).toBe(build(['l20', 'a10']));
  expect(build(['l20', 'a10'])).toBe(build(['a10', 'l20']));
});
