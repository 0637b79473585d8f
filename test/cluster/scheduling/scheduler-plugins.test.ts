import { parse } from 'yaml';
import { DevicePlacement, Duration, SchedulerAction, SchedulerPlugin, SchedulerPolicy } from '../../../lib';

function written(plugin: SchedulerPlugin, devices: string[] = [], options: any = {}): any {
  const policy = SchedulerPolicy.of({
    actions: [SchedulerAction.ALLOCATE],
    tiers: [{ plugins: [plugin] }],
    ...options,
  });
  return parse(policy.toYaml(devices)).tiers[0].plugins[0];
}

describe('structured arguments', () => {
  test('resource-strategy-fit takes strategies, scarce resources and what is reserved per device', () => {
    const plugin = SchedulerPlugin.resourceStrategyFit({
      resources: { 'nvidia.com/gpu': { mostAllocated: true, weight: 2 }, cpu: { mostAllocated: false } },
      scarce: { weights: { 'nvidia.com/gpu': 5 } },
      reservedPerDevice: { 'nvidia.com/gpu.cpu': 4, 'nvidia.com/gpu.memory': 8 },
    });
    expect(written(plugin).arguments).toStrictEqual({
      resourceStrategyFitWeight: 10,
      resources: {
        cpu: { type: 'LeastAllocated', weight: 1 },
        'nvidia.com/gpu': { type: 'MostAllocated', weight: 2 },
      },
      sra: { enable: true, resources: 'nvidia.com/gpu', weight: 10, resourceWeight: { 'nvidia.com/gpu': 5 } },
      proportional: {
        enable: true,
        resources: 'nvidia.com/gpu',
        resourceProportion: { 'nvidia.com/gpu.cpu': 4, 'nvidia.com/gpu.memory': 8 },
      },
    });
    const small = SchedulerPlugin.resourceStrategyFit({ resources: {}, weight: 3 });
    expect(written(small).arguments).toStrictEqual({ resourceStrategyFitWeight: 3, resources: {} });
  });

  test('usage takes thresholds, and may leave busy nodes open', () => {
    const metrics = { type: 'prometheus', address: 'http://prometheus:9090', interval: '30s' };
    const strict = SchedulerPlugin.usage({ cpuPercent: 70, weight: 2 });
    expect(written(strict, [], { metrics })).toStrictEqual({
      name: 'usage',
      arguments: { 'usage.weight': 2, thresholds: { cpu: 70, mem: 80 } },
    });
    const lax = SchedulerPlugin.usage({ closesNodes: false, memoryPercent: 90 });
    expect(written(lax, [], { metrics })).toMatchObject({
      enablePredicate: false,
      arguments: { 'usage.weight': 5, thresholds: { cpu: 80, mem: 90 } },
    });
  });

  test('rescheduling takes the bounds of idle and busy nodes', () => {
    const plugin = SchedulerPlugin.rescheduling({ idleBelow: { cpu: 20 }, busyAbove: { cpu: 80, pod: 90 } });
    const policy = SchedulerPolicy.of({ actions: [SchedulerAction.SHUFFLE], tiers: [{ plugins: [plugin] }] });
    expect(parse(policy.toYaml([])).tiers[0].plugins[0].arguments).toStrictEqual({
      interval: '300s',
      strategies: [
        {
          name: 'lowNodeUtilization',
          params: { thresholds: { cpu: 20 }, targetThresholds: { cpu: 80, pod: 90 } },
        },
      ],
    });
    const often = { idleBelow: {}, busyAbove: {}, interval: Duration.minutes(1) };
    expect(SchedulerPlugin.rescheduling(often)._data().arguments.interval).toBe('60s');
    expect(() => SchedulerPlugin.rescheduling({ idleBelow: { cpu: 0.5 }, busyAbove: {} })).toThrow(
      /AIC-2123.*strategies\[0\].params.thresholds.cpu of plugin rescheduling.*got 0.5.*a whole number/,
    );
  });

  test('tdm takes hours by zone', () => {
    const plugin = SchedulerPlugin.timeDivision({ zones: { night: '22:00-06:00' } });
    expect(written(plugin).arguments).toStrictEqual({
      'tdm.evict.period': '60s',
      'tdm.revocable-zone.night': '22:00-06:00',
    });
    const slow = SchedulerPlugin.timeDivision({ zones: {}, evictEvery: Duration.minutes(2) });
    expect(written(slow).arguments).toStrictEqual({ 'tdm.evict.period': '120s' });
    expect(() => SchedulerPlugin.timeDivision({ zones: { night: '22-06' } })).toThrow(
      /AIC-2123.*tdm.revocable-zone.night.*the scheduler ends/s,
    );
  });

  test('deviceshare takes placement, lock and pods that keep off each other', () => {
    const plugin = SchedulerPlugin.deviceshare({
      placement: DevicePlacement.SPREAD,
      weight: 3,
      nodeLock: true,
      exclusive: [{ podLabels: { tier: 'gold' } }, { podLabels: { tier: 'silver' } }],
    });
    expect(written(plugin).arguments).toStrictEqual({
      'deviceshare.VGPUEnable': true,
      'deviceshare.NodeLockEnable': true,
      'deviceshare.SchedulePolicy': 'spread',
      'deviceshare.ScheduleWeight': 3,
      'deviceshare.GPUExclusiveRules': [{ tier: 'gold' }, { tier: 'silver' }],
    });
  });

  test('the network plugin knows the devices of the pools', () => {
    const plugin = SchedulerPlugin.networkTopologyAware({ deviceWeight: 7 });
    expect(written(plugin, ['nvidia.com/gpu']).arguments).toStrictEqual({
      weight: 10,
      'hypernode.binpack.cpu': 1,
      'hypernode.binpack.memory': 1,
      'hypernode.binpack.resources': 'nvidia.com/gpu',
      'hypernode.binpack.resources.nvidia.com/gpu': 7,
    });
    expect(() => SchedulerPlugin.networkTopologyAware({ weight: 0.5 })).toThrow(/AIC-2123.*weight/);
  });

  test('lists are lists', () => {
    const lists = { 'extender.managedResources': ['acme.com/tpu'] };
    expect(written(SchedulerPlugin.of('extender', { lists })).arguments).toStrictEqual(lists);
    expect(() => SchedulerPlugin.of('extender', { texts: { 'extender.managedResources': 'acme.com/tpu' } })).toThrow(
      /AIC-2123.*a list, each a text.*the scheduler ends/s,
    );
  });
});

test('a mode of deviceshare that is none is said', () => {
  const tiers = [{ plugins: [SchedulerPlugin.of('deviceshare')] }];
  const codes = SchedulerPolicy.of({ actions: [SchedulerAction.ALLOCATE], tiers })
    .warnings()
    .map(({ code }) => code);
  expect(codes).toContain('AIC-2142');
});

describe('arguments of actions', () => {
  const tiers = [{ plugins: [SchedulerPlugin.of('gang')] }];
  const policy = (
    actionArguments: any,
    actions = [SchedulerAction.ALLOCATE, SchedulerAction.PREEMPT],
  ): SchedulerPolicy => SchedulerPolicy.of({ actions, tiers, actionArguments });

  test('are written as configurations, sorted by action', () => {
    const made = policy({
      preempt: { integers: { minCandidateNodesAbsolute: 10 } },
      allocate: { flags: { predicateErrorCacheEnable: false } },
      'init-params': { texts: { 'grace-over-time': '900' } },
    });
    expect(parse(made.toYaml([])).configurations).toStrictEqual([
      { name: 'allocate', arguments: { predicateErrorCacheEnable: false } },
      { name: 'init-params', arguments: { 'grace-over-time': '900' } },
      { name: 'preempt', arguments: { minCandidateNodesAbsolute: 10 } },
    ]);
  });

  test.each([
    ['of an action that is not done', { gangpreempt: { integers: { maxDomains: 1 } } }, /gangpreempt is none of the/],
    ['of no action', { alocate: {} }, /alocate is none of the actions/],
    ['that are unknown', { allocate: { flags: { cache: true } } }, /cache: unknown/],
    [
      'of another type',
      { preempt: { texts: { minCandidateNodesAbsolute: '1' } } },
      /minCandidateNodesAbsolute: a whole/,
    ],
  ])('fails on those %s', (_what, actionArguments, message) => {
    expect(() => policy(actionArguments)).toThrow(/AIC-2139.*arguments of an action are ignored/);
    expect(() => policy(actionArguments)).toThrow(message);
  });
});

describe('halves', () => {
  const policy = (actions: SchedulerAction[], plugins: SchedulerPlugin[], metrics?: any): SchedulerPolicy =>
    SchedulerPolicy.of({ actions, tiers: [{ plugins }], metrics });
  const rescheduling = SchedulerPlugin.rescheduling({ idleBelow: {}, busyAbove: {} });

  test.each<[string, SchedulerAction[], SchedulerPlugin[]]>([
    ['shuffle without somebody who names pods', [SchedulerAction.SHUFFLE], [SchedulerPlugin.of('gang')]],
    ['rescheduling without shuffle', [SchedulerAction.ALLOCATE], [rescheduling]],
    ['usage without metrics', [SchedulerAction.ALLOCATE], [SchedulerPlugin.usage()]],
  ])('fails on %s', (_what, actions, plugins) => {
    expect(() => policy(actions, plugins)).toThrow(/AIC-2140.*half of something/);
  });

  test.each([
    ['an unknown source', { type: 'graphite', address: 'http://g' }],
    ['no address', { type: 'prometheus' }],
  ])('fails on metrics with %s', (_what, metrics) => {
    expect(() => policy([SchedulerAction.ALLOCATE], [SchedulerPlugin.usage()], metrics)).toThrow(/AIC-2171/);
  });

  test('metrics of the adaptor need no address', () => {
    const made = policy([SchedulerAction.ALLOCATE], [SchedulerPlugin.usage()], { type: 'prometheus_adaptor' });
    expect(parse(made.toYaml([])).metrics).toStrictEqual({ type: 'prometheus_adaptor' });
  });
});

test('fails when enqueue keeps jobs from reclaiming, unless nobody guards that gate', () => {
  const { ALLOCATE, ENQUEUE, RECLAIM } = SchedulerAction;
  const policy = (switches: any): SchedulerPolicy => {
    const plugins = [SchedulerPlugin.of('capacity'), SchedulerPlugin.of('overcommit', { switches })];
    return SchedulerPolicy.of({ actions: [ENQUEUE, ALLOCATE, RECLAIM], tiers: [{ plugins }] });
  };
  expect(() => policy({})).toThrow(/AIC-2138.*got enqueue with overcommit/);
  expect(policy({ enableJobEnqueued: false }).holdsJobsBack()).toBe(true);
});
