import { Framework, Prefetch, TrainingJob } from '../../lib';
import { Fixture, QWEN } from '../model-store/fixture';
import { blueprintOf } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { applyModuleCrds } from '../support/definitions';
import { bundleManifests } from '../support/program';

jest.setTimeout(600_000);

/** A dataset that is loaded when its job is admitted. */
const fixture = new Fixture();
const corpus = fixture.store().addDataset('corpus', {
  ...QWEN,
  prefetch: Prefetch.ON_QUEUE_ADMISSION,
  startsWhenWarm: true,
});
const job = new TrainingJob(fixture.stack, 'Pretrain', {
  queue: fixture.cluster.queues.add('research', { pool: fixture.gpus, deservedDevices: 64 }),
  framework: Framework.pytorch(),
  image: 'registry.acme.com/train:2026.11',
  command: ['python', 'train.py'],
  gangSize: 2,
  devicesPerPod: 8,
  volumes: [{ volume: corpus, mountPath: '/data' }],
});
const OBJECTS: any[] = bundleManifests(blueprintOf(fixture.stack));
const find = (kind: string, start: string): any =>
  OBJECTS.find((one) => one.kind === kind && one.metadata.name.startsWith(start));
const watcher = find('Job', 'admission-load-').spec;
const gate = find('Job', 'admission-gate-').spec;
const file: string = find('ConfigMap', 'admission-load-').data['load.json'];
const load = JSON.parse(file);

let controlPlane: TestControlPlane;
beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await applyModuleCrds(controlPlane, 'fluid');
  await applyModuleCrds(controlPlane, 'volcano');
  apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'models' } }]);
  const wanted = /Account|Role|^ConfigMap$/;
  apply(
    OBJECTS.filter(({ kind, metadata }) => wanted.test(kind) && /(admission-load|gate)-corpus/.test(metadata.name)),
  );
});
afterAll(async () => {
  await controlPlane?.stop();
});

function apply(items: any[]): void {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  controlPlane.kubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], list);
}

/** A step of a Job, run as the account of its pod. */
function run(spec: any, step: string, input?: string): { code: number; output: string } {
  const { serviceAccountName, initContainers = [], containers } = spec.template.spec;
  const [program, ...args] = [...initContainers, ...containers].find(({ name }: any) => name === step).command;
  expect(program).toBe('kubectl');
  const short = args.map((arg: string) =>
    arg.replace(/--timeout=\d+s/, '--timeout=3s').replace('/load/load.json', '-'),
  );
  return controlPlane.tryKubectl([`--as=system:serviceaccount:models:${serviceAccountName}`, ...short], input);
}

function setStatus(resource: string, name: string, status: any): void {
  const patch = JSON.stringify({ status });
  controlPlane.kubectl(['patch', resource, name, '-n', 'models', '--subresource=status', '--type=merge', '-p', patch]);
}

const TIMED_OUT = { code: 1, output: expect.stringContaining('timed out') };

test('the watcher waits for a job that is not there yet, as those of later steps of a pipeline are not', () => {
  expect(run(watcher, 'admission-made')).toMatchObject(TIMED_OUT);
  apply([find('Job', job.jobName)]);
  expect(run(watcher, 'admission-made')).toMatchObject({ code: 0 });
});

test('it waits while the job is pending in its queue, and goes on when its pods are counted', () => {
  setStatus('jobs.batch.volcano.sh', job.jobName, { state: { phase: 'Pending' }, minAvailable: 2 });
  expect(run(watcher, 'admission')).toMatchObject(TIMED_OUT);
  setStatus('jobs.batch.volcano.sh', job.jobName, {
    pending: 2,
    taskStatusCount: { worker: { phase: { Pending: 2 } } },
  });
  expect(run(watcher, 'admission')).toMatchObject({ code: 0 });
});

test('the gate waits for the load that nobody has made yet, until it is made and complete', () => {
  expect(run(gate, 'wait-made')).toMatchObject(TIMED_OUT);
  expect(run(watcher, 'load', file)).toMatchObject({ code: 0 });
  expect(run(gate, 'wait-made')).toMatchObject({ code: 0 });
  expect(run(gate, 'wait')).toMatchObject(TIMED_OUT);
});

test('a second job that is admitted meanwhile leaves the load alone', () => {
  const uid = (): string => controlPlane.object('dataload', load.metadata.name, 'models').metadata.uid;
  const first = uid();
  expect(run(watcher, 'load', file)).toMatchObject({ code: 0 });
  expect(uid()).toBe(first);
});

test('its account can make no other load', () => {
  const other = JSON.stringify({ ...load, metadata: { name: 'other', namespace: 'models' } });
  expect(run(watcher, 'load', other)).toMatchObject({ code: 1, output: expect.stringContaining('orbidden') });
});

test('watcher and gate go on once the load is complete', () => {
  setStatus('dataload', load.metadata.name, { phase: 'Complete', conditions: [], duration: '1s' });
  expect(run(watcher, 'wait')).toMatchObject({ code: 0 });
  expect(run(gate, 'wait')).toMatchObject({ code: 0 });
});
