import {
  Accelerator,
  Bandwidth,
  BandwidthTest,
  CollectiveBenchmark,
  IFabric,
  PoolOptions,
  Registries,
  Sharing,
  Size,
} from '../../../lib';
import { blueprintOf, bundlesOf } from '../../harness';
import { containerOf, environmentOf, jobOf, world } from './bandwidth-support';
import { warningsOf } from './support';

describe('benchmark', () => {
  const amd: Partial<PoolOptions> = { accelerator: Accelerator.AMD_MI300X };
  const ascend: Partial<PoolOptions> = { accelerator: Accelerator.ASCEND_910B3 };

  test('is the one of the vendor, in an image of the user where none is published', () => {
    const benchmark = CollectiveBenchmark.rccl({ image: 'registry.acme.com/rccl:1', program: '/rccl' });
    const { stack } = world({ benchmark }, amd);
    expect(environmentOf(stack, 'measure')).toMatchObject({ PROGRAM: '/rccl', OUTPUT: 'nccl-tests' });
    expect(containerOf(stack, 'worker', 'benchmark').image).toBe('registry.acme.com/rccl:1');
    const hccl = world({ benchmark: CollectiveBenchmark.hccl({ image: 'registry.acme.com/hccl:1' }) }, ascend);
    expect(environmentOf(hccl.stack, 'measure').OUTPUT).toBe('hccl-test');
    expect(environmentOf(hccl.stack, 'judge').OUTPUT).toBe('hccl-test');
  });

  test.each([
    ['AMD', amd],
    ['Ascend', ascend],
  ])('fails on %s devices without one', (_vendor, pool) => {
    expect(() => world({}, pool)).toThrow(/AIC-2086 at test\/Test: no image with a benchmark for/);
  });

  test('is read through a mirror with the pull secret, as every image of the test', () => {
    const registries = Registries.mirror('registry.acme.com/ai', { pullSecretName: 'pull' });
    const { stack } = world({}, {}, { registries });
    for (const { template } of jobOf(stack).spec.tasks) {
      expect(template.spec.imagePullSecrets).toStrictEqual([{ name: 'pull' }]);
      for (const { image } of [...template.spec.initContainers, ...template.spec.containers]) {
        expect(image).toMatch(/^registry\.acme\.com\/ai\//);
      }
    }
    const images = blueprintOf(world().stack).images.map((i: any) => i.reference);
    expect(images).toContain('ghcr.io/coreweave/nccl-tests:12.9.1-devel-ubuntu22.04-nccl2.30.4-1-111c25a');
  });
});

describe('refusals', () => {
  test('fails on a pool without a fabric', () => {
    expect(() => world({}, { fabric: undefined as unknown as IFabric })).toThrow(
      /AIC-2080 at test\/Test: the pool h800 has nothing to measure; got no fabric/,
    );
  });

  test('fails on devices that several pods share', () => {
    const sharing = Sharing.timeSlicing({ replicas: 4 });
    expect(() => world({}, { sharing })).toThrow(/AIC-2080 at test\/Test: .*got devices shared by time-slicing/);
  });

  test.each([1, 5, 2.5])('fails on %p nodes of four', (nodes) => {
    expect(() => world({ nodes })).toThrow(/AIC-2081 at test\/Test: .*want a whole number from 2 to 4/);
  });

  test('warns of a test that its queue cannot hold by itself', () => {
    expect(warningsOf(world({}, {}, {}, 8).test).join()).toContain(
      'AIC-2082: the test needs 32 devices at once and queue research deserves 8',
    );
    expect(warningsOf(world().test)).toStrictEqual([]);
  });

  test.each(['', 'a/b/c', 'acme.com/pool'])('fails on the label %p', (label) => {
    expect(() => world({ label })).toThrow(/AIC-2083 at test\/Test: the test cannot have this label/);
  });

  test('fails on a second test of a pool with the same label', () => {
    const { stack, queue } = world();
    const props = { queue, minBusBandwidth: Bandwidth.gigabytesPerSecond(1), testName: 'second' };
    expect(() => new BandwidthTest(stack, 'Second', props)).toThrow(/AIC-2083 at test\/Second/);
    new BandwidthTest(stack, 'Third', { ...props, label: 'acme.com/second' });
    expect(Object.keys(bundlesOf(stack))).toContain('second');
  });

  test.each([
    [Size.bytes(4), Size.gibibytes(1)],
    [Size.gibibytes(2), Size.gibibytes(1)],
  ])('fails on messages from %s to %s', (smallestMessage, largestMessage) => {
    expect(() => world({ smallestMessage, largestMessage })).toThrow(/AIC-2085 at test\/Test: the messages/);
  });
});
