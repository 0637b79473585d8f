import { Bundle, Fabric, FabricConfig, IFabric, IFabricHost, RoceV2Fabric, RoceV2Options, Size } from '../../../lib';
import { blueprintOf, bundlesOf } from '../../harness';
import { environmentOf, fabricFixture, manifests, preflightOf, TENCENT, warningsOf } from './support';
import { clusterFixture, poolOptions } from '../support';

describe('attachment', () => {
  test('gives pods devices, one network per NIC, NCCL settings, memory lock and shared memory', () => {
    const { fabric } = fabricFixture().pool;
    expect(fabric).toMatchObject({
      resources: { 'rdma/hca_shared_devices_a': '1' },
      annotations: { 'k8s.v1.cni.cncf.io/networks': 'ai-cloud-fabric/h800-rail-0,ai-cloud-fabric/h800-rail-1' },
      environment: { NCCL_IB_ADDR_FAMILY: 'AF_INET6', NCCL_IB_HCA: 'mlx5', NCCL_SOCKET_IFNAME: 'eth0' },
      capabilities: ['IPC_LOCK'],
    });
    expect(fabric!.sharedMemory.toQuantity()).toBe('32Gi');
  });

  test('hard-codes neither GID index nor traffic class', () => {
    const declared = { gidIndex: 3, losslessClass: { dscp: 26, pfcPriority: 3 } };
    expect(environmentOf(declared)).toMatchObject({ NCCL_IB_GID_INDEX: '3', NCCL_IB_TC: '106' });
    expect(Object.keys(environmentOf())).toStrictEqual(['NCCL_IB_ADDR_FAMILY', 'NCCL_IB_HCA', 'NCCL_SOCKET_IFNAME']);
  });

  test.each([
    [{ dscp: 26, pfcPriority: 3, ecn: false }, '104'],
    [{ dscp: 24, pfcPriority: 3, ecn: false }, '96'],
    [{ dscp: 10, pfcPriority: 2 }, '42'],
  ])('computes the traffic class of %p', (losslessClass, expected) => {
    expect(environmentOf({ losslessClass }).NCCL_IB_TC).toBe(expected);
  });

  test('takes devices, shared memory and memory lock from its options', () => {
    const { fabric } = fabricFixture({ hca: '=mlx5_0,mlx5_1', sharedMemory: Size.gibibytes(64), ipcLock: false }).pool;
    expect(fabric).toMatchObject({ environment: { NCCL_IB_HCA: '=mlx5_0,mlx5_1' }, capabilities: [] });
    expect(fabric!.sharedMemory.toQuantity()).toBe('64Gi');
  });

  test('is offered by the nodes in the blueprint', () => {
    expect(blueprintOf(fabricFixture().stack).pools[0].allocatable['rdma/hca_shared_devices_a']).toBe('1000');
  });
});

describe('node bootstrap', () => {
  test('lifts the memory lock of the container runtime and shares RDMA devices between networks', () => {
    const { nodeBootstrap } = fabricFixture().pool;
    expect(nodeBootstrap).toContain('LimitMEMLOCK=infinity');
    expect(nodeBootstrap).toContain('rdma system set netns shared');
    expect(nodeBootstrap).not.toContain('mlnx_qos');
  });

  test('sets flow control and congestion marks as the switches have them', () => {
    const { nodeBootstrap } = fabricFixture({ losslessClass: { dscp: 26, pfcPriority: 3 } }).pool;
    expect(nodeBootstrap).toContain('mlnx_qos -i rdma1 --trust dscp --pfc 0,0,0,1,0,0,0,0');
    expect(nodeBootstrap).toContain('echo 1 > /sys/class/net/rdma1/ecn/roce_rp/enable/3');
    const plain = fabricFixture({ losslessClass: { dscp: 26, pfcPriority: 3, ecn: false } }).pool;
    expect(plain.nodeBootstrap).not.toContain('/ecn/');
  });

  test('is nothing for a pool without a fabric', () => {
    const { cluster } = clusterFixture();
    expect(cluster.pools.add('h800', poolOptions('h800')).nodeBootstrap).toBeUndefined();
  });
});

describe('warnings', () => {
  test('say that pods of a node are not kept apart', () => {
    expect(warningsOf(fabricFixture().pool).join()).toContain('AIC-2024: the pods of a node share its RDMA devices');
  });

  test('say that the lossless class is undeclared, until it is', () => {
    expect(warningsOf(fabricFixture().pool).join()).toContain("AIC-2025: the switches' lossless class is undeclared");
    const declared = fabricFixture({ losslessClass: { dscp: 26, pfcPriority: 3 } });
    expect(warningsOf(declared.pool).join()).not.toContain('AIC-2025');
  });

  test('are none where the cloud keeps the fabric', () => {
    expect(warningsOf(fabricFixture({}, TENCENT).pool)).toStrictEqual([]);
  });
});

describe('on a cloud that brings RDMA', () => {
  test('uses its resource and networks, and installs nothing', () => {
    const { stack, cluster, pool } = fabricFixture({ nicsPerNode: 8 }, TENCENT);
    expect(cluster.privilegedNamespaces).toStrictEqual(['gpu-operator', 'node-feature-discovery']);
    expect(pool.fabric).toMatchObject({
      resources: { 'tke.cloud.tencent.com/tke-shared-rdma': '1' },
      annotations: { 'tke.cloud.tencent.com/networks': 'tke-route-eni,tke-rdma-macvlan' },
      environment: { NCCL_IB_HCA: 'mlx5', NCCL_SOCKET_IFNAME: 'eth0' },
      capabilities: ['IPC_LOCK'],
    });
    expect(Object.keys(pool.fabric!.environment)).not.toContain('NCCL_IB_ADDR_FAMILY');
    const bundles = Object.keys(bundlesOf(stack));
    expect(bundles).toContain('preflight-h800');
    expect(bundles).not.toContain('fabric-h800');
    expect(bundles).not.toContain('multus');
    expect(pool.allocatable['tke.cloud.tencent.com/tke-shared-rdma']).toBe('1000');
    expect(pool.nodeBootstrap).toContain('LimitMEMLOCK=infinity');
    expect(pool.nodeBootstrap).not.toContain('rdma system');
  });

  test('counts no network interfaces in the preflight, whose names the cloud chooses', () => {
    const { containers } = preflightOf(manifests({}, TENCENT)).spec.template.spec;
    expect(containers[0].env).toContainEqual({ name: 'NETWORKS', value: '0' });
  });

  test('fails on more NICs than its nodes have', () => {
    expect(() => fabricFixture({ nicsPerNode: 9 }, TENCENT)).toThrow(
      /AIC-2020.*got 9, want a whole number from 1 to 8/,
    );
  });
});

describe('options', () => {
  test.each([0, 33, 1.5])('fails on %p NICs per node', (nicsPerNode) => {
    expect(() => new RoceV2Fabric({ nicsPerNode })).toThrow(/AIC-2020: the fabric has no usable number of NICs/);
  });

  test.each([[['rdma0']], [['rdma0', 'rdma0']], [['rdma0', 'a name that is too long']], [['rdma0', 'a/b']]])(
    'fails on the interfaces %p of two NICs',
    (interfaces) => {
      expect(() => Fabric.roceV2({ nicsPerNode: 2, interfaces })).toThrow(
        /AIC-2021: the interfaces do not name the NICs/,
      );
    },
  );

  test.each([
    ['losslessClass.dscp', { losslessClass: { dscp: 64, pfcPriority: 3 } }],
    ['losslessClass.pfcPriority', { losslessClass: { dscp: 26, pfcPriority: 8 } }],
    ['gidIndex', { gidIndex: -1 }],
    ['mtu', { mtu: 20000 }],
  ])('fails on %s out of range', (what, options: Partial<RoceV2Options>) => {
    expect(() => Fabric.roceV2({ nicsPerNode: 2, ...options })).toThrow(new RegExp(`AIC-2023: ${what} of the fabric`));
  });
});

test('a fabric of the user works as ours do', () => {
  class Plain implements IFabric {
    public bind(host: IFabricHost): FabricConfig {
      const bundle = new Bundle(host.scope, 'Plain', { target: host.cluster });
      return {
        attachment: {
          resources: { 'acme.com/nic': '1' },
          annotations: {},
          environment: {},
          capabilities: [],
          sharedMemory: Size.gibibytes(1),
        },
        nodeResources: { 'acme.com/nic': '8' },
        ready: bundle,
      };
    }
  }
  const { stack, cluster } = clusterFixture();
  const pool = cluster.pools.add('h800', poolOptions('h800', { fabric: new Plain() }));
  expect(pool.allocatable['acme.com/nic']).toBe('8');
  const after = new Bundle(stack, 'After', { target: cluster });
  after.node.addDependency(pool.ready!);
  const unit = blueprintOf(stack).units.find((u: any) => u.path === 'test/After');
  expect(unit.dependsOn).toContain('test/Cluster/Pools/h800/Plain');
});
