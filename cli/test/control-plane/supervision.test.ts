import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { stop } from '../../src/control-plane/index.js';
import { SupervisedProcesses } from '../../src/control-plane/supervised.js';
import { endOf, fixture, leftovers, processesWith, tempDir } from './helpers.js';

interface Told {
  readonly workDir: string;
  readonly supervisor: number;
}

const hold = (ending: string): ReturnType<typeof fixture<Told>> => fixture<Told>('hold-processes', ending);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`leaves nothing behind after ${signal}, and ends by that signal`, async () => {
    const { child, told } = await hold('hang');
    assert.equal(processesWith(told.workDir).length, 3);
    child.kill(signal);
    assert.equal(await endOf(child), signal);
    assert.deepEqual(await leftovers(told.workDir, 2_000), []);
  });
}

for (const [ending, code] of [
  ['throw', 1],
  ['reject', 1],
  ['return', 0],
] as const) {
  test(`leaves nothing behind when the program ends by ${ending}`, async () => {
    const { child, told } = await hold(ending);
    assert.equal(await endOf(child), code);
    assert.deepEqual(await leftovers(told.workDir, 2_000), []);
  });
}

test('leaves nothing behind when the program is killed outright', async () => {
  const { child, told } = await hold('hang');
  child.kill('SIGKILL');
  await endOf(child);
  assert.deepEqual(await leftovers(told.workDir), []);
});

test('ends the processes when their supervisor is killed outright', async () => {
  const { child, told } = await hold('hang');
  process.kill(told.supervisor, 'SIGKILL');
  for (let i = 0; i < 100 && processesWith(told.workDir).length > 0; i += 1) await sleep(50);
  assert.deepEqual(processesWith(told.workDir), []);
  child.kill('SIGTERM');
  await endOf(child);
  assert.deepEqual(await leftovers(told.workDir), []);
});

test('lives on when it is detached, until it is stopped by its folder', async () => {
  const { child, told } = await hold('detach');
  assert.equal(await endOf(child), 0);
  assert.equal(processesWith(told.workDir).length, 3);
  await stop(told.workDir);
  assert.deepEqual(await leftovers(told.workDir, 2_000), []);
});

test('stops by folder although the supervisor is gone and its number belongs to another program', async (t) => {
  const dir = tempDir(t);
  writeFileSync(join(dir, 'supervisor.pid'), String(process.pid));
  await stop(dir);
  assert.ok(!existsSync(dir));
});

test('fails to stop a folder without a control plane', async (t) => {
  await assert.rejects(stop(tempDir(t)), /AIC-6008 at .*: no control plane was kept in this folder/);
});

test('fails to start in a folder that is not empty', async (t) => {
  const dir = tempDir(t);
  writeFileSync(join(dir, 'precious'), '');
  await assert.rejects(SupervisedProcesses.open(dir), /AIC-6006 at .*got precious/);
  assert.ok(existsSync(join(dir, 'precious')));
});

test('fails to start a program that does not exist, and tells how one ended', async () => {
  const running = await SupervisedProcesses.open();
  try {
    await assert.rejects(running.start({ name: 'none', command: '/does/not/exist', args: [] }), /ENOENT/);
    await running.start({ name: 'brief', command: 'sh', args: ['-c', 'exit 3'] });
    for (let i = 0; i < 100 && running.exitOf('brief') === undefined; i += 1) await sleep(20);
    assert.equal(running.exitOf('brief'), 'exit code 3');
  } finally {
    await running.shutdown();
  }
  assert.ok(!existsSync(running.workDir));
});
