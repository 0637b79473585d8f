import { AddressFamily, Fabric, FabricAddressing, Registries, RoceV2Options } from '../../../lib';
import { blueprintOf, bundlesOf, manifestsOf } from '../../harness';
import { environmentOf, fabricFixture, manifests, preflightOf } from './support';
import { poolOptions } from '../support';

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
    expect(cluster.privilegedNamespaces).toStrictEqual(['ai-cloud-fabric', 'gpu-operator', 'node-feature-discovery']);
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
