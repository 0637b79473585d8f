import { Integrity, Prefetch } from '../../lib';
import { Fixture, QWEN } from '../model-store/fixture';
import { blueprintOf } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { applyModuleCrds } from '../support/definitions';
import { bundleManifests } from '../support/program';

jest.setTimeout(600_000);

const LABEL = 'models.ai-cloud/qwen3-32b';

/** A model that is waited for, and is loaded by schedule alone: both accounts are in use. */
const fixture = new Fixture();
const model = fixture.store().add('qwen3-32b', {
  ...QWEN,
  prefetch: Prefetch.schedule('0 2 * * *', { onDeploy: false }),
  integrity: Integrity.sumsFile('SHA256SUMS', 'a'.repeat(64)),
  startsWhenWarm: true,
});
const OBJECTS: any[] = bundleManifests(blueprintOf(fixture.stack));
const find = (kind: string, start: string): any =>
  OBJECTS.find((one) => one.kind === kind && one.metadata.name.startsWith(start));

let controlPlane: TestControlPlane;
beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await applyModuleCrds(controlPlane, 'fluid');
  apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'models' } }]);
  const wanted = /Account|Role|Policy|^ConfigMap$|^Job$|^CronJob$/;
  apply(OBJECTS.filter(({ kind, metadata }) => wanted.test(kind) && /(gate|load)-qwen/.test(metadata.name)));
  apply([node('gpu-1', 'h800'), node('gpu-2', 'h800'), node('cpu-1', 'other')]);
});
afterAll(async () => {
  await controlPlane?.stop();
});

function node(name: string, pool: string): any {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'acme.com/pool': pool } } };
}

function apply(items: any[]): void {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  controlPlane.kubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], list);
}

const labelOf = (name: string): string | undefined => controlPlane.object('node', name).metadata.labels?.[LABEL];
const stepsOf = ({ template }: any): any[] => [...(template.spec.initContainers ?? []), ...template.spec.containers];

/** A step of a Job, run as the account of its pod. */
function run(spec: any, step: string, input?: string): { code: number; output: string } {
  const { serviceAccountName } = spec.template.spec;
  const [program, ...args] = stepsOf(spec).find(({ name }) => name === step).command;
  expect(program).toBe('kubectl');
  const short = args.map((arg: string) =>
    arg.replace(/--timeout=\d+s/, '--timeout=3s').replace('/load/load.json', '-'),
  );
  return controlPlane.tryKubectl([`--as=system:serviceaccount:models:${serviceAccountName}`, ...short], input);
}

const gate = find('Job', 'gate-').spec;
const later = find('CronJob', 'gate-').spec.jobTemplate.spec;
const load = find('CronJob', 'load-').spec.jobTemplate.spec;
const loadFile: string = find('ConfigMap', 'load-').data['load.json'];

test('the gate waits for a load that is not even there yet', () => {
  expect(run(gate, 'wait-made')).toMatchObject({ code: 1, output: expect.stringContaining('timed out') });
});

test('the scheduled load is made, and made again when its time comes', () => {
  expect(run(load, 'load', loadFile)).toMatchObject({ code: 0 });
  const first = controlPlane.object('dataload', JSON.parse(loadFile).metadata.name, 'models').metadata.uid;
  expect(run(load, 'load', loadFile)).toMatchObject({ code: 0 });
  const second = controlPlane.object('dataload', JSON.parse(loadFile).metadata.name, 'models').metadata.uid;
  expect(second).not.toBe(first);
});

test('its account cannot touch another load', () => {
  const other = JSON.stringify({ ...JSON.parse(loadFile), metadata: { name: 'other', namespace: 'models' } });
  apply([JSON.parse(other)]);
  expect(run(load, 'load', other)).toMatchObject({ code: 1, output: expect.stringContaining('orbidden') });
});

test('loading and gate go on once the load is complete', () => {
  expect(run(load, 'wait')).toMatchObject({ code: 1, output: expect.stringContaining('timed out') });
  const { name } = JSON.parse(loadFile).metadata;
  const status = JSON.stringify({ status: { phase: 'Complete', conditions: [], duration: '1s' } });
  const patch = ['patch', 'dataload', name, '--namespace=models', '--subresource=status', '--type=merge', '-p', status];
  expect(controlPlane.tryKubectl(patch)).toMatchObject({ code: 0 });
  expect(run(load, 'wait')).toMatchObject({ code: 0 });
  expect(run(gate, 'wait')).toMatchObject({ code: 0 });
});

test('nodes of the pool get the label that pods ask for, and no others do', () => {
  expect(run(gate, 'label-h800')).toMatchObject({ code: 0 });
  const value = model.requiredNodeLabels?.[LABEL];
  expect(['gpu-1', 'gpu-2', 'cpu-1'].map(labelOf)).toStrictEqual([value, value, undefined]);
});

test('a node that joins later gets it after the job has succeeded', () => {
  apply([node('gpu-3', 'h800')]);
  expect(run(later, 'wait')).toMatchObject({ code: 1, output: expect.stringContaining('timed out') });
  const name = find('Job', 'gate-').metadata.name;
  const pods = controlPlane.kubectl(['get', 'pods', '-n', 'models', `-ljob-name=${name}`, '-o', 'name']).trim();
  const succeeded = JSON.stringify({ status: { phase: 'Succeeded' } });
  controlPlane.kubectl(['patch', pods, '-n', 'models', '--subresource=status', '--type=merge', '-p', succeeded]);
  controlPlane.kubectl(['wait', `job/${name}`, '-n', 'models', '--for=condition=Complete', '--timeout=60s']);
  expect(run(later, 'wait')).toMatchObject({ code: 0 });
  expect(run(later, 'label-h800')).toMatchObject({ code: 0 });
  expect(labelOf('gpu-3')).toBe(model.requiredNodeLabels?.[LABEL]);
});

test.each([
  ['another label', ['label', 'node', 'gpu-1', 'node-role.kubernetes.io/control-plane=']],
  ['a taint', ['taint', 'node', 'gpu-1', 'acme.com/mine=:NoSchedule']],
  ['that a node takes no pods', ['patch', 'node', 'gpu-1', '-p', '{"spec":{"unschedulable":true}}']],
])('the account of the gate cannot set %s', (_what, args) => {
  const account = '--as=system:serviceaccount:models:gate-qwen3-32b';
  expect(controlPlane.tryKubectl([account, ...args, '--dry-run=server'])).toMatchObject({
    code: 1,
    output: expect.stringContaining(`This account may change these labels of a node and nothing else: ${LABEL}.`),
  });
});
