import {
  Accelerator,
  AcceleratorVendor,
  AINativeClusterProps,
  CloudProfile,
  Pool,
  PoolOptions,
  Sharing,
  SharingKind,
  SharingSoftware,
  Size,
} from '../../lib';
import { blueprintOf } from '../harness';
import { clusterFixture, poolOptions, stackWithPool } from './support';

function divided(options: Partial<PoolOptions>, props: Partial<AINativeClusterProps> = {}): Pool {
  return clusterFixture(props).cluster.pools.add('p', poolOptions('p', options));
}

const ALIBABA = { cloud: CloudProfile.alibaba({ region: 'cn-hangzhou' }) };
const BAIDU = { cloud: CloudProfile.baidu({ region: 'bj', gpuManager: true }) };
const TENCENT = { cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }) };

describe('Volcano vGPU', () => {
  test('offers pieces of 32 MiB and percents of compute for ten pods on each device', () => {
    const pool = divided({ sharing: Sharing.volcanoVgpu() });
    expect(pool.sharing).toStrictEqual({
      kind: SharingKind.VOLCANO_VGPU,
      isolatesMemory: true,
      worksWithQueues: true,
      nodeResources: {
        'volcano.sh/vgpu-number': 80,
        'volcano.sh/vgpu-memory': 8 * Math.floor(81559 / 32),
        'volcano.sh/vgpu-cores': 800,
      },
    });
    expect(pool.sharingConfig).toMatchObject({
      software: SharingSoftware.VOLCANO_VGPU,
      podsPerDevice: 10,
      memoryFactor: 32,
      deviceResource: 'volcano.sh/vgpu-number',
    });
  });

  test('offers what it is told to', () => {
    const sharing = Sharing.volcanoVgpu({ podsPerDevice: 4, memoryStep: Size.mebibytes(64) });
    expect(
      divided({ sharing, accelerator: Accelerator.NVIDIA_T4, devicesPerNode: 2 }).sharing.nodeResources,
    ).toStrictEqual({
      'volcano.sh/vgpu-number': 8,
      'volcano.sh/vgpu-memory': 480,
      'volcano.sh/vgpu-cores': 200,
    });
  });

  test('registers each device on the node as Volcano reads it', () => {
    const sharing = Sharing.volcanoVgpu();
    const options = { sharing, accelerator: Accelerator.NVIDIA_A100_40GB, devicesPerNode: 2 };
    expect(blueprintOf(stackWithPool(options)).pools[0]).toMatchObject({
      sharing: 'volcano-vgpu',
      annotations: {
        'volcano.sh/node-vgpu-register':
          'GPU-00,10,1280,NVIDIA-A100-40GB,true,hami-core:GPU-01,10,1280,NVIDIA-A100-40GB,true,hami-core:',
      },
      allocatable: { 'volcano.sh/vgpu-number': '20', 'volcano.sh/vgpu-memory': '2560', 'volcano.sh/vgpu-cores': '200' },
    });
  });

  test.each([
    ['so small that the kubelet drops the list', Size.mebibytes(8)],
    ['no whole mebibytes', Size.bytes(1000)],
    ['nothing', Size.bytes(0)],
    ['more than there is', Size.gibibytes(100)],
  ])('fails on pieces of memory that are %s', (_what, memoryStep) => {
    expect(() => divided({ sharing: Sharing.volcanoVgpu({ memoryStep }) })).toThrow(
      /AIC-2039 at test\/Cluster\/Pools\/p: memoryStep makes no usable number of pieces/,
    );
  });

  test.each([0, 101])('fails on %p pods per device', (podsPerDevice) => {
    expect(() => divided({ sharing: Sharing.volcanoVgpu({ podsPerDevice }) })).toThrow(/AIC-2036.*podsPerDevice/);
  });

  test('fails on devices that are not NVIDIA', () => {
    expect(() => divided({ sharing: Sharing.volcanoVgpu(), accelerator: Accelerator.ASCEND_910B3 })).toThrow(
      /AIC-2035.*Volcano vGPU does not work/,
    );
  });
});

describe('HAMi', () => {
  test.each([
    [
      'NVIDIA',
      Accelerator.NVIDIA_T4,
      { 'nvidia.com/gpu': 80, 'nvidia.com/gpumem': 122880, 'nvidia.com/gpucores': 800 },
      'gpu',
    ],
    [
      'Ascend',
      Accelerator.ASCEND_910B4,
      { 'huawei.com/Ascend910B4': 80, 'huawei.com/Ascend910B4-memory': 262144 },
      'ascend',
    ],
    ['Kunlun', Accelerator.KUNLUN_P800, { 'kunlunxin.com/vxpu': 80, 'kunlunxin.com/vxpu-memory': 786432 }, undefined],
    [
      'Cambricon',
      Accelerator.CAMBRICON_MLU370_X8,
      { 'cambricon.com/vmlu': 80, 'cambricon.com/mlu.smlu.vmemory': 1536, 'cambricon.com/mlu.smlu.vcore': 800 },
      undefined,
    ],
    [
      'Hygon',
      Accelerator.HYGON_Z100L,
      { 'hygon.com/dcunum': 80, 'hygon.com/dcumem': 262144, 'hygon.com/dcucores': 800 },
      undefined,
    ],
    [
      'MetaX',
      Accelerator.METAX_C500,
      { 'metax-tech.com/sgpu': 80, 'metax-tech.com/vmemory': 512, 'metax-tech.com/vcore': 800 },
      undefined,
    ],
  ])('offers %s in the dimensions that it has', (_vendor, accelerator, nodeResources, label) => {
    const pool = divided({ sharing: Sharing.hami(), accelerator });
    expect(pool.sharing).toStrictEqual({
      kind: SharingKind.HAMI,
      isolatesMemory: true,
      worksWithQueues: false,
      nodeResources,
    });
    expect(pool.sharingConfig.nodeLabels).toStrictEqual(label === undefined ? {} : { [label]: 'on' });
    expect(pool.sharingConfig.software).toBe(SharingSoftware.HAMI);
  });

  test('serves as many pods per device as it is told to', () => {
    const { nodeResources } = divided({ sharing: Sharing.hami({ podsPerDevice: 2 }) }).sharing;
    expect(nodeResources['nvidia.com/gpu']).toBe(16);
    expect(() => divided({ sharing: Sharing.hami({ podsPerDevice: 0 }) })).toThrow(/AIC-2036/);
  });

  test.each([
    Accelerator.AMD_MI300X,
    Accelerator.AWS_INFERENTIA2,
    Accelerator.of('Ascend X', { vendor: AcceleratorVendor.ASCEND, memory: Size.gibibytes(64) }),
  ])('fails on devices that it does not divide', (accelerator) => {
    expect(() => divided({ sharing: Sharing.hami(), accelerator })).toThrow(/AIC-2035.*HAMi does not work/);
  });
});

describe('qGPU', () => {
  test('offers compute and gibibytes on Tencent, without queues', () => {
    const pool = divided({ sharing: Sharing.qgpu(), accelerator: Accelerator.NVIDIA_V100 }, TENCENT);
    expect(pool.sharing).toStrictEqual({
      kind: SharingKind.QGPU,
      isolatesMemory: true,
      worksWithQueues: false,
      nodeResources: { 'tke.cloud.tencent.com/qgpu-memory': 256, 'tke.cloud.tencent.com/qgpu-core': 800 },
    });
    expect(pool.sharingConfig).toMatchObject({
      software: SharingSoftware.CLOUD,
      nodeLabels: { 'qgpu-device-enable': 'enable' },
      podsPerDevice: 16,
    });
  });

  test('fails on a card that it does not divide', () => {
    expect(() => divided({ sharing: Sharing.qgpu() }, TENCENT)).toThrow(
      /AIC-2035.*qGPU does not work.*got NVIDIA H800, want NVIDIA A10, NVIDIA A100 40GB, NVIDIA A100 80GB, NVIDIA T4, NVIDIA V100/,
    );
  });

  test.each([
    ['generic', {}],
    ['alibaba', ALIBABA],
    ['baidu', BAIDU],
  ])('fails on the cloud %s', (name, props) => {
    expect(() => divided({ sharing: Sharing.qgpu(), accelerator: Accelerator.NVIDIA_T4 }, props)).toThrow(
      new RegExp(`AIC-2042.*the cloud of p has no qGPU; got the profile ${name}, want CloudProfile.tencent`),
    );
  });
});

describe('cGPU', () => {
  test('offers gibibytes and compute on Alibaba', () => {
    const pool = divided({ sharing: Sharing.cgpu(), accelerator: Accelerator.NVIDIA_A10, devicesPerNode: 2 }, ALIBABA);
    expect(pool.sharing.nodeResources).toStrictEqual({
      'aliyun.com/gpu-mem': 44,
      'aliyun.com/gpu-core.percentage': 200,
    });
    expect(pool.sharing.worksWithQueues).toBe(false);
    expect(pool.sharingConfig.nodeLabels).toStrictEqual({ 'ack.node.gpu.schedule': 'core_mem' });
  });

  test('is called by the model on Baidu', () => {
    const pool = divided({ sharing: Sharing.cgpu(), accelerator: Accelerator.NVIDIA_A800 }, BAIDU);
    expect(pool.sharing.nodeResources).toStrictEqual({
      'baidu.com/a800_80g_cgpu': 8,
      'baidu.com/a800_80g_cgpu_memory': 640,
      'baidu.com/a800_80g_cgpu_core': 800,
    });
    expect(pool.sharingConfig.nodeLabels).toStrictEqual({ 'cce.baidubce.com/gpu-share-device-plugin': 'enable' });
  });

  test.each([
    ['tencent', TENCENT],
    ['baidu', { cloud: CloudProfile.baidu({ region: 'bj' }) }],
  ])('fails on %s without it', (name, props) => {
    expect(() => divided({ sharing: Sharing.cgpu() }, props)).toThrow(
      new RegExp(`AIC-2042.*has no cGPU; got the profile ${name}, want CloudProfile.alibaba\\(\\) or`),
    );
  });

  test.each([
    ['a model that Baidu has no word for', Accelerator.NVIDIA_L40S, BAIDU],
    ['a device that is not NVIDIA', Accelerator.KUNLUN_P800, BAIDU],
    ['an AMD device on Alibaba', Accelerator.AMD_MI300X, ALIBABA],
  ])('fails on %s', (_what, accelerator, props) => {
    expect(() => divided({ sharing: Sharing.cgpu(), accelerator }, props)).toThrow(/AIC-2035.*cGPU does not work/);
  });
});
