import assert from 'node:assert/strict';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { withLock } from '../../src/control-plane/build-lock.js';
import { tempDir } from './helpers.js';

test('lets one owner in at a time and tells the other that it waits', async (t) => {
  const file = join(tempDir(t), 'lock');
  const seen: string[] = [];
  const first = withLock(file, async () => {
    seen.push('first in');
    await sleep(200);
    seen.push('first out');
  });
  await sleep(50);
  await withLock(
    file,
    async () => {
      seen.push('second in');
    },
    { onWait: () => seen.push('second waits') },
  );
  await first;
  assert.deepEqual(seen, ['first in', 'second waits', 'first out', 'second in']);
  assert.ok(!existsSync(file));
});

test('takes over the lock of a process that died', async (t) => {
  const file = join(tempDir(t), 'lock');
  writeFileSync(file, `${hostname()} 999999999 x`);
  assert.equal(await withLock(file, async () => 'in'), 'in');
});

test('takes over a lock of another machine that fell silent', async (t) => {
  const file = join(tempDir(t), 'lock');
  writeFileSync(file, `elsewhere 1 x`);
  utimesSync(file, 1, 1);
  assert.equal(await withLock(file, async () => 'in'), 'in');
});

test('gives the lock back when the body throws', async (t) => {
  const file = join(tempDir(t), 'lock');
  await assert.rejects(
    withLock(file, () => Promise.reject(new Error('body'))),
    /body/,
  );
  assert.ok(!existsSync(file));
});

test('fails to wait any longer when it is aborted', async (t) => {
  const file = join(tempDir(t), 'lock');
  writeFileSync(file, `elsewhere 1 x`);
  const waiting = withLock(file, async () => 'in', { signal: AbortSignal.timeout(100) });
  await assert.rejects(waiting, { name: /Abort|Timeout/ });
});
