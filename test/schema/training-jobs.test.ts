import { ELSEWHERE, eachKind, JOBS, NODES } from '../training/each-kind';
import { startControllers } from '../support/admission';
import { TestControlPlane } from '../support/control-plane';
import { applyModuleCrds, startAdmission } from '../support/definitions';

jest.setTimeout(900_000);

const BLUEPRINT = eachKind();
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

const podName = (job: any, role: string): string => `${job.metadata.name}-${role}`;
const statusOf = (job: any): any =>
  controlPlane.object('job.v1alpha1.batch.volcano.sh', job.metadata.name, job.metadata.namespace).status;

/** Ends a pod as the kubelet does when its program has ended. */
function endPod(job: any, role: string, exitCode: number): void {
  const terminated = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' };
  const container = { name: 'trainer', image: 'i', imageID: 'i', ready: false, restartCount: 0, state: { terminated } };
  const status = { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [container] };
  const args = ['patch', 'pod', podName(job, role), '-n', job.metadata.namespace, '--subresource=status'];
  controlPlane.kubectl([...args, '--type=merge', '-p', JSON.stringify({ status })]);
}

function evict(job: any, role: string): string {
  const name = podName(job, role);
  const { uid } = controlPlane.object('pod', name, job.metadata.namespace).metadata;
  controlPlane.kubectl(['delete', 'pod', name, '-n', job.metadata.namespace, '--wait=false']);
  return uid;
}

/** Waits until something is so; returns what it was last. */
async function eventually<T>(read: () => T, isSo: (value: T) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const value = read();
    if (isSo(value) || attempt === 80) return value;
    await pause();
  }
}

const running = (job: any): Promise<any> =>
  eventually(
    () => statusOf(job),
    ({ state }) => state?.phase === 'Running',
  );
const phaseOf = (job: any): string => statusOf(job).state.phase;

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  for (const upstream of ['volcano', 'jobSet', 'kubeRay', 'kubeflowTrainer'])
    await applyModuleCrds(controlPlane, upstream);
  const nodes = [
    ...Array.from({ length: NODES }, (_, i) => node(`h${i}`, 'h800')),
    ...Array.from({ length: 4 }, (_, i) => node(`r${i}`, 'rdma')),
  ];
  await controlPlane.call('addNodes', { nodes });
  await startAdmission(controlPlane, CONFIGURATION);
  await startControllers(controlPlane, new Set(['jobset.x-k8s.io', 'trainer.kubeflow.org']));
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
  expect(ours).toHaveLength(Object.keys({ ...JOBS, ...ELSEWHERE }).length + 1);
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

describe('the real Kubeflow Trainer', () => {
  const trainJob = (stem: string): any =>
    MANIFESTS.find((m) => m.kind === 'TrainJob' && new RegExp(`^${stem}-[0-9a-f]{8}$`).test(m.metadata.name));
  const podsOfJobSet = (name: string): any[] => {
    const args = ['get', 'pods', '-n', 'training', '-l', `jobset.sigs.k8s.io/jobset-name=${name}`, '-o', 'json'];
    return JSON.parse(controlPlane.kubectl(args)).items;
  };

  test.each(['trainer', 'trainer-deepspeed'])('makes the gang of %s, which Volcano places as one', async (stem) => {
    const { name } = trainJob(stem).metadata;
    const group = await eventually(
      () => controlPlane.object('podgroup', name, 'training'),
      (found) => found !== undefined,
    );
    expect(group.spec).toMatchObject({
      minMember: 3,
      queue: 'research',
      priorityClassName: 'ai-cloud-training-within-3d',
    });
    // Simulated nodes end pods of Jobs at once: they may be done already.
    const arePlaced = (pods: any[]): boolean => pods.filter((pod) => pod.spec.nodeName !== undefined).length === 3;
    const pods = await eventually(() => podsOfJobSet(name), arePlaced);
    expect(arePlaced(pods)).toBe(true);
    expect(pods.map((pod) => pod.spec.schedulerName)).toStrictEqual(['volcano', 'volcano', 'volcano']);
    const names = pods[0].spec.containers[0].env.map((variable: any) => variable.name);
    expect(names).toStrictEqual(expect.arrayContaining(['PET_NNODES', 'PET_NODE_RANK', 'PET_MASTER_ADDR']));
  });

  test('keeps a suspended job without pods, with its keys and hosts ready, and runs it when asked to', async () => {
    const { name } = trainJob('trainer-mpi').metadata;
    const hosts = await eventually(
      () => controlPlane.object('configmap', `${name}-mpi-hostfile`, 'training'),
      (found) => found !== undefined,
    );
    expect(hosts.data.hostfile.trim().split('\n')).toHaveLength(3);
    expect(podsOfJobSet(name)).toStrictEqual([]);
    expect(controlPlane.object('podgroup', name, 'training').spec.minMember).toBe(3);
    const parallelism = (role: string): number =>
      controlPlane.object('job.v1.batch', `${name}-${role}-0`, 'training').spec.parallelism;
    expect([parallelism('launcher'), parallelism('node')]).toStrictEqual([1, 2]);
    controlPlane.kubectl([
      'patch',
      'trainjob',
      name,
      '-n',
      'training',
      '--type=merge',
      '-p',
      '{"spec":{"suspend":false}}',
    ]);
    const conditions = await eventually(
      () =>
        controlPlane.object('trainjob', name, 'training').status.conditions.map((c: any) => `${c.type} ${c.status}`),
      (found) => found.includes('Complete True'),
    );
    expect(conditions).toContain('Complete True');
  });
});

describe('the real job controller', () => {
  const podOf = (job: any, role: string): any => controlPlane.object('pod', podName(job, role), job.metadata.namespace);
  const isAnew = (uid: string) => (pod: any) => pod?.metadata.uid !== uid && pod?.status.phase === 'Running';

  test.each([
    ['evicted', 0],
    ['evicted and ends with an error on its way out', 1],
  ])('makes a worker of an elastic gang anew, alone, when it is %s', async (_how, exitCode) => {
    const job = named('elastic');
    await running(job);
    const others = podOf(job, 'master-0').metadata.uid;
    if (exitCode !== 0) endPod(job, 'worker-1', exitCode);
    const before = evict(job, 'worker-1');
    const pod = await eventually(() => podOf(job, 'worker-1'), isAnew(before));
    expect(isAnew(before)(pod)).toBe(true);
    expect(podOf(job, 'master-0').metadata.uid).toBe(others);
    expect(statusOf(job).retryCount).toBeUndefined();
  });

  test('starts an elastic gang anew when its master goes', async () => {
    const job = named('elastic');
    await running(job);
    const worker = podOf(job, 'worker-0').metadata.uid;
    evict(job, 'master-0');
    const pod = await eventually(() => podOf(job, 'worker-0'), isAnew(worker));
    expect(isAnew(worker)(pod)).toBe(true);
    expect(statusOf(job).retryCount).toBe(1);
  });

  test('starts a rigid gang anew whole when a pod fails', async () => {
    const job = named('deepspeed');
    await running(job);
    const master = podOf(job, 'master-0').metadata.uid;
    endPod(job, 'worker-0', 1);
    expect(isAnew(master)(await eventually(() => podOf(job, 'master-0'), isAnew(master)))).toBe(true);
    expect(statusOf(job).retryCount).toBe(1);
  });

  test.each([
    ['pytorch', 'worker-0', 3, 'Terminated', 'an exit code that says that another try would not help'],
    ['mpi-root', 'launcher-0', 0, 'Completed', 'the end of the launcher, whose workers wait for ever'],
    ['ray', 'head-0', 0, 'Completed', 'the end of the head'],
    ['tensorflow', 'chief-0', 0, 'Completed', 'the end of the chief, whose servers wait for ever'],
  ])('ends %s for %s with %i as %s: %s', async (stem, role, exitCode, phase) => {
    const job = named(stem);
    await running(job);
    endPod(job, role, exitCode);
    expect(
      await eventually(
        () => phaseOf(job),
        (found) => found === phase,
      ),
    ).toBe(phase);
  });
});
