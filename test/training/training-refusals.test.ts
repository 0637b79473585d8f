import { Duration, QueuePurpose, Size } from '../../lib';
import { containerOf, made, warningsOf } from './training-fixture';

describe('refusals', () => {
  test.each([
    'train',
    'train:latest',
    'r.acme.com:5000/train',
    'r.acme.com/train:latest',
    'train@sha256:abc',
    'train:',
  ])('fails on the image %s, which may change', (image) => {
    expect(() => made({ image })).toThrow(/AIC-2201.*may change/);
  });

  test('takes a version tag, also behind a port', () => {
    expect(containerOf({ image: 'r.acme.com:5000/train:1.2' }).image).toBe('r.acme.com:5000/train:1.2');
  });

  test.each([0, -1, 2.5, NaN])('fails on a gang of %p', (gangSize) => {
    expect(() => made({ gangSize })).toThrow(/AIC-2202.*no usable size/);
  });

  test.each([0, 9, 1.5])('fails on %p devices per pod', (devicesPerPod) => {
    expect(() => made({ devicesPerPod })).toThrow(/AIC-2203.*from 1 to 8/);
  });

  test('fails with the sum on a gang that is larger than the pool', () => {
    expect(() => made({ gangSize: 17 })).toThrow(/AIC-2204.*got 17 pods of 8 = 136 devices, want at most 16 pods/);
    expect(() => made({ gangSize: 17, devicesPerPod: 5 })).toThrow(/AIC-2204.*17 pods of 5 = 85.*at most 16 pods/);
  });

  test.each([[[]], [['']]])('fails on the command %j', (command) => {
    expect(() => made({ command })).toThrow(/AIC-2205.*no command/);
  });

  test.each(['1st', 'Finetune', 'a'.repeat(41), 'tune-'])('fails on the name %s', (jobName) => {
    expect(() => made({ jobName })).toThrow(/AIC-2206.*at most 40/);
  });

  test('warns of a gang that is larger than what its queue deserves', () => {
    expect(warningsOf({ gangSize: 9 })).toContain('AIC-2207: the gang needs 72 devices and queue research deserves 64');
    expect(warningsOf({ gangSize: 8 })).not.toContain('AIC-2207');
  });

  test.each([0, 1.5])('fails on %p retries', (maxRetry) => {
    expect(() => made({ maxRetry })).toThrow(/AIC-2208/);
  });

  test.each([
    ['187 cores', { cpuPerPod: 187 }],
    ['0 cores', { cpuPerPod: 0 }],
    ['1.8 TiB|1876 GiB', { memoryPerPod: Size.gibibytes(1876) }],
  ])('fails on a pod of %s', (got, wishes) => {
    expect(() => made(wishes)).toThrow(new RegExp(`AIC-2209.*(${got})`));
  });

  test('fails in a queue for serving, whose pods are never evicted', () => {
    expect(() => made({ purpose: QueuePurpose.SERVING })).toThrow(/AIC-2221.*research is for serving/);
  });

  test('fails when the environment sets what differs from pod to pod', () => {
    expect(() => made({ environment: { RANK: '0', A: '1' } })).toThrow(/AIC-2210.*got \[ 'RANK' \]/);
  });

  test('warns of a grace period that keeps serving waiting', () => {
    expect(warningsOf({ terminationGrace: Duration.seconds(50) })).toContain('AIC-2211: pods have 50 s');
    expect(warningsOf({ terminationGrace: Duration.seconds(45) })).not.toContain('AIC-2211');
  });

  test('fails when shared memory takes all memory', () => {
    expect(() => made({ memoryPerPod: Size.gibibytes(8), sharedMemory: Size.gibibytes(8) })).toThrow(
      /AIC-2212.*8 GiB of 8 GiB/,
    );
  });
});
