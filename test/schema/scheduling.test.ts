import { parse } from 'yaml';
import { Duration, Framework, Queues, TrainingJob } from '../../lib';
import { pool, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';
import { blueprintOf, testStack } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { installCrds, startAdmission } from '../support/definitions';
import { submissionsTo } from '../support/submissions';

jest.setTimeout(600_000);

/** Two pools: what the one lacks, the other has free. */
function scheduled(): any {
  const stack = testStack();
  const cluster = new SchedulingOnly(stack);
  const on = (name: string): any => pool(name, { expectedNodes: 2, tolerations: [] });
  const queues: Queues = cluster.queues;
  const research = queues.add('research', { pool: on('h800'), deservedDevices: 8, capabilityDevices: 16 });
  const vision = queues.addGroup('vision', { pool: on('l20'), deservedDevices: 16, guaranteedDevices: 8 });
  queues.add('segmentation', { pool: on('l20'), parent: vision, deservedDevices: 8, lendsIdle: false });
  queues.add('secret', {
    pool: on('h800'),
    deservedDevices: 8,
    submitters: {
      groups: ['secret-team'],
      users: ['ada'],
      serviceAccounts: [{ namespace: 'kserve', name: 'kserve-controller-manager' }],
    },
  });
  const props = { queue: research, framework: Framework.pytorch(), image: 'acme.com/train:1', command: ['train'] };
  new TrainingJob(stack, 'Fits', { ...props, gangSize: 2, devicesPerPod: 4, expectedDuration: Duration.hours(1) });
  new TrainingJob(stack, 'Waits', { ...props, gangSize: 2, devicesPerPod: 8 });
  return blueprintOf(stack);
}

const RBAC = 'rbac.authorization.k8s.io';
const BLUEPRINT = scheduled();
const CONFIGURATION: string = BLUEPRINT.units.find((u: any) => u.releaseName === 'volcano').chart.values.custom
  .scheduler_config_override;
const BUNDLES: any[] = BLUEPRINT.units.filter((unit: any) => unit.objects !== undefined);
const MANIFESTS: any[] = BUNDLES.flatMap((unit) => unit.objects.map((object: any) => object.manifest));

let controlPlane: TestControlPlane;
const outputs: Record<string, string> = {};

/** Whether the API server would take an object, and what it says. */
function verdict(manifest: any, args: string[] = []): string {
  const { code, output } = controlPlane.tryKubectl(
    ['create', '--dry-run=server', '-f', '-', ...args],
    JSON.stringify(manifest),
  );
  return code === 0 ? 'taken' : output;
}

function node(name: string, group?: string): any {
  const labels = group === undefined ? {} : { 'acme.com/pool': group, 'volcano.sh/nodegroup-name': group };
  return { name, labels, capacity: { cpu: '192', memory: '2000Gi', pods: '110', 'nvidia.com/gpu': '8' } };
}

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane, ['volcano']);
  const nodes = [node('h0', 'h800'), node('h1', 'h800'), node('l0', 'l20'), node('l1', 'l20'), node('unlabelled')];
  await controlPlane.call('addNodes', { nodes });
  await startAdmission(controlPlane, CONFIGURATION);
  controlPlane.kubectl(['create', 'namespace', 'ai-cloud-system']);
  for (const unit of BUNDLES) {
    const items = unit.objects.map((object: any) => object.manifest);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    // A queue is open a moment after it was made; jobs are refused until then.
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      const args = ['apply', '--server-side', '--validate=strict', '-f', '-'];
      outputs[unit.releaseName] = controlPlane.tryKubectl(args, list).output;
      if (!/Error|denied/.test(outputs[unit.releaseName])) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
});
afterAll(async () => {
  await controlPlane?.stop();
});

test('the API server and the webhooks of Volcano take every object, without a warning', () => {
  expect(Object.keys(outputs)).toStrictEqual(BUNDLES.map((unit) => unit.releaseName));
  expect(Object.values(outputs).filter((text) => /warning|error|denied/i.test(text))).toStrictEqual([]);
});

test('queues, jobs, priorities and policies are stored as they were sent', () => {
  const ours = MANIFESTS.filter((m) => !['Namespace', 'CronJob'].includes(m.kind));
  expect(ours.length).toBeGreaterThan(20);
  for (const sent of ours) {
    const [group, version] = sent.apiVersion.includes('/') ? sent.apiVersion.split('/') : ['', sent.apiVersion];
    const kind = group === '' ? sent.kind : `${sent.kind}.${version}.${group}`;
    const {
      status: _status,
      metadata,
      ...stored
    } = controlPlane.object(kind, sent.metadata.name, sent.metadata.namespace);
    const { metadata: _metadata, ...wanted } = sent;
    expect({ name: metadata.name, ...stored }).toStrictEqual({ name: sent.metadata.name, ...wanted });
  }
});

test('the expressions of policies fit the types that they look at', () => {
  const policies = MANIFESTS.filter((m) => m.kind === 'ValidatingAdmissionPolicy').map((m) => m.metadata.name);
  const found = policies.map((name) => controlPlane.object('validatingadmissionpolicy', name).status?.typeChecking);
  expect(policies.length).toBe(15);
  expect(found.flatMap((checking) => checking?.expressionWarnings ?? [])).toStrictEqual([]);
});

describe('a queue with children', () => {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x:1' }] } };
  const tasks = [{ name: 'w', replicas: 1, template }];
  const jobSpec = (queue: string): any => ({ schedulerName: 'volcano', queue, minAvailable: 1, tasks });
  const metadata = { name: 'probe', namespace: 'default' };
  const makers: Record<string, (queue: string) => any> = {
    job: (queue) => ({ apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', metadata, spec: jobSpec(queue) }),
    'cron job': (queue) => ({
      apiVersion: 'batch.volcano.sh/v1alpha1',
      kind: 'CronJob',
      metadata,
      spec: { schedule: '0 0 * * *', jobTemplate: { spec: jobSpec(queue) } },
    }),
    'pod group': (queue) => ({
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      kind: 'PodGroup',
      metadata,
      spec: { queue, minMember: 1 },
    }),
    pod: (queue) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, annotations: { 'scheduling.volcano.sh/queue-name': queue } },
      spec: template.spec,
    }),
  };

  test.each(Object.keys(makers))('takes no %s, its leaves do', (what) => {
    for (const queue of ['root', 'pool-h800', 'vision']) {
      expect(verdict(makers[what](queue))).toContain('takes no jobs itself');
    }
    expect(verdict(makers[what]('segmentation'))).toBe('taken');
  });
});

describe('a queue that has submitters', () => {
  const made = submissionsTo('secret');
  const named = (user: string, group: string): string[] => ['--as', user, '--as-group', group];

  beforeAll(() => {
    const subjects = ['makers', 'secret-team'].map((name) => ({ kind: 'Group', name, apiGroup: RBAC }));
    const accounts = [{ kind: 'ServiceAccount', name: 'kserve-controller-manager', namespace: 'kserve' }];
    const roleRef = { kind: 'ClusterRole', name: 'makers', apiGroup: RBAC };
    const rules = [
      {
        apiGroups: ['', 'apps', 'batch', 'batch.volcano.sh', 'flow.volcano.sh', 'scheduling.volcano.sh'],
        resources: ['*'],
        verbs: ['get', 'create', 'patch'],
      },
    ];
    const user = { kind: 'User', name: 'ada', apiGroup: RBAC };
    const items = [
      { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: 'makers' }, rules },
      {
        apiVersion: `${RBAC}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name: 'makers' },
        roleRef,
        subjects: [...subjects, ...accounts, user],
      },
    ];
    controlPlane.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  });

  test.each(Object.keys(made))('takes a %s of its submitters and of administrators, and of nobody else', (what) => {
    expect(verdict(made[what], named('eve', 'makers'))).toContain('You may not submit to this queue');
    expect(verdict(made[what], named('bob', 'secret-team'))).toBe('taken');
    expect(verdict(made[what], named('ada', 'makers'))).toBe('taken');
    expect(verdict(made[what], ['--as', 'system:serviceaccount:kserve:kserve-controller-manager'])).toBe('taken');
    expect(verdict(made[what])).toBe('taken');
  });

  test('is no matter to those who submit elsewhere, and to controllers that make pods for others', () => {
    const elsewhere = { ...made['pod group'], spec: { queue: 'research', minMember: 1 } };
    expect(verdict(elsewhere, named('eve', 'makers'))).toBe('taken');
    expect(verdict(made.pod, ['--as', 'system:serviceaccount:kube-system:replicaset-controller'])).toBe('taken');
    const volcano = ['--as', 'system:serviceaccount:volcano-system:volcano-controllers', '--as-group', 'makers'];
    expect(verdict(made.pod, volcano)).toBe('taken');
  });

  test('can be opened to others by a role with the verb submit', () => {
    const roleRef = { kind: 'ClusterRole', name: 'ai-cloud-queue-submitters-secret', apiGroup: RBAC };
    const subjects = [{ kind: 'User', name: 'grace', apiGroup: RBAC }];
    const binding = {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'grace' },
      roleRef,
      subjects,
    };
    expect(verdict(made.job, named('grace', 'makers'))).toContain('You may not submit');
    controlPlane.kubectl(['create', '-f', '-'], JSON.stringify(binding));
    expect(verdict(made.job, named('grace', 'makers'))).toBe('taken');
  });
});

describe('devices of pools with queues', () => {
  const gpu = { limits: { 'nvidia.com/gpu': '1' } };
  const podWith = (spec: any, namespace = 'default'): any => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe', namespace },
    spec: { containers: [{ name: 'c', image: 'x:1' }], ...spec },
  });
  const container = { name: 'c', image: 'x:1', resources: gpu };

  test('are for pods that name the scheduler', () => {
    expect(verdict(podWith({ containers: [container] }))).toContain('must set schedulerName: volcano');
    expect(verdict(podWith({ initContainers: [{ ...container, name: 'i' }] }))).toContain('must set schedulerName');
    expect(verdict(podWith({ containers: [container], schedulerName: 'volcano' }))).toBe('taken');
  });

  test('are no matter to pods without devices, and to those of the system', () => {
    expect(verdict(podWith({}))).toBe('taken');
    expect(verdict(podWith({ containers: [{ ...container, resources: { limits: { cpu: '1' } } }] }))).toBe('taken');
    expect(verdict(podWith({ containers: [container] }, 'kube-system'))).toBe('taken');
  });
});

describe('the account that labels nodes', () => {
  const as = ['--as', 'system:serviceaccount:ai-cloud-system:node-labels'];

  test('labels the nodes of a pool with the very command of its job, and has nothing to do afterwards', () => {
    const job = MANIFESTS.find((m) => m.metadata.name === 'node-labels-h800');
    const [, ...command] = job.spec.jobTemplate.spec.template.spec.containers[0].command;
    const args = [...command.filter((arg: string) => !arg.startsWith('--cache-dir')), ...as];
    controlPlane.kubectl(['label', 'nodes', 'h0', 'volcano.sh/nodegroup-name-']);
    expect(controlPlane.kubectl(args)).toContain('node/h0 labeled');
    expect(controlPlane.object('node', 'h0').metadata.labels['volcano.sh/nodegroup-name']).toBe('h800');
    expect(controlPlane.tryKubectl(args)).toStrictEqual({ code: 0, output: '' });
  });

  test.each([
    ['another label', ['label', 'nodes', 'h0', 'evil=1']],
    ['a label less', ['label', 'nodes', 'h0', 'acme.com/pool-']],
    ['an annotation', ['annotate', 'nodes', 'h0', 'evil=1']],
    ['a taint', ['taint', 'nodes', 'h0', 'evil=1:NoSchedule']],
    ['a cordon', ['patch', 'node', 'h0', '--patch', '{"spec":{"unschedulable":true}}']],
    ['a finalizer', ['patch', 'node', 'h0', '--patch', '{"metadata":{"finalizers":["acme.com/evil"]}}']],
  ])('fails to give a node %s', (_what, args) => {
    expect(controlPlane.tryKubectl([...args, ...as]).output).toContain(
      'may change these labels of a node and nothing else: volcano.sh/nodegroup-name',
    );
  });
});

test('a gang runs whole on its own pool, and one that does not fit waits whole although another pool is free', async () => {
  const nodesOf = (prefix: string): string[] =>
    JSON.parse(controlPlane.kubectl(['get', 'pods', '--namespace', 'training', '--output', 'json']))
      .items.filter((pod: any) => pod.metadata.name.startsWith(prefix))
      .map((pod: any) => pod.spec.nodeName ?? 'nowhere');
  for (
    let second = 0;
    second < 60 && (nodesOf('fits').length < 2 || nodesOf('fits').includes('nowhere'));
    second += 1
  ) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  expect(nodesOf('fits').filter((name) => /^h/.test(name)).length).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(nodesOf('waits')).toStrictEqual(['nowhere', 'nowhere']);
  expect(parse(CONFIGURATION).actions).toBe('allocate, backfill, reclaim');
});
