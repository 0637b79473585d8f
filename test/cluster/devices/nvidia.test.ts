import { parse } from 'yaml';
import { AINativeClusterProps, DeviceSoftware, PoolOptions, Sharing } from '../../../lib';
import { blueprintOf, chartsOf, manifestsOf } from '../../harness';
import { BARE, labelsOf, made, withPools } from './support';

describe('the GPU operator', () => {
  const values = (pool: Partial<PoolOptions>, props: Partial<AINativeClusterProps> = {}): any =>
    made(pool, props).charts['gpu-operator'].values;

  test('cuts devices into the partitions of each pool, under the name that its nodes carry', () => {
    const result = made({ sharing: Sharing.mig({ '3g.40gb': 2 }, { devices: 2 }) });
    const { mig, migManager } = result.charts['gpu-operator'].values;
    expect(mig).toStrictEqual({ strategy: 'mixed' });
    expect(migManager).toMatchObject({
      enabled: true,
      config: { name: 'ai-cloud-mig-layouts', create: true, default: 'all-disabled' },
    });
    expect(parse(migManager.config.data['config.yaml'])).toStrictEqual({
      version: 'v1',
      'mig-configs': {
        'all-disabled': [{ devices: 'all', 'mig-enabled': false }],
        'pool-a': [
          { devices: [0, 1], 'mig-enabled': true, 'mig-devices': { '3g.40gb': 2 } },
          { devices: [2, 3, 4, 5, 6, 7], 'mig-enabled': false },
        ],
      },
    });
    expect(labelsOf(result)['nvidia.com/mig.config']).toBe('pool-a');
  });

  test('cuts all devices alike unless some stay whole', () => {
    const { migManager } = values({ sharing: Sharing.mig({ '1g.10gb': 7 }) });
    expect(parse(migManager.config.data['config.yaml'])['mig-configs']['pool-a']).toStrictEqual([
      { devices: 'all', 'mig-enabled': true, 'mig-devices': { '1g.10gb': 7 } },
    ]);
    expect(values({}).mig).toBeUndefined();
  });

  test.each([
    [
      'time slicing',
      Sharing.timeSlicing({ replicas: 4 }),
      'timeSlicing',
      { failRequestsGreaterThanOne: true, resources: [{ name: 'nvidia.com/gpu', replicas: 4 }] },
    ],
    ['MPS', Sharing.mps({ replicas: 8 }), 'mps', { resources: [{ name: 'nvidia.com/gpu', replicas: 8 }] }],
  ])('gives its plugin a file for %s, that its nodes name', (_what, sharing, way, expected) => {
    const result = made({ sharing });
    const { config } = result.charts['gpu-operator'].values.devicePlugin;
    expect(config).toMatchObject({ name: 'ai-cloud-device-plugin', create: true, default: 'default' });
    expect(Object.keys(config.data)).toStrictEqual(['default', 'pool-a']);
    expect(parse(config.data['pool-a']).sharing[way]).toMatchObject(expected);
    expect(parse(config.data.default).sharing).toBeUndefined();
    expect(labelsOf(result)['nvidia.com/device-plugin.config']).toBe('pool-a');
  });

  test('advertises slices under the name that pods ask for', () => {
    const { pool, charts } = made({ sharing: Sharing.timeSlicing({ replicas: 4 }) });
    const { renameByDefault } = parse(charts['gpu-operator'].values.devicePlugin.config.data['pool-a']).sharing
      .timeSlicing;
    expect(pool.deviceResource).toBe(renameByDefault ? 'nvidia.com/gpu.shared' : 'nvidia.com/gpu');
  });

  test('takes its options from the cluster, or from the pool that names it', () => {
    const deviceSoftware = { driverVersion: '580.126.20' };
    expect(values({}, { deviceSoftware }).driver.version).toBe('580.126.20');
    const named = DeviceSoftware.gpuOperator(deviceSoftware);
    expect(values({ deviceSoftware: named }).driver.version).toBe('580.126.20');
  });

  test('writes the same values whatever the order of pools', () => {
    const sharing = {
      b: { sharing: Sharing.mig({ '1g.10gb': 7 }) },
      c: { sharing: Sharing.timeSlicing({ replicas: 2 }) },
    };
    const one = withPools({ a: {}, ...sharing }).stack;
    const other = withPools({ c: sharing.c, b: sharing.b, a: {} }).stack;
    const text = (stack: any): string => JSON.stringify(chartsOf(stack));
    expect(text(one)).toBe(text(other));
    expect(JSON.stringify(manifestsOf(one)['ValidatingAdmissionPolicy/ai-cloud-node-labels'])).toBe(
      JSON.stringify(manifestsOf(other)['ValidatingAdmissionPolicy/ai-cloud-node-labels']),
    );
  });

  test('fails on two sets of options', () => {
    const named = DeviceSoftware.gpuOperator({ driverVersion: '580.126.20' });
    const pools = { a: {}, b: { deviceSoftware: named } };
    expect(() => withPools(pools, { deviceSoftware: { serviceMonitor: true } })).toThrow(/AIC-2054.*580.126.20/);
  });

  test('takes the options of one pool for all, whichever is added first', () => {
    const named = { deviceSoftware: DeviceSoftware.gpuOperator({ serviceMonitor: true, driverVersion: '580.126.20' }) };
    const same = { deviceSoftware: DeviceSoftware.gpuOperator({ driverVersion: '580.126.20', serviceMonitor: true }) };
    const one = withPools({ a: {}, b: named, c: same }).stack;
    const other = withPools({ c: same, b: named, a: {} }).stack;
    expect(chartsOf(one)['gpu-operator'].values.driver.version).toBe('580.126.20');
    expect(JSON.stringify(chartsOf(one))).toBe(JSON.stringify(chartsOf(other)));
    expect(blueprintOf(one).images).toStrictEqual(blueprintOf(other).images);
  });

  test('fails on MIG beside MPS, which its plugin refuses at once', () => {
    const pools = { a: { sharing: Sharing.mig({ '1g.10gb': 7 }) }, b: { sharing: Sharing.mps({ replicas: 4 }) } };
    expect(() => withPools(pools)).toThrow(/AIC-2055.*MIG on a and MPS on b[^]*nvidiaDevicePlugin/);
  });

  test('does not mind MPS of a plugin by itself', () => {
    const alone = { sharing: Sharing.mps({ replicas: 4 }), deviceSoftware: DeviceSoftware.nvidiaDevicePlugin() };
    const { stack } = withPools({ a: { sharing: Sharing.mig({ '1g.10gb': 7 }) }, b: alone });
    expect(chartsOf(stack)['nvidia-device-plugin']).toBeDefined();
  });

  test('fails when nodes are selected by a label that it needs with another value', () => {
    const existing = DeviceSoftware.existing({ name: 'theirs', nodeLabels: { 'acme.com/pool': 'other' } });
    expect(() => withPools({ a: { deviceSoftware: existing } })).toThrow(/AIC-2056.*acme.com\/pool=a.*=other/);
  });
});

describe('the NVIDIA device plugin by itself', () => {
  const alone = { deviceSoftware: DeviceSoftware.nvidiaDevicePlugin() };

  test('runs on the nodes of its pools, with feature discovery and without a second NFD', () => {
    const result = made({ ...alone, taints: [{ key: 'gpu' }] }, { cloud: BARE });
    const { values } = result.charts['nvidia-device-plugin'];
    expect(values).toMatchObject({ gfd: { enabled: true }, nfd: { enabled: false } });
    expect(values.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toStrictEqual(
      [{ matchExpressions: [{ key: 'acme.com/pool', operator: 'In', values: ['a'] }] }],
    );
    expect(values.tolerations).toStrictEqual([{ key: 'gpu', operator: 'Exists', effect: 'NoSchedule' }]);
    expect(values.config).toBeUndefined();
    expect(result.charts['gpu-operator']).toBeUndefined();
    expect(result.charts['node-feature-discovery']).toBeDefined();
    expect(labelsOf(result)).toMatchObject({
      'nvidia.com/gpu.deploy.device-plugin': 'false',
      'nvidia.com/gpu.deploy.gpu-feature-discovery': 'false',
    });
  });

  test('has nodes prepared by the GPU operator where the cloud brings no driver', () => {
    const { charts } = made(alone);
    expect(charts['gpu-operator'].values).toMatchObject({
      driver: { enabled: true },
      devicePlugin: { enabled: false },
    });
    expect(charts['nvidia-device-plugin'].values.runtimeClassName).toBe('nvidia');
  });

  test('has pods name the runtime of the operator, which is not that of the node', () => {
    const { pool } = made(alone);
    expect(pool.allocate(pool, { devices: 1 }).runtimeClassName).toBe('nvidia');
    const brought = made(alone, { cloud: BARE }).pool;
    expect(brought.allocate(brought, { devices: 1 }).runtimeClassName).toBeUndefined();
  });

  test('has devices partitioned by the GPU operator even where the nodes have driver and toolkit', () => {
    const result = made({ ...alone, sharing: Sharing.mig({ '1g.10gb': 7 }) }, { cloud: BARE });
    const { devicePlugin, migManager } = result.charts['gpu-operator'].values;
    expect(devicePlugin.enabled).toBe(false);
    expect(Object.keys(parse(migManager.config.data['config.yaml'])['mig-configs'])).toContain('pool-a');
    expect(labelsOf(result)['nvidia.com/mig.config']).toBe('pool-a');
  });

  test('slices and partitions by the same files', () => {
    const files = (sharing: any): any =>
      made({ ...alone, sharing }, { cloud: BARE }).charts['nvidia-device-plugin'].values.config;
    const sliced = files(Sharing.timeSlicing({ replicas: 3 }));
    expect(sliced.default).toBe('default');
    expect(parse(sliced.map['pool-a']).sharing.timeSlicing.resources[0].replicas).toBe(3);
    expect(parse(files(Sharing.mig({ '1g.10gb': 7 })).map['pool-a']).flags.migStrategy).toBe('mixed');
  });
});
