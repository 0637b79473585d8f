import { CloudProfile, DeviceCounters, DeviceSoftwareOptions, Registries } from '../../lib';
import { GPU_OPERATOR_IMAGES } from '../../lib/catalog/images';
import { blueprintOf, chartsOf } from '../harness';
import { clusterFixture, poolOptions, stackWithPool } from './support';

describe('device software', () => {
  const valuesOf = (...args: Parameters<typeof stackWithPool>): any =>
    chartsOf(stackWithPool(...args))['gpu-operator'].values;

  test('is the GPU operator, in a privileged namespace, once for all pools', () => {
    const { stack, cluster } = clusterFixture();
    cluster.pools.add('a', poolOptions('a'));
    cluster.pools.add('b', poolOptions('b'));
    const unit = blueprintOf(stack).units.filter((u: any) => u.chart?.name === 'gpu-operator');
    expect(unit).toHaveLength(1);
    expect(unit[0]).toMatchObject({
      releaseName: 'gpu-operator',
      releaseNamespace: 'gpu-operator',
      chart: { version: 'v26.7.0', repository: 'https://helm.ngc.nvidia.com/nvidia' },
    });
    expect(cluster.privilegedNamespaces).toStrictEqual(['gpu-operator', 'node-feature-discovery']);
  });

  test('installs all that is missing and never restarts drivers by itself', () => {
    expect(valuesOf()).toMatchObject({
      nfd: { enabled: false },
      driver: { enabled: true, upgradePolicy: { autoUpgrade: false } },
      toolkit: { enabled: true },
      cdi: { enabled: true },
      devicePlugin: { enabled: true },
      migManager: { enabled: true },
      dcgmExporter: { serviceMonitor: { enabled: false } },
    });
  });

  test('finds devices through one feature discovery for the whole cluster, that labels by vendor', () => {
    const { stack, cluster } = clusterFixture();
    cluster.pools.add('a', poolOptions('a'));
    cluster.pools.add('b', poolOptions('b'));
    const units = blueprintOf(stack).units;
    const [discovery, ...others] = units.filter((u: any) => u.chart?.name === 'node-feature-discovery');
    expect(others).toStrictEqual([]);
    expect(discovery.chart.values).toMatchObject({
      master: { config: { extraLabelNs: ['nvidia.com'] } },
      worker: { config: { sources: { pci: { deviceLabelFields: ['vendor'] } } } },
    });
    const operator = units.find((u: any) => u.chart?.name === 'gpu-operator');
    expect(operator.dependsOn).toContain(discovery.path);
  });

  test('measures how busy the tensor cores are, unless a profiler must read the same counters', () => {
    const counters = (deviceSoftware?: DeviceSoftwareOptions): string =>
      valuesOf({}, { deviceSoftware }).dcgmExporter.config.data;
    expect(counters()).toContain('DCGM_FI_PROF_PIPE_TENSOR_ACTIVE, gauge, ');
    const basic = counters({ counters: DeviceCounters.BASIC });
    expect(basic).toContain('DCGM_FI_DEV_XID_ERRORS, gauge, ');
    expect(basic).not.toContain('DCGM_FI_PROF');
  });

  test('tells the container toolkit where k3s keeps its runtime', () => {
    const toolkitEnvironment = { CONTAINERD_SOCKET: '/run/k3s/containerd/containerd.sock', CONTAINERD_CONFIG: '/x' };
    expect(valuesOf({}, { deviceSoftware: { toolkitEnvironment } }).toolkit.env).toStrictEqual([
      { name: 'CONTAINERD_CONFIG', value: '/x' },
      { name: 'CONTAINERD_SOCKET', value: '/run/k3s/containerd/containerd.sock' },
    ]);
    expect(valuesOf().toolkit.env).toBeUndefined();
  });

  test('leaves to the cloud what the cloud brings', () => {
    expect(valuesOf({}, { cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }) })).toMatchObject({
      driver: { enabled: false },
      toolkit: { enabled: false },
      cdi: { enabled: false },
      devicePlugin: { enabled: false },
      migManager: { enabled: false },
    });
    expect(valuesOf({}, { cloud: CloudProfile.generic({ bringsDriver: true }) })).toMatchObject({
      driver: { enabled: false },
      toolkit: { enabled: true },
      devicePlugin: { enabled: true },
    });
  });

  test('takes driver version and service monitors from its options', () => {
    const deviceSoftware = { driverVersion: '580.126.20', serviceMonitor: true };
    const stack = stackWithPool({}, { deviceSoftware });
    expect(chartsOf(stack)['gpu-operator'].values).toMatchObject({
      driver: { version: '580.126.20' },
      dcgmExporter: { serviceMonitor: { enabled: true } },
    });
    expect(blueprintOf(stack).images).toContainEqual({
      path: 'test/Cluster/GpuOperator',
      reference: 'nvcr.io/nvidia/driver:580.126.20',
    });
  });

  test('runs on tainted nodes of every pool', () => {
    const { stack, cluster } = clusterFixture();
    cluster.pools.add('a', poolOptions('a', { taints: [{ key: 'acme.com/a' }] }));
    cluster.pools.add('b', poolOptions('b', { taints: [{ key: 'acme.com/b' }] }));
    const charts = chartsOf(stack);
    const keys = (tolerations: any[]): string[] => tolerations.map((t) => t.key);
    expect(keys(charts['gpu-operator'].values.daemonsets.tolerations)).toStrictEqual([
      'acme.com/a',
      'acme.com/b',
      'nvidia.com/gpu',
    ]);
    expect(keys(charts['node-feature-discovery'].values.worker.tolerations)).toStrictEqual([
      'acme.com/a',
      'acme.com/b',
      'node-role.kubernetes.io/control-plane',
      'nvidia.com/gpu',
    ]);
  });

  test('pulls every component from the mirror', () => {
    const registries = Registries.mirror('registry.acme.com/ai', { pullSecretName: 'pull' });
    const { 'gpu-operator': operator, 'node-feature-discovery': discovery } = chartsOf(
      stackWithPool({}, { registries }),
    );
    const { values } = operator;
    for (const component of GPU_OPERATOR_IMAGES) {
      const map = component.values.reduce((at, key) => at[key], values);
      expect(`${map.repository}/${map.image}`).toBe(
        `${component.repository.replace('nvcr.io', 'registry.acme.com/ai')}/${component.image}`,
      );
      expect(map.imagePullSecrets).toStrictEqual(component.takesPullSecret ? ['pull'] : undefined);
    }
    expect(discovery.values).toMatchObject({
      image: { repository: 'registry.acme.com/ai/nfd/node-feature-discovery' },
      imagePullSecrets: [{ name: 'pull' }],
    });
  });

  test('names no registry when images come from upstream', () => {
    const mirrored = valuesOf({}, { registries: Registries.mirror('registry.acme.com') });
    expect(mirrored.operator.repository).toBeDefined();
    expect(valuesOf().operator).toBeUndefined();
  });
});
