import { Gang, SchedulerBench } from '../support/scheduler-bench';
import { but, codesOf, gpus, MIXED, reclaimed, twoNodes } from '../support/scheduler-configurations';

jest.setTimeout(600_000);

let bench: SchedulerBench;

beforeAll(async () => {
  bench = await twoNodes();
});
afterAll(async () => {
  await bench?.stop();
});

const PACKAGED = ['enqueue', 'allocate', 'backfill'];

describe('a configuration that does not load', () => {
  test.each([
    ['an unknown action', 'AIC-2121', but((c) => (c.actions = 'alocate, backfill')), /failed to find Action alocate/],
    ['no YAML', 'AIC-2170', 'actions: "allocate', /is invalid: yaml/],
    [
      'hierarchical drf beside proportion',
      'AIC-2128',
      but((c) => (c.tiers = [{ plugins: [{ name: 'drf', enableHierarchy: true }, { name: 'proportion' }] }])),
      /proportion and drf with hierarchy enabled conflicts/,
    ],
  ])('leaves the scheduler with its built-in one: %s, %s', async (_what, code, configuration, said) => {
    expect(codesOf(configuration)).toContain(code);
    await bench.restart(configuration);
    expect((await bench.loaded()).actions).toStrictEqual(PACKAGED);
    expect(await bench.log()).toMatch(said);
    expect(await bench.exit()).toBeUndefined();
  });
});

describe('what is ignored in silence', () => {
  test('a plugin that does not exist, but for a line in the log: AIC-2122', async () => {
    const configuration = but((c) => c.tiers[1].plugins.push({ name: 'numaaware' }));
    expect(codesOf(configuration)).toStrictEqual(['AIC-2122']);
    await bench.restart(configuration);
    expect(await bench.until(async () => /Failed to get plugin numaaware/.test(await bench.log()), 5)).toBe(true);
    expect((await bench.loaded()).plugins).toContain('numaaware');
  });

  test('a switch in another spelling, so that a whole gang never gives back: AIC-2125', async () => {
    const configuration = but((_c, plugin) => {
      delete plugin('gang').enableReclaimable;
      plugin('gang').enabledReclaimable = false;
    });
    expect(codesOf(configuration)).toContain('AIC-2125');
    expect(await reclaimed(bench, configuration, 0)).toBe(0);
  });

  const fuller = async (settings: object, code: string | undefined): Promise<string> => {
    const configuration = but((c) => {
      const nodeorder = { name: 'nodeorder', arguments: { 'balancedresource.weight': 0, ...settings } };
      c.tiers = [{ plugins: [{ name: 'gang' }, { name: 'predicates' }, nodeorder] }];
      c.actions = 'allocate';
    });
    expect([...new Set(codesOf(configuration))]).toStrictEqual(code === undefined ? [] : [code]);
    await bench.restart(configuration);
    bench.gangs({
      name: 'first',
      queue: 'default',
      pods: 1,
      asks: gpus(4),
      pod: { nodeSelector: { 'kubernetes.io/hostname': 'n1' } },
    });
    expect(await bench.runs('first', 1)).toBe(1);
    bench.gangs({ name: 'second', queue: 'default', pods: 1, asks: gpus(2) });
    expect(await bench.runs('second', 1)).toBe(1);
    return bench.nodesOf('second')[0];
  };

  test('an argument that is misspelt or of another type, so that nodes are not packed: AIC-2123, AIC-2124', async () => {
    const packed = { 'leastrequested.weight': 0, 'mostrequested.weight': 10 };
    expect(await fuller(packed, undefined)).toBe('n1');
    expect(await fuller({ ...packed, 'leastrequested.weight': '0', 'mostrequested.weight': '10' }, 'AIC-2123')).toBe(
      'n0',
    );
    expect(await bench.log()).toContain('Could not parse argument: 10 for key mostrequested.weight to int');
    expect(await fuller({ 'leastrequested.wieght': 0, 'mostrequested.wieght': 10 }, 'AIC-2124')).toBe('n0');
  });

  test('an overcommit factor below 1: AIC-2132', async () => {
    const overcommit = { name: 'overcommit', arguments: { 'overcommit-factor': 0.5 } };
    const configuration = but((c) => c.tiers[1].plugins.push(overcommit));
    expect(codesOf(configuration)).toStrictEqual(['AIC-2132']);
    await bench.restart(configuration);
    expect(await bench.until(async () => /overcommit-factor.*default/.test(await bench.log()), 5)).toBe(true);
  });

  test('an argument of an action that is of another type: AIC-2139', async () => {
    const configurations = [{ name: 'allocate', arguments: { predicateErrorCacheEnable: 5 } }];
    const configuration = but((c) => (c.configurations = configurations));
    expect(codesOf(configuration)).toStrictEqual(['AIC-2139']);
    await bench.restart(configuration);
    const said = /Could not parse argument: 5 for key predicateErrorCacheEnable to bool/;
    expect(await bench.until(async () => said.test(await bench.log()), 5)).toBe(true);
  });

  test('the gang, when no tier names it: AIC-2126, AIC-2172', async () => {
    const gang: Gang = { name: 'gang', queue: 'default', pods: 3, asks: gpus(8) };
    const bound = async (tiers: object[], codes: string[]): Promise<number> => {
      const configuration = but((c) => Object.assign(c, { actions: 'allocate', tiers }));
      expect(codesOf(configuration)).toStrictEqual(codes);
      await bench.restart(configuration);
      bench.gangs(gang);
      await bench.runs('gang', 2, 3);
      return bench.nodesOf('gang').length;
    };
    const [gangs, predicates] = [{ name: 'gang' }, { name: 'predicates' }];
    expect(await bound([{ plugins: [gangs, predicates] }], [])).toBe(0);
    expect(await bound([{ plugins: [predicates] }], ['AIC-2172'])).toBe(2);
    expect(await bound([], ['AIC-2126', 'AIC-2172', 'AIC-2172'])).toBe(2);
  });

  test('a node selector, when nothing looks at it: AIC-2172', async () => {
    const elsewhere = { nodeSelector: { 'acme.com/pool': 'nowhere' } };
    const configuration = but(
      (c) => (c.tiers[1].plugins = c.tiers[1].plugins.filter((p: any) => p.name !== 'predicates')),
    );
    expect(codesOf(configuration)).toStrictEqual(['AIC-2172']);
    const wrong: Gang = { name: 'wrong', queue: 'default', pods: 1, asks: gpus(1), pod: elsewhere };
    await bench.restart(configuration);
    bench.gangs(wrong);
    expect(await bench.runs('wrong', 1)).toBe(1);
    await bench.restart(MIXED);
    bench.gangs(wrong);
    expect(await bench.stillRuns('wrong')).toBe(0);
  });
});

describe('what ends the scheduler', () => {
  const plugins: [string, string, object, RegExp][] = [
    [
      'two ways to share GPUs',
      'AIC-2131',
      { name: 'deviceshare', arguments: { 'deviceshare.GPUSharingEnable': true, 'deviceshare.GPUNumberEnable': true } },
      /can not define true in both gpu sharing and gpu number/,
    ],
    [
      'an old way to share GPUs beside the new one',
      'AIC-2131',
      { name: 'deviceshare', arguments: { 'deviceshare.VGPUEnable': true, 'deviceshare.GPUNumberEnable': true } },
      /gpu-share and vgpu can't be used together/,
    ],
    [
      'a structure that is none',
      'AIC-2123',
      { name: 'resource-strategy-fit', arguments: { resources: 'MostAllocated' } },
      /Could not parse argument for key resources/,
    ],
    [
      'a text for a list',
      'AIC-2123',
      { name: 'extender', arguments: { 'extender.managedResources': 'acme.com/tpu' } },
      /Could not parse argument for key extender.managedResources/,
    ],
    ['a number for hours', 'AIC-2123', { name: 'tdm', arguments: { 'tdm.revocable-zone.rz1': 10 } }, /panic/],
    ['a number for a duration', 'AIC-2123', { name: 'rescheduling', arguments: { interval: 5 } }, /panic/],
  ];

  test.each(plugins)('%s: %s', async (_what, code, plugin, said) => {
    const configuration = but((c) => c.tiers[1].plugins.push(plugin));
    expect(codesOf(configuration)).toContain(code);
    await bench.restart(configuration);
    expect(await bench.until(async () => (await bench.exit()) !== undefined, 10)).toBe(true);
    expect(await bench.exit()).toMatch(/exit code [1-9]/);
    expect(await bench.log()).toMatch(said);
  });
});
