import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VERDICT_SCRIPT } from '../../lib/cluster/fabric/private/bandwidth-scripts';
import { environmentOf, jobOf, taskOf, world } from '../cluster/fabric/bandwidth-support';
import { bundleManifests } from '../support/program';
import { blueprintOf } from '../harness';
import { TestControlPlane } from '../support/control-plane';

jest.setTimeout(600_000);

const { stack } = world();
const ACCOUNT = 'system:serviceaccount:fabric-test-rdma:bandwidth-h800';
const LABEL = 'ai-cloud/fabric-test';

let controlPlane: TestControlPlane;
let results: string;
beforeAll(async () => {
  results = mkdtempSync(join(tmpdir(), 'bandwidth-labels-'));
  controlPlane = await TestControlPlane.start();
  const wanted = /^(Namespace|ServiceAccount|ClusterRole|ClusterRoleBinding|ValidatingAdmissionPolicy.*)$/;
  const items = bundleManifests(blueprintOf(stack)).filter(
    ({ kind, metadata }) => wanted.test(kind) && /bandwidth|fabric-test/.test(metadata.name),
  );
  apply(items);
  apply(['gpu-1', 'gpu-2', 'gpu-3'].map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })));
});
afterAll(async () => {
  await controlPlane?.stop();
  rmSync(results, { recursive: true });
});

function apply(items: any[]): void {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  controlPlane.kubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], list);
}

/** The command of a container of the test, run as its account, where the results are. */
function asAccount(command: string[]): { code: number; output: string } {
  const [program, ...args] = command.map((part) => part.replace('/results', results));
  expect(program).toBe('kubectl');
  return controlPlane.tryKubectl([`--as=${ACCOUNT}`, ...args]);
}

const labelOf = (node: string): string | undefined => controlPlane.object('node', node).metadata.labels?.[LABEL];
const stepOf = (task: string, name: string): any =>
  taskOf(stack, task).template.spec.initContainers.find((c: any) => c.name === name);

/** The verdict on what the benchmark printed, as the job works it out. */
function judge(bandwidth: string, nodes: string[]): void {
  const size = environmentOf(stack, 'judge').LARGEST;
  const row = `${size} 2147483648 float sum -1 45012 190.8 ${bandwidth} 0 44998 190.9 ${bandwidth} 0`;
  const names = nodes.map((node) => `# node ${node}`).join('\n');
  const text = `# ranks 16\n${names}\n ${row}\n# Out of bounds values : 0 OK\n# exit 0\n`;
  writeFileSync(join(results, 'group-0'), text);
  const env = { PATH: process.env.PATH, ...environmentOf(stack, 'judge'), RESULTS: results };
  expect(spawnSync('sh', ['-c', VERDICT_SCRIPT], { env }).status).toBe(0);
}

test('a node is under test before anything is measured', () => {
  const command: string[] = stepOf('worker', 'testing').command;
  for (const node of ['gpu-1', 'gpu-2']) {
    const outcome = asAccount(command.map((part) => part.replace('$(NODE_NAME)', node)));
    expect(outcome).toMatchObject({ code: 0 });
    expect(labelOf(node)).toBe('testing');
  }
});

test('the verdict reaches the nodes by the file that it wrote, and the next one replaces it', () => {
  for (const [bandwidth, verdict] of [
    ['357.82', 'passed'],
    ['48.20', 'failed'],
  ]) {
    judge(bandwidth, ['gpu-1', 'gpu-2']);
    expect(asAccount(stepOf('launcher', 'label').command)).toMatchObject({ code: 0 });
    expect(['gpu-1', 'gpu-2', 'gpu-3'].map(labelOf)).toStrictEqual([verdict, verdict, undefined]);
  }
});

test('the account makes no node of a name that it was told', () => {
  judge('357.82', ['gpu-9']);
  const { code, output } = asAccount(stepOf('launcher', 'label').command);
  expect(code).not.toBe(0);
  expect(output).toMatch(/forbidden|cannot create|not found/i);
  expect(controlPlane.object('node', 'gpu-9')).toBeUndefined();
});

test.each([
  ['another label', ['label', 'node', 'gpu-3', 'node-role.kubernetes.io/control-plane=']],
  ['a taint', ['taint', 'node', 'gpu-3', 'acme.com/mine=:NoSchedule']],
  ['an annotation', ['annotate', 'node', 'gpu-3', 'acme.com/note=1']],
  ['that a node takes no pods', ['patch', 'node', 'gpu-3', '-p', '{"spec":{"unschedulable":true}}']],
])('the account cannot set %s', async (_what, args) => {
  // The API server heeds a policy a moment after it was made.
  let outcome = controlPlane.tryKubectl([`--as=${ACCOUNT}`, ...args, '--dry-run=server']);
  for (let attempt = 0; attempt < 20 && outcome.code === 0; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    outcome = controlPlane.tryKubectl([`--as=${ACCOUNT}`, ...args, '--dry-run=server']);
  }
  expect(outcome).toMatchObject({
    code: 1,
    output: expect.stringContaining(`This account may change these labels of a node and nothing else: ${LABEL}.`),
  });
});

test('the job names the account that was tried here', () => {
  expect(jobOf(stack).metadata.namespace).toBe('fabric-test-rdma');
  expect(taskOf(stack, 'worker').template.spec.serviceAccountName).toBe('bandwidth-h800');
});
