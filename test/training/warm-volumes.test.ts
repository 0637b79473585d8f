import { TerraformStack } from 'cdktf';
import { Framework, IQueue, IVolume, Notebook, Size, SparkJob, SparkProgram, TrainingJob } from '../../lib';
import { absent, blueprintOf, manifestsOf } from '../harness';
import { Fixture, QWEN } from '../model-store/fixture';

const IMAGE = 'registry.acme.com/train:2026.11';

type Make = (stack: TerraformStack, queue: IQueue, volume: IVolume) => void;

const CONSUMERS: [string, string, Make][] = [
  [
    'a training job',
    'Job',
    (stack, queue, volume) => {
      const volumes = [{ volume, mountPath: '/data' }];
      const shape = { image: IMAGE, command: ['python', 'train.py'], gangSize: 2, devicesPerPod: 8 };
      new TrainingJob(stack, 'Pretrain', { queue, framework: Framework.pytorch(), volumes, ...shape });
    },
  ],
  [
    'a notebook',
    'StatefulSet',
    (stack, queue, volume) => {
      const token = { secretName: 'explore', key: 'token' };
      const volumes = [{ volume, mountPath: '/data' }];
      new Notebook(stack, 'Explore', { queue, image: IMAGE, devices: { devices: 1 }, token, volumes });
    },
  ],
  [
    'a Spark job',
    'SparkApplication',
    (stack, queue, volume) => {
      const program = SparkProgram.python('local:///opt/app/features.py');
      const executor = { cores: 5, memory: Size.gibibytes(40) };
      const volumes = [{ volume, mountPath: '/data' }];
      const shape = { image: IMAGE, sparkVersion: '4.0.0', executors: 8 };
      new SparkJob(stack, 'Features', { queue, program, executor, volumes, ...shape });
    },
  ],
];

function made(make: Make, startsWhenWarm: boolean): { stack: TerraformStack; labels?: { [key: string]: string } } {
  const fixture = new Fixture();
  const corpus = fixture.store().addDataset('corpus', { ...QWEN, startsWhenWarm });
  const queue = fixture.cluster.queues.add('research', { pool: fixture.gpus, deservedDevices: 64 });
  make(fixture.stack, queue, corpus);
  return { stack: fixture.stack, labels: corpus.requiredNodeLabels };
}

/** The object of a kind of workload: a Job of Kubernetes is none. */
function workload(stack: TerraformStack, kind: string): any {
  const found = Object.values(manifestsOf(stack)).find((m) => m.kind === kind && m.apiVersion !== 'batch/v1');
  expect(found).toBeDefined();
  return found;
}

/** The value that a selector of nodes has for the label of the dataset, anywhere in an object. */
function selected(manifest: any): string | undefined {
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  const own = manifest.nodeSelector?.['models.ai-cloud/corpus'];
  return (
    own ??
    Object.values(manifest)
      .map(selected)
      .find((found) => found !== undefined)
  );
}

describe.each(CONSUMERS)('%s', (_what, kind, make) => {
  test('runs only on nodes where its dataset is warm', () => {
    const { stack, labels } = made(make, true);
    expect(selected(workload(stack, kind))).toBe(labels?.['models.ai-cloud/corpus']);
    absent(selected, workload(stack, kind), workload(made(make, false).stack, kind));
  });

  test('is delivered after the gate', () => {
    const { stack } = made(make, true);
    const unit = blueprintOf(stack).units.find((one: any) =>
      (one.objects ?? []).some(({ manifest }: any) => manifest.kind === kind && manifest.apiVersion !== 'batch/v1'),
    );
    expect(unit.dependsOn).toContain('test/Models/corpus/Gate');
  });
});
