import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelSource, SecretReference, Size, StoredModelOptions } from '../../lib';
import { manifestsOf } from '../harness';
import { minio, stackWith } from '../model-store/fixture';
import { CLAIM, COMMIT, HUGGING_FACE, stepsOf } from '../model-store/import-fixture';
import { Outcome } from '../support/control-plane';
import { Files, ObjectStore, writeFiles } from '../support/object-store';
import { runStep, StepWorld } from '../support/run-step';

// Go programs may have to be built first.
jest.setTimeout(1_200_000);

const FILES = { 'config.json': '{"a":1}', 'model-00001.safetensors': 'weights', 'deep/tokenizer.json': '[]' };
const BYTES = Object.values(FILES).join('').length;
const sumsOf = (files: Files): string =>
  Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => `${createHash('sha256').update(content).digest('hex')}  ${path}\n`)
    .join('');

let store: ObjectStore;
let scratch: string;
let source: string;

beforeAll(async () => {
  store = await ObjectStore.start({ buckets: ['acme-models', 'research'] });
});
afterAll(async () => {
  await store?.stop();
});
beforeEach(() => {
  [scratch, source] = ['scratch', 'source'].map((name) => mkdtempSync(join(tmpdir(), `cdktf-ai-cloud-${name}-`)));
});
afterEach(() => {
  for (const directory of [scratch, source]) rmSync(directory, { recursive: true, force: true });
});

/** Runs the steps of an import one after the other, as the kubelet does, to the first that fails. */
async function runImport(options: Partial<StoredModelOptions>, programs?: string): Promise<Outcome> {
  const warm = minio({ endpoint: store.endpoint });
  const manifests = manifestsOf(stackWith({ size: Size.bytes(1024), ...options }, { warm }));
  const job = Object.entries<any>(manifests).find(([key]) => key.startsWith('Job/import-'))![1];
  const secrets = { 'models-s3': store.secret, 'other-s3': store.secret };
  const world: StepWorld = { secrets, mounts: { '/scratch': scratch, '/source': source }, programs };
  let output = '';
  for (const step of stepsOf(job)) {
    const outcome = await runStep(step, world);
    output += outcome.output;
    if (outcome.code !== 0) return { code: outcome.code, output };
  }
  return { code: 0, output };
}

const filesAt = (path: string): string[] =>
  store
    .list('acme-models')
    .filter((file) => file.startsWith(`${path}/`))
    .map((file) => file.slice(path.length + 1));

test('a claim is copied into the bucket with a list of its sums, which is written last', async () => {
  writeFiles(join(source, 'out/qwen3'), FILES);
  const { code, output } = await runImport({ source: CLAIM, version: 'claim' });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(`has ${BYTES} bytes`) });
  expect(filesAt('qwen3-32b/claim')).toStrictEqual([...Object.keys(FILES), 'SHA256SUMS'].sort());
  expect(store.read('acme-models', 'qwen3-32b/claim/SHA256SUMS')?.toString()).toBe(sumsOf(FILES));
});

test('what is whole is not copied again, whatever became of the source', async () => {
  writeFiles(join(source, 'out/qwen3'), FILES);
  await runImport({ source: CLAIM, version: 'again' });
  rmSync(scratch, { recursive: true });
  mkdirSync(scratch);
  writeFiles(join(source, 'out/qwen3'), { 'config.json': 'changed' });
  const { code, output } = await runImport({ source: CLAIM, version: 'again' });
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('is whole') });
  expect(store.read('acme-models', 'qwen3-32b/again/config.json')?.toString()).toBe('{"a":1}');
});

test('an import that was broken off goes on where it was', async () => {
  writeFiles(join(source, 'out/qwen3'), FILES);
  store.put('acme-models', 'qwen3-32b/half', { 'config.json': '{"a":1}' });
  const { code, output } = await runImport({ source: CLAIM, version: 'half' });
  expect(code).toBe(0);
  expect(output).not.toContain('config.json: Copied');
  expect(output).toContain('model-00001.safetensors: Copied');
});

test('fails on a model that is larger than the program says, with the sum, and copies nothing', async () => {
  writeFiles(join(source, 'out/qwen3'), FILES);
  const { code, output } = await runImport({ source: CLAIM, version: 'large', size: Size.bytes(10) });
  expect(code).toBe(1);
  expect(output).toContain(`the files have ${BYTES} bytes, ${BYTES - 10} more than the size of 10 bytes`);
  expect(filesAt('qwen3-32b/large')).toStrictEqual([]);
});

test('fails on a source without files', async () => {
  mkdirSync(join(source, 'out/qwen3'), { recursive: true });
  const { code, output } = await runImport({ source: CLAIM, version: 'empty' });
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('there are no files at') });
});

test('another bucket is copied, and the sums are those of what arrived', async () => {
  store.put('research', 'qwen3/v1', FILES);
  const options = { credentials: SecretReference.named('other-s3'), endpoint: store.endpoint };
  const { code, output } = await runImport({
    source: ModelSource.objectStorage('s3://research/qwen3/v1', options),
    version: 'bucket',
  });
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(store.read('acme-models', 'qwen3-32b/bucket/SHA256SUMS')?.toString()).toBe(sumsOf(FILES));
});

test('what a client of a hub left in scratch is published without its own files', async () => {
  // A stand-in for Python with the client in it: it writes what the client would have fetched.
  const programs = join(source, 'programs');
  const double = join(programs, 'python3');
  const script = [
    `#!${process.execPath}`,
    "const { mkdirSync, writeFileSync } = require('node:fs');",
    'const [, code, ...asked] = process.argv.slice(2);',
    'const into = /local_dir="([^"]+)"/.exec(code)[1];',
    "mkdirSync(into + '/.cache/huggingface', { recursive: true });",
    "writeFileSync(into + '/.cache/huggingface/lock', 'x');",
    "writeFileSync(into + '/asked.json', JSON.stringify(asked));",
  ];
  writeFiles(programs, { python3: `${script.join('\n')}\n` });
  chmodSync(double, 0o755);
  const { code, output } = await runImport({ source: HUGGING_FACE }, programs);
  expect({ code, output }).toMatchObject({ code: 0 });
  const asked = store.read('acme-models', `qwen3-32b/${COMMIT}/asked.json`)?.toString();
  expect(JSON.parse(asked ?? '')).toStrictEqual(['Qwen/Qwen3-32B', COMMIT, 'model']);
  expect(filesAt(`qwen3-32b/${COMMIT}`)).toStrictEqual(['SHA256SUMS', 'asked.json']);
});

test('fails on credentials that open nothing, rather than taking the bucket for empty', async () => {
  writeFiles(join(source, 'out/qwen3'), FILES);
  const manifests = manifestsOf(
    stackWith(
      { source: CLAIM, version: 'denied', size: Size.bytes(1024) },
      { warm: minio({ endpoint: store.endpoint }) },
    ),
  );
  const job = Object.entries<any>(manifests).find(([key]) => key.startsWith('Job/import-'))![1];
  const secrets = { 'models-s3': { AWS_ACCESS_KEY_ID: 'nobody', AWS_SECRET_ACCESS_KEY: 'nothing' } };
  const { code } = await runStep(stepsOf(job)[0], { secrets, mounts: { '/scratch': scratch, '/source': source } });
  expect(code).not.toBe(0);
  expect(existsSync(join(scratch, 'complete'))).toBe(false);
});
