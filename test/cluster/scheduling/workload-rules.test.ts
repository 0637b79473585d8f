import { stringify } from 'yaml';
import { QueuePurpose, SchedulerPolicy, TrainingJob, Framework } from '../../../lib';
import { manifestsOf, testStack } from '../../harness';
import { world } from '../fabric/bandwidth-support';
import { eachKind } from '../../training/each-kind';
import { pool, SchedulingOnly } from './cluster-stand-in';

const GPU = 'nvidia.com/gpu';
const ENOUGH = { cpu: '64', memory: '512Gi', [GPU]: '8' };

const queue = (name: string, spec: object = { deserved: ENOUGH }): object => ({
  kind: 'Queue',
  metadata: { name },
  spec: { parent: 'root', ...spec },
});
const templateOf = (asks: object, spec: object = {}): object => ({
  spec: { containers: [{ resources: { limits: asks } }], ...spec },
});
const job = (spec: object, asks: object = { cpu: '4', [GPU]: '4' }, replicas = 2): object => ({
  apiVersion: 'batch.volcano.sh/v1alpha1',
  kind: 'Job',
  metadata: { name: 'job' },
  spec: { queue: 'q', maxRetry: 100, tasks: [{ replicas, template: templateOf(asks) }], ...spec },
});

function codesOf(objects: object[], policy = SchedulerPolicy.mixed()): string[] {
  const text = objects.map((object) => stringify(object)).join('---\n');
  return policy.lintObjects(text).map(({ code }) => code);
}

test('a queue and a job that fit have nothing to say', () => {
  expect(codesOf([queue('q'), job({})])).toStrictEqual([]);
  expect(codesOf([{ kind: 'List', items: [queue('q'), job({})] }])).toStrictEqual([]);
});

test('what the library makes is clean', () => {
  const stack = testStack();
  const { queues } = new SchedulingOnly(stack);
  const H800 = pool('h800');
  const vision = queues.addGroup('vision', { pool: H800, deservedDevices: 32 });
  const research = queues.add('research', { pool: H800, parent: vision, deservedDevices: 16 });
  queues.add('serving', { pool: H800, deservedDevices: 64, purpose: QueuePurpose.SERVING });
  const props = { queue: research, framework: Framework.pytorch(), image: 'acme.com/train:1', command: ['train'] };
  new TrainingJob(stack, 'Fits', { ...props, gangSize: 2, devicesPerPod: 8 });
  expect(codesOf(Object.values(manifestsOf(stack)))).toStrictEqual([]);
});

test.each<[string, () => object[]]>([
  ['jobs of each framework and engine', () => eachKind().units.flatMap((unit: any) => unit.objects ?? [])],
  ['a test of the fabric', () => Object.values<object>(manifestsOf(world().stack)).map((manifest) => ({ manifest }))],
])('the policy by default has nothing to say against %s', (_what, objects) => {
  expect(codesOf(objects().map(({ manifest }: any) => manifest))).toStrictEqual([]);
});

test.each<[string, string, object[]]>([
  [
    'AIC-2143',
    'a class that must not preempt',
    [
      queue('q'),
      { kind: 'PriorityClass', metadata: { name: 'meek' }, preemptionPolicy: 'Never' },
      job({ priorityClassName: 'meek' }),
    ],
  ],
  ['AIC-2144', 'devices that only others count', [queue('q', { deserved: { cpu: '64' } }), queue('other'), job({})]],
  ['AIC-2145', 'a driver without a dimension', [queue('q', { deserved: { [GPU]: '8' } }), job({}, { memory: '4Gi' })]],
  ['AIC-2146', 'a gang above deserved', [queue('q'), job({}, { cpu: '4', [GPU]: '8' })]],
  ['AIC-2147', 'few retries', [queue('q'), job({ maxRetry: 3 })]],
  ['AIC-2147', 'retries by default', [queue('q'), job({ maxRetry: undefined })]],
  ['AIC-2148', 'work in a parent', [queue('q'), queue('child', { parent: 'q', deserved: ENOUGH }), job({})]],
  ['AIC-2148', 'a missing parent', [queue('q', { parent: 'gone', deserved: ENOUGH })]],
  ['AIC-2175', 'an order that nobody reads', [queue('q', { deserved: ENOUGH, dequeueStrategy: 'fifo' })]],
])('%s: %s', (code, _what, objects) => {
  expect(codesOf(objects)).toStrictEqual([code]);
});

test('AIC-2149: queues with parents where all share side by side', () => {
  const objects = [queue('team'), queue('q', { parent: 'team' })];
  expect(codesOf(objects, SchedulerPolicy.training())).toStrictEqual(['AIC-2149']);
  expect(codesOf(objects)).toStrictEqual([]);
});

test('AIC-2174: a parent with capability under enqueue', () => {
  const gated = SchedulerPolicy.fromYaml(SchedulerPolicy.mixed().toYaml([]).replace('"allocate', '"enqueue, allocate'));
  const objects = [queue('team', { capability: ENOUGH }), queue('q', { parent: 'team' })];
  expect(codesOf(objects, gated)).toStrictEqual(['AIC-2174']);
  expect(codesOf(objects)).toStrictEqual([]);
});

test('pods and Deployments name their queue in an annotation', () => {
  const metadata = { annotations: { 'scheduling.volcano.sh/queue-name': 'q' } };
  const bare = { ...templateOf({ memory: '1Gi' }), metadata };
  const deployment = { kind: 'Deployment', metadata: { name: 'web' }, spec: { template: bare } };
  const small = queue('q', { deserved: { [GPU]: '8' } });
  const findings = SchedulerPolicy.mixed().lintObjects(`${stringify(small)}---\n${stringify(deployment)}`);
  expect(findings.map(({ code, place }) => [code, place])).toStrictEqual([['AIC-2145', 'Deployment/web']]);
});

test('objects that cannot be read are no clean ones: AIC-2176', () => {
  const cut = `${stringify(queue('q'))}---\n${stringify(job({ maxRetry: 3 }))}---\nspec: [`;
  const findings = SchedulerPolicy.mixed().lintObjects(cut);
  expect(findings.map(({ code, place }) => [code, place])).toStrictEqual([
    ['AIC-2176', 'document 3'],
    ['AIC-2147', 'Job/job'],
  ]);
});

test('without reclaim, evictions are no matter', () => {
  const objects = [queue('q'), job({ maxRetry: 3 }, { cpu: '4', [GPU]: '8' })];
  expect(codesOf(objects, SchedulerPolicy.training())).toStrictEqual([]);
});
