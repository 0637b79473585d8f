import {
  Duration,
  ErrorAction,
  ErrorPolicy,
  Framework,
  JobPlacement,
  TrainingEngine,
  TrainingJob,
  TrainingJobProps,
} from '../../lib';
import { FABRIC, pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';
import { blueprintOf, testStack } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { installCrds, startAdmission } from '../support/definitions';

jest.setTimeout(600_000);

const NODES = 40;

/** A job of each kind, with what changes its shape most. Each has a pool with room for all. */
const JOBS: Record<string, Partial<TrainingJobProps>> = {
  Pytorch: { timeLimit: Duration.hours(1), errorPolicies: [ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB)] },
  Elastic: { minGangSize: 2, errorPolicies: [ErrorPolicy.onExitCode(143, ErrorAction.STOP_JOB)] },
  Deepspeed: { framework: Framework.deepspeed(), command: ['deepspeed', 'train.py'] },
  Mpi: { framework: Framework.mpi(), command: ['mpirun', 'train'] },
  MpiRoot: { framework: Framework.mpi(), command: ['mpirun', 'train'], runAsUser: 0 },
  Ray: { framework: Framework.ray(), command: ['python', 'train.py'] },
  Tensorflow: { framework: Framework.tensorflow({ parameterServers: 1 }), command: ['python', 'train.py'] },
  Paddle: { framework: Framework.paddle(), command: ['python', '-m', 'paddle.distributed.launch', 'train.py'] },
  Kept: { keepFinished: Duration.days(1), secretEnvironment: { KEY: { secretName: 'keys', key: 'k' } } },
};
const ELSEWHERE: Record<string, Partial<TrainingJobProps>> = {
  Trainer: {
    engine: TrainingEngine.kubeflowTrainer(),
    errorPolicies: [ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB)],
  },
  TrainerDeepspeed: {
    engine: TrainingEngine.kubeflowTrainer(),
    framework: Framework.deepspeed(),
    command: ['deepspeed', 'train.py'],
  },
  TrainerMpi: {
    engine: TrainingEngine.kubeflowTrainer(),
    framework: Framework.mpi(),
    command: ['mpirun', 'train'],
    suspended: true,
    timeLimit: Duration.hours(1),
    keepFinished: Duration.days(1),
  },
  KubeRay: { engine: TrainingEngine.kubeRay(), framework: Framework.ray(), command: ['python', 'train.py'] },
};

function program(): any {
  const stack = testStack();
  const cluster = new SchedulingOnly(stack);
  const on = pool('h800', { expectedNodes: NODES, tolerations: [] });
  const rails = pool('rdma', { expectedNodes: 4, tolerations: [], fabric: { ...FABRIC, hostNetwork: true } });
  const queue = cluster.queues.add('research', { pool: on, deservedDevices: 8 * NODES });
  const far = cluster.queues.add('far', { pool: rails, deservedDevices: 32 });
  const usual = { framework: Framework.pytorch(), image: 'acme.com/train:1', command: ['torchrun', 'train.py'] };
  const base = { ...usual, gangSize: 3, devicesPerPod: 8 };
  for (const [id, props] of Object.entries({ ...JOBS, ...ELSEWHERE })) {
    new TrainingJob(stack, id, { ...base, queue, ...props });
  }
  const tier = { cluster, tier: 1, tierName: 'leaf', nodesPerDomain: 4, ready: queue.ready };
  const placement = JobPlacement.within(tier);
  new TrainingJob(stack, 'HostNetwork', { ...base, queue: far, placement });
  new TrainingJob(stack, 'TrainerNear', { ...base, queue, placement, engine: TrainingEngine.kubeflowTrainer() });
  new TrainingJob(stack, 'RayNear', { ...base, ...ELSEWHERE.KubeRay, queue, placement });
  return blueprintOf(stack);
}

const BLUEPRINT = program();
const CONFIGURATION: string = BLUEPRINT.units.find((u: any) => u.releaseName === 'volcano').chart.values.custom
  .scheduler_config_override;
const BUNDLES: any[] = BLUEPRINT.units.filter((unit: any) => unit.objects !== undefined);
const MANIFESTS: any[] = BUNDLES.flatMap((unit) => unit.objects.map((object: any) => object.manifest));
const named = (stem: string): any => MANIFESTS.find((m) => m.kind === 'Job' && m.metadata.name.startsWith(`${stem}-`));

let controlPlane: TestControlPlane;
const outputs: Record<string, string> = {};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

function node(name: string, group: string): any {
  const labels = { 'acme.com/pool': group, 'volcano.sh/nodegroup-name': group };
  const capacity = { cpu: '192', memory: '2000Gi', pods: '110', 'nvidia.com/gpu': '8', 'rdma/hca': '8' };
  return { name, labels, capacity };
}

/** Pods of a job as the controller made them, when all are there. */
async function podsOf(job: any): Promise<any[]> {
  const wanted = job.spec.tasks.reduce((sum: number, task: any) => sum + task.replicas, 0);
  const args = ['get', 'pods', '-n', job.metadata.namespace, '-l', `volcano.sh/job-name=${job.metadata.name}`];
  for (let attempt = 1; ; attempt += 1) {
    const { items } = JSON.parse(controlPlane.kubectl([...args, '-o', 'json']));
    if (items.length === wanted || attempt === 60) return items;
    await pause();
  }
}

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane);
  const nodes = [
    ...Array.from({ length: NODES }, (_, i) => node(`h${i}`, 'h800')),
    ...Array.from({ length: 4 }, (_, i) => node(`r${i}`, 'rdma')),
  ];
  await controlPlane.call('addNodes', { nodes });
  await startAdmission(controlPlane, CONFIGURATION);
  controlPlane.kubectl(['create', 'namespace', 'ai-cloud-system']);
  for (const unit of BUNDLES) {
    const items = unit.objects.map((object: any) => object.manifest);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      const args = ['apply', '--server-side', '--validate=strict', '-f', '-'];
      outputs[unit.releaseName] = controlPlane.tryKubectl(args, list).output;
      if (!/Error|denied/.test(outputs[unit.releaseName])) break;
      await pause();
    }
  }
});
afterAll(async () => {
  await controlPlane?.stop();
});

test('the API server and the webhooks of Volcano take a job of each kind, without a warning', () => {
  expect(Object.keys(outputs)).toStrictEqual(BUNDLES.map((unit) => unit.releaseName));
  expect(Object.entries(outputs).filter(([, text]) => /warning|error|denied/i.test(text))).toStrictEqual([]);
});

test('every job is stored as it was sent: nothing is left to a webhook or to defaults', () => {
  const ours = MANIFESTS.filter((m) => ['Job', 'TrainJob'].includes(m.kind) && /volcano|trainer/.test(m.apiVersion));
  expect(ours).toHaveLength(Object.keys(JOBS).length + 1 + 4);
  for (const { apiVersion, kind, metadata, spec } of ours) {
    const [group, version] = apiVersion.split('/');
    const stored = controlPlane.object(`${kind}.${version}.${group}`, metadata.name, metadata.namespace);
    expect({ name: metadata.name, spec: stored.spec }).toStrictEqual({ name: metadata.name, spec });
  }
});

test.each([...Object.keys(JOBS), 'HostNetwork'])('pods of %s pass Pod Security and are all there', async (id) => {
  const stem = id.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  const job = MANIFESTS.find((m) => m.kind === 'Job' && new RegExp(`^${stem}-[0-9a-f]{8}$`).test(m.metadata.name));
  const pods = await podsOf(job);
  expect(pods).toHaveLength(job.spec.tasks.reduce((sum: number, task: any) => sum + task.replicas, 0));
});

test('the controller gives MPI its hosts, its keys and its port', async () => {
  const pods = await podsOf(named('mpi'));
  const launcher = pods.find((pod) => pod.metadata.name.endsWith('-launcher-0'));
  const { env, ports, volumeMounts } = launcher.spec.containers[0];
  expect(env.map(({ name }: any) => name)).toStrictEqual(
    expect.arrayContaining(['MPI_HOST', 'VC_LAUNCHER_HOSTS', 'VC_WORKER_HOSTS']),
  );
  expect(ports).toContainEqual(expect.objectContaining({ containerPort: 2222 }));
  expect(volumeMounts).toContainEqual(expect.objectContaining({ mountPath: '/home/mpiuser/.ssh', subPath: '.ssh' }));
  const { data } = controlPlane.object('configmap', `${named('mpi').metadata.name}-svc`, 'training');
  expect(data.VC_WORKER_HOSTS).toMatch(/^mpi-[0-9a-f]{8}-worker-0\.mpi-[0-9a-f]{8},/);
});

test('pods carry the labels that environments are made of', async () => {
  const pods = await podsOf(named('paddle'));
  const indices = pods.map((pod) => pod.metadata.labels['volcano.sh/task-index']).sort();
  expect(indices).toStrictEqual(['0', '1', '2']);
  expect(new Set(pods.map((pod) => pod.metadata.labels['volcano.sh/job-name'])).size).toBe(1);
});
