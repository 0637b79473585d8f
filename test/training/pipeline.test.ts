import { TerraformStack } from 'cdktf';
import {
  Framework,
  IQueue,
  Pipeline,
  PipelineProps,
  PipelineStep,
  Size,
  TrainingEngine,
  TrainingJobProps,
} from '../../lib';
import { FABRIC, pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';
import { blueprintOf, bundlesOf, manifestsOf, terraformOf, testStack } from '../harness';
import { DIGEST } from './training-fixture';

interface World {
  readonly stack: TerraformStack;
  readonly queue: IQueue;
}

function world(withFabric = false): World {
  const stack = testStack();
  const cluster = new SchedulingOnly(stack);
  const on = pool('h800', withFabric ? { fabric: FABRIC } : {});
  return { stack, queue: cluster.queues.add('research', { pool: on, deservedDevices: 64 }) };
}

const training = (queue: IQueue, changes: Partial<TrainingJobProps> = {}): TrainingJobProps => ({
  queue,
  framework: Framework.pytorch(),
  image: DIGEST,
  command: ['torchrun', 'train.py'],
  gangSize: 4,
  devicesPerPod: 8,
  ...changes,
});

const small = (queue: IQueue, changes: Partial<TrainingJobProps> = {}): TrainingJobProps => ({
  queue,
  framework: Framework.single(),
  image: DIGEST,
  command: ['python', 'publish.py'],
  gangSize: 1,
  devicesPerPod: 0,
  cpuPerPod: 2,
  memoryPerPod: Size.gibibytes(8),
  ...changes,
});

function made({ stack, queue }: World = world(), options: Partial<PipelineProps> = {}): Pipeline {
  const steps = options.steps ?? [
    PipelineStep.of('train', { job: training(queue) }),
    PipelineStep.of('evaluate', { job: training(queue, { gangSize: 1, command: ['python', 'evaluate.py'] }) }),
    PipelineStep.of('publish', { job: small(queue) }),
  ];
  return new Pipeline(stack, 'Release', { ...options, steps });
}

const flowOf = (stack: TerraformStack): any =>
  Object.values<any>(manifestsOf(stack)).find(({ kind }) => kind === 'JobFlow');
const templatesOf = (stack: TerraformStack): any[] =>
  Object.values<any>(manifestsOf(stack)).filter(({ kind }) => kind === 'JobTemplate');

test('steps follow each other in their order', () => {
  const place = world();
  const { flowName, namespace } = made(place);
  const { metadata, spec } = flowOf(place.stack);
  expect(metadata).toStrictEqual({ name: flowName, namespace });
  expect(flowName).toMatch(/^release-[0-9a-f]{8}$/);
  const hash = flowName.slice(-8);
  expect(spec).toStrictEqual({
    jobRetainPolicy: 'retain',
    flows: [
      { name: `train-${hash}` },
      { name: `evaluate-${hash}`, dependsOn: { targets: [`train-${hash}`] } },
      { name: `publish-${hash}`, dependsOn: { targets: [`evaluate-${hash}`] } },
    ],
  });
});

test('steps say what they follow, one or many', () => {
  const place = world();
  const left = PipelineStep.of('left', { job: training(place.queue) });
  const right = PipelineStep.of('right', { job: training(place.queue), after: [] });
  const both = PipelineStep.of('both', { job: small(place.queue), after: [right, left] });
  const hash = made(place, { steps: [left, right, both] }).flowName.slice(-8);
  expect(flowOf(place.stack).spec.flows).toStrictEqual([
    { name: `left-${hash}` },
    { name: `right-${hash}` },
    { name: `both-${hash}`, dependsOn: { targets: [`left-${hash}`, `right-${hash}`] } },
  ]);
});

test('each step is a whole Volcano Job that nothing has to be filled into', () => {
  const place = world();
  made(place);
  const [evaluate, publish, train] = templatesOf(place.stack).sort((a, b) =>
    a.metadata.name < b.metadata.name ? -1 : 1,
  );
  expect(train.spec).toMatchObject({ minAvailable: 4, queue: 'research', schedulerName: 'volcano', maxRetry: 100 });
  expect(evaluate.spec.tasks.map(({ name, replicas }: any) => [name, replicas])).toStrictEqual([['master', 1]]);
  expect(publish.spec.tasks[0].template.spec.containers[0].resources.limits).toStrictEqual({ cpu: '2', memory: '8Gi' });
});

test('a step without devices stays off the fabric and needs no rights for it', () => {
  const place = world(true);
  made(place, { steps: [PipelineStep.of('publish', { job: small(place.queue) })] });
  const [{ spec, metadata }] = templatesOf(place.stack);
  expect(metadata.namespace).toBe('training');
  expect(spec.tasks[0].template.spec.securityContext.runAsUser).toBe(1000);
  expect(spec.tasks[0].template.metadata).toBeUndefined();
});

test('steps live together, where the one that needs the most rights can', () => {
  const place = world(true);
  const publish = PipelineStep.of('publish', { job: small(place.queue) });
  const train = PipelineStep.of('train', { job: training(place.queue) });
  expect(made(place, { steps: [train, publish] }).namespace).toBe('training-rdma');
  const [{ spec }] = templatesOf(place.stack).filter(({ metadata }) => metadata.name.startsWith('publish'));
  expect(spec.tasks[0].template.spec.securityContext.runAsUser).toBe(1000);
});

test('a change of one step makes another pipeline', () => {
  const names = ['train.py', 'train2.py'].map((file) => {
    const place = world();
    const train = PipelineStep.of('train', { job: training(place.queue, { command: ['torchrun', file] }) });
    return made(place, { steps: [train] }).flowName;
  });
  expect(new Set(names).size).toBe(2);
});

test('jobs may be taken away with their pods when all is done', () => {
  const place = world();
  made(place, { keepJobs: false });
  expect(flowOf(place.stack).spec.jobRetainPolicy).toBe('delete');
});

test('all steps live in the namespace that the pipeline names, under the name that it is given', () => {
  const place = world();
  expect(made(place, { namespace: 'release', pipelineName: 'weekly' })).toMatchObject({
    namespace: 'release',
    flowName: expect.stringMatching(/^weekly-/),
  });
  expect(templatesOf(place.stack).map(({ metadata }) => metadata.namespace)).toStrictEqual([
    'release',
    'release',
    'release',
  ]);
});

test('it is one release, which waits for queues, and names its images', () => {
  const place = world();
  made(place);
  expect(Object.keys(bundlesOf(place.stack))).toContain('pipeline-release');
  const { units, images } = blueprintOf(place.stack);
  const unit = units.find(({ releaseName }: any) => releaseName === 'pipeline-release');
  expect(unit.dependsOn.join()).toContain('Queues/Depth2');
  expect(images.map(({ reference }: any) => reference)).toContain(DIGEST);
});

test('it is written the same way each time', () => {
  const written = (): object => {
    const place = world();
    made(place);
    return terraformOf(place.stack);
  };
  expect(written()).toStrictEqual(written());
});

describe('what cannot work', () => {
  test.each(['Train', 'a-step-of-great-length', '1st'])('fails for a step called %s', (name) => {
    expect(() => PipelineStep.of(name, { job: small(world().queue) })).toThrow(/AIC-2260: the name of the step/);
  });

  test.each<Partial<TrainingJobProps>>([
    { engine: TrainingEngine.volcano() },
    { suspended: true },
    { jobName: 'mine' },
  ])('fails for a step that says what the pipeline decides: %j', (changes) => {
    expect(() => PipelineStep.of('train', { job: training(world().queue, changes) })).toThrow(
      /AIC-2261: the step train says what the pipeline decides; got (engine|suspended|jobName),/,
    );
  });

  test('fails without steps, and with two of one name', () => {
    const place = world();
    const step = (): PipelineStep => PipelineStep.of('train', { job: training(place.queue) });
    expect(() => made(place, { steps: [] })).toThrow(/AIC-2262 at .*Release: the pipeline has no steps/);
    expect(() => new Pipeline(place.stack, 'Twice', { steps: [step(), step()] })).toThrow(
      /AIC-2262 at .*Twice: two steps have one name; got \[ 'train' \]/,
    );
  });

  test('fails for a step that follows a later one or itself', () => {
    const place = world();
    const publish = PipelineStep.of('publish', { job: small(place.queue) });
    const train = PipelineStep.of('train', { job: training(place.queue), after: [publish] });
    expect(() => made(place, { steps: [train, publish] })).toThrow(
      /AIC-2263 at .*: the step train follows what does not stand before it; got \[ 'publish' \], want nothing/,
    );
  });

  test('fails for steps that live in different namespaces', () => {
    const place = world();
    const train = PipelineStep.of('train', { job: training(place.queue, { namespace: 'mine' }) });
    const publish = PipelineStep.of('publish', { job: small(place.queue) });
    expect(() => made(place, { steps: [train, publish] })).toThrow(
      /AIC-2264 at .*; got train in mine, publish in training,/,
    );
  });

  test('fails for a namespace that is too long for the labels that Volcano puts on the jobs of a flow', () => {
    const { namespace, flowName } = made(world(), { namespace: 'n'.repeat(45) });
    expect(`${namespace}.${flowName.replace('release', 'evaluate')}`).toHaveLength(63);
    expect(() => made(world(), { namespace: 'n'.repeat(46) })).toThrow(/AIC-2265 at .*Release: .*want at most 45/);
  });

  test('fails for a pod without devices that does not say how large it is', () => {
    const { queue, stack } = world();
    const publish = PipelineStep.of('publish', { job: small(queue, { memoryPerPod: undefined }) });
    expect(() => new Pipeline(stack, 'Release', { steps: [publish] })).toThrow(/AIC-2258 at .*want one pod with/);
  });

  test('fails for a gang of a program that runs by itself', () => {
    const { queue, stack } = world();
    const train = PipelineStep.of('train', { job: training(queue, { framework: Framework.single() }) });
    expect(() => new Pipeline(stack, 'Release', { steps: [train] })).toThrow(/AIC-2259: .*want gangSize: 1/);
  });
});
