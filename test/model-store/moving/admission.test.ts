import { TerraformStack } from 'cdktf';
import {
  CacheEngine,
  Framework,
  HotTier,
  IQueue,
  IVolume,
  Notebook,
  Pipeline,
  PipelineStep,
  Prefetch,
  Size,
  SparkJob,
  SparkProgram,
  StoredDatasetOptions,
  TrainingEngine,
  TrainingJob,
  TrainingJobProps,
  InferenceEdge,
  Runtime,
  Scale,
} from '../../../lib';
import { planPrefetch } from '../../../lib/model-store/moving/private/plan-prefetch';
import { absent, blueprintOf, manifestsOf, terraformOf, testStack } from '../../harness';
import { Fixture, QWEN } from '../fixture';

const ADMITTED = { prefetch: Prefetch.ON_QUEUE_ADMISSION, startsWhenWarm: true };
const YEAR = 365 * 86400;

class World {
  public readonly fixture = new Fixture();
  public readonly queue: IQueue;
  public readonly corpus: IVolume;

  constructor(options: Partial<StoredDatasetOptions> = {}) {
    this.corpus = this.fixture.store().addDataset('corpus', { ...QWEN, ...ADMITTED, ...options });
    this.queue = this.fixture.cluster.queues.add('research', { pool: this.fixture.gpus, deservedDevices: 64 });
  }

  public get stack(): TerraformStack {
    return this.fixture.stack;
  }

  public props(changes: Partial<TrainingJobProps> = {}): TrainingJobProps {
    return {
      queue: this.queue,
      framework: Framework.pytorch(),
      image: 'registry.acme.com/train:2026.11',
      command: ['python', 'train.py'],
      gangSize: 2,
      devicesPerPod: 8,
      volumes: [{ volume: this.corpus, mountPath: '/data' }],
      ...changes,
    };
  }

  public train(id = 'Pretrain', changes: Partial<TrainingJobProps> = {}): TrainingJob {
    return new TrainingJob(this.stack, id, this.props(changes));
  }
}

const objectsOf = (stack: TerraformStack, kind: string, start: string): any[] =>
  Object.entries(manifestsOf(stack))
    .filter(([key]) => key.startsWith(`${kind}/${start}`))
    .map(([, manifest]) => manifest);
const objectOf = (stack: TerraformStack, kind: string, start: string): any => objectsOf(stack, kind, start)[0];
const stepsOf = (job: any): string[] =>
  [...(job.spec.template.spec.initContainers ?? []), ...job.spec.template.spec.containers].map((step: any) =>
    [step.name, ...step.command].join(' '),
  );
const loadOf = (stack: TerraformStack, start = 'admission-load-'): any =>
  JSON.parse(objectOf(stack, 'ConfigMap', start).data['load.json']);

describe('a dataset that is loaded when a queue admits a job', () => {
  const world = new World();
  const job = world.train();
  const load = loadOf(world.stack);
  const watcher = objectOf(world.stack, 'Job', 'admission-load-corpus-');

  test('is not loaded on deploy', () => {
    const onDeploy = new World({ prefetch: Prefetch.ON_DEPLOY });
    absent((stack) => objectOf(stack, 'DataLoad', 'corpus'), onDeploy.stack, world.stack);
  });

  test('is loaded by a Job that waits for the pods of the gang, which Volcano makes on admission', () => {
    expect(stepsOf(watcher)).toStrictEqual([
      `admission-made kubectl wait jobs.batch.volcano.sh/${job.jobName} --namespace=models --for=create --timeout=${YEAR}s`,
      `admission kubectl wait jobs.batch.volcano.sh/${job.jobName} --namespace=models --for=jsonpath={.status.taskStatusCount} --timeout=${YEAR}s`,
      'load kubectl apply --server-side --namespace=models --filename=/load/load.json',
      `wait kubectl wait dataloads.data.fluid.io/${load.metadata.name} --namespace=models --for=jsonpath={.status.phase}=Complete --timeout=4952s`,
    ]);
    expect(watcher.spec).toMatchObject({ activeDeadlineSeconds: YEAR + 4952, backoffLimit: 100 });
  });

  test('has the load of a prefetch on deploy, under a name of its own, which goes an hour after its end', () => {
    const onDeploy = objectOf(new World({ prefetch: Prefetch.ON_DEPLOY }).stack, 'DataLoad', 'corpus');
    expect(load.spec).toStrictEqual({ ...onDeploy.spec, ttlSecondsAfterFinished: 3600 });
    expect(load.metadata.name).not.toBe(onDeploy.metadata.name);
  });

  test('has an account that sees that job and makes that load, and nothing else', () => {
    const named = { resourceNames: [load.metadata.name] };
    expect(objectOf(world.stack, 'Role', 'admission-load-').rules).toStrictEqual([
      {
        apiGroups: ['batch.volcano.sh'],
        resources: ['jobs'],
        resourceNames: [job.jobName],
        verbs: ['get', 'list', 'watch'],
      },
      {
        apiGroups: ['data.fluid.io'],
        resources: ['dataloads'],
        ...named,
        verbs: ['create', 'get', 'list', 'patch', 'watch'],
      },
    ]);
  });

  test('has a gate that waits for as long as a queue may take', () => {
    const gate = objectOf(world.stack, 'Job', 'admission-gate-corpus-');
    expect(stepsOf(gate).map((step) => step.split(' ')[0])).toStrictEqual(['wait-made', 'wait', 'label-h800']);
    expect(stepsOf(gate)[0]).toContain(`dataloads.data.fluid.io/${load.metadata.name} --namespace=models --for=create`);
    expect(gate.spec).toMatchObject({ activeDeadlineSeconds: YEAR + 86400 + 4952, backoffLimit: 100 });
  });

  test('has its watcher delivered with the job, after it', () => {
    const { units } = blueprintOf(world.stack);
    const [unit] = units.filter((one: any) => one.path === 'test/Pretrain/AdmissionPrefetch/corpus');
    expect(unit.dependsOn).toContain('test/Pretrain/Bundle');
    expect(() => terraformOf(world.stack)).not.toThrow();
  });
});

test('jobs that are admitted together share one load, and each has a watcher', () => {
  const world = new World();
  ['A', 'B'].forEach((id) => world.train(id));
  expect(objectsOf(world.stack, 'Job', 'admission-load-')).toHaveLength(2);
  const loads = objectsOf(world.stack, 'ConfigMap', 'admission-load-').map(({ data }) => data['load.json']);
  expect(new Set(loads).size).toBe(1);
});

test('a dataset that a job mounts twice is loaded once', () => {
  const world = new World();
  const volumes = ['/a', '/b'].map((mountPath) => ({ volume: world.corpus, mountPath }));
  world.train('Twice', { volumes });
  expect(objectsOf(world.stack, 'Job', 'admission-load-')).toHaveLength(1);
});

test('a step of a pipeline has it loaded when its own job is admitted', () => {
  const world = new World();
  const steps = ['train', 'evaluate'].map((name) => PipelineStep.of(name, { job: world.props() }));
  const { flowName } = new Pipeline(world.stack, 'Release', { steps });
  const hash = flowName.slice(-8);
  const awaited = objectsOf(world.stack, 'Job', 'admission-load-').map((one) => stepsOf(one)[0].split(' ')[3]);
  expect(awaited.sort()).toStrictEqual(
    ['evaluate', 'train'].map((step) => `jobs.batch.volcano.sh/${flowName}-${step}-${hash}`),
  );
});

test('a volume that waits for no admission brings nothing into the bundle of a job', () => {
  const world = new World({ prefetch: Prefetch.ON_DEPLOY });
  world.train();
  const positive = new World();
  positive.train();
  absent((stack) => objectOf(stack, 'Job', 'admission-'), positive.stack, world.stack);
});

test('the same bytes twice, whatever order jobs are added in', () => {
  const write = (...ids: string[]): string => {
    const world = new World();
    ids.forEach((id) => world.train(id));
    return JSON.stringify(blueprintOf(world.stack));
  };
  expect(write('A', 'B')).toBe(write('A', 'B'));
  expect(write('B', 'A')).toBe(write('A', 'B'));
});

describe('what no job mounts', () => {
  const warnings = (withJob: boolean): string[] => {
    const world = new World();
    if (withJob) world.train();
    terraformOf(world.stack);
    return world.stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata.map(({ data }) => String(data)))
      .filter((text) => text.includes('AIC-3281'));
  };

  test('is warned of once', () => {
    expect(warnings(false)).toStrictEqual([expect.stringContaining('no job of the program does: it stays cold')]);
    expect(warnings(true)).toStrictEqual([]);
  });
});

describe('refusals', () => {
  test('fails without startsWhenWarm: pods would read a cold cache', () => {
    expect(() => new World({ startsWhenWarm: false })).toThrow(/AIC-3279 at test\/Models\/corpus/);
  });

  test('fails with an engine that has nothing but reading', () => {
    const files: any = { name: 'corpus', prefetch: Prefetch.ON_QUEUE_ADMISSION, pools: [] };
    const cache: any = { load: { kind: 'reading' } };
    const { registries } = new Fixture().cluster;
    expect(() => planPrefetch(testStack(), files, 'efc', cache, registries)).toThrow(
      /AIC-3280 at test: efc has no load that the admission of a job could start/,
    );
  });

  test('fails with whole copies, which are made on deploy', () => {
    const fixture = new Fixture();
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
    expect(() => fixture.store({ hot }).addDataset('corpus', { ...QWEN, ...ADMITTED })).toThrow(/AIC-3201/);
  });

  const CONSUMERS: [string, (world: World) => unknown][] = [
    ['an engine other than Volcano', (world) => world.train('T', { engine: TrainingEngine.kubeflowTrainer() })],
    [
      'a notebook',
      ({ stack, queue, corpus }) =>
        new Notebook(stack, 'Explore', {
          queue,
          image: 'registry.acme.com/notebook:1',
          devices: { devices: 1 },
          token: { secretName: 'explore', key: 'token' },
          volumes: [{ volume: corpus, mountPath: '/data' }],
        }),
    ],
    [
      'a Spark job',
      ({ stack, queue, corpus }) =>
        new SparkJob(stack, 'Features', {
          queue,
          program: SparkProgram.python('local:///opt/app/features.py'),
          executor: { cores: 5, memory: Size.gibibytes(40) },
          image: 'registry.acme.com/features:1',
          sparkVersion: '4.0.0',
          executors: 8,
          volumes: [{ volume: corpus, mountPath: '/data' }],
        }),
    ],
  ];

  test.each(CONSUMERS)('fails for %s, whose pods are there before', (_what, make) => {
    expect(() => make(new World())).toThrow(/AIC-3282 at test\/\w+: .* before a queue admits them/);
  });

  test('fails for an endpoint, also by the alias of the model', () => {
    const fixture = new Fixture();
    const store = fixture.store();
    const model = store.add('qwen3-32b', { ...QWEN, ...ADMITTED });
    const alias = store.alias('prod', model);
    expect(alias.admissionPrefetch).toBe(model.admissionPrefetch);
    const inference = new InferenceEdge(fixture.stack, 'Inference', { cluster: fixture.cluster });
    const shape = { runtime: Runtime.vllm(), pool: fixture.gpus, devicesPerReplica: 4, scale: Scale.between(1, 2) };
    expect(() => inference.endpoints.add('chat', { model: alias, ...shape })).toThrow(
      /AIC-3283 .*qwen3-32b is loaded when a queue admits a job/,
    );
  });
});
