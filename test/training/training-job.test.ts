import { Duration, Size } from '../../lib';
import { absent } from '../harness';
import { Wishes, containerOf, made, podOf, specOf } from './training-fixture';
import { FABRIC } from '../cluster/scheduling/cluster-stand-in';

describe('the gang', () => {
  test('runs whole or waits', () => {
    expect(specOf()).toMatchObject({ minAvailable: 4, queue: 'research', schedulerName: 'volcano' });
    expect(specOf().tasks.map((t: any) => [t.name, t.replicas, t.minAvailable])).toStrictEqual([
      ['master', 1, 1],
      ['worker', 3, 3],
    ]);
  });

  test('of one pod is a master alone', () => {
    expect(specOf({ gangSize: 1 }).tasks.map((t: any) => t.name)).toStrictEqual(['master']);
  });

  test('starts anew whole when a pod fails or is evicted', () => {
    expect(specOf().policies).toStrictEqual([
      { event: 'PodEvicted', action: 'RestartJob' },
      { event: 'PodFailed', action: 'RestartJob' },
    ]);
  });

  test('may start anew a hundred times, because every eviction counts', () => {
    expect(specOf().maxRetry).toBe(100);
    expect(specOf().tasks.map((t: any) => t.maxRetry)).toStrictEqual([100, 100]);
    expect(specOf({ maxRetry: 7 }).maxRetry).toBe(7);
  });

  test('has 30 seconds to save its work, and 30 until a lost node is given up', () => {
    expect(podOf().terminationGracePeriodSeconds).toBe(30);
    expect(podOf({ terminationGrace: Duration.seconds(20) }).terminationGracePeriodSeconds).toBe(20);
    const seconds = (pod: any): (number | undefined)[] => pod.tolerations.map((t: any) => t.tolerationSeconds);
    expect(podOf().tolerations).toStrictEqual([
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
    ]);
    expect(seconds(podOf({ nodeLossTolerance: Duration.minutes(2) }))).toStrictEqual([undefined, 120, 120]);
  });

  test('has the priority of its queue, or a higher one when it is known to be short', () => {
    expect(specOf().priorityClassName).toBe('ai-cloud-training-within-3d');
    const short = made({ expectedDuration: Duration.minutes(30) });
    expect(short.manifest.spec.priorityClassName).toBe('ai-cloud-training-within-1h');
    expect(short.manifest.spec.tasks[0].template.spec.priorityClassName).toBe('ai-cloud-training-within-1h');
    expect(short.job.priorityClassName).toBe('ai-cloud-training-within-1h');
  });

  test('is placed on the nodes of its pool', () => {
    expect(podOf().nodeSelector).toStrictEqual({ 'acme.com/pool': 'h800' });
    absent((pod: any) => pod.nodeSelector, podOf(), podOf({ on: { nodeLabels: {} } }));
  });
});

describe('resources', () => {
  test('are what goes with the devices, which leaves room to DaemonSets', () => {
    const quantities = { cpu: '160', memory: '1640Gi', 'nvidia.com/gpu': '8' };
    expect(containerOf().resources).toStrictEqual({ requests: quantities, limits: quantities });
    expect(containerOf({ devicesPerPod: 2 }).resources.limits).toStrictEqual({
      cpu: '40',
      memory: '410Gi',
      'nvidia.com/gpu': '2',
    });
  });

  test('of small nodes are exact', () => {
    const on = { devicesPerNode: 2, cpuPerDevice: 0.875, memoryPerDevice: Size.mebibytes(896) };
    const small = containerOf({ on, deserved: 2, gangSize: 1, devicesPerPod: 1, sharedMemory: Size.mebibytes(64) });
    expect(small.resources.limits).toStrictEqual({ cpu: '875m', memory: '896Mi', 'nvidia.com/gpu': '1' });
  });

  test('can be said', () => {
    const { limits } = containerOf({ cpuPerPod: 12.5, memoryPerPod: Size.gibibytes(100) }).resources;
    expect(limits).toMatchObject({ cpu: '12500m', memory: '100Gi' });
  });

  test('shared memory is 16 GiB, or what the fabric needs, or what is said', () => {
    const sizeOf = (wishes: Wishes): string => podOf(wishes).volumes[0].emptyDir.sizeLimit;
    expect(podOf().volumes[0]).toStrictEqual({
      name: 'shared-memory',
      emptyDir: { medium: 'Memory', sizeLimit: '16Gi' },
    });
    expect(containerOf().volumeMounts[0]).toStrictEqual({ name: 'shared-memory', mountPath: '/dev/shm' });
    expect(sizeOf({ on: { fabric: FABRIC } })).toBe('64Gi');
    expect(sizeOf({ sharedMemory: Size.gibibytes(8) })).toBe('8Gi');
  });

  test('shared memory takes half of a small pod at most', () => {
    expect(podOf({ memoryPerPod: Size.gibibytes(20) }).volumes[0].emptyDir.sizeLimit).toBe('10Gi');
  });

  test('checkpoints are a claim of the user', () => {
    const mounts = (wishes: Wishes): any => containerOf(wishes).volumeMounts[1];
    absent(mounts, { checkpoints: { claimName: 'runs' } }, {});
    expect(podOf({ checkpoints: { claimName: 'runs' } }).volumes[1]).toStrictEqual({
      name: 'checkpoints',
      persistentVolumeClaim: { claimName: 'runs' },
    });
    expect(mounts({ checkpoints: { claimName: 'runs' } }).mountPath).toBe('/checkpoints');
    expect(mounts({ checkpoints: { claimName: 'runs', mountPath: '/data' } }).mountPath).toBe('/data');
  });
});
