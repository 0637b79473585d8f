import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CandidateCleanup, ClaimVolume, Duration, ModelPromotion, ModelPublication, VersionRetention } from '../../lib';
import { manifestsOf } from '../harness';
import { Fixture, minio, QWEN } from '../model-store/fixture';
import { Outcome } from '../support/control-plane';
import { Files, ObjectStore, writeFiles } from '../support/object-store';
import { runStep } from '../support/run-step';

// Go programs may have to be built first.
jest.setTimeout(1_200_000);

const FILES = { 'config.json': '{}', 'model.safetensors': 'weights of a checkpoint' };

let store: ObjectStore;
let checkpoint: string;

beforeAll(async () => {
  store = await ObjectStore.start({ buckets: ['acme-models'] });
});
afterAll(async () => {
  await store?.stop();
});
beforeEach(() => {
  checkpoint = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-checkpoint-'));
});
afterEach(() => {
  rmSync(checkpoint, { recursive: true, force: true });
});

const run = (container: any): Promise<Outcome> =>
  runStep(container, { secrets: { 'models-s3': store.secret }, mounts: { '/checkpoint': checkpoint } });

/** Runs the step as the pod of a pipeline would. */
function publish(version: string, files: Files, modelName = 'chat'): Promise<Outcome> {
  rmSync(checkpoint, { recursive: true, force: true });
  mkdirSync(checkpoint);
  writeFiles(checkpoint, files);
  const publication = new ModelPublication({
    store: new Fixture().store({ warm: minio({ endpoint: store.endpoint }) }),
    modelName,
    version,
    checkpoint: ClaimVolume.named('runs', { namespace: 'research' }),
  });
  const secrets = Object.entries(publication.secretEnvironment).map(([name, { secretName, key }]) => ({
    name,
    valueFrom: { secretKeyRef: { name: secretName, key } },
  }));
  const plain = Object.entries(publication.environment).map(([name, value]) => ({ name, value }));
  return run({ name: 'publish', command: publication.command, env: [...plain, ...secrets] });
}

function promote(version: string): Promise<Outcome> {
  const fixture = new Fixture();
  const promotion = new ModelPromotion(fixture.stack, 'Promotion', {
    store: fixture.store({ warm: minio({ endpoint: store.endpoint }) }),
    modelName: 'chat',
    version,
    approvers: 'acme:approvers',
  });
  const job = manifestsOf(fixture.stack)[`Job/${promotion.jobName}`];
  return run(job.spec.template.spec.containers[0]);
}

function cleanUp(keep: VersionRetention, named: string[]): Promise<Outcome> {
  const fixture = new Fixture();
  const models = fixture.store({ warm: minio({ endpoint: store.endpoint }) });
  named.forEach((version) => models.add('old', { ...QWEN, version }));
  const { cronJobName } = new CandidateCleanup(fixture.stack, 'Cleanup', { store: models, keep });
  const cronJob = manifestsOf(fixture.stack)[`CronJob/${cronJobName}`];
  return run(cronJob.spec.jobTemplate.spec.template.spec.containers[0]);
}

const below = (path: string): string[] => store.list('acme-models').filter((file) => file.startsWith(path));

test('a checkpoint becomes a candidate with the sums of its files', async () => {
  expect(await publish('1', FILES)).toMatchObject({ code: 0 });
  expect(below('candidates/chat/1/')).toStrictEqual([
    'candidates/chat/1/SHA256SUMS',
    'candidates/chat/1/config.json',
    'candidates/chat/1/model.safetensors',
  ]);
});

test('the same checkpoint may be published again, since steps are repeated', async () => {
  await publish('2', FILES);
  const { code, output } = await publish('2', FILES);
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('is published already') });
});

test('fails on another checkpoint under a version that exists, which stays as it is', async () => {
  await publish('3', FILES);
  const { code, output } = await publish('3', { ...FILES, 'config.json': 'other' });
  expect({ code, output }).toMatchObject({
    code: 1,
    output: expect.stringContaining('a version is never written twice'),
  });
  expect(store.read('acme-models', 'candidates/chat/3/config.json')?.toString()).toBe('{}');
});

test('fails on a checkpoint without files', async () => {
  expect(await publish('4', {})).toMatchObject({ code: 1, output: expect.stringContaining('there are no files') });
});

test('a candidate that is approved stands where the store finds it, with the same sums', async () => {
  await publish('5', FILES);
  expect(below('chat/5/')).toStrictEqual([]);
  expect(await promote('5')).toMatchObject({ code: 0, output: expect.stringContaining('is promoted') });
  expect(below('chat/5/')).toStrictEqual(['chat/5/SHA256SUMS', 'chat/5/config.json', 'chat/5/model.safetensors']);
  const sums = (path: string): string | undefined => store.read('acme-models', `${path}/SHA256SUMS`)?.toString();
  expect(sums('chat/5')).toBe(sums('candidates/chat/5'));
  expect(await promote('5')).toMatchObject({ code: 0, output: expect.stringContaining('is promoted already') });
});

test('fails on a candidate that is not what was published, before anything calls it whole', async () => {
  await publish('6', FILES);
  store.flipByte('acme-models', 'candidates/chat/6/model.safetensors', 3);
  expect((await promote('6')).code).not.toBe(0);
  expect(below('chat/6/SHA256SUMS')).toStrictEqual([]);
});

test('fails on a version that nobody published', async () => {
  expect(await promote('99')).toMatchObject({ code: 1, output: expect.stringContaining('is not published') });
});

test('old candidates go, and never one that the program names or that is not whole', async () => {
  for (const version of ['1', '2', '3', '4']) {
    await publish(version, FILES, 'old');
    // What is newer is told by the second.
    await new Promise((resolve) => setTimeout(resolve, 1100));
  }
  await publish('1', FILES, 'other');
  store.put('acme-models', 'candidates/old/half', { 'config.json': '{}' });
  const { code, output } = await cleanUp(VersionRetention.keepNewest(2), ['1']);
  expect({ code, output }).toMatchObject({ code: 0 });
  const versions = (model: string): string[] => [
    ...new Set(below(`candidates/${model}/`).map((file) => file.split('/')[2])),
  ];
  expect(versions('old')).toStrictEqual(['1', '3', '4', 'half']);
  expect(versions('other')).toStrictEqual(['1']);
});

test('nothing goes that is younger than the age', async () => {
  await publish('young', FILES, 'aged');
  const before = store.list('acme-models');
  expect(await cleanUp(VersionRetention.keepFor(Duration.days(1)), [])).toMatchObject({
    code: 0,
  });
  expect(store.list('acme-models')).toStrictEqual(before);
});
