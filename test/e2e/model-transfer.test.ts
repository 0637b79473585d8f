import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TransferPlace } from '../../lib/model-store/moving/private/render-copy-step';
import { bucketPlace, copying, DIRECTORY, FILES, finished } from '../support/model-copies';
import { ObjectStore } from '../support/object-store';
import { runStep, startStep } from '../support/run-step';

// Go programs may have to be built first.
jest.setTimeout(1_200_000);

let store: ObjectStore;
let secrets: { [name: string]: { [key: string]: string } };
let directory: string;

beforeAll(async () => {
  store = await ObjectStore.start({ buckets: ['acme-models', 'upstream'] });
  secrets = { 'models-s3': store.secret, 'upstream-s3': store.secret };
  store.put('upstream', 'releases/qwen3', FILES);
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

const bucket = (name: 'acme-models' | 'upstream', path: string): TransferPlace => bucketPlace(store, name, path);

describe('a copy', () => {
  test('brings all files of one bucket to a path of another', async () => {
    const { code } = await runStep(copying(bucket('upstream', 'qwen3'), bucket('acme-models', 'qwen3/v1')), {
      secrets,
    });
    expect(code).toBe(0);
    expect(store.list('acme-models')).toStrictEqual(Object.keys(FILES).map((path) => `qwen3/v1/${path}`));
    expect(store.read('acme-models', 'qwen3/v1/config.json')?.toString()).toBe(FILES['config.json']);
  });

  test('brings all files of a bucket into a directory, and says how far it came', async () => {
    const world = { secrets, mounts: { '/models': directory } };
    const { code, output } = await runStep(copying(bucket('upstream', 'qwen3'), DIRECTORY), world);
    expect(code).toBe(0);
    const first = 'model-00001-of-00002.safetensors';
    expect(readFileSync(join(directory, first)).equals(FILES[first])).toBe(true);
    expect(output).toMatch(/NOTICE: +4\.76[0-9]* MiB \/ 4\.76[0-9]* MiB, 100%/);
  });

  test('does nothing the second time', async () => {
    const world = { secrets, mounts: { '/models': directory } };
    const container = copying(bucket('upstream', 'qwen3'), DIRECTORY);
    await runStep(container, world);
    const { code, output } = await runStep(container, world);
    expect(code).toBe(0);
    expect(output).toMatch(/ 0 B \/ 0 B/);
  });

  test('that was interrupted goes on where it was', async () => {
    const mounts = { '/models': directory };
    const container = copying(bucket('upstream', 'qwen3'), DIRECTORY);
    const slow = { RCLONE_BWLIMIT: '600k', RCLONE_TRANSFERS: '1', RCLONE_ORDER_BY: 'size,ascending' };
    const plain = {
      ...container,
      command: container.command.filter((word: string) => !word.startsWith('--transfers')),
    };
    const running = startStep(plain, { secrets, mounts, environment: slow });
    for (let i = 0; i < 300 && !finished(directory).includes('config.json'); i += 1) await pause(50);
    running.process.kill('SIGKILL');
    expect((await running.outcome).code).toBe(137);
    const before = finished(directory);
    expect(before).toContain('config.json');
    expect(before.length).toBeLessThan(Object.keys(FILES).length);
    const first = statSync(join(directory, 'config.json'));
    expect((await runStep(container, { secrets, mounts })).code).toBe(0);
    expect(finished(directory)).toStrictEqual(Object.keys(FILES));
    expect(statSync(join(directory, 'config.json')).ino).toBe(first.ino);
  });

  test('fails when there is nothing at the source', async () => {
    const container = copying(bucket('upstream', 'qwen4'), bucket('acme-models', 'qwen4'));
    const { code, output } = await runStep(container, { secrets });
    expect(code).toBe(3);
    expect(output).toContain('there are no files at source:upstream/releases/qwen4');
  });

  test('fails on wrong credentials, and does not tell them', async () => {
    const wrong = { AWS_ACCESS_KEY_ID: store.accessKeyId, AWS_SECRET_ACCESS_KEY: 'not-the-right-secret' };
    const container = copying(bucket('upstream', 'qwen3'), bucket('acme-models', 'qwen3/v2'));
    const world = { secrets: { ...secrets, 'upstream-s3': wrong } };
    const { code, output } = await runStep(container, world);
    expect(code).toBe(1);
    expect(output).toMatch(/403.*SignatureDoesNotMatch/s);
    expect(output).not.toContain('not-the-right-secret');
    expect(output).not.toContain(store.secretAccessKey);
  });

  test('fails rather than change what is there, where files never change', async () => {
    store.put('acme-models', 'taken/v1', { ...FILES, 'config.json': '{"other":true}' });
    const [from, to] = [bucket('upstream', 'qwen3'), bucket('acme-models', 'taken/v1')];
    const { code, output } = await runStep(copying(from, to), { secrets });
    expect(code).not.toBe(0);
    expect(output).toMatch(/config\.json: .*immutable file modified/);
    expect(store.read('acme-models', 'taken/v1/config.json')?.toString()).toBe('{"other":true}');
    expect((await runStep(copying(from, to, false), { secrets })).code).toBe(0);
    expect(store.read('acme-models', 'taken/v1/config.json')?.toString()).toBe(FILES['config.json']);
  });
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
