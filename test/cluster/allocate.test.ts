import {
  Accelerator,
  AINativeClusterProps,
  CloudProfile,
  DeviceAllocation,
  DeviceRequest,
  ISharing,
  Sharing,
  Size,
} from '../../lib';
import { clusterFixture, poolOptions } from './support';

interface Setting {
  readonly sharing?: ISharing;
  readonly accelerator?: Accelerator;
  readonly cloud?: AINativeClusterProps['cloud'];
}

/** What a pod gets of a pool of nodes with eight devices. */
function ask(setting: Setting, request: DeviceRequest): DeviceAllocation {
  const { stack, cluster } = clusterFixture({ cloud: setting.cloud });
  const { sharing, accelerator = Accelerator.NVIDIA_A100_80GB } = setting;
  return cluster.pools.add('p', poolOptions('p', { sharing, accelerator })).allocate(stack, request);
}

const GIB20 = { memory: Size.gibibytes(20) };
const WHOLE: Setting = {};
const SLICED: Setting = { sharing: Sharing.timeSlicing({ replicas: 4 }) };
const MPS: Setting = { sharing: Sharing.mps({ replicas: 4 }) };
const CUT: Setting = { sharing: Sharing.mig({ '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 }) };
const MIXED: Setting = { sharing: Sharing.mig({ '3g.40gb': 2 }, { devices: 4 }) };
const VGPU: Setting = { sharing: Sharing.volcanoVgpu() };
const HAMI: Setting = { sharing: Sharing.hami() };
const ASCEND: Setting = { sharing: Sharing.hami(), accelerator: Accelerator.ASCEND_910B3 };
const KUNLUN: Setting = { sharing: Sharing.hami(), accelerator: Accelerator.KUNLUN_P800 };
const QGPU: Setting = { sharing: Sharing.qgpu(), cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }) };
const ALIBABA: Setting = { sharing: Sharing.cgpu(), cloud: CloudProfile.alibaba({ region: 'cn-hangzhou' }) };
const BAIDU: Setting = { sharing: Sharing.cgpu(), cloud: CloudProfile.baidu({ region: 'bj', gpuManager: true }) };
/** Their software shows devices by the environment, which only the runtime of the GPU operator reads. */
const NEEDS_RUNTIME = [VGPU, HAMI];

describe('whole devices', () => {
  test.each([
    ['a pool of whole devices', WHOLE, 8, { 'nvidia.com/gpu': '8' }],
    ['what a layout leaves whole', MIXED, 4, { 'nvidia.com/gpu': '4' }],
    [
      'a pool that Volcano divides',
      VGPU,
      2,
      { 'volcano.sh/vgpu-number': '2', 'volcano.sh/vgpu-memory': '2560', 'volcano.sh/vgpu-cores': '100' },
    ],
    ['a pool that HAMi divides', HAMI, 2, { 'nvidia.com/gpu': '2', 'nvidia.com/gpucores': '100' }],
    ['NPUs that HAMi divides', ASCEND, 2, { 'huawei.com/Ascend910B3': '2' }],
    ['a pool of qGPU', QGPU, 2, { 'tke.cloud.tencent.com/qgpu-core': '200' }],
    ['Alibaba', ALIBABA, 1, { 'aliyun.com/gpu-mem': '80', 'aliyun.com/gpu-core.percentage': '100' }],
    ['Baidu', BAIDU, 2, { 'baidu.com/a100_80g_cgpu': '2' }],
  ])('of %s are what a pod asks for', (_pool, setting, devices, resources) => {
    const runtime = NEEDS_RUNTIME.includes(setting) ? { runtimeClassName: 'nvidia' } : {};
    expect(ask(setting, { devices })).toStrictEqual({ resources, annotations: {}, labels: {}, devices, ...runtime });
  });

  test.each([
    ['time-sliced', SLICED, { 'nvidia.com/gpu.shared': '1' }],
    ['MPS', MPS, { 'nvidia.com/gpu': '1' }],
  ])('of a %s pool are slices', (_pool, setting, resources) => {
    expect(ask(setting, { devices: 1 })).toMatchObject({ resources, devices: 0.25 });
  });

  test.each([0, -1, 1.5, 9, NaN])('fails on %p devices of eight', (devices) => {
    expect(() => ask(WHOLE, { devices })).toThrow(/AIC-2031 at test: a pod cannot have so many devices of p.*1 to 8/);
  });

  test.each([
    ['a pool that is cut', CUT, 1, /want a partition \(3g.40gb, 2g.20gb, 1g.10gb\)\./],
    ['a pool that is cut in part', MIXED, 5, /want a partition \(3g.40gb\), or at most 4 devices/],
    ['a sliced pool', SLICED, 2, /got 2 devices, want one slice, a quarter of a device: { devices: 1 }/],
    ['an MPS pool', MPS, 2, /want one slice/],
    ['a cGPU pool of Alibaba', ALIBABA, 2, /want at most 1 device\./],
  ])('fails on devices that %s does not have', (_pool, setting, devices, want) => {
    expect(() => ask(setting, { devices })).toThrow(/AIC-2033 at test: p has nothing like it/);
    expect(() => ask(setting, { devices })).toThrow(want);
  });
});

describe('parts of a device', () => {
  test.each([
    [
      'Volcano',
      VGPU,
      { 'volcano.sh/vgpu-number': '1', 'volcano.sh/vgpu-memory': '640', 'volcano.sh/vgpu-cores': '25' },
    ],
    ['HAMi', HAMI, { 'nvidia.com/gpu': '1', 'nvidia.com/gpumem': '20480', 'nvidia.com/gpucores': '25' }],
    ['qGPU', QGPU, { 'tke.cloud.tencent.com/qgpu-memory': '20', 'tke.cloud.tencent.com/qgpu-core': '25' }],
    ['Alibaba', ALIBABA, { 'aliyun.com/gpu-mem': '20', 'aliyun.com/gpu-core.percentage': '25' }],
    [
      'Baidu',
      BAIDU,
      {
        'baidu.com/a100_80g_cgpu': '1',
        'baidu.com/a100_80g_cgpu_memory': '20',
        'baidu.com/a100_80g_cgpu_core': '25',
      },
    ],
  ])('divided by %s have the compute that goes with their memory', (_way, setting, resources) => {
    const runtime = NEEDS_RUNTIME.includes(setting) ? { runtimeClassName: 'nvidia' } : {};
    expect(ask(setting, GIB20)).toStrictEqual({ resources, annotations: {}, labels: {}, devices: 0.25, ...runtime });
  });

  test('have the compute that is asked for', () => {
    const { resources, devices } = ask(VGPU, { ...GIB20, computePercent: 60 });
    expect([resources['volcano.sh/vgpu-cores'], devices]).toStrictEqual(['60', 0.6]);
  });

  test('are rounded up to what the software hands out', () => {
    expect(ask(VGPU, { memory: Size.mebibytes(33) }).resources['volcano.sh/vgpu-memory']).toBe('2');
    expect(ask(QGPU, { memory: Size.mebibytes(1500), computePercent: 7 }).resources).toStrictEqual({
      'tke.cloud.tencent.com/qgpu-memory': '2',
      'tke.cloud.tencent.com/qgpu-core': '10',
    });
  });

  test('with all memory of the device ask for no more than nodes offer', () => {
    const setting = { ...VGPU, accelerator: Accelerator.NVIDIA_H100 };
    const all = { memory: Accelerator.NVIDIA_H100.memory };
    expect(ask(setting, all).resources['volcano.sh/vgpu-memory']).toBe(String(Math.floor(81559 / 32)));
  });

  test.each([
    ['an NPU', ASCEND, 10, { 'huawei.com/Ascend910B3': '1', 'huawei.com/Ascend910B3-memory': '16384' }, 0.25],
    ['an NPU with more than half', ASCEND, 33, { 'huawei.com/Ascend910B3': '1' }, 1],
    ['an XPU', KUNLUN, 25, { 'kunlunxin.com/vxpu': '1', 'kunlunxin.com/vxpu-memory': '49152' }, 0.5],
  ])('of %s are the next template', (_device, setting, gibibytes, resources, devices) => {
    expect(ask(setting, { memory: Size.gibibytes(gibibytes) })).toMatchObject({ resources, devices });
  });

  test('of a pool that is cut are the smallest partition that has it', () => {
    const resource = (request: DeviceRequest): string[] => Object.keys(ask(CUT, request).resources);
    expect(resource({ memory: Size.gibibytes(9) })).toStrictEqual(['nvidia.com/mig-1g.10gb']);
    expect(resource({ memory: Size.gibibytes(10) })).toStrictEqual(['nvidia.com/mig-2g.20gb']);
    expect(resource({ memory: Size.gibibytes(9), computePercent: 40 })).toStrictEqual(['nvidia.com/mig-3g.40gb']);
  });

  test('of an MPS pool are a share of it', () => {
    expect(ask(MPS, { ...GIB20, computePercent: 25 }).resources).toStrictEqual({ 'nvidia.com/gpu': '1' });
  });

  test.each([
    ['whole', WHOLE, GIB20, /want whole devices: { devices: 1 }/],
    ['sliced', SLICED, GIB20, /want { devices: 1 }: a slice with no promise of memory/],
    [
      'MPS, with more compute',
      MPS,
      { ...GIB20, computePercent: 30 },
      /want { devices: 1 }: a slice with 25 % of compute/,
    ],
    ['cut, with more compute', CUT, { ...GIB20, computePercent: 60 }, /want a partition/],
    [
      'divided without compute',
      ASCEND,
      { ...GIB20, computePercent: 10 },
      /compute follows it.*\n.*Leave computePercent out/,
    ],
  ])('fails on a part of a device that is %s', (_what, setting, request, want) => {
    expect(() => ask(setting, request)).toThrow(/AIC-2033/);
    expect(() => ask(setting, request)).toThrow(want);
  });

  test.each([
    [
      'a device',
      VGPU,
      Size.gibibytes(81),
      /a device of p has less memory; got 81 GiB, want at most 80 GiB \(NVIDIA A100/,
    ],
    ['the largest partition', CUT, Size.gibibytes(40), /the largest partition of p has less.*at most 36 GiB/],
    ['a share', MPS, Size.gibibytes(21), /one of 4 shares of p has less memory; got 21 GiB, want at most 20 GiB/],
  ])('fails on more memory than %s has', (_what, setting, memory, text) => {
    expect(() => ask(setting, { memory })).toThrow(/AIC-2034 at test/);
    expect(() => ask(setting, { memory })).toThrow(text);
  });

  test.each([
    ['no memory', { memory: Size.bytes(0) }],
    ['no compute', { ...GIB20, computePercent: 0 }],
    ['more compute than there is', { ...GIB20, computePercent: 101 }],
    ['half a percent', { ...GIB20, computePercent: 0.5 }],
  ])('fails on a part with %s', (_what, request) => {
    expect(() => ask(VGPU, request)).toThrow(/AIC-2032.*the part of a device of p is no part/);
  });
});

describe('partitions', () => {
  test('are what a pod asks for by name', () => {
    expect(ask(CUT, { profile: '3g.40gb' })).toStrictEqual({
      resources: { 'nvidia.com/mig-3g.40gb': '1' },
      annotations: {},
      labels: {},
      devices: 3 / 7,
    });
  });

  test.each([
    ['that the layout does not have', CUT, '7g.80gb', /got a partition 7g.80gb, want a partition \(3g/],
    ['of a whole pool', WHOLE, '1g.10gb', /want whole devices/],
    ['of a divided pool', VGPU, '1g.10gb', /want memory of a device, or whole devices/],
    ['of a sliced pool', SLICED, '1g.10gb', /want one slice/],
  ])('fails on one %s', (_what, setting, profile, want) => {
    expect(() => ask(setting, { profile })).toThrow(/AIC-2033/);
    expect(() => ask(setting, { profile })).toThrow(want);
  });
});

test.each([
  ['nothing', {}, /got nothing/],
  ['compute alone', { computePercent: 10 }, /got 10 % of its compute/],
  ['devices and memory', { devices: 1, ...GIB20 }, /got 1 device and 20 GiB of a device/],
  ['devices and compute', { devices: 1, computePercent: 10 }, /got 1 device and 10 %/],
  ['memory and a profile', { ...GIB20, profile: '1g.10gb' }, /20 GiB of a device and a partition 1g.10gb/],
])('fails on a request for %s', (_what, request, got) => {
  expect(() => ask(VGPU, request)).toThrow(/AIC-2030 at test: the request for devices of p is not clear/);
  expect(() => ask(VGPU, request)).toThrow(got);
});
