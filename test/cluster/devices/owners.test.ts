import { DependencyGroup } from 'constructs';
import {
  Accelerator,
  CloudProfile,
  DeviceSoftware,
  DeviceSoftwareBinding,
  IDeviceSoftware,
  IDeviceSoftwareHost,
  PoolOptions,
  Sharing,
  Size,
} from '../../../lib';
import { blueprintOf, chartsOf, manifestsOf } from '../../harness';
import { TestCloud, withPools } from './support';

const VGPU = { sharing: Sharing.volcanoVgpu() };
const IMAGE = { image: 'registry.acme.com/vendor/plugin:v1' };

/** Software of a user's own. */
class Own implements IDeviceSoftware {
  public readonly softwareName = 'our own plugin';

  constructor(private readonly binding: Partial<DeviceSoftwareBinding>) {}

  public bind(_host: IDeviceSoftwareHost): DeviceSoftwareBinding {
    return { owners: [], nodeLabels: {}, ...this.binding };
  }
}

describe('an owner of the devices of a pool', () => {
  test('is the GPU operator for whole NVIDIA devices', () => {
    const { stack } = withPools({ a: {} });
    expect(chartsOf(stack)['gpu-operator'].values.devicePlugin.enabled).toBe(true);
    expect(Object.keys(manifestsOf(stack)).filter((key) => key.startsWith('CronJob/'))).toStrictEqual([]);
  });

  test('is another beside the operator, whose plugin is kept away from those nodes by a label', () => {
    const { stack } = withPools({ a: {}, b: VGPU });
    expect(chartsOf(stack)['gpu-operator'].values.devicePlugin.enabled).toBe(true);
    const jobs = manifestsOf(stack);
    expect(jobs['CronJob/node-labels-a']).toBeUndefined();
    const [container] = jobs['CronJob/node-labels-b'].spec.jobTemplate.spec.template.spec.containers;
    expect(container.command).toStrictEqual([
      'kubectl',
      'label',
      'nodes',
      '--cache-dir=/tmp/cache-0',
      '--overwrite',
      '--selector=acme.com/pool=b,nvidia.com/gpu.deploy.device-plugin!=false',
      'nvidia.com/gpu.deploy.device-plugin=false',
    ]);
    const labels = Object.fromEntries(blueprintOf(stack).pools.map((p: any) => [p.name, p.labels]));
    expect(labels).toStrictEqual({
      a: { 'acme.com/pool': 'a' },
      b: { 'acme.com/pool': 'b', 'nvidia.com/gpu.deploy.device-plugin': 'false' },
    });
  });

  test('is not the operator at all when every pool has another', () => {
    const { stack } = withPools({ b: VGPU });
    expect(chartsOf(stack)['gpu-operator'].values).toMatchObject({
      devicePlugin: { enabled: false },
      driver: { enabled: true },
      toolkit: { enabled: true },
    });
  });

  test('can be software of a user, with its labels and runtime class', () => {
    const software = new Own({
      owners: [{ ownerName: 'our own plugin', resources: ['nvidia.com/gpu'] }],
      nodeLabels: { 'acme.com/plugin': 'on' },
      runtimeClassName: 'acme',
      ready: new DependencyGroup(),
    });
    const { stack, pools } = withPools({ a: { deviceSoftware: software } });
    expect(chartsOf(stack)['gpu-operator']).toBeUndefined();
    expect(pools.a.allocate(pools.a, { devices: 2 })).toMatchObject({
      resources: { 'nvidia.com/gpu': '2' },
      runtimeClassName: 'acme',
    });
    expect(blueprintOf(stack).pools[0].labels).toMatchObject({ 'acme.com/plugin': 'on' });
  });

  test('can be there already', () => {
    const existing = DeviceSoftware.existing({
      name: 'the plugin of the platform team',
      nodeLabels: { team: 'platform' },
      runtimeClassName: 'nvidia',
    });
    const { stack, pools } = withPools({ a: { deviceSoftware: existing } });
    expect(chartsOf(stack)['gpu-operator']).toBeUndefined();
    expect(pools.a.allocate(pools.a, { devices: 1 }).runtimeClassName).toBe('nvidia');
    expect(blueprintOf(stack).pools[0].labels.team).toBe('platform');
  });

  test('can have helpers that prepare the nodes', () => {
    const helper = new Own({ nodeLabels: { prepared: 'yes' } });
    const { stack } = withPools({ a: { deviceSoftware: DeviceSoftware.all(DeviceSoftware.gpuOperator(), helper) } });
    expect(blueprintOf(stack).pools[0].labels.prepared).toBe('yes');
    expect(chartsOf(stack)['gpu-operator'].values.devicePlugin.enabled).toBe(true);
  });

  test('fails on two, with both named', () => {
    const both = DeviceSoftware.all(DeviceSoftware.gpuOperator(), DeviceSoftware.nvidiaDevicePlugin());
    expect(() => withPools({ a: { deviceSoftware: both } })).toThrow(
      /AIC-2050 at test\/Cluster\/Pools\/a: .*the GPU operator \(nvidia.com\/gpu\) and the NVIDIA device plugin/,
    );
  });

  test('fails on two that call the same devices by different names', () => {
    const existing = DeviceSoftware.existing({ name: 'an old plugin', resources: ['nvidia.com/gpu'] });
    const both = DeviceSoftware.all(DeviceSoftware.volcanoVgpu(), existing);
    expect(() => withPools({ a: { ...VGPU, deviceSoftware: both } })).toThrow(
      /AIC-2050.*Volcano's vGPU device plugin \(volcano.sh\/vgpu-cores.*and an old plugin \(nvidia.com\/gpu\)/,
    );
  });

  test('fails when nobody advertises the devices', () => {
    expect(() => withPools({ a: { deviceSoftware: new Own({}) } })).toThrow(
      /AIC-2051.*our own plugin alone, want an owner of nvidia.com\/gpu/,
    );
  });

  test('fails when it advertises something else than pods ask for', () => {
    const existing = DeviceSoftware.existing({ name: 'theirs', resources: ['theirs.com/gpu'] });
    expect(() => withPools({ a: { deviceSoftware: existing } })).toThrow(/AIC-2052.*theirs.*also nvidia.com\/gpu/);
  });

  test('fails when it says nothing of itself', () => {
    expect(() => DeviceSoftware.existing({ name: ' ' })).toThrow(/AIC-2061/);
    expect(() => DeviceSoftware.existing({ name: 'theirs', resources: [] })).toThrow(/AIC-2061/);
  });
});

describe('software that a pool does not name', () => {
  test.each<[string, Accelerator, string, Partial<PoolOptions>?]>([
    ['AMD', Accelerator.AMD_MI300X, 'DaemonSet/amd-a'],
    ['whole NVIDIA devices in parts', Accelerator.NVIDIA_L20, 'DaemonSet/volcano-vgpu-a', VGPU],
  ])('is chosen for %s', (_what, accelerator, object, options = {}) => {
    expect(manifestsOf(withPools({ a: { accelerator, ...options } }).stack)[object]).toBeDefined();
  });

  test.each([
    ['Trainium', Accelerator.AWS_TRAINIUM2, 'neuron', {}],
    ['NVIDIA devices shared by HAMi', Accelerator.NVIDIA_L20, 'hami', { sharing: Sharing.hami() }],
  ])('is a chart for %s', (_what, accelerator, release, options) => {
    expect(chartsOf(withPools({ a: { accelerator, ...options } }).stack)[release]).toBeDefined();
  });

  test('is what the cloud brings, for vendors that it names', () => {
    const cloud = new TestCloud({ bringsPluginOf: [Accelerator.ASCEND_910B3.vendor] });
    const { stack } = withPools({ a: { accelerator: Accelerator.ASCEND_910B3 } }, { cloud });
    expect(Object.keys(chartsOf(stack)).sort()).toStrictEqual(['volcano']);
  });

  test('is left to whoever knows the resource of an accelerator of another maker', () => {
    const accelerator = Accelerator.of('Acme', { memory: Size.gibibytes(64), deviceResource: 'acme.com/npu' });
    expect(Object.keys(chartsOf(withPools({ a: { accelerator } }).stack)).sort()).toStrictEqual(['volcano']);
  });

  test.each([
    ['ascend', Accelerator.ASCEND_910B3],
    ['cambricon', Accelerator.CAMBRICON_MLU590],
    ['hygon', Accelerator.HYGON_K100_AI],
    ['kunlun', Accelerator.KUNLUN_P800],
    ['metax', Accelerator.METAX_C500],
  ])('fails for %s, whose image is not public', (factory, accelerator) => {
    expect(() => withPools({ a: { accelerator } })).toThrow(new RegExp(`AIC-2053[^]*DeviceSoftware.${factory}\\(`));
  });

  test('fails for HAMi on devices whose plugin is not in its chart', () => {
    expect(() => withPools({ a: { accelerator: Accelerator.ASCEND_910B3, sharing: Sharing.hami() } })).toThrow(
      /AIC-2053[^]*DeviceSoftware.existing/,
    );
  });

  test('fails for slices of a plugin that is the cloud’s to configure', () => {
    const sharing = Sharing.timeSlicing({ replicas: 4 });
    expect(() => withPools({ a: { sharing } }, { cloud: new TestCloud() })).toThrow(/AIC-2060.*time-slicing/);
    const tencent = CloudProfile.tencent({ region: 'ap-guangzhou' });
    expect(() => withPools({ a: { sharing } }, { cloud: tencent })).toThrow(/AIC-2060[^]*nvidiaDevicePlugin\(\)/);
  });
});

describe('software that a pool names', () => {
  test.each<[string, IDeviceSoftware, Partial<PoolOptions>]>([
    ['the GPU operator', DeviceSoftware.gpuOperator(), { accelerator: Accelerator.AMD_MI300X }],
    ['the NVIDIA device plugin', DeviceSoftware.nvidiaDevicePlugin(), VGPU],
    ['Volcano vGPU', DeviceSoftware.volcanoVgpu(), {}],
    ['HAMi', DeviceSoftware.hami(), {}],
    ['the DRA driver', DeviceSoftware.draDriver(), VGPU],
    ['Neuron', DeviceSoftware.neuron(), {}],
    ['AMD', DeviceSoftware.amd(), {}],
    ['Ascend', DeviceSoftware.ascend(IMAGE), {}],
    ['Kunlun', DeviceSoftware.kunlun(IMAGE), {}],
    ['Cambricon', DeviceSoftware.cambricon(IMAGE), {}],
    ['Hygon', DeviceSoftware.hygon(IMAGE), {}],
    ['MetaX', DeviceSoftware.metax(IMAGE), {}],
  ])('fails when %s is not made for its devices', (_what, deviceSoftware, options) => {
    expect(() => withPools({ a: { ...options, deviceSoftware } })).toThrow(
      /AIC-2058.*is not made for the devices of a/,
    );
  });

  test('fails when it is the cloud, which has nothing', () => {
    expect(() => withPools({ a: { deviceSoftware: DeviceSoftware.cloud() } })).toThrow(/AIC-2060.*on generic/);
  });
});
