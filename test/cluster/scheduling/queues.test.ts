import { TerraformStack } from 'cdktf';
import { Duration, IQueue, Queue, QueueOptions, QueuePurpose, Size } from '../../../lib';
import { absent, blueprintOf, bundlesOf, manifestsOf, testStack } from '../../harness';
import { pool, SchedulingOnly } from './cluster-stand-in';

const H800 = pool('h800');

function cluster(stack: TerraformStack = testStack()): SchedulingOnly {
  return new SchedulingOnly(stack);
}

function specOf(options: Partial<QueueOptions>): any {
  const stack = testStack();
  cluster(stack).queues.add('research', { pool: H800, deservedDevices: 64, ...options });
  return manifestsOf(stack)['Queue/research'].spec;
}

test('a queue gets its devices and the CPU and memory that go with them', () => {
  expect(specOf({}).deserved).toStrictEqual({ cpu: '1280', memory: '13120Gi', 'nvidia.com/gpu': '64' });
  const small = pool('l20', { cpuPerDevice: 2.333, memoryPerDevice: Size.mebibytes(341) });
  expect(specOf({ pool: small, deservedDevices: 1 }).deserved).toStrictEqual({
    cpu: '2333m',
    memory: '341Mi',
    'nvidia.com/gpu': '1',
  });
});

test('a queue says all that the webhook would fill in, and stays on the nodes of its pool', () => {
  expect(specOf({})).toMatchObject({
    parent: 'pool-h800',
    weight: 1,
    reclaimable: true,
    dequeueStrategy: 'traverse',
    affinity: { nodeGroupAffinity: { requiredDuringSchedulingIgnoredDuringExecution: ['h800'] } },
  });
});

test('a queue lends what is idle unless it is told not to', () => {
  absent((spec: any) => spec.guarantee, specOf({ lendsIdle: false }), specOf({ lendsIdle: true }));
  expect(specOf({ lendsIdle: false }).guarantee).toStrictEqual({ resource: { 'nvidia.com/gpu': '64' } });
});

test('guaranteedDevices keeps some of its devices free', () => {
  expect(specOf({ guaranteedDevices: 8 }).guarantee).toStrictEqual({ resource: { 'nvidia.com/gpu': '8' } });
});

test('capabilityDevices bounds what a queue can borrow', () => {
  absent((spec: any) => spec.capability, specOf({ capabilityDevices: 96 }), specOf({}));
  expect(specOf({ capabilityDevices: 96 }).capability['nvidia.com/gpu']).toBe('96');
});

test('reclaimable: false is written as it is', () => {
  expect(specOf({ reclaimable: false }).reclaimable).toBe(false);
});

test('the queue of a pool has all of it, and does not change as queues come', () => {
  const stack = testStack();
  const { queues } = cluster(stack);
  queues.add('research', { pool: H800, deservedDevices: 64 });
  const before = manifestsOf(stack)['Queue/pool-h800'];
  queues.add('vision', { pool: H800, deservedDevices: 8, guaranteedDevices: 8 });
  expect(manifestsOf(stack)['Queue/pool-h800']).toStrictEqual(before);
  expect(before.spec).toMatchObject({
    parent: 'root',
    deserved: { cpu: '2560', memory: '26240Gi', 'nvidia.com/gpu': '128' },
    guarantee: { resource: { 'nvidia.com/gpu': '128' } },
  });
  absent((spec: any) => spec.capability, specOf({ capabilityDevices: 96 }), before.spec);
});

test('there is one bundle per level, and parents come first', () => {
  const stack = testStack();
  const { queues } = cluster(stack);
  const vision = queues.addGroup('vision', { pool: H800, deservedDevices: 32 });
  queues.add('segmentation', { pool: H800, parent: vision, deservedDevices: 8 });
  queues.add('research', { pool: H800, deservedDevices: 64 });
  expect(bundlesOf(stack)).toMatchObject({
    'queues-pools': ['Queue/pool-h800'],
    'queues-depth-2': ['Queue/research', 'Queue/vision'],
    'queues-depth-3': ['Queue/segmentation'],
  });
  const units: any[] = blueprintOf(stack).units;
  const before = (name: string): string[] => units.find((u) => u.releaseName === name).dependsOn;
  expect(before('queues-depth-3')).toContain('test/Cluster/Scheduling/Queues/Depth2');
  expect(before('queues-depth-2')).toContain('test/Cluster/Scheduling/Queues/Depth1');
  expect(before('queues-pools')).toContain('test/Cluster/Scheduling/Policies');
});

test('a group is a parent with devices of its own to share out', () => {
  const stack = testStack();
  const { queues } = cluster(stack);
  const vision = queues.addGroup('vision', { pool: H800, deservedDevices: 32, guaranteedDevices: 8 });
  const team = queues.add('segmentation', { pool: H800, parent: vision, deservedDevices: 8, guaranteedDevices: 8 });
  expect(manifestsOf(stack)['Queue/segmentation'].spec.parent).toBe('vision');
  expect(manifestsOf(stack)['Queue/vision'].spec).toMatchObject({
    parent: 'pool-h800',
    deserved: { 'nvidia.com/gpu': '32' },
    guarantee: { resource: { 'nvidia.com/gpu': '8' } },
  });
  expect(vision).toMatchObject({
    queueName: 'vision',
    pool: H800,
    deservedDevices: 32,
    guaranteedDevices: 8,
    depth: 2,
  });
  expect(team).toMatchObject({ queueName: 'segmentation', deservedDevices: 8, guaranteedDevices: 8 });
});

test('groups nest', () => {
  const stack = testStack();
  const { queues } = cluster(stack);
  const lab = queues.addGroup('lab', { pool: H800, deservedDevices: 32 });
  const vision = queues.addGroup('vision', { pool: H800, parent: lab, deservedDevices: 16 });
  queues.add('segmentation', { pool: H800, parent: vision, deservedDevices: 8 });
  expect(manifestsOf(stack)['Queue/vision'].spec.parent).toBe('lab');
  expect(vision.depth).toBe(3);
});

test('a queue reads back as what it is', () => {
  const c = cluster();
  const queue: IQueue = c.queues.add('research', { pool: H800, deservedDevices: 64 });
  expect(queue).toMatchObject({ queueName: 'research', pool: H800, deservedDevices: 64, schedulerName: 'volcano' });
  expect(queue.cluster).toBe(c);
  expect(c.queues.leaves().map((leaf) => leaf.queueName)).toStrictEqual(['research']);
});

test('shorter jobs of a training queue have higher priority; services have theirs', () => {
  const { queues } = cluster();
  const research = queues.add('research', { pool: H800, deservedDevices: 64 });
  const serving = queues.add('serving', { pool: H800, deservedDevices: 64, purpose: QueuePurpose.SERVING });
  expect(research.priorityClassName).toBe('ai-cloud-training-within-3d');
  expect(
    [Duration.hours(1), Duration.minutes(61), Duration.hours(72), Duration.days(4)].map((d) =>
      research.priorityClassFor(d),
    ),
  ).toStrictEqual([
    'ai-cloud-training-within-1h',
    'ai-cloud-training-within-8h',
    'ai-cloud-training-within-3d',
    'ai-cloud-training-longer',
  ]);
  expect(serving.priorityClassName).toBe('ai-cloud-serving');
  expect(serving.priorityClassFor(Duration.hours(1))).toBe('ai-cloud-serving');
});

test('the serving queue of a pool is found by the name of the pool', () => {
  const c = cluster();
  c.queues.add('research', { pool: H800, deservedDevices: 64 });
  const serving = c.queues.add('serving', { pool: H800, deservedDevices: 64, purpose: QueuePurpose.SERVING });
  expect(c.tryFindServingQueue('h800')).toBe(serving);
  expect(c.tryFindServingQueue('l20')).toBeUndefined();
});

test('the blueprint holds every queue with its role', () => {
  const stack = testStack();
  const { queues } = cluster(stack);
  queues.add('serving', { pool: H800, deservedDevices: 64, purpose: QueuePurpose.SERVING, lendsIdle: false });
  queues.add('research', { pool: H800, deservedDevices: 32, capabilityDevices: 96 });
  const facts: any[] = blueprintOf(stack).queues;
  expect(facts.map((q) => [q.name, q.parent, q.role])).toStrictEqual([
    ['pool-h800', 'root', 'parent'],
    ['research', 'pool-h800', 'training'],
    ['serving', 'pool-h800', 'serving'],
  ]);
  expect(facts[1]).toMatchObject({ pool: 'h800', reclaimable: true, capability: { 'nvidia.com/gpu': '96' } });
  expect(facts[2].guarantee).toStrictEqual({ 'nvidia.com/gpu': '64' });
});

test('queues are the same bytes in whatever order they come', () => {
  const written = (names: string[]): string => {
    const stack = testStack();
    const { queues } = cluster(stack);
    names.forEach((name) => queues.add(name, { pool: pool(`on-${name}`), deservedDevices: 8 }));
    return JSON.stringify(blueprintOf(stack));
  };
  expect(written(['b', 'a', 'c'])).toBe(written(['c', 'b', 'a']));
});

describe('a queue that exists already', () => {
  test('works wherever an own one does', () => {
    const c = cluster();
    const imported = Queue.fromQueueName('legacy', { cluster: c, pool: H800, deservedDevices: 16 });
    expect(imported).toMatchObject({
      queueName: 'legacy',
      pool: H800,
      deservedDevices: 16,
      schedulerName: 'volcano',
      priorityClassName: 'ai-cloud-training-within-3d',
    });
    expect(imported.cluster).toBe(c);
    expect(imported.ready).toBe(c.schedulingReady);
    expect(imported.priorityClassFor(Duration.hours(1))).toBe('ai-cloud-training-within-1h');
  });

  test('says what it is for and whether it gives back, as an own one does', () => {
    const c = cluster();
    const attributes = { cluster: c, pool: H800, deservedDevices: 16 };
    expect(Queue.fromQueueName('legacy', attributes)).toMatchObject({ purpose: 'training', reclaimable: true });
    expect(Queue.fromQueueName('legacy', { ...attributes, reclaimable: false }).reclaimable).toBe(false);
    expect(c.queues.add('keeps', { ...attributes, reclaimable: false }).reclaimable).toBe(false);
    expect(c.queues.add('lends', attributes)).toMatchObject({ purpose: 'training', reclaimable: true });
  });

  test('can be for serving', () => {
    const attributes = { cluster: cluster(), pool: H800, deservedDevices: 16, purpose: QueuePurpose.SERVING };
    expect(Queue.fromQueueName('legacy', attributes).priorityClassName).toBe('ai-cloud-serving');
  });
});
