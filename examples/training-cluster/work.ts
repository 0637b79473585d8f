/** The work of the training cluster: gangs, single programs, data and serving. */
import { Construct } from 'constructs';
import {
  AINativeCluster,
  Bandwidth,
  BandwidthTest,
  Duration,
  Framework,
  HotTier,
  InferenceEdge,
  IPool,
  JobPlacement,
  ModelSource,
  NetworkTopology,
  Notebook,
  Pipeline,
  PipelineStep,
  Queue,
  Runtime,
  Scale,
  SecretReference,
  Size,
  SparkJob,
  SparkProgram,
  TieredModelStore,
  TrainingEngine,
  TrainingJob,
  WarmTier,
} from 'cdktf-ai-cloud';

const IMAGE = 'registry.acme.com/ml/train:2026.11';

/** Gangs on the fabric: close to each other, after a test of the network; one of them shrinks when others need room. */
export function trainTogether(scope: Construct, topology: NetworkTopology, language: Queue, vision: Queue): void {
  const fabricTest = new BandwidthTest(scope, 'FabricTest', {
    queue: language,
    minBusBandwidth: Bandwidth.gigabytesPerSecond(150),
    schedule: '0 4 * * 0',
  });
  new TrainingJob(scope, 'Pretrain', {
    queue: language,
    framework: Framework.pytorch(),
    image: IMAGE,
    command: ['torchrun', 'pretrain.py'],
    gangSize: 4,
    devicesPerPod: 8,
    placement: JobPlacement.within(topology.tier('leaf')),
    requires: [fabricTest],
    checkpoints: { claimName: 'pretrain-checkpoints' },
  });
  new TrainingJob(scope, 'Sweep', {
    queue: language,
    framework: Framework.pytorch(),
    image: IMAGE,
    command: ['torchrun', 'sweep.py'],
    gangSize: 3,
    minGangSize: 1,
    devicesPerPod: 8,
    expectedDuration: Duration.hours(8),
  });

  const pair = { queue: vision, image: IMAGE, gangSize: 2, devicesPerPod: 4 };
  const ray = { framework: Framework.ray(), command: ['python', 'search.py'] };
  new TrainingJob(scope, 'Zero', {
    ...pair,
    framework: Framework.deepspeed(),
    command: ['deepspeed', 'train.py', '--deepspeed_config=zero3.json'],
  });
  new TrainingJob(scope, 'Horovod', { ...pair, framework: Framework.mpi(), command: ['mpirun', 'python', 'train.py'] });
  new TrainingJob(scope, 'Search', { ...pair, ...ray });
  new TrainingJob(scope, 'Detector', {
    ...pair,
    framework: Framework.tensorflow({ parameterServers: 1 }),
    command: ['python', 'detector.py'],
  });
  new TrainingJob(scope, 'Ocr', {
    ...pair,
    framework: Framework.paddle(),
    command: ['python', '-m', 'paddle.distributed.launch', 'ocr.py'],
  });
  new TrainingJob(scope, 'SearchOnRay', { ...pair, ...ray, engine: TrainingEngine.kubeRay() });
  new TrainingJob(scope, 'FinetuneOnTrainer', {
    ...pair,
    framework: Framework.pytorch(),
    command: ['torchrun', 'finetune.py'],
    engine: TrainingEngine.kubeflowTrainer(),
  });
}

/** Partitions for people, parts of devices for experiments, another vendor's devices whole. */
export function trainAlone(scope: Construct, notebooks: Queue, experiments: Queue, pretraining: Queue): void {
  new Notebook(scope, 'Explore', {
    queue: notebooks,
    image: 'registry.acme.com/ml/notebook:2026.11',
    devices: { profile: '1g.10gb' },
    token: { secretName: 'explore', key: 'token' },
    idleAfter: Duration.minutes(45),
  });
  new TrainingJob(scope, 'Ablation', {
    queue: experiments,
    framework: Framework.single(),
    image: IMAGE,
    command: ['python', 'ablation.py'],
    gangSize: 1,
    deviceRequest: { memory: Size.gibibytes(12), computePercent: 25 },
  });
  new TrainingJob(scope, 'PretrainOnAscend', {
    queue: pretraining,
    framework: Framework.pytorch(),
    image: 'registry.acme.com/ml/train-ascend:2026.11',
    command: ['torchrun', 'pretrain.py'],
    gangSize: 2,
    devicesPerPod: 8,
  });
}

/** Features each night, and a model that is trained, evaluated and published. */
export function prepareData(scope: Construct, vision: Queue): void {
  new SparkJob(scope, 'Features', {
    queue: vision,
    image: 'registry.acme.com/data/features:2026.11',
    sparkVersion: '4.0.0',
    program: SparkProgram.python('local:///opt/app/features.py'),
    executors: 8,
    minExecutors: 2,
    executor: { cores: 5, memory: Size.gibibytes(40) },
    schedule: '0 3 * * *',
  });
  const alone = { queue: vision, framework: Framework.single(), image: IMAGE, gangSize: 1 };
  new Pipeline(scope, 'Release', {
    steps: [
      PipelineStep.of('train', { job: { ...alone, command: ['python', 'train.py'], devicesPerPod: 8 } }),
      PipelineStep.of('evaluate', { job: { ...alone, command: ['python', 'evaluate.py'], devicesPerPod: 1 } }),
      PipelineStep.of('publish', {
        job: {
          ...alone,
          command: ['python', 'publish.py'],
          devicesPerPod: 0,
          cpuPerPod: 2,
          memoryPerPod: Size.gibibytes(8),
        },
      }),
    ],
  });
}

export function serve(scope: Construct, cluster: AINativeCluster, pool: IPool): void {
  const models = new TieredModelStore(scope, 'Models', {
    cluster,
    hot: HotTier.nvme({ pools: [pool] }),
    warm: WarmTier.bucket('acme-models', {
      endpoint: 's3.storage.acme.com',
      credentials: SecretReference.named('models-s3'),
    }),
  });
  const qwen = models.add('qwen3-32b', {
    source: ModelSource.bucketPath('qwen3-32b/2026-11'),
    size: Size.gibibytes(66),
  });
  new InferenceEdge(scope, 'Inference', { cluster }).endpoints.add('chat', {
    model: qwen,
    runtime: Runtime.vllm(),
    pool,
    devicesPerReplica: 8,
    scale: Scale.between(1, 4),
  });
}
