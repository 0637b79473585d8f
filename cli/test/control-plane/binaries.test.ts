import assert from 'node:assert/strict';
import test from 'node:test';
import { join } from 'node:path';

import { BINARY_NAMES, findBinaries } from '../../src/control-plane/index.js';
import { defaultCacheDir } from '../../src/control-plane/cache.js';
import { script, tempDir } from './helpers.js';

test('takes ready-made binaries from a folder', async (t) => {
  const dir = tempDir(t);
  BINARY_NAMES.forEach((name) => script(dir, name, 'exit 0'));
  const found = await findBinaries(dir);
  assert.equal(found['vc-scheduler'], join(dir, 'vc-scheduler'));
  assert.deepEqual(Object.keys(found).sort(), [...BINARY_NAMES]);
});

test('fails on a folder that lacks binaries, naming them', async (t) => {
  const dir = tempDir(t);
  BINARY_NAMES.filter((name) => name !== 'kwok' && name !== 'etcd').forEach((name) => script(dir, name, 'exit 0'));
  await assert.rejects(findBinaries(dir), /AIC-6004 at .*: .*got no executable etcd, kwok, want .*kube-apiserver/);
});

test('keeps built binaries in the cache folder of the user', () => {
  assert.equal(defaultCacheDir({ XDG_CACHE_HOME: '/c' }), '/c/cdktf-ai-cloud');
  assert.match(defaultCacheDir({}), /\/\.cache\/cdktf-ai-cloud$/);
});
