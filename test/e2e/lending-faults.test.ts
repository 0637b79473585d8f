import { Duration, SchedulerPolicy } from '../../lib';
import { Gang, SchedulerBench } from '../support/scheduler-bench';
import { but, CLAIM, codesOf, gpus, MIXED, reclaimed, twoNodes } from '../support/scheduler-configurations';

jest.setTimeout(600_000);

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await twoNodes();
});
afterAll(async () => {
  await bench?.stop();
});

/** Jobs get pods only while the cluster is not full. */
function gated(settings: object, switches: object = {}): string {
  return but((c) => {
    c.actions = 'enqueue, allocate, backfill, reclaim';
    c.tiers[0].plugins.push({ name: 'overcommit', ...switches, arguments: settings });
  });
}

test('the preset takes back what was borrowed', async () => {
  expect(codesOf(MIXED)).toStrictEqual([]);
  expect(await reclaimed(bench, MIXED, 2)).toBe(2);
});

describe('what keeps a queue from taking back what is its own', () => {
  test.each([
    ['gang protects its members', 'AIC-2129', 0, but((_c, plugin) => delete plugin('gang').enableReclaimable)],
    [
      'gang hides all replicas but the first',
      'AIC-2129',
      1,
      but((_c, plugin) => delete plugin('gang').enableJobStarving),
    ],
    ['nobody reclaims', 'AIC-2137', 0, but((c) => (c.actions = 'allocate, backfill'))],
    ['enqueue holds the claim back', 'AIC-2138', 0, gated({ 'overcommit-factor': 1 })],
  ])('%s: %s', async (_what, code, runs, configuration) => {
    expect(codesOf(configuration)).toContain(code);
    expect(await reclaimed(bench, configuration, runs)).toBe(runs);
  });

  test('enqueue with open gates does not: AIC-2138', async () => {
    const open = gated({ 'overcommit-factor': 1 }, { enableJobEnqueued: false });
    expect(codesOf(open)).toStrictEqual(['AIC-2135']);
    expect(await reclaimed(bench, open, 2)).toBe(2);
  });

  test('without allocate nothing is bound at all: AIC-2134', async () => {
    const configuration = but((c) => (c.actions = 'reclaim'));
    expect(codesOf(configuration)).toStrictEqual(['AIC-2134']);
    await bench.restart(configuration);
    bench.gangs({ name: 'any', queue: 'default', pods: 1, asks: gpus(1) });
    expect(await bench.stillRuns('any')).toBe(0);
  });

  test('a class that must not preempt, which is why the classes of such a policy may', async () => {
    const common = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', value: 9000 };
    const policies = ['Never', 'PreemptLowerPriority'];
    bench.apply(policies.map((p) => ({ ...common, metadata: { name: p.toLowerCase() }, preemptionPolicy: p })));
    expect(await reclaimed(bench, MIXED, 0, { claim: { ...CLAIM, pod: { priorityClassName: 'never' } } })).toBe(0);
    expect(
      await reclaimed(bench, MIXED, 2, { claim: { ...CLAIM, pod: { priorityClassName: 'preemptlowerpriority' } } }),
    ).toBe(2);
  });
});

describe('what takes from a queue that has no more than its own', () => {
  const queues = { modest: { deserved: gpus(8) }, greedy: { deserved: gpus(4) }, third: { deserved: gpus(4) } };
  const on = (node: string): Gang['pod'] => ({ nodeSelector: { 'kubernetes.io/hostname': node } });

  /** Says how many pods are left to the queue that holds just what it deserves. */
  const left = async (configuration: string): Promise<number> => {
    await bench.restart(configuration);
    await bench.queues(queues);
    bench.gangs({ name: 'modest', queue: 'modest', pods: 2, asks: gpus(4), minMember: 1, pod: on('n0') });
    bench.gangs({ name: 'greedy', queue: 'greedy', pods: 2, asks: gpus(4), minMember: 1, pod: on('n1') });
    expect([await bench.runs('modest', 2), await bench.runs('greedy', 2)]).toStrictEqual([2, 2]);
    bench.gangs({ name: 'third', queue: 'third', pods: 1, asks: gpus(4), pod: on('n0') });
    return bench.stillRuns('modest');
  };

  test('nothing, under the preset', async () => {
    expect(await left(MIXED)).toBe(2);
  });

  test('conformance in a tier above capacity: AIC-2136', async () => {
    const configuration = but((c) => {
      const [first, second] = c.tiers;
      c.tiers = [{ plugins: first.plugins.slice(0, 3) }, { plugins: first.plugins.slice(3) }, second];
    });
    expect(codesOf(configuration)).toStrictEqual(['AIC-2136']);
    expect(await left(configuration)).toBe(1);
  });

  test('somebody who votes below capacity: AIC-2130', async () => {
    const configuration = but((c) => {
      const [first, second] = c.tiers;
      const [conformance] = first.plugins.splice(2, 1);
      c.tiers = [first, { plugins: [conformance, ...second.plugins] }];
    });
    expect(codesOf(configuration)).toStrictEqual(['AIC-2130']);
    expect(await left(configuration)).toBe(1);
  });
});

test('two plugins that share out: the one caps what the other grants: AIC-2127', async () => {
  const queues = { big: { deserved: gpus(12) }, small: { deserved: gpus(4) } };
  const got = async (configuration: string, wanted: number): Promise<number> => {
    await bench.restart(configuration);
    await bench.queues(queues);
    bench.gangs({ name: 'small', queue: 'small', pods: 4, asks: gpus(4), minMember: 1 });
    expect(await bench.runs('small', 4)).toBe(4);
    bench.gangs({ name: 'big', queue: 'big', pods: 3, asks: gpus(4), minMember: 1 });
    await bench.runs('big', wanted);
    return bench.stillRuns('big');
  };
  const both = but((c) => c.tiers[1].plugins.push({ name: 'proportion', enableReclaimable: false }));
  expect(codesOf(both)).toStrictEqual(['AIC-2127']);
  expect(await got(MIXED, 3)).toBe(3);
  expect(await got(both, 2)).toBe(2);
});

describe('a gang that is overdue', () => {
  const sla = { name: 'sla', enableJobOrder: false, arguments: { 'sla-waiting-time': '1s' } };

  /** Says whether a later job gets the node that is idle while the gang waits for another one. */
  const passed = async (configuration: string): Promise<number> => {
    await bench.restart(configuration);
    bench.gangs({ name: 'runs', queue: 'default', pods: 1, asks: gpus(8) });
    expect(await bench.runs('runs', 1)).toBe(1);
    bench.gangs({ name: 'overdue', queue: 'default', pods: 2, asks: gpus(8) });
    expect(await bench.stillRuns('overdue', 2)).toBe(0);
    bench.gangs({ name: 'later', queue: 'default', pods: 1, asks: gpus(8) });
    await bench.runs('later', 1, 3);
    return bench.nodesOf('later').length;
  };

  test.each([
    ['in the tier of gang', 'AIC-2133', but((c) => c.tiers[0].plugins.push(sla))],
    ['below gang', 'AIC-2173', but((c) => c.tiers[1].plugins.push(sla))],
  ])('is passed by later jobs when sla stands %s: %s', async (_where, code, configuration) => {
    expect(codesOf(configuration)).toStrictEqual([code]);
    expect(await passed(configuration)).toBe(1);
  });

  test('is passed for ever without a guard, and with the guard of the presets it is not', async () => {
    expect(await passed(MIXED)).toBe(1);
    expect(await passed(SchedulerPolicy.mixed({ reserveAfter: Duration.seconds(1) }).toYaml(['nvidia.com/gpu']))).toBe(
      0,
    );
    bench.controlPlane.kubectl(['delete', 'pod', 'runs-0', '--namespace=default']);
    expect(await bench.runs('overdue', 2)).toBe(2);
  });
});
