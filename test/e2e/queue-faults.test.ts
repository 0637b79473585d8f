import { SchedulerPolicy } from '../../lib';
import { Gang, SchedulerBench } from '../support/scheduler-bench';
import { but, CLAIM, gpus, MIXED, reclaimed, twoNodes } from '../support/scheduler-configurations';

jest.setTimeout(600_000);

const POLICY = SchedulerPolicy.mixed();
const GPU = 'nvidia.com/gpu';

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await twoNodes();
});
afterAll(async () => {
  await bench?.stop();
});

test('a queue that does not count devices holds them without limit: AIC-2144', async () => {
  const queues = { lender: { deserved: { cpu: '64', memory: '512Gi' } }, owner: { deserved: gpus(8) } };
  expect(await reclaimed(bench, MIXED, 0, { queues })).toBe(0);
});

test('a pod without a dimension in deserved is evicted first, whatever its queue holds: AIC-2145', async () => {
  await bench.restart(MIXED);
  await bench.queues({ modest: { deserved: { [GPU]: '8' } }, owner: { deserved: { cpu: '64', [GPU]: '8' } } });
  const onFirst = { nodeSelector: { 'kubernetes.io/hostname': 'n0' } };
  bench.gangs({ name: 'driver', queue: 'modest', pods: 1, asks: { cpu: '60' }, pod: onFirst });
  expect(await bench.runs('driver', 1)).toBe(1);
  bench.gangs({ name: 'claim', queue: 'owner', pods: 1, asks: { cpu: '32' }, pod: onFirst });
  expect(await bench.runs('claim', 1)).toBe(1);
  expect(bench.nodesOf('driver')).toStrictEqual([]);
});

test('a gang above what its queue deserves takes nothing back: AIC-2146', async () => {
  const large: Gang = { ...CLAIM, pods: 3, minMember: 3 };
  expect(await reclaimed(bench, MIXED, 0, { claim: large })).toBe(0);
});

test('one pod group in a queue with children stops every queue: AIC-2148', async () => {
  await bench.restart(MIXED);
  await bench.queues({
    team: { deserved: gpus(8) },
    child: { parent: 'team', deserved: gpus(8) },
    other: { deserved: gpus(8) },
  });
  bench.gangs({ name: 'before', queue: 'other', pods: 1, asks: gpus(1) });
  expect(await bench.runs('before', 1)).toBe(1);
  bench.gangs({ name: 'wrong', queue: 'team', pods: 1, asks: gpus(1) });
  await bench.until(async () => /is not leaf queue/.test(await bench.log()), 5);
  bench.gangs({ name: 'after', queue: 'other', pods: 1, asks: gpus(1) });
  expect(await bench.stillRuns('after')).toBe(0);
});

test('one queue whose parent is gone stops every queue: AIC-2148', async () => {
  await bench.restart(MIXED);
  await bench.queues({ orphan: { parent: 'gone', deserved: gpus(8) }, other: { deserved: gpus(8) } });
  bench.gangs({ name: 'any', queue: 'other', pods: 1, asks: gpus(1) });
  expect(await bench.stillRuns('any')).toBe(0);
});

test('proportion shares side by side what a tree divides otherwise: AIC-2149', async () => {
  const queues = {
    team: { deserved: gpus(4) },
    child: { parent: 'team', deserved: gpus(4) },
    other: { deserved: gpus(12) },
  };
  const got = async (configuration: string, wanted: number): Promise<number> => {
    await bench.restart(configuration);
    await bench.queues(queues);
    bench.gangs({ name: 'child', queue: 'child', pods: 4, asks: gpus(4), minMember: 1 });
    expect(await bench.runs('child', 4)).toBe(4);
    bench.gangs({ name: 'other', queue: 'other', pods: 3, asks: gpus(4), minMember: 1 });
    await bench.runs('other', wanted);
    return bench.stillRuns('other');
  };
  const side = but((c) => {
    c.tiers[0].plugins[3] = { name: 'proportion' };
  });
  expect(await got(MIXED, 3)).toBe(3);
  expect(await got(side, 2)).toBe(2);
});

test('enqueue below a parent with capability keeps a claim from reclaiming: AIC-2174', async () => {
  const queues = {
    team: { deserved: gpus(16), capability: gpus(16) },
    lender: { parent: 'team', deserved: gpus(8) },
    owner: { parent: 'team', deserved: gpus(8) },
  };
  const gated = but((c) => (c.actions = 'enqueue, allocate, backfill, reclaim'));
  expect(await reclaimed(bench, gated, 0, { queues })).toBe(0);
  expect(await reclaimed(bench, MIXED, 2, { queues })).toBe(2);
});

test('dequeueStrategy: fifo does not keep smaller jobs behind a gang that waits: AIC-2175', async () => {
  await bench.restart(MIXED);
  await bench.queues({ line: { deserved: gpus(16), dequeueStrategy: 'fifo' } });
  bench.gangs({ name: 'runs', queue: 'line', pods: 1, asks: gpus(8) });
  expect(await bench.runs('runs', 1)).toBe(1);
  bench.gangs({ name: 'first', queue: 'line', pods: 2, asks: gpus(8) });
  expect(await bench.stillRuns('first', 2)).toBe(0);
  bench.gangs({ name: 'second', queue: 'line', pods: 1, asks: gpus(8) });
  expect(await bench.runs('second', 1)).toBe(1);
});

test('the linter knows all of it', () => {
  const text = `
kind: Queue
metadata: {name: lender}
spec: {deserved: {${GPU}: "8"}, dequeueStrategy: fifo, parent: gone}
---
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata: {name: job}
spec: {queue: lender, tasks: [{replicas: 1, template: {spec: {containers: [{resources: {limits: {cpu: "4"}}}]}}}]}
`;
  const codes = POLICY.lintObjects(text).map(({ code }) => code);
  expect(codes).toStrictEqual(['AIC-2145', 'AIC-2147', 'AIC-2148', 'AIC-2175']);
});
