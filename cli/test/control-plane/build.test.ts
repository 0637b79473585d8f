import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';

import { BINARY_NAMES, buildBinaries } from '../../src/control-plane/index.js';
import type { Progress } from '../../src/control-plane/index.js';
import { script, tempDir, withPath } from './helpers.js';

/** A `go` that writes what it is asked to build and keeps a list of it. */
function fakeGo(dir: string): void {
  mkdirSync(join(dir, 'module'));
  writeFileSync(join(dir, 'module', 'a.go'), 'package a\n');
  script(
    dir,
    'go',
    [
      `case "$1 $2" in`,
      `"env GOVERSION") echo go1.99.0; echo local;;`,
      `"mod download") echo '{"Dir": "${dir}/module"}';;`,
      `"mod edit") ls patched/pkg/apis/scheduling/v1beta1 >> ${dir}/patched; echo "$4" >> ${dir}/patched;;`,
      `build*) echo example.org/compiled >&2`,
      `  while [ "$1" != -o ]; do shift; done`,
      `  sleep 0.05; echo "$3" >> ${dir}/built; printf '#!/bin/sh\\n' > "$2"; chmod +x "$2";;`,
      `esac`,
    ].join('\n'),
  );
}

test('builds every program once although two ask at the same time, and never again', async (t) => {
  const dir = tempDir(t);
  fakeGo(dir);
  const cacheDir = join(dir, 'cache');
  const seen: Progress[] = [];
  await withPath(`${dir}:/usr/bin:/bin`, async () => {
    const both = await Promise.all([
      buildBinaries({ cacheDir, onProgress: (progress) => seen.push(progress) }),
      buildBinaries({ cacheDir, onProgress: (progress) => seen.push(progress) }),
    ]);
    assert.deepEqual(both[0], both[1]);
    assert.deepEqual(await buildBinaries({ cacheDir }), both[0]);
    assert.deepEqual(readdirSync(dirname(both[0].etcd)).sort(), [...BINARY_NAMES]);
  });
  const built = readFileSync(join(dir, 'built'), 'utf8').trim().split('\n');
  assert.equal(built.length, BINARY_NAMES.length);
  assert.equal(built[0], 'k8s.io/kubernetes/cmd/kube-apiserver');
  assert.ok(seen.some(({ state }) => state === 'waiting'));
  assert.ok(seen.some(({ message }) => /^compiled 1 packages/.test(message)));
  const last = seen.filter(({ state }) => state === 'done').at(-1);
  assert.deepEqual([last?.done, last?.total], [10, 10]);
});

test('completes the one module of Volcano that is published without a constant', async (t) => {
  const dir = tempDir(t);
  fakeGo(dir);
  await withPath(`${dir}:/usr/bin:/bin`, () => buildBinaries({ cacheDir: join(dir, 'cache') }));
  assert.equal(readFileSync(join(dir, 'patched'), 'utf8'), 'queue_allocation_gate.go\nvolcano.sh/apis=./patched\n');
});

test('removes what a build that was killed left behind', async (t) => {
  const dir = tempDir(t);
  fakeGo(dir);
  const cacheDir = join(dir, 'cache');
  await withPath(`${dir}:/usr/bin:/bin`, async () => {
    const { etcd } = await buildBinaries({ cacheDir });
    const abandoned = join(dirname(etcd), '.build-old');
    mkdirSync(abandoned);
    rmSync(join(dirname(etcd), 'kwok'));
    await buildBinaries({ cacheDir });
    assert.ok(existsSync(join(dirname(etcd), 'kwok')));
    assert.ok(!existsSync(abandoned));
  });
});
