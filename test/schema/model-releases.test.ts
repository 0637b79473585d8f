import { TerraformStack } from 'cdktf';
import { CandidateCleanup, ModelPromotion, StoredModelOptions, VersionRetention } from '../../lib';
import { manifestsOf } from '../harness';
import { Fixture, QWEN, stackWith } from '../model-store/fixture';
import { BUCKET, CLAIM, HUGGING_FACE, IMAGE } from '../model-store/import-fixture';
import { Applier } from '../support/apply';
import { TestControlPlane } from '../support/control-plane';

jest.setTimeout(600_000);

let controlPlane: TestControlPlane;
let applier: Applier;

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  applier = new Applier(controlPlane);
  await applier.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'models' } }]);
});
afterAll(async () => {
  applier?.close();
  await controlPlane?.stop();
});

const ofKinds = (stack: TerraformStack, pattern: RegExp): any[] =>
  Object.entries<any>(manifestsOf(stack))
    .filter(([key]) => pattern.test(key))
    .map(([, manifest]) => manifest);

test.each<[string, Partial<StoredModelOptions>]>([
  ['Hugging Face', { source: HUGGING_FACE }],
  ['another bucket', { source: BUCKET, version: '1' }],
  ['an image, as a volume', { source: IMAGE }],
  ['a claim', { source: CLAIM, version: '1' }],
])('the API server takes an import from %s', async (_what, options) => {
  const jobs = ofKinds(stackWith(options), /^Job\/import-/);
  expect(jobs).toHaveLength(1);
  expect(await applier.apply(jobs)).toBe('');
});

test('the API server takes an import that passes through a volume of a class', async () => {
  const stack = stackWith({ source: HUGGING_FACE }, { imports: { scratchStorageClass: 'nvme' } });
  expect(await applier.apply(ofKinds(stack, /^Job\/import-/))).toBe('');
});

test('the API server takes the record of the catalogue, the clean-up and a promotion that waits', async () => {
  const fixture = new Fixture();
  const store = fixture.store();
  store.alias('chat-prod', store.add('chat', { ...QWEN, version: '7' }));
  const release = { store, modelName: 'chat', version: '8', approvers: 'acme:approvers' };
  const { jobName } = new ModelPromotion(fixture.stack, 'Promotion', release);
  new CandidateCleanup(fixture.stack, 'Cleanup', { store, keep: VersionRetention.keepNewest(3) });
  const objects = ofKinds(
    fixture.stack,
    /^(ConfigMap\/models-catalog|CronJob\/cleanup|(Job|Role|RoleBinding)\/promote-)/,
  );
  expect(objects.map(({ kind }) => kind).sort()).toStrictEqual(['ConfigMap', 'CronJob', 'Job', 'Role', 'RoleBinding']);
  expect(await applier.apply(objects)).toBe('');
  expect(controlPlane.kubectl(['get', 'job', jobName, '-n', 'models', '-o', 'jsonpath={.spec.suspend}'])).toBe('true');
});

test('an approver lets this one Job run, and may do nothing else', async () => {
  const fixture = new Fixture();
  const release = { store: fixture.store(), modelName: 'chat', version: '9', approvers: 'acme:approvers' };
  const { jobName, approvalCommand } = new ModelPromotion(fixture.stack, 'Promotion', release);
  expect(await applier.apply(ofKinds(fixture.stack, /^(Job|Role|RoleBinding)\/promote-/))).toBe('');
  const as = (group: string): string[] => ['--as', 'someone', '--as-group', group];
  const can = (verb: string, what: string): string =>
    controlPlane.tryKubectl(['auth', 'can-i', verb, what, '-n', 'models', ...as('acme:approvers')]).output.trim();
  expect(can('patch', 'jobs/other')).toMatch(/^no/);
  expect(can('create', 'jobs')).toMatch(/^no/);
  const [, ...command] = approvalCommand.replace(/'/g, '').split(' ');
  expect(controlPlane.tryKubectl([...command, ...as('acme:others')])).toMatchObject({
    code: 1,
    output: expect.stringContaining('is forbidden'),
  });
  expect(controlPlane.tryKubectl([...command, ...as('acme:approvers')])).toMatchObject({ code: 0 });
  expect(controlPlane.object('job', jobName, 'models').spec.suspend).toBe(false);
});
