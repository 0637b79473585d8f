import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Integrity } from '../../lib';
import { readStep, renderSums, verifySteps } from '../../lib/model-store/moving/private/verify-steps';
import { Outcome } from '../support/control-plane';
import { bucketPlace, copying, DIRECTORY, FILES, finished, MOUNT } from '../support/model-copies';
import { ObjectStore, writeFiles } from '../support/object-store';
import { runStep } from '../support/run-step';

// Go programs may have to be built first.
jest.setTimeout(1_200_000);

let store: ObjectStore;
let secrets: { [name: string]: { [key: string]: string } };
let directory: string;

beforeAll(async () => {
  store = await ObjectStore.start({ buckets: ['acme-models'] });
  secrets = { 'models-s3': store.secret };
});
afterAll(async () => {
  await store?.stop();
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-models-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('a verification', () => {
  const listed = { ...FILES, SHA256SUMS: sumsOf(FILES) };
  const pinned = Integrity.sumsFile('SHA256SUMS', sha256(listed.SHA256SUMS));
  const named = Integrity.files(Object.fromEntries(Object.entries(FILES).map(([path, text]) => [path, sha256(text)])));

  /** Brings what the bucket holds into the directory, and runs the steps on it until one fails. */
  async function verify(integrity: Integrity): Promise<Outcome> {
    const world = { secrets, mounts: { '/models': directory } };
    const copied = await runStep(copying(bucketPlace(store, 'acme-models', 'verified'), DIRECTORY), world);
    if (copied.code !== 0) return copied;
    return verifyDirectory(integrity);
  }

  async function verifyDirectory(integrity: Integrity): Promise<Outcome> {
    const list = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-sums-'));
    writeFiles(list, (renderSums('sums', 'models', integrity) as any).data);
    const files = { image: 'rclone', mount: MOUNT, path: '/models' };
    const world = { mounts: { '/models': directory, '/integrity': list } };
    let output = '';
    for (const { environment, ...step } of verifySteps(files, integrity)) {
      const outcome = await runStep({ ...step, env: environment }, world);
      output += outcome.output;
      if (outcome.code !== 0) return { code: outcome.code, output };
    }
    rmSync(list, { recursive: true });
    return { code: 0, output };
  }

  beforeEach(() => {
    store.rclone(['purge', 'store:acme-models/verified']);
  });

  test('passes when all files are what they must be', async () => {
    store.put('acme-models', 'verified', listed);
    const { code, output } = await verify(pinned);
    expect(code).toBe(0);
    expect(output).toContain('4 matching files');
  });

  test('is not even reached by a byte that flipped in the bucket: the copy fails and names the file', async () => {
    store.put('acme-models', 'verified', FILES);
    store.flipByte('acme-models', 'verified/model-00002-of-00002.safetensors', 1_234_567);
    const container = copying(bucketPlace(store, 'acme-models', 'verified'), DIRECTORY);
    const command = container.command.filter((word: string) => !word.startsWith('--retries'));
    const world = { secrets, mounts: { '/models': directory }, environment: { RCLONE_RETRIES: '1' } };
    // The bucket remembers what was uploaded: the copy sees it, and leaves no such file.
    const outcome = await runStep({ ...container, command }, world);
    expect(outcome.code).not.toBe(0);
    expect(outcome.output).toMatch(/ERROR : model-00002-of-00002\.safetensors\S*: corrupted on transfer/);
    expect(finished(directory)).not.toContain('model-00002-of-00002.safetensors');
  });

  test('fails on a file of the same size that somebody replaced, and names it', async () => {
    store.put('acme-models', 'verified', FILES);
    store.put('acme-models', 'verified', { 'model-00002-of-00002.safetensors': Buffer.alloc(2_000_000, 3) });
    const { code, output } = await verify(named);
    expect(code).not.toBe(0);
    expect(output).toMatch(/ERROR : model-00002-of-00002\.safetensors: files differ/);
  });

  test('fails on one flipped byte where servers read, and names the file', async () => {
    store.put('acme-models', 'verified', listed);
    expect((await verify(pinned)).code).toBe(0);
    const file = join(directory, 'model-00001-of-00002.safetensors');
    const content = readFileSync(file);
    content[2_345_678] ^= 1;
    writeFileSync(file, content);
    const { code, output } = await verifyDirectory(pinned);
    expect(code).not.toBe(0);
    expect(output).toMatch(/ERROR : model-00001-of-00002\.safetensors: files differ/);
  });

  test('fails on a file that is missing', async () => {
    const { 'config.json': _config, ...rest } = FILES;
    store.put('acme-models', 'verified', rest);
    const { code, output } = await verify(named);
    expect(code).not.toBe(0);
    expect(output).toMatch(/ERROR : config\.json: file not in/);
  });

  test('fails on a file that nobody named, such as code', async () => {
    store.put('acme-models', 'verified', { ...listed, 'modeling_evil.py': 'import os' });
    const { code, output } = await verify(pinned);
    expect(code).not.toBe(0);
    expect(output).toMatch(/ERROR : modeling_evil\.py: sum not found/);
  });

  test('fails on a list that is not the one that was pinned', async () => {
    const forged = { ...FILES, 'config.json': '{"auto_map":{}}' };
    store.put('acme-models', 'verified', { ...forged, SHA256SUMS: sumsOf(forged) });
    const { code, output } = await verify(pinned);
    expect(code).not.toBe(0);
    expect(output).toMatch(/ERROR : SHA256SUMS: files differ/);
  });
});

test('reading all files once prints their sums', async () => {
  writeFiles(directory, FILES);
  const { environment, ...step } = readStep({ image: 'rclone', mount: MOUNT, path: '/models' });
  const { code, output } = await runStep({ ...step, env: environment }, { mounts: { '/models': directory } });
  expect(code).toBe(0);
  expect(output).toContain(`${sha256(FILES['config.json'])}  config.json`);
});

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** As `sha256sum` writes it. */
function sumsOf(files: { [path: string]: string | Buffer }): string {
  const lines = Object.entries(files).map(([path, content]) => `${sha256(content)}  ${path}\n`);
  return lines.join('');
}
