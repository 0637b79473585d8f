import { CloudProfile, DeviceSoftware, Sharing } from '../../../lib';
import { blueprintOf, chartsOf, manifestsOf } from '../../harness';
import { TestCloud, withPools } from './support';

const VGPU = { sharing: Sharing.volcanoVgpu() };

describe('an owner of devices in a cloud', () => {
  test('is the cloud where it brings the plugin, and no node is labelled', () => {
    const { stack } = withPools({ a: {} }, { cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }) });
    expect(chartsOf(stack)['gpu-operator'].values.devicePlugin.enabled).toBe(false);
    expect(Object.keys(manifestsOf(stack)).filter((key) => key.startsWith('CronJob/'))).toStrictEqual([]);
  });

  test.each([
    ['Tencent', CloudProfile.tencent({ region: 'ap-guangzhou' }), 'nvidia-device-enable', 'disable'],
    ['Alibaba', CloudProfile.alibaba({ region: 'cn-hangzhou' }), 'ack.node.gpu.schedule', 'disabled'],
  ])('may be another on %s, by a label that nodes of the cloud do not get', (_what, cloud, key, value) => {
    const { stack } = withPools({ a: {}, b: VGPU }, { cloud });
    const labels = Object.fromEntries(blueprintOf(stack).pools.map((p: any) => [p.name, p.labels]));
    expect(labels.a).toStrictEqual({ 'acme.com/pool': 'a' });
    expect(labels.b).toStrictEqual({
      'acme.com/pool': 'b',
      [key]: value,
      'nvidia.com/gpu.deploy.device-plugin': 'false',
    });
  });

  test('may be another where the cloud says how its plugin is kept away', () => {
    const cloud = new TestCloud({ devicePluginOffLabels: { 'cloud.com/gpu': 'off' } });
    const { stack } = withPools({ a: {}, b: VGPU }, { cloud });
    const labels = Object.fromEntries(blueprintOf(stack).pools.map((p: any) => [p.name, p.labels]));
    expect(labels.b).toMatchObject({ 'cloud.com/gpu': 'off', 'nvidia.com/gpu.deploy.device-plugin': 'false' });
    expect(labels.a['cloud.com/gpu']).toBeUndefined();
  });

  test('can be the NVIDIA plugin alone where the cloud’s is kept away, with slices of its own', () => {
    const sharing = Sharing.timeSlicing({ replicas: 4 });
    const cloud = CloudProfile.tencent({ region: 'ap-guangzhou' });
    const { stack } = withPools({ a: { sharing, deviceSoftware: DeviceSoftware.nvidiaDevicePlugin() } }, { cloud });
    expect(chartsOf(stack)['nvidia-device-plugin'].values.config.default).toBe('default');
    expect(blueprintOf(stack).pools[0].labels['nvidia-device-enable']).toBe('disable');
  });

  test('fails beside the plugin that the cloud brings', () => {
    expect(() => withPools({ a: VGPU }, { cloud: new TestCloud() })).toThrow(
      /AIC-2050.*and the device plugin of the cloud \(generic\).*\n.*devicePluginOffLabels/,
    );
  });

  test('fails as the GPU operator’s own plugin, which runs on nodes of the cloud’s as well', () => {
    const cloud = CloudProfile.alibaba({ region: 'cn-hangzhou' });
    const deviceSoftware = DeviceSoftware.gpuOperator();
    expect(() => withPools({ a: { deviceSoftware } }, { cloud })).toThrow(/AIC-2066.*alibaba[^]*nvidiaDevicePlugin/);
    expect(() => withPools({ a: { deviceSoftware } }, { cloud: new TestCloud() })).toThrow(/AIC-2050/);
  });
});

describe('an owner of devices beside the GPU operator', () => {
  const theirs = (nodeLabels?: { [key: string]: string }): any => ({
    deviceSoftware: DeviceSoftware.existing({ name: 'theirs', nodeLabels }),
  });

  test.each(['nvidia.com/gpu.deploy.operands', 'nvidia.com/gpu.deploy.device-plugin'])(
    'keeps its plugin away by the label %s',
    (key) => {
      const { stack } = withPools({ a: theirs({ [key]: 'false' }), b: {} });
      expect(chartsOf(stack)['gpu-operator'].values.devicePlugin.enabled).toBe(true);
      expect(blueprintOf(stack).pools[0].labels[key]).toBe('false');
    },
  );

  test('needs no label where the operator owns nothing', () => {
    expect(() => withPools({ a: theirs(), b: VGPU })).not.toThrow();
  });

  test('fails without one, whichever is added first', () => {
    expect(() => withPools({ a: theirs(), b: {} })).toThrow(/AIC-2067 at .*Pools\/a: .*got theirs without a label/);
    expect(() => withPools({ b: {}, a: theirs() })).toThrow(/AIC-2067 at .*Pools\/a: .*got theirs without a label/);
  });
});
