import { Fabric, FabricAddressing, NetworkSoftware, Registries } from '../../../lib';
import { absent, blueprintOf, bundlesOf, chartsOf, manifestsOf } from '../../harness';
import { clusterFixture, poolOptions } from '../support';
import { fabricFixture, manifests, NETWORKS, OPERATOR, BLOCKS, unitOf, VIRTUAL } from './support';

describe('shared by the network operator', () => {
  test('has the device plugin and the driver of a pool in its policy, and macvlan networks', () => {
    const losslessClass = { dscp: 26, pfcPriority: 3 };
    const { stack, pool } = fabricFixture({ addressing: BLOCKS, losslessClass, mtu: 4200 }, OPERATOR);
    const all = manifestsOf(stack);
    const { spec } = all['NicNodePolicy/h800'];
    expect(spec).toMatchObject({
      nodeSelector: { 'acme.com/pool': 'h800' },
      tolerations: [{ key: 'acme.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      rdmaSharedDevicePlugin: {
        repository: 'nvcr.io/nvidia/mellanox',
        image: 'k8s-rdma-shared-dev-plugin',
        version: 'network-operator-v26.4.1',
      },
    });
    expect(JSON.parse(spec.rdmaSharedDevicePlugin.config).configList[0]).toMatchObject({
      resourceName: 'hca_shared_devices_a',
      selectors: { ifNames: ['rdma0', 'rdma1'], linkTypes: ['ether'] },
    });
    expect(all['MacvlanNetwork/h800-rail-1'].spec).toStrictEqual({
      networkNamespace: 'ai-cloud-fabric',
      master: 'rdma1',
      mode: 'bridge',
      mtu: 4200,
      ipam: '{"type":"nv-ipam","poolName":"h800"}',
    });
    expect(Object.keys(all)).not.toContain('DaemonSet/rdma-device-plugin-h800');
    expect(pool.fabric!.annotations[NETWORKS]).toBe('ai-cloud-fabric/h800-rail-0,ai-cloud-fabric/h800-rail-1');
    expect(pool.fabric!.resources).toStrictEqual({ 'rdma/hca_shared_devices_a': '1' });
  });

  test('leaves what is for the whole cluster to the one policy that the operator reads', () => {
    const { spec } = manifests({}, OPERATOR)['NicClusterPolicy/nic-cluster-policy'];
    expect(Object.keys(spec).sort()).toStrictEqual(['nvIpam', 'secondaryNetwork', 'tolerations']);
    expect(Object.keys(spec.secondaryNetwork).sort()).toStrictEqual(['cniPlugins', 'ipoib']);
    expect(spec.tolerations).toStrictEqual([{ key: 'acme.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
  });

  test('installs the driver of the NICs when asked, and lets the GPU driver wait for it', () => {
    const networkSoftware = NetworkSoftware.nvidiaNetworkOperator({ installsDriver: true });
    const { stack } = fabricFixture({}, { networkSoftware });
    expect(manifestsOf(stack)['NicNodePolicy/h800'].spec.ofedDriver).toStrictEqual({
      repository: 'nvcr.io/nvidia/mellanox',
      image: 'doca-driver',
      version: 'doca3.4.1-26.04-1.1.0.0-1',
      upgradePolicy: { autoUpgrade: false },
    });
    expect(chartsOf(stack)['gpu-operator'].values.driver.rdma).toStrictEqual({ enabled: true });
    absent((s: any) => chartsOf(s)['gpu-operator'].values.driver.rdma, stack, fabricFixture({}, OPERATOR).stack);
  });

  test('takes another version of the driver', () => {
    const networkSoftware = NetworkSoftware.nvidiaNetworkOperator({ driverVersion: 'doca3.5.0-26.07-0.1.0.0-1' });
    const { ofedDriver } = manifests({}, { networkSoftware })['NicNodePolicy/h800'].spec;
    expect(ofedDriver.version).toBe('doca3.5.0-26.07-0.1.0.0-1');
    const none = NetworkSoftware.nvidiaNetworkOperator({ installsDriver: false });
    absent(
      (spec: any) => spec.ofedDriver,
      manifests({}, { networkSoftware })['NicNodePolicy/h800'].spec,
      manifests({}, { networkSoftware: none })['NicNodePolicy/h800'].spec,
    );
  });

  test('makes an address pool for all NICs, or one for each', () => {
    const nodeSelector = {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'acme.com/pool', operator: 'In', values: ['h800'] }] }],
    };
    expect(manifests({ addressing: BLOCKS }, OPERATOR)['IPPool/h800']).toMatchObject({
      metadata: { namespace: 'network-operator' },
      spec: { subnet: '10.200.0.0/16', perNodeBlockSize: 64, nodeSelector },
    });
    const addressing = FabricAddressing.cidrPool({
      cidrs: ['10.1.0.0/16', '10.2.0.0/16'],
      perNodeNetworkPrefix: 31,
      gatewayIndex: 0,
    });
    const all = manifests({ addressing }, OPERATOR);
    expect(all['CIDRPool/h800-rail-1'].spec).toStrictEqual({
      cidr: '10.2.0.0/16',
      perNodeNetworkPrefix: 31,
      gatewayIndex: 0,
      nodeSelector,
    });
    expect(JSON.parse(all['MacvlanNetwork/h800-rail-1'].spec.ipam)).toStrictEqual({
      type: 'nv-ipam',
      poolName: 'h800-rail-1',
      poolType: 'cidrpool',
    });
    expect(Object.keys(manifests({}, OPERATOR)).filter((name) => /^(IP|CIDR)Pool/.test(name))).toStrictEqual([]);
  });

  test('gives a gateway to a subnet that has one', () => {
    const addressing = FabricAddressing.ipPool({
      subnets: ['10.200.0.0/16'],
      perNodeBlockSize: 64,
      gateway: '10.200.0.1',
    });
    expect(manifests({ addressing }, OPERATOR)['IPPool/h800'].spec.gateway).toBe('10.200.0.1');
  });

  test('comes once, after Multus has the definition of networks and before fabric and GPU operator', () => {
    const { stack, cluster } = fabricFixture({}, OPERATOR);
    cluster.pools.add('l20', poolOptions('l20', { fabric: Fabric.roceV2({ nicsPerNode: 1 }) }));
    expect(unitOf(stack, 'network-operator').dependsOn).toContain('test/Cluster/Multus/Crds');
    const policy = 'test/Cluster/NetworkOperator/Policy/Resource';
    expect(unitOf(stack, 'nic-cluster-policy').dependsOn).toContain('test/Cluster/NetworkOperator/Chart');
    expect(unitOf(stack, 'gpu-operator').dependsOn).toContain(policy);
    expect(unitOf(stack, 'fabric-l20').dependsOn).toContain(policy);
    expect(bundlesOf(stack)['nic-cluster-policy-crds']).toStrictEqual([
      'CustomResourceDefinition/cidrpools.nv-ipam.nvidia.com',
      'CustomResourceDefinition/ippools.nv-ipam.nvidia.com',
    ]);
  });

  test('leaves node feature discovery to its one owner, and comes after it', () => {
    const { stack } = fabricFixture({}, OPERATOR);
    const owners = ['network-operator', 'gpu-operator'].map((release) => chartsOf(stack)[release].values.nfd.enabled);
    expect(owners).toStrictEqual([false, false]);
    expect(chartsOf(stack)['network-operator'].values.nfd.deployNodeFeatureRules).toBe(true);
    expect(unitOf(stack, 'network-operator').dependsOn).toContain('test/Cluster/NodeFeatureDiscovery');
  });

  test('goes before the GPU operator when a pool without a fabric asked for that first', () => {
    const { stack, cluster } = clusterFixture(OPERATOR);
    cluster.pools.add('a10', poolOptions('a10'));
    cluster.pools.add('l20', poolOptions('l20', { fabric: Fabric.roceV2({ nicsPerNode: 1 }) }));
    expect(unitOf(stack, 'gpu-operator').dependsOn).toContain('test/Cluster/NetworkOperator/Policy/Resource');
  });

  test('is not installed where no pool has a fabric', () => {
    const { stack, cluster } = clusterFixture(OPERATOR);
    cluster.pools.add('a10', poolOptions('a10'));
    absent((s: any) => chartsOf(s)['network-operator'], fabricFixture({}, OPERATOR).stack, stack);
  });

  test('puts CNI programs where the nodes keep them', () => {
    const cniDirectories = { binDirectory: '/var/lib/cni/bin', configDirectory: '/etc/rancher/net.d' };
    const { values } = chartsOf(fabricFixture({}, { ...OPERATOR, cniDirectories }).stack)['network-operator'];
    expect(values.operator).toMatchObject({
      cniBinDirectory: '/var/lib/cni/bin',
      cniNetworkDirectory: '/etc/rancher/net.d',
    });
    expect(values['sriov-network-operator'].operator.cniBinPath).toBe('/var/lib/cni/bin');
    expect(values.sriovNetworkOperator).toStrictEqual({ enabled: false });
  });

  test('is read through a mirror, image by image, with the pull secret', () => {
    const registries = Registries.mirror('registry.acme.com/ai', { pullSecretName: 'pull' });
    const { stack } = fabricFixture({ mode: VIRTUAL }, { ...OPERATOR, registries });
    const text = JSON.stringify([
      chartsOf(stack)['network-operator'].values,
      manifestsOf(stack)['NicClusterPolicy/nic-cluster-policy'].spec,
    ]);
    expect(text).not.toMatch(/nvcr\.io|ghcr\.io/);
    expect(text.match(/"pull"/g)!.length).toBeGreaterThanOrEqual(4);
    const listed: string[] = blueprintOf(stack).images.map((image: any) => image.reference);
    expect(listed).toContain('registry.acme.com/ai/nvidia/mellanox/rdma-cni:network-operator-v26.4.1');
  });
});
