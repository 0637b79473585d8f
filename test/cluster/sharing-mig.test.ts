import { Accelerator, Pool, PoolOptions, Sharing, SharingKind, Size } from '../../lib';
import { blueprintOf } from '../harness';
import { clusterFixture, poolOptions, stackWithPool } from './support';

function cut(layout: { [profile: string]: number }, options: Partial<PoolOptions> = {}, devices?: number): Pool {
  const sharing = Sharing.mig(layout, { devices });
  return clusterFixture().cluster.pools.add('p', poolOptions('p', { sharing, ...options }));
}

const MODELS: [string, Accelerator, string[]][] = [
  [
    'A100 40GB',
    Accelerator.NVIDIA_A100_40GB,
    ['1g.5gb', '1g.5gb+me', '1g.10gb', '2g.10gb', '3g.20gb', '4g.20gb', '7g.40gb'],
  ],
  [
    'A100 80GB',
    Accelerator.NVIDIA_A100_80GB,
    ['1g.10gb', '1g.10gb+me', '1g.20gb', '2g.20gb', '3g.40gb', '4g.40gb', '7g.80gb'],
  ],
  ['A800', Accelerator.NVIDIA_A800, ['1g.10gb', '1g.10gb+me', '1g.20gb', '2g.20gb', '3g.40gb', '4g.40gb', '7g.80gb']],
  ['H100', Accelerator.NVIDIA_H100, ['1g.10gb', '1g.10gb+me', '1g.20gb', '2g.20gb', '3g.40gb', '4g.40gb', '7g.80gb']],
  ['H800', Accelerator.NVIDIA_H800, ['1g.10gb', '1g.10gb+me', '1g.20gb', '2g.20gb', '3g.40gb', '4g.40gb', '7g.80gb']],
  ['H20', Accelerator.NVIDIA_H20, ['1g.12gb', '1g.12gb+me', '1g.24gb', '2g.24gb', '3g.48gb', '4g.48gb', '7g.96gb']],
  ['H200', Accelerator.NVIDIA_H200, ['1g.18gb', '1g.18gb+me', '1g.35gb', '2g.35gb', '3g.71gb', '4g.71gb', '7g.141gb']],
  ['B200', Accelerator.NVIDIA_B200, ['1g.23gb', '1g.23gb+me', '1g.45gb', '2g.45gb', '3g.90gb', '4g.90gb', '7g.180gb']],
  [
    'GB200',
    Accelerator.NVIDIA_GB200_NVL72,
    ['1g.23gb', '1g.23gb+me', '1g.47gb', '2g.47gb', '3g.93gb', '4g.93gb', '7g.186gb'],
  ],
];

describe('partitions', () => {
  test.each(MODELS)('of %s are those of its maker', (_model, accelerator, names) => {
    expect(accelerator.migProfiles.map((p) => p.name)).toStrictEqual(names);
    expect(accelerator.migProfiles.map((p) => p.maxInstances)).toStrictEqual([7, 1, 4, 3, 2, 1, 1]);
  });

  test.each(MODELS)('of %s fit as often as their maker says', (_model, accelerator) => {
    for (const { name, maxInstances } of accelerator.migProfiles) {
      expect(cut({ [name]: maxInstances }, { accelerator }).sharing.kind).toBe(SharingKind.MIG);
    }
  });

  test('promise nine tenths of their part of the memory', () => {
    const memory = Accelerator.NVIDIA_H200.migProfiles.map((p) => p.memory.toString());
    expect(memory).toStrictEqual(['15.8 GiB', '15.8 GiB', '31.6 GiB', '31.6 GiB', '63.2 GiB', '63.2 GiB', '126.4 GiB']);
  });

  test('have a resource each, on every node', () => {
    const pool = cut({ '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 });
    expect(pool.sharing).toStrictEqual({
      kind: SharingKind.MIG,
      isolatesMemory: true,
      worksWithQueues: true,
      nodeResources: { 'nvidia.com/mig-1g.10gb': 16, 'nvidia.com/mig-2g.20gb': 8, 'nvidia.com/mig-3g.40gb': 8 },
    });
    expect(pool.sharingConfig).toMatchObject({
      migLayout: { '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 },
      migDevices: 8,
      podsPerDevice: 4,
      nodeLabels: { 'nvidia.com/mig.config': 'pool-p' },
    });
  });

  test('with media extensions are called as the device plugin calls them', () => {
    const { nodeResources } = cut({ '1g.10gb+me': 1, '1g.10gb': 6 }).sharing;
    expect(nodeResources).toStrictEqual({ 'nvidia.com/mig-1g.10gb': 48, 'nvidia.com/mig-1g.10gb.me': 8 });
  });

  test('leave the other devices whole', () => {
    const pool = cut({ '3g.40gb': 2 }, {}, 2);
    expect(pool.sharing.nodeResources).toStrictEqual({ 'nvidia.com/gpu': 6, 'nvidia.com/mig-3g.40gb': 4 });
    expect(pool.sharingConfig.migDevices).toBe(2);
  });

  test('stand in the blueprint, the same whatever order they are named in', () => {
    const bytes = (layout: { [profile: string]: number }): string =>
      JSON.stringify(blueprintOf(stackWithPool({ sharing: Sharing.mig(layout) })).pools);
    expect(bytes({ '1g.10gb': 2, '3g.40gb': 1 })).toBe(bytes({ '3g.40gb': 1, '1g.10gb': 2 }));
    expect(JSON.parse(bytes({ '1g.10gb': 7 }))[0]).toMatchObject({
      sharing: 'mig',
      labels: { 'nvidia.com/mig.config': 'pool-h800' },
      allocatable: { 'nvidia.com/mig-1g.10gb': '56' },
    });
  });

  test.each([
    ['what the GPU operator calls balanced', { '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 }],
    ['two quarters beside a half', { '2g.20gb': 2, '3g.40gb': 1 }],
    ['a wide one beside three quarters', { '2g.20gb': 3, '1g.20gb': 1 }],
    ['both halves', { '4g.40gb': 1, '3g.40gb': 1 }],
    ['four small ones in one half', { '3g.40gb': 1, '1g.10gb': 4 }],
  ])('can be %s', (_what, layout) => {
    expect(cut(layout as { [profile: string]: number }).sharingConfig.migLayout).toStrictEqual(layout);
  });

  test.each([
    [
      'too much compute',
      { '4g.40gb': 1, '2g.20gb': 1, '1g.10gb': 2 },
      /1 × 4g.40gb \+ 1 × 2g.20gb \+ 2 × 1g.10gb: 8 compute/,
    ],
    ['too much memory', { '3g.40gb': 2, '1g.10gb': 1 }, /2 × 3g.40gb \+ 1 × 1g.10gb: 7 compute and 9 memory slices/],
    ['no room for what would add up', { '4g.40gb': 1, '1g.20gb': 2, '1g.10gb': 1 }, /7 compute and 9 memory slices/],
    ['nothing', {}, /got none/],
  ])('fails on a layout with %s', (_what, layout, got) => {
    expect(() => cut(layout)).toThrow(/AIC-2038 at test\/Cluster\/Pools\/p: the partitions do not fit one device of p/);
    expect(() => cut(layout)).toThrow(got);
  });

  test.each([
    ['of another model', { '1g.5gb': 7 }, /got 7 × 1g.5gb/],
    ['more often than the model has it', { '2g.20gb': 4 }, /got 4 × 2g.20gb, want .*3 × 2g.20gb at most/],
    ['half a time', { '1g.10gb': 0.5 }, /got 0.5 × 1g.10gb/],
    ['no time', { '1g.10gb': 0 }, /got 0 × 1g.10gb/],
  ])('fails on a profile %s', (_what, layout, got) => {
    expect(() => cut(layout as { [profile: string]: number })).toThrow(
      /AIC-2037.*a device of p \(NVIDIA H800\) has no such partitions/,
    );
    expect(() => cut(layout as { [profile: string]: number })).toThrow(got);
  });

  test.each([Accelerator.NVIDIA_L20, Accelerator.NVIDIA_T4, Accelerator.AMD_MI300X])(
    'fails on a model that cannot be cut',
    (accelerator) => {
      expect(() => cut({ '1g.10gb': 7 }, { accelerator })).toThrow(
        /AIC-2035.*MIG does not work on the accelerators of p/,
      );
    },
  );

  test.each([0, 9, 1.5])('fails on %p partitioned devices of eight', (devices) => {
    expect(() => cut({ '1g.10gb': 7 }, {}, devices)).toThrow(/AIC-2036.*partitioned devices.*1 to 8/);
  });

  test('of a model of the user are placed by the same rule', () => {
    const third = { name: '1g.6gb', memory: Size.gibibytes(5), computeSlices: 1, memorySlices: 2, maxInstances: 4 };
    const accelerator = Accelerator.of('NVIDIA A30', { memory: Size.gibibytes(24), migProfiles: [third] });
    expect(cut({ '1g.6gb': 4 }, { accelerator }).sharing.nodeResources).toStrictEqual({ 'nvidia.com/mig-1g.6gb': 32 });
  });
});
