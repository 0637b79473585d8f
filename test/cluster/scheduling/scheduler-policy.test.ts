import { parse } from 'yaml';
import { SchedulerAction, SchedulerPolicy, SchedulerPolicyOptions, SchedulerPlugin } from '../../../lib';

const GANG = SchedulerPlugin.of('gang', { switches: { enableReclaimable: false, enableJobStarving: false } });
const CAPACITY = SchedulerPlugin.of('capacity', { switches: { enableHierarchy: true } });

function configuration(plugins: SchedulerPlugin[][], actions = [SchedulerAction.ALLOCATE]): SchedulerPolicy {
  return SchedulerPolicy.of({ actions, tiers: plugins.map((tier) => ({ plugins: tier })) });
}

function pluginsOf(yaml: string): Record<string, any> {
  return Object.fromEntries(parse(yaml).tiers.flatMap((tier: any) => tier.plugins.map((p: any) => [p.name, p])));
}

describe('the configuration for queues that lend', () => {
  const yaml = SchedulerPolicy.mixed().toYaml(['nvidia.com/gpu']);
  const plugins = pluginsOf(yaml);

  test('allocates before it reclaims, and neither holds jobs back nor preempts', () => {
    expect(parse(yaml).actions).toBe('allocate, backfill, reclaim');
    expect(SchedulerPolicy.mixed().holdsJobsBack()).toBe(false);
  });

  test('lets gangs give back and replicas of a Deployment reclaim', () => {
    expect(plugins.gang).toStrictEqual({
      name: 'gang',
      enableJobStarving: false,
      enablePreemptable: false,
      enableReclaimable: false,
    });
  });

  test('gives capacity the last word of the first tier', () => {
    expect(parse(yaml).tiers[0].plugins.map((p: any) => p.name)).toStrictEqual([
      'priority',
      'gang',
      'conformance',
      'capacity',
    ]);
    expect(plugins.capacity.enableHierarchy).toBe(true);
    expect(plugins.capacity.arguments.ancestorReclaimLevel).toBe(0);
  });

  test('keeps queues on the nodes of their pool and leaves other nodes to everybody', () => {
    expect(plugins.nodegroup).toStrictEqual({
      name: 'nodegroup',
      enableHierarchy: true,
      arguments: { strict: false },
    });
  });

  test('packs nodes by devices', () => {
    expect(plugins.nodeorder.arguments).toStrictEqual({
      'balancedresource.weight': 0,
      'leastrequested.weight': 0,
      'mostrequested.weight': 1,
    });
    expect(plugins.binpack.arguments).toMatchObject({
      'binpack.weight': 10,
      'binpack.resources': 'nvidia.com/gpu',
      'binpack.resources.nvidia.com/gpu': 10,
    });
  });

  test('knows each device resource once, in the same order whatever came first', () => {
    const twice = SchedulerPolicy.mixed().toYaml(['nvidia.com/gpu', 'huawei.com/npu', 'nvidia.com/gpu']);
    expect(pluginsOf(twice).binpack.arguments['binpack.resources']).toBe('huawei.com/npu, nvidia.com/gpu');
    expect(SchedulerPolicy.mixed().toYaml(['huawei.com/npu', 'nvidia.com/gpu'])).toBe(twice);
  });

  test('names no device while there is none', () => {
    const settings = pluginsOf(SchedulerPolicy.mixed().toYaml([])).binpack.arguments;
    expect(plugins.binpack.arguments['binpack.resources']).toBeDefined();
    expect(settings['binpack.resources']).toBeUndefined();
  });

  test('supports queues', () => {
    expect(SchedulerPolicy.mixed().supportsQueues()).toBe(true);
    expect(configuration([[CAPACITY]]).supportsQueues()).toBe(false);
    expect(configuration([[SchedulerPlugin.of('capacity'), SchedulerPlugin.of('nodegroup')]]).supportsQueues()).toBe(
      false,
    );
  });
});

describe('a configuration of your own', () => {
  test('is the YAML that it says, with texts quoted so that no reader takes them for numbers', () => {
    const plugins = [
      SchedulerPlugin.of('extender', { texts: { 'extender.urlPrefix': '10:30' } }),
      SchedulerPlugin.of('overcommit', { numbers: { 'overcommit-factor': 1.5 } }),
      SchedulerPlugin.of('nodegroup', { flags: { strict: true }, switches: { enablePredicate: true } }),
      SchedulerPlugin.of('numa-aware', { integers: { weight: 3 } }),
    ];
    expect(configuration([plugins]).toYaml([])).toBe(
      [
        'actions: "allocate"',
        'tiers:',
        '- plugins:',
        '  - name: extender',
        '    arguments:',
        '      extender.urlPrefix: "10:30"',
        '  - name: overcommit',
        '    arguments:',
        '      overcommit-factor: 1.5',
        '  - name: nodegroup',
        '    enablePredicate: true',
        '    arguments:',
        '      strict: true',
        '  - name: numa-aware',
        '    arguments:',
        '      weight: 3',
      ].join('\n'),
    );
  });

  test('weighs devices as it is told', () => {
    const binpack = SchedulerPlugin.binpack({ weight: 3, deviceWeight: 7 });
    const { arguments: settings } = pluginsOf(configuration([[binpack]]).toYaml(['a.com/x'])).binpack;
    expect(settings).toMatchObject({ 'binpack.weight': 3, 'binpack.resources.a.com/x': 7 });
  });

  test('says whether it holds jobs back', () => {
    expect(configuration([[GANG]], [SchedulerAction.ENQUEUE, SchedulerAction.ALLOCATE]).holdsJobsBack()).toBe(true);
  });
});

describe('plugins', () => {
  test('fails on a plugin that the scheduler does not have', () => {
    expect(() => SchedulerPlugin.of('numaaware')).toThrow(/AIC-2122.*got 'numaaware', want one of .*numa-aware/);
    expect(() => SchedulerPlugin.of('toString')).toThrow(/AIC-2122/);
  });

  test('fails on a switch in another spelling than upstream', () => {
    expect(() => SchedulerPlugin.of('gang', { switches: { enabledReclaimable: false } })).toThrow(
      /AIC-2125.*got 'enabledReclaimable'/,
    );
  });

  test('fails on an argument that the plugin does not have', () => {
    expect(() => SchedulerPlugin.of('binpack', { integers: { 'binpack.wieght': 1 } })).toThrow(
      /AIC-2124.*binpack.wieght/,
    );
    expect(() => SchedulerPlugin.of('gang', { flags: { strict: true } })).toThrow(/AIC-2124.*\(none\)/);
  });

  test.each([
    ['a fraction for a whole number', 'nodeorder', { integers: { 'leastrequested.weight': 0.5 } }],
    ['a text for a whole number', 'nodeorder', { texts: { 'leastrequested.weight': '0' } }],
    ['a number for a text', 'sla', { numbers: { 'sla-waiting-time': 60 } }],
    ['an empty text', 'sla', { texts: { 'sla-waiting-time': '' } }],
    ['infinity for a number', 'overcommit', { numbers: { 'overcommit-factor': Infinity } }],
    ['a number for a flag', 'nodegroup', { integers: { strict: 1 } }],
  ])('fails on %s', (_what, name, options) => {
    expect(() => SchedulerPlugin.of(name, options)).toThrow(/AIC-2123 ?.*wrong type/);
  });

  test('fails on a weight of devices that is no whole number', () => {
    expect(() => SchedulerPlugin.binpack({ deviceWeight: 0.5 })).toThrow(/AIC-2123.*binpack.resources/);
  });

  test('fails when deviceshare shares in two ways', () => {
    const flags = { 'deviceshare.GPUSharingEnable': true, 'deviceshare.GPUNumberEnable': true };
    expect(() => SchedulerPlugin.of('deviceshare', { flags })).toThrow(/AIC-2131.*ends the scheduler/);
    expect(SchedulerPlugin.of('deviceshare', { flags: { 'deviceshare.VGPUEnable': true } }).name).toBe('deviceshare');
  });

  test('fails on an overcommit factor below 1', () => {
    expect(() => SchedulerPlugin.of('overcommit', { numbers: { 'overcommit-factor': 0.9 } })).toThrow(
      /AIC-2132.*got 0.9/,
    );
  });
});

describe('combinations', () => {
  const drf = SchedulerPlugin.of('drf', { switches: { enableHierarchy: true } });

  test.each<[string, Partial<SchedulerPolicyOptions>]>([
    ['none', { actions: [] }],
    ['one that is unknown', { actions: ['alocate' as SchedulerAction] }],
    ['one twice', { actions: [SchedulerAction.ALLOCATE, SchedulerAction.ALLOCATE] }],
  ])('fails on actions: %s', (_what, changes) => {
    const tiers = [{ plugins: [GANG] }];
    expect(() => SchedulerPolicy.of({ actions: [], tiers, ...changes })).toThrow(/AIC-2121/);
  });

  test('fails on a plugin that stands in two tiers', () => {
    expect(() => configuration([[GANG], [SchedulerPlugin.of('priority'), GANG]])).toThrow(/AIC-2126.*got \[ 'gang' \]/);
  });

  test.each([
    ['no tier', []],
    ['an empty tier', [[GANG], []]],
  ])('fails on %s', (_what, tiers) => {
    expect(() => configuration(tiers)).toThrow(/AIC-2126.*a tier is empty/);
  });

  test('fails on proportion beside capacity', () => {
    expect(() => configuration([[CAPACITY], [SchedulerPlugin.of('proportion')]])).toThrow(/AIC-2127/);
  });

  test('fails on hierarchical drf and proportion in one tier', () => {
    expect(() => configuration([[drf, SchedulerPlugin.of('proportion')]])).toThrow(/AIC-2128/);
    expect(configuration([[drf], [SchedulerPlugin.of('proportion')]]).supportsQueues()).toBe(false);
  });

  test('fails on sla in the tier of gang', () => {
    expect(() => configuration([[GANG, SchedulerPlugin.of('sla')]])).toThrow(/AIC-2133.*got gang, sla/);
    expect(configuration([[GANG], [SchedulerPlugin.of('sla')]]).holdsJobsBack()).toBe(false);
  });

  test.each([
    ['before allocate', [SchedulerAction.RECLAIM, SchedulerAction.ALLOCATE], /AIC-2134.*evicts while others are idle/],
    ['without allocate', [SchedulerAction.RECLAIM], /AIC-2134.*nothing is ever bound/],
  ])('fails on reclaim %s', (_what, actions, message) => {
    expect(() => configuration([[GANG]], actions)).toThrow(message);
  });

  const RECLAIM = [SchedulerAction.ALLOCATE, SchedulerAction.RECLAIM];

  test.each([
    ['keeps its members', { enableReclaimable: true, enableJobStarving: false }],
    ['hides replicas that wait', { enableReclaimable: false }],
  ])('fails on reclaim when gang %s', (_what, switches) => {
    expect(() => configuration([[SchedulerPlugin.of('gang', { switches })]], RECLAIM)).toThrow(/AIC-2129/);
  });

  test.each([
    ['somebody votes after capacity', [[GANG, CAPACITY, SchedulerPlugin.of('conformance')]]],
    ['somebody votes in a tier below', [[CAPACITY], [SchedulerPlugin.of('pdb')]]],
    ['hierarchical drf votes', [[CAPACITY], [drf]]],
  ])('fails on reclaim when %s', (_what, tiers) => {
    expect(() => configuration(tiers, RECLAIM)).toThrow(/AIC-2130.*last word/);
  });

  test.each([
    ['conformance', [[SchedulerPlugin.of('conformance')], [CAPACITY]]],
    ['the budget of disruptions', [[SchedulerPlugin.of('pdb')], [SchedulerPlugin.of('conformance'), CAPACITY]]],
  ])('fails on reclaim when %s decides in a tier above capacity', (_what, tiers) => {
    expect(() => configuration(tiers, RECLAIM)).toThrow(/AIC-2136.*no queue keeps what it deserves/);
    expect(configuration(tiers).holdsJobsBack()).toBe(false);
  });

  test('lets others stand after capacity when they do not vote', () => {
    const silent = SchedulerPlugin.of('pdb', { switches: { enableReclaimable: false } });
    const tiers = [[GANG, CAPACITY, silent, SchedulerPlugin.of('priority')], [SchedulerPlugin.of('drf')]];
    expect(configuration(tiers, RECLAIM).toYaml([])).toContain('actions: "allocate, reclaim"');
  });
});
