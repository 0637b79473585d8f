import { CloudProfile, ModelSource, RestoreJob, Size } from '../../lib';
import { manifestsOf } from '../harness';
import { archiveFixture, AWS } from '../model-store/cold/support';
import { TestControlPlane } from '../support/control-plane';

jest.setTimeout(1_800_000);

const KINDS = ['ConfigMap', 'Job', 'Role', 'RoleBinding', 'ServiceAccount'];

let controlPlane: TestControlPlane;
const { stack, store } = archiveFixture({}, AWS);
const restore = new RestoreJob(stack, 'Restore', { store, path: 'retired/old' });
store.add('old', {
  source: ModelSource.bucketPath('retired/old'),
  size: Size.gibibytes(66),
  restoredBy: restore,
});
const objects = Object.values<any>(manifestsOf(stack)).filter(
  ({ kind, metadata }) =>
    KINDS.includes(kind) && metadata.namespace === 'models' && /^(first-)?(load|restore)/.test(metadata.name),
);
const firstLoad = objects.find(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('first-load'));

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  controlPlane.kubectl(['create', 'namespace', 'models']);
  // Stricter than the namespace is: these Jobs need no rights.
  controlPlane.kubectl(['label', 'namespace', 'models', 'pod-security.kubernetes.io/enforce=restricted']);
});
afterAll(async () => {
  await controlPlane?.stop();
});

function apply(object: object): string {
  const { code, output } = controlPlane.tryKubectl(
    ['apply', '--server-side', '--validate=strict', '-f', '-'],
    JSON.stringify(object),
  );
  return code === 0 && !output.includes('Warning') ? 'accepted' : output;
}

test('the Jobs of a restore and of the load that waits for it are accepted without a warning', () => {
  const native = archiveFixture({}, CloudProfile.baidu({ region: 'bj' }));
  const other = new RestoreJob(native.stack, 'Restore', { store: native.store, path: 'retired/old' });
  const all = [...objects, manifestsOf(native.stack)[`Job/${other.jobName}`]];
  expect(all.map(({ kind }) => kind).sort()).toStrictEqual([
    'ConfigMap',
    'Job',
    'Job',
    'Job',
    'Role',
    'RoleBinding',
    'ServiceAccount',
  ]);
  expect(all.map(apply)).toStrictEqual(all.map(() => 'accepted'));
});

test('the account of the load may look at that restore and at no other Job', () => {
  const account = `--as=system:serviceaccount:models:${firstLoad.spec.template.spec.serviceAccountName}`;
  const mayGet = (job: string): string =>
    controlPlane.tryKubectl(['auth', 'can-i', 'get', `jobs.batch/${job}`, '--namespace=models', account]).output.trim();
  expect([mayGet(String(restore.jobName)), mayGet('another')]).toStrictEqual(['yes', 'no']);
  const [program, ...wait] = firstLoad.spec.template.spec.initContainers[0].command;
  expect(program).toBe('kubectl');
  const soon = wait.map((word: string) => word.replace(/^--timeout=.*/, '--timeout=2s'));
  expect(controlPlane.tryKubectl([...soon, account]).output).toMatch(/timed out waiting for the condition/);
});

test('the load goes on when the restore is done', () => {
  const account = `--as=system:serviceaccount:models:${firstLoad.spec.template.spec.serviceAccountName}`;
  const pods = ['pod', '--namespace=models', `--selector=batch.kubernetes.io/job-name=${restore.jobName}`];
  controlPlane.kubectl(['wait', ...pods, '--for=create', '--timeout=60s']);
  const pod = controlPlane.kubectl(['get', ...pods, '--output=name']).trim();
  const status = ['--subresource=status', '--type=merge', '--patch={"status":{"phase":"Succeeded"}}'];
  controlPlane.kubectl(['patch', pod, '--namespace=models', ...status]);
  const [, ...wait] = firstLoad.spec.template.spec.initContainers[0].command;
  expect(controlPlane.tryKubectl([...wait, account]).output).toMatch(/condition met/);
});
