import { TerraformStack, TerraformVariable } from 'cdktf';
import { Construct, IDependable } from 'constructs';
import {
  Bundle,
  Duration,
  Framework,
  FrameworkConfig,
  IFramework,
  IPool,
  JsonPatch,
  KubernetesObject,
  Queue,
  Registries,
  Size,
  TrainingJob,
  TrainingJobProps,
} from '../../lib';
import { absent, blueprintOf, bundlesOf, manifestsOf, testStack } from '../harness';
import { FABRIC, pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';

const DIGEST = `registry.acme.com/train@sha256:${'0123456789abcdef'.repeat(4)}`;

interface Wishes extends Partial<TrainingJobProps> {
  readonly on?: Partial<IPool>;
  readonly deserved?: number;
  readonly registries?: Registries;
}

function made(wishes: Wishes = {}): { stack: TerraformStack; job: TrainingJob; manifest: any } {
  const { on, deserved = 64, registries, ...props } = wishes;
  const stack = testStack();
  const cluster = new SchedulingOnly(stack, {}, registries);
  const queue = cluster.queues.add('research', { pool: pool('h800', on), deservedDevices: deserved });
  const job = new TrainingJob(stack, 'Finetune', {
    queue,
    framework: Framework.pytorch(),
    image: DIGEST,
    command: ['torchrun', 'train.py'],
    gangSize: 4,
    devicesPerPod: 8,
    ...props,
  });
  return { stack, job, manifest: manifestsOf(stack)[`Job/${job.jobName}`] };
}

function specOf(wishes: Wishes = {}): any {
  return made(wishes).manifest.spec;
}

function podOf(wishes: Wishes = {}): any {
  return specOf(wishes).tasks[0].template.spec;
}

function containerOf(wishes: Wishes = {}): any {
  return podOf(wishes).containers[0];
}

function warningsOf(wishes: Wishes): string {
  return made(wishes)
    .job.node.metadata.map((m) => String(m.data))
    .join();
}

describe('the gang', () => {
  test('runs whole or waits', () => {
    expect(specOf()).toMatchObject({ minAvailable: 4, queue: 'research', schedulerName: 'volcano' });
    expect(specOf().tasks.map((t: any) => [t.name, t.replicas, t.minAvailable])).toStrictEqual([
      ['master', 1, 1],
      ['worker', 3, 3],
    ]);
  });

  test('of one pod is a master alone', () => {
    expect(specOf({ gangSize: 1 }).tasks.map((t: any) => t.name)).toStrictEqual(['master']);
  });

  test('starts anew whole when a pod fails or is evicted', () => {
    expect(specOf().policies).toStrictEqual([
      { event: 'PodEvicted', action: 'RestartJob' },
      { event: 'PodFailed', action: 'RestartJob' },
    ]);
  });

  test('may start anew a hundred times, because every eviction counts', () => {
    expect(specOf().maxRetry).toBe(100);
    expect(specOf().tasks.map((t: any) => t.maxRetry)).toStrictEqual([100, 100]);
    expect(specOf({ maxRetry: 7 }).maxRetry).toBe(7);
  });

  test('has 30 seconds to save its work, and 30 until a lost node is given up', () => {
    expect(podOf().terminationGracePeriodSeconds).toBe(30);
    expect(podOf({ terminationGrace: Duration.seconds(20) }).terminationGracePeriodSeconds).toBe(20);
    const seconds = (pod: any): (number | undefined)[] => pod.tolerations.map((t: any) => t.tolerationSeconds);
    expect(podOf().tolerations).toStrictEqual([
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
    ]);
    expect(seconds(podOf({ nodeLossTolerance: Duration.minutes(2) }))).toStrictEqual([undefined, 120, 120]);
  });

  test('has the priority of its queue, or a higher one when it is known to be short', () => {
    expect(specOf().priorityClassName).toBe('training-within-3d');
    const short = made({ expectedDuration: Duration.minutes(30) });
    expect(short.manifest.spec.priorityClassName).toBe('training-within-1h');
    expect(short.manifest.spec.tasks[0].template.spec.priorityClassName).toBe('training-within-1h');
    expect(short.job.priorityClassName).toBe('training-within-1h');
  });

  test('is placed on the nodes of its pool', () => {
    expect(podOf().nodeSelector).toStrictEqual({ 'acme.com/pool': 'h800' });
    absent((pod: any) => pod.nodeSelector, podOf(), podOf({ on: { nodeLabels: {} } }));
  });
});

describe('frameworks', () => {
  test('PyTorch pods know their master, by a name that resolves before it is ready', () => {
    expect(specOf().plugins).toStrictEqual({
      env: [],
      pytorch: ['--master=master', '--worker=worker', '--port=23456'],
      svc: ['--publish-not-ready-addresses=true'],
    });
    expect(specOf({ framework: Framework.pytorch({ port: 29500 }) }).plugins.pytorch).toContain('--port=29500');
  });

  test.each([80, 70000, 29500.5])('fails on port %p of PyTorch', (port) => {
    expect(() => Framework.pytorch({ port })).toThrow(/AIC-2213.*1024 to 65535/);
  });

  test('another framework is a class of your own', () => {
    class Ring implements IFramework {
      public bind(gangSize: number): FrameworkConfig {
        return { tasks: [{ name: 'peer', replicas: gangSize }], plugins: { svc: [] }, environmentNames: ['PEERS'] };
      }
    }
    expect(specOf({ framework: new Ring() })).toMatchObject({
      tasks: [{ name: 'peer', replicas: 4 }],
      plugins: { svc: [] },
    });
    expect(() => made({ framework: new Ring(), environment: { PEERS: '4' } })).toThrow(/AIC-2210/);
  });
});

describe('resources', () => {
  test('leave a tenth of the share of the node to DaemonSets', () => {
    const quantities = { cpu: '167', memory: '1687Gi', 'nvidia.com/gpu': '8' };
    expect(containerOf().resources).toStrictEqual({ requests: quantities, limits: quantities });
    expect(containerOf({ devicesPerPod: 2 }).resources.limits).toStrictEqual({
      cpu: '41',
      memory: '421Gi',
      'nvidia.com/gpu': '2',
    });
  });

  test('of small nodes are exact', () => {
    const on = { devicesPerNode: 2, cpuPerNode: 2, memoryPerNode: Size.gibibytes(2) };
    const small = containerOf({ on, deserved: 2, gangSize: 1, devicesPerPod: 1, sharedMemory: Size.mebibytes(64) });
    expect(small.resources.limits).toStrictEqual({ cpu: '900m', memory: '921Mi', 'nvidia.com/gpu': '1' });
  });

  test('can be said', () => {
    const { limits } = containerOf({ cpuPerPod: 12.5, memoryPerPod: Size.gibibytes(100) }).resources;
    expect(limits).toMatchObject({ cpu: '12500m', memory: '100Gi' });
  });

  test('shared memory is 16 GiB, or what the fabric needs, or what is said', () => {
    const sizeOf = (wishes: Wishes): string => podOf(wishes).volumes[0].emptyDir.sizeLimit;
    expect(podOf().volumes[0]).toStrictEqual({
      name: 'shared-memory',
      emptyDir: { medium: 'Memory', sizeLimit: '16Gi' },
    });
    expect(containerOf().volumeMounts[0]).toStrictEqual({ name: 'shared-memory', mountPath: '/dev/shm' });
    expect(sizeOf({ on: { fabric: FABRIC } })).toBe('64Gi');
    expect(sizeOf({ sharedMemory: Size.gibibytes(8) })).toBe('8Gi');
  });

  test('shared memory takes half of a small pod at most', () => {
    expect(podOf({ memoryPerPod: Size.gibibytes(20) }).volumes[0].emptyDir.sizeLimit).toBe('10Gi');
  });

  test('checkpoints are a claim of the user', () => {
    const mounts = (wishes: Wishes): any => containerOf(wishes).volumeMounts[1];
    absent(mounts, { checkpoints: { claimName: 'runs' } }, {});
    expect(podOf({ checkpoints: { claimName: 'runs' } }).volumes[1]).toStrictEqual({
      name: 'checkpoints',
      persistentVolumeClaim: { claimName: 'runs' },
    });
    expect(mounts({ checkpoints: { claimName: 'runs' } }).mountPath).toBe('/checkpoints');
    expect(mounts({ checkpoints: { claimName: 'runs', mountPath: '/data' } }).mountPath).toBe('/data');
  });
});

describe('rights', () => {
  test('without fabric, a job runs as an ordinary user in a restricted namespace', () => {
    const { job, stack } = made();
    expect(job.namespace).toBe('training');
    expect(manifestsOf(stack)['Namespace/training'].metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
      'restricted',
    );
    expect(podOf().securityContext).toStrictEqual({
      runAsUser: 1000,
      runAsGroup: 1000,
      runAsNonRoot: true,
      fsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(containerOf().securityContext).toStrictEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(podOf()).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  test('with a fabric that locks memory, it is root with IPC_LOCK in a privileged namespace of its own', () => {
    const { job, stack } = made({ on: { fabric: FABRIC } });
    expect(job.namespace).toBe('training-rdma');
    expect(manifestsOf(stack)['Namespace/training-rdma'].metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
      'privileged',
    );
    const wishes = { on: { fabric: FABRIC } };
    expect(podOf(wishes).securityContext).toMatchObject({ runAsUser: 0, runAsNonRoot: false });
    expect(containerOf(wishes).securityContext).toStrictEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['IPC_LOCK'] },
    });
  });

  test('another user does without IPC_LOCK, which has no effect then, and stays restricted', () => {
    const wishes = { on: { fabric: FABRIC }, runAsUser: 2000 };
    expect(made(wishes).job.namespace).toBe('training');
    expect(podOf(wishes).securityContext).toMatchObject({ runAsUser: 2000, fsGroup: 2000, runAsNonRoot: true });
    expect(containerOf(wishes).securityContext.capabilities).toStrictEqual({ drop: ['ALL'] });
  });

  test('root without fabric needs a baseline namespace', () => {
    const { job, stack } = made({ runAsUser: 0 });
    expect(job.namespace).toBe('training-root');
    expect(manifestsOf(stack)['Namespace/training-root'].metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
      'baseline',
    );
  });

  test('the namespace can be said', () => {
    const { job, manifest } = made({ namespace: 'team-a' });
    expect([job.namespace, manifest.metadata.namespace]).toStrictEqual(['team-a', 'team-a']);
  });
});

describe('fabric', () => {
  const on = { fabric: FABRIC };

  test('brings resources, networks and settings', () => {
    expect(containerOf({ on }).resources.limits).toMatchObject({ 'rdma/hca': '1', 'nvidia.com/gpu': '8' });
    expect(specOf({ on }).tasks[1].template.metadata.annotations).toStrictEqual(FABRIC.annotations);
    absent((task: any) => task.template.metadata, specOf({ on }).tasks[0], specOf().tasks[0]);
  });

  test('settings come in order of their names, and those of the user win', () => {
    expect(containerOf({ on, environment: { NCCL_IB_HCA: 'mlx5_0', A: '1' } }).env).toStrictEqual([
      { name: 'A', value: '1' },
      { name: 'NCCL_IB_HCA', value: 'mlx5_0' },
      { name: 'NCCL_SOCKET_IFNAME', value: 'eth0' },
    ]);
  });
});

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

describe('refusals', () => {
  test.each([
    'train',
    'train:latest',
    'r.acme.com:5000/train',
    'r.acme.com/train:latest',
    'train@sha256:abc',
    'train:',
  ])('fails on the image %s, which may change', (image) => {
    expect(() => made({ image })).toThrow(/AIC-2201.*may change/);
  });

  test('takes a version tag, also behind a port', () => {
    expect(containerOf({ image: 'r.acme.com:5000/train:1.2' }).image).toBe('r.acme.com:5000/train:1.2');
  });

  test.each([0, -1, 2.5, NaN])('fails on a gang of %p', (gangSize) => {
    expect(() => made({ gangSize })).toThrow(/AIC-2202.*no usable size/);
  });

  test.each([0, 9, 1.5])('fails on %p devices per pod', (devicesPerPod) => {
    expect(() => made({ devicesPerPod })).toThrow(/AIC-2203.*from 1 to 8/);
  });

  test('fails with the sum on a gang that is larger than the pool', () => {
    expect(() => made({ gangSize: 17 })).toThrow(/AIC-2204.*got 17 pods of 8 = 136 devices, want at most 16 pods/);
    expect(() => made({ gangSize: 17, devicesPerPod: 5 })).toThrow(/AIC-2204.*17 pods of 5 = 85.*at most 16 pods/);
  });

  test.each([[[]], [['']]])('fails on the command %j', (command) => {
    expect(() => made({ command })).toThrow(/AIC-2205.*no command/);
  });

  test.each(['1st', 'Finetune', 'a'.repeat(41), 'tune-'])('fails on the name %s', (jobName) => {
    expect(() => made({ jobName })).toThrow(/AIC-2206.*at most 40/);
  });

  test('warns of a gang that is larger than what its queue deserves', () => {
    expect(warningsOf({ gangSize: 9 })).toContain('AIC-2207: the gang needs 72 devices and queue research deserves 64');
    expect(warningsOf({ gangSize: 8 })).not.toContain('AIC-2207');
  });

  test.each([0, 1.5])('fails on %p retries', (maxRetry) => {
    expect(() => made({ maxRetry })).toThrow(/AIC-2208/);
  });

  test.each([
    ['187 cores', { cpuPerPod: 187 }],
    ['0 cores', { cpuPerPod: 0 }],
    ['1.8 TiB|1876 GiB', { memoryPerPod: Size.gibibytes(1876) }],
  ])('fails on a pod of %s', (got, wishes) => {
    expect(() => made(wishes)).toThrow(new RegExp(`AIC-2209.*(${got})`));
  });

  test('fails when the environment sets what differs from pod to pod', () => {
    expect(() => made({ environment: { RANK: '0', A: '1' } })).toThrow(/AIC-2210.*got \[ 'RANK' \]/);
  });

  test('warns of a grace period that keeps serving waiting', () => {
    expect(warningsOf({ terminationGrace: Duration.seconds(50) })).toContain('AIC-2211: pods have 50 s');
    expect(warningsOf({ terminationGrace: Duration.seconds(45) })).not.toContain('AIC-2211');
  });

  test('fails when shared memory takes all memory', () => {
    expect(() => made({ memoryPerPod: Size.gibibytes(8), sharedMemory: Size.gibibytes(8) })).toThrow(
      /AIC-2212.*8 GiB of 8 GiB/,
    );
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
