import { IConstruct } from 'constructs';
import {
  AddressFamily,
  Bundle,
  CloudProfile,
  Fabric,
  FabricAddressing,
  FabricConfig,
  IFabric,
  IFabricHost,
  Pool,
  Registries,
  RoceV2Fabric,
  RoceV2Options,
  Size,
} from '../../lib';
import { blueprintOf, bundlesOf, manifestsOf } from '../harness';
import { clusterFixture, ClusterFixture, poolOptions } from './support';

const TENCENT = { cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }) };

interface FabricFixture extends ClusterFixture {
  readonly pool: Pool;
}

function fabricFixture(
  options: Partial<RoceV2Options> = {},
  props: Parameters<typeof clusterFixture>[0] = {},
): FabricFixture {
  const fixture = clusterFixture(props);
  const fabric = Fabric.roceV2({ nicsPerNode: 2, ...options });
  const taints = [{ key: 'acme.com/gpu' }];
  return { ...fixture, pool: fixture.cluster.pools.add('h800', poolOptions('h800', { fabric, taints })) };
}

const manifests = (...args: Parameters<typeof fabricFixture>): Record<string, any> =>
  manifestsOf(fabricFixture(...args).stack);
const environmentOf = (...args: Parameters<typeof fabricFixture>): Record<string, string> =>
  fabricFixture(...args).pool.fabric!.environment;
const preflightOf = (all: Record<string, any>): any => Object.values(all).find((m) => m.kind === 'Job');
const warningsOf = (construct: IConstruct): string[] =>
  construct.node
    .findAll()
    .flatMap((c) => c.node.metadata.map((m) => String(m.data)))
    .filter((text) => text.startsWith('AIC-'));

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

describe('device plugin', () => {
  test('shares the NICs that the interfaces name', () => {
    const { data } = manifests({ interfaces: ['ens1np0', 'ens2np0'] })['ConfigMap/rdma-device-plugin-h800'];
    expect(JSON.parse(data['config.json'])).toStrictEqual({
      periodicUpdateInterval: 300,
      configList: [
        {
          resourceName: 'hca_shared_devices_a',
          resourcePrefix: 'rdma',
          rdmaHcaMax: 1000,
          selectors: {
            vendors: ['15b3'],
            drivers: ['mlx5_core'],
            ifNames: ['ens1np0', 'ens2np0'],
            linkTypes: ['ether'],
          },
        },
      ],
    });
  });

  test('runs on the nodes of the pool only, privileged, in the namespace for that', () => {
    const { stack, cluster } = fabricFixture();
    const { metadata, spec } = manifestsOf(stack)['DaemonSet/rdma-device-plugin-h800'];
    expect(metadata.namespace).toBe('ai-cloud-fabric');
    expect(cluster.privilegedNamespaces).toStrictEqual(['ai-cloud-fabric', 'gpu-operator']);
    expect(spec.template.spec).toMatchObject({
      hostNetwork: true,
      automountServiceAccountToken: false,
      nodeSelector: { 'acme.com/pool': 'h800' },
      tolerations: [{ key: 'acme.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      containers: [
        {
          image: 'nvcr.io/nvidia/mellanox/k8s-rdma-shared-dev-plugin:network-operator-v26.4.1',
          securityContext: { privileged: true },
        },
      ],
    });
  });

  test('restarts when its configuration changes', () => {
    const annotation = (options: Partial<RoceV2Options>): string =>
      manifests(options)['DaemonSet/rdma-device-plugin-h800'].spec.template.metadata.annotations[
        'ai-cloud/configuration'
      ];
    expect(annotation({})).toBe(annotation({ interfaces: ['rdma0', 'rdma1'] }));
    expect(annotation({})).not.toBe(annotation({ interfaces: ['a', 'b'] }));
  });
});

describe('networks', () => {
  const configOf = (name: string, options: Partial<RoceV2Options> = {}): any =>
    JSON.parse(manifests(options)[`NetworkAttachmentDefinition/${name}`].spec.config);

  test('put one macvlan on each NIC, with addresses that need no software', () => {
    expect(configOf('h800-rail-1')).toStrictEqual({
      cniVersion: '0.3.1',
      name: 'h800-rail-1',
      type: 'macvlan',
      master: 'rdma1',
      mode: 'bridge',
    });
  });

  test('take MTU and address plugin from the options', () => {
    const addressing = FabricAddressing.plugin('{"type":"whereabouts","range":"10.2.0.0/16"}', AddressFamily.IPV4);
    expect(configOf('h800-rail-0', { mtu: 4200, addressing })).toMatchObject({
      mtu: 4200,
      ipam: { type: 'whereabouts', range: '10.2.0.0/16' },
    });
    expect(environmentOf({ addressing }).NCCL_IB_ADDR_FAMILY).toBeUndefined();
    expect(environmentOf({ addressing: FabricAddressing.automaticIpv6() }).NCCL_IB_ADDR_FAMILY).toBe('AF_INET6');
  });

  test.each(['', 'whereabouts', '{}', 'null', '{"type":7}', '{"type":"host-local","subnet":"10.0.0.0/8"}'])(
    'fails on %p as an address plugin',
    (configuration) => {
      expect(() => FabricAddressing.plugin(configuration, AddressFamily.IPV4)).toThrow(
        /AIC-2022: the address plugin cannot serve a fabric/,
      );
    },
  );
});

describe('Multus', () => {
  test('comes once, its CRD before it, both before the fabric', () => {
    const { stack, cluster } = fabricFixture();
    cluster.pools.add('l20', poolOptions('l20', { fabric: Fabric.roceV2({ nicsPerNode: 1 }) }));
    const bundles = bundlesOf(stack);
    expect(bundles['multus-crds']).toStrictEqual([
      'CustomResourceDefinition/network-attachment-definitions.k8s.cni.cncf.io',
    ]);
    expect(bundles['fabric-h800']).not.toContain('DaemonSet/multus');
    const { units } = blueprintOf(stack);
    const unitOf = (name: string): any => units.find((u: any) => u.releaseName === name);
    expect(unitOf('multus').dependsOn).toContain('test/Cluster/Multus/Crds');
    expect(unitOf('fabric-l20').dependsOn).toContain('test/Cluster/Multus/Resource');
  });

  test('runs on the nodes of pools with a fabric and on no others', () => {
    const { stack, cluster } = fabricFixture();
    cluster.pools.add('t4', poolOptions('t4', { taints: [{ key: 'acme.com/t4' }] }));
    cluster.pools.add('l20', poolOptions('l20', { fabric: Fabric.roceV2({ nicsPerNode: 1 }) }));
    const { spec } = manifestsOf(stack)['DaemonSet/multus'].spec.template;
    const terms = spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    expect(terms.flatMap((t: any) => t.matchExpressions)).toStrictEqual([
      { key: 'acme.com/pool', operator: 'In', values: ['h800'] },
      { key: 'acme.com/pool', operator: 'In', values: ['l20'] },
    ]);
    expect(spec.tolerations).toStrictEqual([{ key: 'acme.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
  });

  test('is no privileged container and keeps its token fresh', () => {
    const { spec } = manifests()['DaemonSet/multus'].spec.template;
    for (const container of [...spec.initContainers, ...spec.containers]) {
      expect(container.securityContext.privileged).toBeUndefined();
      expect(container.securityContext.capabilities).toStrictEqual({ drop: ['ALL'], add: ['DAC_OVERRIDE'] });
    }
    expect(spec.containers[0].args).toContain('--cleanup-config-on-exit=true');
    expect(spec.containers[1].command[2]).toContain('rm -f /host/etc/cni/net.d/00-multus.conf');
  });

  test('may read networks and pods and write the status of pods, and no more', () => {
    const { rules } = manifests()['ClusterRole/ai-cloud-multus'];
    expect(rules.map((r: any) => [r.resources.join(), r.verbs.join()])).toStrictEqual([
      ['network-attachment-definitions', 'get,list,watch'],
      ['pods', 'get,list,watch'],
      ['pods/status', 'get,patch,update'],
      ['events', 'create,patch,update'],
    ]);
  });

  test('goes where the nodes keep CNI programs', () => {
    const cniDirectories = {
      binDirectory: '/var/lib/rancher/k3s/data/cni',
      configDirectory: '/var/lib/rancher/k3s/net.d',
    };
    const hostPaths = (all: Record<string, any>): string[] =>
      all['DaemonSet/multus'].spec.template.spec.volumes.map((v: any) => v.hostPath.path);
    expect(hostPaths(manifests())).toStrictEqual(['/opt/cni/bin', '/etc/cni/net.d']);
    const own = manifests({}, { cniDirectories });
    expect(hostPaths(own)).toStrictEqual(Object.values(cniDirectories));
    expect(own['DaemonSet/multus'].spec.template.spec.containers[0].args).toContain(
      '--multus-kubeconfig-file-host=/var/lib/rancher/k3s/net.d/multus.d/multus.kubeconfig',
    );
  });
});

describe('preflight', () => {
  test('checks every node once, without any right of its own', () => {
    const job = preflightOf(manifests());
    expect(job.metadata.name).toMatch(/^preflight-h800-[0-9a-f]{8}$/);
    expect(job.spec).toMatchObject({ completions: 2, parallelism: 2, completionMode: 'Indexed' });
    const { spec } = job.spec.template;
    expect(spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toHaveLength(1);
    expect(spec).toMatchObject({
      nodeSelector: { 'acme.com/pool': 'h800' },
      securityContext: { runAsNonRoot: true },
      containers: [{ securityContext: { capabilities: { drop: ['ALL'] } } }],
    });
  });

  test('asks for what the pods of the pool ask for, and says what it wants', () => {
    const { metadata, spec } = preflightOf(manifests()).spec.template;
    expect(metadata.annotations).toHaveProperty(['k8s.v1.cni.cncf.io/networks']);
    const [container] = spec.containers;
    expect(container.resources.limits['rdma/hca_shared_devices_a']).toBe('1');
    expect(container.env).toContainEqual({ name: 'NICS', value: '2' });
    expect(container.env).toContainEqual({ name: 'NETWORKS', value: '2' });
    expect(container.command[2]).toContain('ulimit -l');
  });

  test('has another name when it checks something else, since jobs cannot be changed', () => {
    const nameOf = (options: Partial<RoceV2Options>): string => preflightOf(manifests(options)).metadata.name;
    expect(nameOf({})).toBe(nameOf({ hca: 'mlx5_bond' }));
    expect(nameOf({})).not.toBe(nameOf({ nicsPerNode: 4 }));
  });

  test('is a release of its own, after the fabric, and can be left out', () => {
    const unit = blueprintOf(fabricFixture().stack).units.find((u: any) => u.releaseName === 'preflight-h800');
    expect(unit.dependsOn).toContain('test/Cluster/Pools/h800/Fabric/Resource');
    expect(Object.keys(bundlesOf(fabricFixture({ preflight: false }).stack))).not.toContain('preflight-h800');
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
    const { stack, pool } = fabricFixture({ nicsPerNode: 8 }, TENCENT);
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

describe('registries', () => {
  test('reach every image of the fabric, with the pull secret', () => {
    const all = manifests({}, { registries: Registries.mirror('registry.acme.com/ai', { pullSecretName: 'pull' }) });
    const pods = Object.values(all).flatMap((m) => (m.spec?.template?.spec?.containers ? [m.spec.template.spec] : []));
    expect(pods).toHaveLength(3);
    for (const pod of pods) {
      expect(pod.imagePullSecrets).toStrictEqual([{ name: 'pull' }]);
      for (const { image } of [...(pod.initContainers ?? []), ...pod.containers]) {
        expect(image).toMatch(/^registry\.acme\.com\/ai\//);
      }
    }
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
