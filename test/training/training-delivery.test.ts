import { TerraformVariable } from 'cdktf';
import { Construct, IDependable } from 'constructs';
import {
  Bundle,
  Duration,
  Framework,
  JsonPatch,
  KubernetesObject,
  Queue,
  QueuePurpose,
  Registries,
  TrainingJob,
} from '../../lib';
import { blueprintOf, bundlesOf, manifestsOf, testStack } from '../harness';
import { DIGEST, containerOf, made, podOf } from './training-fixture';
import { pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';

describe('delivery', () => {
  test('a job is one release that waits for its queue, the scheduler and the pool', () => {
    const stack = testStack();
    const cluster = new SchedulingOnly(stack);
    const ready = new Bundle(stack, 'Plugins', { target: cluster });
    const queue = cluster.queues.add('research', { pool: pool('h800', { ready }), deservedDevices: 64 });
    const job = new TrainingJob(stack, 'Finetune', {
      queue,
      framework: Framework.pytorch(),
      image: DIGEST,
      command: ['train'],
      gangSize: 1,
      devicesPerPod: 1,
    });
    expect(bundlesOf(stack)['training-finetune']).toStrictEqual([`Job/${job.jobName}`]);
    const unit = blueprintOf(stack).units.find((u: any) => u.releaseName === 'training-finetune');
    expect(unit.dependsOn).toStrictEqual([
      'test/Cluster/Foundation',
      'test/Cluster/Scheduling/Policies',
      'test/Cluster/Scheduling/Queues/Depth2',
      'test/Plugins',
    ]);
  });

  test('an imported queue does as well as an own one', () => {
    const stack = testStack();
    const cluster = new SchedulingOnly(stack);
    const queue = Queue.fromQueueName('legacy', { cluster, pool: pool('h800'), deservedDevices: 64 });
    const props = {
      queue,
      framework: Framework.pytorch(),
      image: DIGEST,
      command: ['t'],
      gangSize: 1,
      devicesPerPod: 8,
    };
    const job = new TrainingJob(stack, 'Finetune', props);
    expect(manifestsOf(stack)[`Job/${job.jobName}`].spec.queue).toBe('legacy');
    expect(job.queue).toBe(queue);
  });

  test('a changed program is another job: Kubernetes lets nobody change one', () => {
    const name = made().job.jobName;
    expect(name).toMatch(/^finetune-[0-9a-f]{8}$/);
    expect(made().job.jobName).toBe(name);
    expect(made({ command: ['torchrun', 'other.py'] }).job.jobName).not.toBe(name);
    expect(made({ jobName: 'tune' }).job.jobName).toMatch(/^tune-[0-9a-f]{8}$/);
  });

  test('the name does not follow how tokens are numbered', () => {
    const nameWith = (variables: number): string => {
      const stack = testStack();
      const cluster = new SchedulingOnly(stack);
      const queue = cluster.queues.add('research', { pool: pool('h800'), deservedDevices: 64 });
      const made = Array.from(
        { length: variables },
        (_, i) => new TerraformVariable(stack, `V${i}`, { type: 'string' }).stringValue,
      );
      const environment = { RUN: made[variables - 1] };
      const props = { queue, framework: Framework.pytorch(), image: DIGEST, command: ['t'], environment };
      return new TrainingJob(stack, 'Finetune', { ...props, gangSize: 1, devicesPerPod: 8 }).jobName;
    };
    expect(nameWith(1)).toBe(nameWith(3));
  });

  test('long ids make names that fit a pod', () => {
    const stack = testStack();
    const cluster = new SchedulingOnly(stack);
    const queue = cluster.queues.add('research', { pool: pool('h800'), deservedDevices: 64 });
    const props = {
      queue,
      framework: Framework.pytorch(),
      image: DIGEST,
      command: ['t'],
      gangSize: 1,
      devicesPerPod: 8,
    };
    const id = 'FinetuneTheLargestModelOnAllOfTheDataThatWeHave';
    const names = [`${id}1`, `${id}2`].map((long) => new TrainingJob(stack, long, props).jobName);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(`${name}-worker-999`.length).toBeLessThanOrEqual(63);
  });

  test('the pull secret goes along, the image stays as written', () => {
    const registries = Registries.mirror('registry.acme.com', { pullSecretName: 'pull' });
    expect(podOf({ registries }).imagePullSecrets).toStrictEqual([{ name: 'pull' }]);
    expect(containerOf({ registries }).image).toBe(DIGEST);
  });

  test('the manifest can be patched', () => {
    const { stack, job } = made();
    (job.node.defaultChild as KubernetesObject).patch(JsonPatch.add('/spec/ttlSecondsAfterFinished', 60));
    expect(manifestsOf(stack)[`Job/${job.jobName}`].spec.ttlSecondsAfterFinished).toBe(60);
  });

  test('the blueprint knows the job and its image', () => {
    const { stack, job } = made();
    expect(blueprintOf(stack).trainingJobs).toStrictEqual([
      {
        path: 'test/Finetune',
        cluster: 'test/Cluster',
        namespace: 'training',
        name: job.jobName,
        queue: 'research',
        gangSize: 4,
        devicesPerPod: 8,
        deviceResource: 'nvidia.com/gpu',
      },
    ]);
    expect(blueprintOf(stack).images).toContainEqual({ path: 'test/Finetune', reference: DIGEST });
  });
});

test('jobs are the same bytes in whatever order they come', () => {
  const written = (ids: string[]): string => {
    const stack = testStack();
    const cluster = new SchedulingOnly(stack);
    const queue = cluster.queues.add('research', { pool: pool('h800'), deservedDevices: 64 });
    const props = {
      queue,
      framework: Framework.pytorch(),
      image: DIGEST,
      command: ['t'],
      gangSize: 1,
      devicesPerPod: 8,
    };
    ids.forEach((id) => new TrainingJob(stack, id, props));
    return JSON.stringify(blueprintOf(stack));
  };
  expect(written(['A', 'B'])).toBe(written(['B', 'A']));
});

test('a construct may stand in for a queue of another library', () => {
  class ForeignQueue extends Construct {
    public readonly queueName = 'foreign';
    public readonly pool = pool('h800');
    public readonly deservedDevices = 64;
    public readonly purpose = QueuePurpose.TRAINING;
    public readonly reclaimable = true;
    public readonly priorityClassName = 'theirs';
    public readonly schedulerName = 'volcano';
    public readonly ready: IDependable = this;
    constructor(public readonly cluster: SchedulingOnly) {
      super(cluster, 'ForeignQueue');
    }
    public priorityClassFor(): string {
      return 'theirs-by-duration';
    }
  }
  const stack = testStack();
  const queue = new ForeignQueue(new SchedulingOnly(stack));
  const props = { queue, framework: Framework.pytorch(), image: DIGEST, command: ['t'], gangSize: 1, devicesPerPod: 8 };
  const job = new TrainingJob(stack, 'Finetune', { ...props, expectedDuration: Duration.hours(1) });
  expect(job.priorityClassName).toBe('theirs-by-duration');
});
