import {
  Accelerator,
  AcceleratorVendor,
  AINativeClusterProps,
  CloudProfile,
  ISharing,
  IPool,
  Pool,
  PoolOptions,
  Sharing,
  SharingConfig,
  SharingHost,
  SharingKind,
  SharingSoftware,
  Size,
} from '../../lib';
import { blueprintOf } from '../harness';
import { clusterFixture, poolOptions, stackWithPool, warningsOf } from './support';

function poolWith(options: Partial<PoolOptions>, props: Partial<AINativeClusterProps> = {}): Pool {
  return clusterFixture(props).cluster.pools.add('p', poolOptions('p', options));
}

describe('devices', () => {
  test('are whole when nothing is said', () => {
    const pool = poolWith({});
    expect(pool.sharing).toStrictEqual({
      kind: SharingKind.WHOLE,
      isolatesMemory: true,
      worksWithQueues: true,
      nodeResources: { 'nvidia.com/gpu': 8 },
    });
    expect(poolWith({ sharing: Sharing.whole() }).sharing).toStrictEqual(pool.sharing);
    expect(pool.sharingConfig.software).toBe(SharingSoftware.VENDOR_PLUGIN);
  });

  test.each([
    ['AMD', Accelerator.AMD_MI300X, 'amd.com/gpu'],
    ['Ascend 910', Accelerator.ASCEND_910B3, 'huawei.com/Ascend910'],
    ['Ascend 310P', Accelerator.ASCEND_310P, 'huawei.com/Ascend310P'],
    ['Kunlun', Accelerator.KUNLUN_P800, 'kunlunxin.com/xpu'],
    ['Cambricon', Accelerator.CAMBRICON_MLU590, 'cambricon.com/mlu'],
    ['Hygon', Accelerator.HYGON_K100_AI, 'hygon.com/dcu'],
    ['MetaX', Accelerator.METAX_C500, 'metax-tech.com/gpu'],
    ['Neuron', Accelerator.AWS_TRAINIUM2, 'aws.amazon.com/neuron'],
  ])('of %s are called what the device plugin of the vendor calls them', (_vendor, accelerator, resource) => {
    const pool = poolWith({ accelerator });
    expect(pool.deviceResource).toBe(resource);
    expect(pool.allocatable[resource]).toBe('8');
  });

  test('are called what the accelerator says first, then the cloud by name, then the cloud by vendor', () => {
    const deviceResources = { 'AMD MI300X': 'acme.com/mi300x', amd: 'acme.com/amd', nvidia: 'acme.com/gpu' };
    const cloud = CloudProfile.generic({ deviceResources });
    const amd = (name: string, deviceResource?: string): Accelerator =>
      Accelerator.of(name, { vendor: AcceleratorVendor.AMD, memory: Size.gibibytes(64), deviceResource });
    expect(poolWith({ accelerator: Accelerator.AMD_MI300X }, { cloud }).deviceResource).toBe('acme.com/mi300x');
    expect(poolWith({ accelerator: amd('AMD MI210') }, { cloud }).deviceResource).toBe('acme.com/amd');
    expect(poolWith({ accelerator: amd('AMD MI300X', 'acme.com/own') }, { cloud }).deviceResource).toBe('acme.com/own');
    expect(poolWith({}, { cloud }).deviceResource).toBe('acme.com/gpu');
  });

  test.each([Accelerator.GOOGLE_TPU_V5E, Accelerator.GOOGLE_TPU_V6E])(
    'fails on a TPU where the cloud has none',
    (tpu) => {
      expect(() => poolWith({ accelerator: tpu })).toThrow(
        /AIC-2043 at test\/Cluster\/Pools\/p: the cloud of the cluster does not have the accelerator; got Google TPU v\de/,
      );
      const cloud = CloudProfile.generic({ deviceResources: { google: 'google.com/tpu' } });
      expect(poolWith({ accelerator: tpu }, { cloud }).deviceResource).toBe('google.com/tpu');
    },
  );
});

describe('time slicing', () => {
  const sharing = Sharing.timeSlicing({ replicas: 4 });

  test('offers each device several times under a name of its own', () => {
    const pool = poolWith({ sharing });
    expect(pool.sharing).toStrictEqual({
      kind: SharingKind.TIME_SLICING,
      isolatesMemory: false,
      worksWithQueues: true,
      nodeResources: { 'nvidia.com/gpu.shared': 32 },
    });
    expect(pool.deviceResource).toBe('nvidia.com/gpu.shared');
    expect(pool.sharingConfig).toMatchObject({ podsPerDevice: 4, renamed: true });
  });

  test('keeps the name of devices when asked to', () => {
    const pool = poolWith({ sharing: Sharing.timeSlicing({ replicas: 4, renamed: false }) });
    expect(pool.sharing.nodeResources).toStrictEqual({ 'nvidia.com/gpu': 32 });
  });

  test('stands in the blueprint with the label that tells the device plugin', () => {
    const [fact] = blueprintOf(stackWithPool({ sharing })).pools;
    expect(fact).toMatchObject({
      sharing: 'time-slicing',
      labels: { 'acme.com/pool': 'h800', 'nvidia.com/device-plugin.config': 'pool-h800' },
      allocatable: { 'nvidia.com/gpu.shared': '32' },
    });
  });

  test('warns that nobody keeps memory apart', () => {
    expect(warningsOf(stackWithPool({ sharing }))).toContainEqual(expect.stringMatching(/^AIC-2040: h800 slices time/));
    expect(warningsOf(stackWithPool())).not.toContainEqual(expect.stringMatching(/^AIC-2040/));
  });

  test.each([1, 101, 2.5, NaN])('fails on %p replicas', (replicas) => {
    expect(() => poolWith({ sharing: Sharing.timeSlicing({ replicas }) })).toThrow(
      /AIC-2036.*replicas of time slicing is no usable number.*2 to 100/,
    );
  });

  test('fails on devices that are not NVIDIA', () => {
    expect(() => poolWith({ sharing, accelerator: Accelerator.AMD_MI300X })).toThrow(
      /AIC-2035.*time slicing does not work on the accelerators of p; got AMD MI300X, want an NVIDIA GPU/,
    );
  });
});

describe('MPS', () => {
  test('offers each device several times and divides its memory', () => {
    const pool = poolWith({ sharing: Sharing.mps({ replicas: 4 }) });
    expect(pool.sharing).toStrictEqual({
      kind: SharingKind.MPS,
      isolatesMemory: true,
      worksWithQueues: true,
      nodeResources: { 'nvidia.com/gpu': 32 },
    });
    expect(pool.sharingConfig.nodeLabels).toStrictEqual({ 'nvidia.com/device-plugin.config': 'pool-p' });
  });

  test('warns that pods fail together', () => {
    const warnings = warningsOf(stackWithPool({ sharing: Sharing.mps({ replicas: 2 }) }));
    expect(warnings).toContainEqual(expect.stringMatching(/^AIC-2041: h800 shares devices by MPS: a fault of one/));
  });

  test.each([1, 49])('fails on %p replicas, as one MPS server takes 48 clients', (replicas) => {
    expect(() => poolWith({ sharing: Sharing.mps({ replicas }) })).toThrow(/AIC-2036.*replicas of MPS.*2 to 48/);
  });

  test('fails on devices that are not NVIDIA', () => {
    expect(() => poolWith({ sharing: Sharing.mps({ replicas: 2 }), accelerator: Accelerator.KUNLUN_P800 })).toThrow(
      /AIC-2035.*MPS does not work/,
    );
  });
});

describe('a way of sharing of the user', () => {
  test('is told of the pool and answers for it', () => {
    class Halves implements ISharing {
      public host?: SharingHost;
      public bind(host: SharingHost): SharingConfig {
        this.host = host;
        return {
          kind: SharingKind.WHOLE,
          software: SharingSoftware.CLOUD,
          isolatesMemory: true,
          worksWithQueues: false,
          deviceResource: 'acme.com/half',
          nodeResources: { 'acme.com/half': 2 * host.devicesPerNode },
          nodeLabels: { 'acme.com/halves': 'on' },
          nodeAnnotations: { 'acme.com/note': host.poolName },
          allocator: {
            allocate: () => ({ resources: { 'acme.com/half': '1' }, annotations: {}, labels: {}, devices: 0.5 }),
          },
        };
      }
    }
    const sharing = new Halves();
    const pool: IPool = poolWith({ sharing });
    expect(sharing.host).toMatchObject({
      scope: pool,
      poolName: 'p',
      devicesPerNode: 8,
      deviceResource: 'nvidia.com/gpu',
    });
    expect(pool.sharing.worksWithQueues).toBe(false);
    expect(pool.allocate(pool as Pool, {}).devices).toBe(0.5);
    expect(blueprintOf(stackWithPool({ sharing })).pools[0]).toMatchObject({
      labels: { 'acme.com/halves': 'on' },
      annotations: { 'acme.com/note': 'h800' },
      allocatable: { 'acme.com/half': '16' },
    });
  });
});
