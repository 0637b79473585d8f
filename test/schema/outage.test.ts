import { App } from 'cdktf';
import { parseAllDocuments } from 'yaml';
import { CompleteCloud } from '../../examples/complete-cloud/complete-cloud';
import { TestControlPlane } from '../support/control-plane';
import { installCrds } from '../support/definitions';
import { bundleManifests, SynthesisedProgram } from '../support/program';

jest.setTimeout(600_000);

/** Everything of the cloud stands in the API server and none of its programs runs: no scheduler, no webhook answers. */
const PROGRAM = new SynthesisedProgram((app: App) => {
  new CompleteCloud(app, 'cloud');
});
const BLUEPRINT = PROGRAM.blueprint('cloud');
PROGRAM.remove();

const CHARTS: any[] = BLUEPRINT.units.filter((unit: any) => unit.chart !== undefined);
const VOLCANO = CHARTS.find((unit) => unit.releaseName === 'volcano');
const isPolicy = (manifest: any): boolean => manifest.kind.startsWith('ValidatingAdmissionPolicy');

let controlPlane: TestControlPlane;
const webhooks: Record<string, any[]> = {};

async function render(unit: any, values: any = unit.chart.values): Promise<any[]> {
  const folder = await controlPlane.call<string | null>('chartFolder', { name: unit.chart.name });
  if (folder === null) return [];
  const args = ['template', unit.releaseName, folder, '--namespace', unit.releaseNamespace, '--values', '-'];
  return parseAllDocuments(controlPlane.helm(args, JSON.stringify(values)))
    .map((document) => document.toJS())
    .filter((object) => object !== null);
}

const webhooksOf = (objects: any[]): any[] =>
  objects.filter((object) => /^(Mutating|Validating)WebhookConfiguration$/.test(object.kind));

const listOf = (items: any[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const apply = (items: any[]): string => controlPlane.kubectl(['apply', '--server-side', '-f', '-'], listOf(items));
const create = (manifest: any): string =>
  controlPlane.tryKubectl(['create', '-f', '-'], JSON.stringify(manifest)).output.trim();

async function until(holds: () => boolean, seconds = 30): Promise<boolean> {
  for (let attempt = 0; attempt < seconds * 2; attempt += 1) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return false;
}

const POD = { containers: [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '1' } } }] };

function workload(kind: string, name: string, namespace: string): any {
  const labels = { app: name };
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: POD } };
  const replicas = kind === 'DaemonSet' ? {} : { replicas: 2 };
  const names = kind === 'StatefulSet' ? { serviceName: name } : {};
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: { ...spec, ...replicas, ...names },
  };
}

const podsOf = (app: string, namespace: string): any[] =>
  JSON.parse(controlPlane.kubectl(['get', 'pods', '-n', namespace, '-l', `app=${app}`, '-o', 'json'])).items;

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane, ['volcano']);
  const nodes = ['a', 'b'].map((name) => ({ name, labels: {}, capacity: { cpu: '64', memory: '64Gi', pods: '110' } }));
  await controlPlane.call('addNodes', { nodes });
  for (const unit of CHARTS) webhooks[unit.releaseName] = webhooksOf(await render(unit));
  apply(Object.values(webhooks).flat());
  apply(bundleManifests(BLUEPRINT).filter(isPolicy));
  controlPlane.kubectl(['create', 'namespace', 'shop']);
  // Policies and webhooks come into force a moment after they are stored.
  await until(() => /failed calling webhook/.test(create(QUEUE)));
});
afterAll(async () => {
  await controlPlane?.stop();
});

const QUEUE = {
  apiVersion: 'scheduling.volcano.sh/v1beta1',
  kind: 'Queue',
  metadata: { name: 'probe' },
  spec: { weight: 1 },
};

test('webhooks of several charts stand in the way', () => {
  const releases = Object.keys(webhooks).filter((release) => webhooks[release].length > 0);
  expect(releases).toStrictEqual(expect.arrayContaining(['cert-manager', 'eg', 'fluid', 'kserve', 'volcano']));
});

test('the outage is real: queues and jobs are refused because nobody answers', () => {
  expect(webhooks.volcano.length).toBeGreaterThanOrEqual(6);
  expect(create(QUEUE)).toMatch(/failed calling webhook "mutatequeue.volcano.sh"/);
  const job = { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', metadata: { name: 'probe', namespace: 'shop' } };
  expect(
    create({ ...job, spec: { minAvailable: 1, tasks: [{ name: 'w', replicas: 1, template: { spec: POD } }] } }),
  ).toMatch(/failed calling webhook "mutatejob.volcano.sh"/);
});

test('a pod of kube-system starts', async () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'dns', namespace: 'kube-system', labels: { app: 'dns' } },
    spec: POD,
  };
  expect(create(pod)).toBe('pod/dns created');
  expect(await until(() => podsOf('dns', 'kube-system')[0].status.phase === 'Running')).toBe(true);
});

test.each([
  ['Deployment', 'shop'],
  ['StatefulSet', 'shop'],
  ['DaemonSet', 'kube-system'],
])('the pods of a plain %s in %s start', async (kind, namespace) => {
  const name = `plain-${kind.toLowerCase()}`;
  expect(create(workload(kind, name, namespace))).toBe(`${kind.toLowerCase()}.apps/${name} created`);
  const isRunning = (): boolean => {
    const pods = podsOf(name, namespace);
    return pods.length === 2 && pods.every((pod) => pod.status.phase === 'Running');
  };
  expect(await until(isRunning)).toBe(true);
});

test.each([
  ['Service', { ports: [{ port: 80 }] }],
  ['ConfigMap', undefined],
  ['PersistentVolumeClaim', { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }],
])('a plain %s is taken', (kind, spec) => {
  const metadata = { name: 'plain', namespace: 'shop' };
  expect(create({ apiVersion: 'v1', kind, metadata, ...(spec === undefined ? {} : { spec }) })).toMatch(/created$/);
});

test('a namespace is taken', () => {
  expect(create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } })).toBe('namespace/new created');
});

test("with the chart's webhook for pods, which we leave out, no pod would start any more", async () => {
  const paths = VOLCANO.chart.values.custom.enabled_admissions;
  const values = { custom: { ...VOLCANO.chart.values.custom, enabled_admissions: `${paths},/pods/mutate` } };
  apply(webhooksOf(await render(VOLCANO, values)));
  const blocked = await until(() => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'p-', namespace: 'shop' }, spec: POD };
    return /failed calling webhook "mutatepod.volcano.sh"/.test(create(pod));
  });
  expect(blocked).toBe(true);
});

test('replicas of the chart elect a leader, may evict others, and are what the budgets select', async () => {
  const deployments = (await render(VOLCANO)).filter((object) => object.kind === 'Deployment');
  const budgets = bundleManifests(BLUEPRINT).filter(
    (m) => m.kind === 'PodDisruptionBudget' && m.metadata.namespace === 'volcano-system',
  );
  expect(deployments).toHaveLength(3);
  expect(deployments.map((d) => d.spec.template.metadata.labels.app).sort()).toStrictEqual(
    budgets.map((budget) => budget.spec.selector.matchLabels.app).sort(),
  );
  for (const { metadata, spec } of deployments) {
    expect(spec.replicas).toBe(2);
    expect(spec.template.spec.priorityClassName).toBe('system-cluster-critical');
    expect(spec.template.spec.affinity.podAntiAffinity).toBeDefined();
    const args: string[] = spec.template.spec.containers.flatMap((c: any) => c.args);
    if (!metadata.name.includes('admission')) expect(args).toContain('--leader-elect=true');
  }
});
