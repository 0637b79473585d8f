import {
  Accelerator,
  AddressFamily,
  CloudProfile,
  Fabric,
  FabricAddressing,
  ICloudProfile,
  IFabric,
  NetworkSoftware,
  NicMode,
  RdmaKind,
  Size,
} from '../../../lib';
import { bundlesOf, manifestsOf } from '../../harness';
import { clusterFixture, poolOptions } from '../support';
import { AWS, RdmaCloud } from './rdma-cloud';
import { expectationOf, FabricFixture, poolWith, preflightOf, TENCENT, warningsOf } from './support';

const ALIBABA = { cloud: new RdmaCloud(RdmaKind.ERDMA) };
const WHEREABOUTS = FabricAddressing.plugin('{"type":"whereabouts","range":"10.2.0.0/16"}', AddressFamily.IPV4);

describe('NICs that somebody else has', () => {
  const asked = Fabric.roceV2({ nicsPerNode: 8, mode: NicMode.virtualFunctions() });

  test('warn that no mode but theirs is to be had, in a cloud', () => {
    expect(warningsOf(poolWith(asked, TENCENT).pool).join()).toMatch(
      /AIC-2077: .*as the cloud \(tencent\) has them: the mode virtual-functions has no effect/,
    );
    expect(warningsOf(poolWith(Fabric.roceV2({ nicsPerNode: 8 }), TENCENT).pool).join()).not.toContain('AIC-2077');
  });

  test('warn that no mode but theirs is to be had, on accelerators', () => {
    const { cluster } = clusterFixture();
    const accelerator = Accelerator.ASCEND_910B2;
    const pool = cluster.pools.add('npu', poolOptions('npu', { accelerator, fabric: asked }));
    expect(warningsOf(pool).join()).toMatch(/AIC-2077: .*as the accelerators have/);
  });
});

describe('InfiniBand', () => {
  test('shares NICs whose links are InfiniBand, without a network', () => {
    const { stack, pool } = poolWith(Fabric.infiniBand({ nicsPerNode: 2, serviceLevel: 1 }));
    const { data } = manifestsOf(stack)['ConfigMap/rdma-device-plugin-h800'];
    expect(JSON.parse(data['config.json']).configList[0].selectors).toMatchObject({
      ifNames: ['ib0', 'ib1'],
      linkTypes: ['infiniband'],
    });
    expect(Object.keys(bundlesOf(stack))).not.toContain('multus');
    expect(pool.fabric).toMatchObject({
      annotations: {},
      environment: { NCCL_IB_HCA: 'mlx5', NCCL_IB_SL: '1', NCCL_SOCKET_IFNAME: 'eth0' },
      capabilities: ['IPC_LOCK'],
    });
    expect(expectationOf(manifestsOf(stack))).toMatchObject({ LINK_LAYER: 'InfiniBand', NETWORKS: '0', NICS: '2' });
    expect(warningsOf(pool).join()).not.toContain('AIC-2025');
  });

  test('makes IPoIB networks when addresses are asked for', () => {
    const { stack, pool } = poolWith(Fabric.infiniBand({ nicsPerNode: 1, addressing: WHEREABOUTS }));
    const { config } = manifestsOf(stack)['NetworkAttachmentDefinition/h800-rail-0'].spec;
    expect(JSON.parse(config)).toStrictEqual({
      cniVersion: '0.3.1',
      name: 'h800-rail-0',
      type: 'ipoib',
      master: 'ib0',
      ipam: { type: 'whereabouts', range: '10.2.0.0/16' },
    });
    expect(pool.fabric!.annotations).toHaveProperty(['k8s.v1.cni.cncf.io/networks'], 'ai-cloud-fabric/h800-rail-0');
  });

  test('makes them through the network operator where the cluster has it', () => {
    const networkSoftware = NetworkSoftware.nvidiaNetworkOperator();
    const fabric = Fabric.infiniBand({ nicsPerNode: 1, addressing: WHEREABOUTS });
    const all = manifestsOf(poolWith(fabric, { networkSoftware }).stack);
    expect(all['IPoIBNetwork/h800-rail-0'].spec).toStrictEqual({
      networkNamespace: 'ai-cloud-fabric',
      master: 'ib0',
      ipam: '{"type":"whereabouts","range":"10.2.0.0/16"}',
    });
  });

  test('uses what a cloud brings', () => {
    const fabric = Fabric.infiniBand({ nicsPerNode: 8 });
    const { pool } = poolWith(fabric, { cloud: new RdmaCloud(RdmaKind.INFINI_BAND) });
    expect(pool.fabric!.resources).toStrictEqual({ 'acme.com/nic': '1' });
  });

  test.each([-1, 16])('fails on the service level %p', (serviceLevel) => {
    expect(() => Fabric.infiniBand({ nicsPerNode: 1, serviceLevel })).toThrow(/AIC-2023: serviceLevel of the fabric/);
  });
});

describe('eRDMA', () => {
  const interfacesPerNode = 2;

  test('asks for devices of the add-on and installs nothing', () => {
    const { stack, pool } = poolWith(Fabric.erdma({ interfacesPerNode }), ALIBABA);
    expect(pool.fabric).toMatchObject({
      resources: { 'aliyun/erdma': '1' },
      annotations: { 'acme.com/networks': 'rdma' },
      environment: { NCCL_SOCKET_IFNAME: 'eth0' },
      capabilities: ['IPC_LOCK'],
    });
    expect(Object.keys(bundlesOf(stack))).not.toContain('fabric-h800');
    expect(pool.allocatable['aliyun/erdma']).toBe('200');
    expect(pool.nodeBootstrap).toContain('LimitMEMLOCK=infinity');
    expect(expectationOf(manifestsOf(stack))).toMatchObject({ DRIVER: 'erdma', NICS: '1', MEMORY_LOCK: 'yes' });
  });

  test('takes TCP along, and each of its options', () => {
    const { stack, pool } = poolWith(
      Fabric.erdma({
        interfacesPerNode,
        interfacesPerPod: 2,
        acceleratesTcp: true,
        ipcLock: false,
        preflight: false,
        sharedMemory: Size.gibibytes(8),
      }),
    );
    expect(pool.fabric).toMatchObject({
      resources: { 'aliyun/erdma': '2' },
      annotations: { 'network.alibabacloud.com/erdma-smcr': 'true' },
      capabilities: [],
    });
    expect(pool.fabric!.sharedMemory.toQuantity()).toBe('8Gi');
    expect(pool.allocatable['aliyun/erdma']).toBe('2');
    expect(preflightOf(manifestsOf(stack))).toBeUndefined();
  });

  test('fails on more interfaces than the nodes of the cloud have', () => {
    expect(() => poolWith(Fabric.erdma({ interfacesPerNode: 9 }), ALIBABA)).toThrow(/AIC-2020.*got 9, want .* 1 to 8/);
  });

  test('fails on more interfaces for a pod than a node has', () => {
    expect(() => Fabric.erdma({ interfacesPerNode, interfacesPerPod: 3 })).toThrow(
      /AIC-2023: interfacesPerPod of the fabric/,
    );
  });
});

describe('accelerators with NICs of their own', () => {
  const accelerator = Accelerator.ASCEND_910B3;

  function ascend(fabric: IFabric): FabricFixture {
    const fixture = clusterFixture();
    return { ...fixture, pool: fixture.cluster.pools.add('npu', poolOptions('npu', { fabric, accelerator })) };
  }

  test('need nothing but the settings of HCCL, which counts in DSCP and sets marks itself', () => {
    const losslessClass = { dscp: 33, pfcPriority: 4 };
    const { stack, pool } = ascend(Fabric.roceV2({ nicsPerNode: 8, losslessClass }));
    expect({ ...pool.fabric, sharedMemory: undefined }).toStrictEqual({
      resources: {},
      annotations: {},
      environment: { HCCL_RDMA_SL: '4', HCCL_RDMA_TC: '132', HCCL_SOCKET_IFNAME: 'eth0' },
      capabilities: [],
      sharedMemory: undefined,
    });
    expect(pool.nodeBootstrap).toBeUndefined();
    expect(Object.keys(bundlesOf(stack)).filter((name) => /fabric|multus|preflight/.test(name))).toStrictEqual([]);
  });

  test('leave the traffic class to HCCL when it is undeclared', () => {
    const { environment } = ascend(Fabric.roceV2({ nicsPerNode: 8 })).pool.fabric!;
    expect(environment).toStrictEqual({ HCCL_SOCKET_IFNAME: 'eth0' });
  });

  test('fails on a fabric that they have not', () => {
    expect(() => ascend(Fabric.infiniBand({ nicsPerNode: 8 }))).toThrow(
      /AIC-2076 at test\/Cluster\/Pools\/npu: .*the accelerators bring RoCE NICs/,
    );
  });
});

test.each<[string, ICloudProfile, IFabric, string]>([
  ['ACK', CloudProfile.alibaba({ region: 'cn-beijing' }), Fabric.erdma({ interfacesPerNode: 2 }), 'aliyun/erdma'],
  ['CCE', CloudProfile.baidu({ region: 'bj' }), Fabric.roceV2({ nicsPerNode: 8 }), 'rdma/hca'],
  ['EKS', CloudProfile.awsChina({ region: 'cn-north-1' }), Fabric.efa({ adaptersPerNode: 4 }), 'vpc.amazonaws.com/efa'],
])('%s has its fabric by its profile', (_cloud, cloud, fabric, resource) => {
  expect(Object.keys(poolWith(fabric, { cloud }).pool.fabric!.resources)).toContain(resource);
});

describe('a fabric that the cloud has not', () => {
  const fabrics: [string, IFabric, ICloudProfile, string][] = [
    ['RoCE with EFA', Fabric.roceV2({ nicsPerNode: 1 }), AWS.cloud, 'Fabric.efa'],
    ['InfiniBand with eRDMA', Fabric.infiniBand({ nicsPerNode: 1 }), ALIBABA.cloud, 'Fabric.erdma'],
    ['EFA with RoCE', Fabric.efa({ adaptersPerNode: 1 }), TENCENT.cloud, 'Fabric.roceV2'],
    [
      'eRDMA with InfiniBand',
      Fabric.erdma({ interfacesPerNode: 1 }),
      new RdmaCloud(RdmaKind.INFINI_BAND),
      'Fabric.infiniBand',
    ],
    [
      'EFA with a cloud that says no kind',
      Fabric.efa({ adaptersPerNode: 1 }),
      new RdmaCloud(undefined),
      'Fabric.roceV2',
    ],
  ];

  test.each(fabrics)('fails: %s', (_what, fabric, cloud, fix) => {
    expect(() => poolWith(fabric, { cloud })).toThrow(
      new RegExp(`AIC-2076 at test/Cluster/Pools/h800: .*another network between accelerators.*\\n.*${fix}`),
    );
  });

  test('is fine where the cloud has none', () => {
    expect(poolWith(Fabric.efa({ adaptersPerNode: 1 }), { cloud: CloudProfile.generic() }).pool.fabric).toBeDefined();
  });
});
