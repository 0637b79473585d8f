import { TerraformStack } from 'cdktf';
import { parse } from 'yaml';
import {
  Duration,
  QueueModel,
  QueuePurpose,
  SchedulerAction,
  SchedulerPlugin,
  SchedulerPolicy,
  SchedulerPresetOptions,
  SharingKind,
  TrainingJob,
  Framework,
} from '../../../lib';
import { bundlesOf, blueprintOf, chartsOf, manifestsOf, testStack } from '../../harness';
import { pool, SchedulingOnly } from './cluster-stand-in';

const PRESETS: [string, (options?: SchedulerPresetOptions) => SchedulerPolicy][] = [
  ['training', (options) => SchedulerPolicy.training(options)],
  ['serving', (options) => SchedulerPolicy.serving(options)],
  ['mixed', (options) => SchedulerPolicy.mixed(options)],
];

const VGPU = {
  kind: SharingKind.VOLCANO_VGPU,
  isolatesMemory: true,
  worksWithQueues: true,
  nodeResources: { 'nvidia.com/gpu': 8, 'volcano.sh/vgpu-memory': 655360, 'volcano.sh/vgpu-cores': 800 },
};

function made(policy: SchedulerPolicy): { stack: any; c: SchedulingOnly } {
  const stack = testStack();
  return { stack, c: new SchedulingOnly(stack, { policy }) };
}

function warningsOf(stack: TerraformStack): string[] {
  return stack.node.findAll().flatMap(({ node }) => node.metadata.map(({ data }) => String(data)));
}

function configurationOf(stack: any): any {
  return parse(chartsOf(stack).volcano.values.custom.scheduler_config_override);
}

function namesOf(configuration: any): string[][] {
  return configuration.tiers.map((tier: any) => tier.plugins.map((p: any) => p.name));
}

describe.each(PRESETS)('the preset for %s', (_name, preset) => {
  test('is clean', () => {
    expect(preset().warnings()).toStrictEqual([]);
    expect(SchedulerPolicy.lint(preset().toYaml(['nvidia.com/gpu']))).toStrictEqual([]);
  });

  test('keeps what is idle for jobs that waited long, when it is told to', () => {
    const guarded = parse(preset({ reserveAfter: Duration.hours(8) }).toYaml([]));
    const [guard, ...rest] = guarded.tiers;
    expect(guard.plugins).toStrictEqual([
      { name: 'sla', enableJobOrder: false, arguments: { 'sla-waiting-time': '28800s' } },
    ]);
    expect(rest).toStrictEqual(parse(preset().toYaml([])).tiers);
    expect(preset({ reserveAfter: Duration.hours(8) }).warnings()).toStrictEqual([]);
  });

  test('reads back as the same', () => {
    const text = preset().toYaml([]);
    expect(SchedulerPolicy.fromYaml(text).toYaml([])).toBe(text);
  });

  test('takes in parts of GPUs when a pool has them, and has no trace of them before', () => {
    const { stack, c } = made(preset());
    expect(namesOf(configurationOf(stack)).flat()).not.toContain('deviceshare');
    c.scheduling.addPool(pool('parts', { sharing: VGPU }));
    const configuration = configurationOf(stack);
    expect(namesOf(configuration).at(-1)?.at(-1)).toBe('deviceshare');
    expect(configuration.tiers.at(-1).plugins.at(-1).arguments).toStrictEqual({
      'deviceshare.NodeLockEnable': false,
      'deviceshare.SchedulePolicy': 'binpack',
      'deviceshare.ScheduleWeight': 10,
      'deviceshare.VGPUEnable': true,
    });
    expect(SchedulerPolicy.lint(chartsOf(stack).volcano.values.custom.scheduler_config_override)).toStrictEqual([]);
  });
});

test('combination 4: devices that HAMi or a vendor hands out have no queue', () => {
  const { c } = made(SchedulerPolicy.mixed());
  for (const kind of [SharingKind.HAMI, SharingKind.QGPU, SharingKind.CGPU]) {
    const sharing = { kind, isolatesMemory: true, worksWithQueues: false, nodeResources: { 'nvidia.com/gpu': 80 } };
    expect(() => c.queues.add(`on-${kind}`, { pool: pool('x', { sharing }), deservedDevices: 8 })).toThrow(
      new RegExp(`AIC-2177.*got pool x, shared by ${kind}`),
    );
  }
});

describe('your own policy on a cluster with parts of GPUs', () => {
  const tiers = (...plugins: SchedulerPlugin[]): any => ({
    actions: [SchedulerAction.ALLOCATE],
    tiers: [{ plugins: [SchedulerPlugin.of('gang'), SchedulerPlugin.of('predicates'), ...plugins] }],
  });

  test('fails without the plugin that hands them out', () => {
    const { c } = made(SchedulerPolicy.of(tiers()));
    expect(() => c.scheduling.addPool(pool('parts', { sharing: VGPU }))).toThrow(
      /AIC-2141.*got no deviceshare, want deviceshare: pool parts shares its devices/,
    );
  });

  test('fails when that plugin hands out something else', () => {
    const number = SchedulerPlugin.of('deviceshare', { flags: { 'deviceshare.GPUNumberEnable': true } });
    const { c } = made(SchedulerPolicy.of(tiers(number)));
    expect(() => c.scheduling.addPool(pool('parts', { sharing: VGPU }))).toThrow(
      /AIC-2141.*switched to something else/,
    );
  });

  test('is used as it is when it has it', () => {
    const { stack, c } = made(SchedulerPolicy.of(tiers(SchedulerPlugin.deviceshare())));
    const before = configurationOf(stack);
    c.scheduling.addPool(pool('parts', { sharing: VGPU }));
    expect(configurationOf(stack)).toStrictEqual(before);
  });
});

describe('training alone', () => {
  const H800 = pool('h800');

  test('is the measured arm', () => {
    const configuration = parse(SchedulerPolicy.training().toYaml(['nvidia.com/gpu']));
    expect(configuration.actions).toBe('allocate, backfill');
    expect(namesOf(configuration)).toStrictEqual([
      ['priority', 'gang', 'conformance'],
      ['drf', 'predicates', 'proportion', 'nodeorder', 'binpack'],
    ]);
    expect(SchedulerPolicy.training().queueModel()).toBe(QueueModel.FLAT);
    expect(SchedulerPolicy.training().evicts()).toBe(false);
  });

  test('has queues of one level that share by weight', () => {
    const { stack, c } = made(SchedulerPolicy.training());
    const research = c.queues.add('research', { pool: H800, deservedDevices: 96 });
    c.queues.add('vision', { pool: H800, deservedDevices: 32, guaranteedDevices: 8 });
    expect(bundlesOf(stack)['queues-depth-2']).toStrictEqual(['Queue/research', 'Queue/vision']);
    expect(bundlesOf(stack)['queues-pools']).toBeUndefined();
    expect(manifestsOf(stack)['Queue/research'].spec).toMatchObject({ parent: 'root', weight: 96 });
    expect(manifestsOf(stack)['Queue/research'].spec).not.toHaveProperty('affinity');
    expect(manifestsOf(stack)['Queue/vision'].spec.guarantee).toStrictEqual({ resource: { 'nvidia.com/gpu': '8' } });
    expect(blueprintOf(stack).queues.map((q: any) => [q.name, q.parent])).toStrictEqual([
      ['research', 'root'],
      ['vision', 'root'],
    ]);
    const props = { queue: research, framework: Framework.pytorch(), image: 'acme.com/train:1', command: ['train'] };
    expect(new TrainingJob(stack, 'Job', { ...props, gangSize: 2, devicesPerPod: 8 }).jobName).toMatch(/^job/);
  });

  test('has priorities that evict nobody', () => {
    const { stack } = made(SchedulerPolicy.training());
    const classes = bundlesOf(stack)['priority-classes'].map((key) => manifestsOf(stack)[key]);
    expect(new Set(classes.map((c) => c.preemptionPolicy))).toStrictEqual(new Set(['Never']));
  });

  test('fails on what such queues cannot do', () => {
    const { c } = made(SchedulerPolicy.training());
    expect(() => c.queues.addGroup('lab', { pool: H800, deservedDevices: 8 })).toThrow(/AIC-2178.*got a group/);
    expect(() => c.queues.add('serving', { pool: H800, deservedDevices: 8, purpose: QueuePurpose.SERVING })).toThrow(
      /AIC-2178.*got a queue for serving/,
    );
    c.queues.add('research', { pool: H800, deservedDevices: 8 });
    expect(() => c.queues.add('other', { pool: pool('l20'), deservedDevices: 8 })).toThrow(
      /AIC-2180.*got l20 and h800, both nvidia.com\/gpu/,
    );
    expect(
      c.queues.add('npus', { pool: pool('npu', { deviceResource: 'huawei.com/npu' }), deservedDevices: 8 }).queueName,
    ).toBe('npus');
  });
});

describe('serving', () => {
  test('has the queues of mixed clusters and starts replicas where their image is', () => {
    const serving = parse(SchedulerPolicy.serving().toYaml([]));
    const mixed = parse(SchedulerPolicy.mixed().toYaml([]));
    expect(serving.tiers[0]).toStrictEqual(mixed.tiers[0]);
    expect(serving.actions).toBe(mixed.actions);
    const nodeorder = serving.tiers[1].plugins.find((p: any) => p.name === 'nodeorder').arguments;
    expect(nodeorder).toMatchObject({ 'imagelocality.weight': 5, 'podtopologyspread.weight': 5 });
    expect(SchedulerPolicy.serving().queueModel()).toBe(QueueModel.TREE);
    expect(SchedulerPolicy.serving().evicts()).toBe(true);
  });
});

test('what is legal and costly is said with the stack', () => {
  const tiers = [{ plugins: [SchedulerPlugin.of('gang')] }];
  const { stack } = made(SchedulerPolicy.of({ actions: [SchedulerAction.ALLOCATE], tiers }));
  expect(warningsOf(stack).join()).toContain('AIC-2172: nothing looks at node selectors');
  expect(warningsOf(made(SchedulerPolicy.mixed()).stack).join()).not.toContain('AIC-');
});
