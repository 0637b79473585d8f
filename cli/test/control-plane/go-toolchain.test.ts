import assert from 'node:assert/strict';
import test from 'node:test';

import { buildBinaries } from '../../src/control-plane/index.js';
import { compareVersions, goLine, mayUpgrade } from '../../src/control-plane/go-toolchain.js';
import { script, tempDir, withPath } from './helpers.js';

const fakeGo = (version: string, toolchain: string, rest = 'exit 0'): string =>
  `if [ "$1" = env ]; then echo ${version}; echo ${toolchain}; exit 0; fi\n${rest}`;

test('fails without Go, naming the version wanted, where to get it and the way around it', async (t) => {
  const dir = tempDir(t);
  await withPath(dir, () =>
    assert.rejects(
      buildBinaries({ cacheDir: dir }),
      /^CliFailure: AIC-6001 at go: .*want Go 1\.26\.0 or newer.*go\.dev\/dl.*--binaries DIR/,
    ),
  );
});

test('fails when Go is too old and may not upgrade itself', async (t) => {
  const dir = tempDir(t);
  script(dir, 'go', fakeGo('go1.22.5', 'local'));
  await withPath(`${dir}:/usr/bin:/bin`, () =>
    assert.rejects(
      buildBinaries({ cacheDir: dir }),
      /^CliFailure: AIC-6002 at go: .*got Go 1\.22\.5 with GOTOOLCHAIN=local, want Go 1\.26\.0 or newer.*--binaries DIR/,
    ),
  );
});

test('fails when Go cannot build, with the end of its output', async (t) => {
  const dir = tempDir(t);
  script(dir, 'go', fakeGo('go1.22.5', 'auto', 'echo "go: proxy says no" >&2; exit 1'));
  await withPath(`${dir}:/usr/bin:/bin`, () =>
    assert.rejects(
      buildBinaries({ cacheDir: dir }),
      /^CliFailure: AIC-6003 at kube-apiserver: [^]*proxy says no[^]*GOPROXY/,
    ),
  );
});

test('reads the version wanted from the go line', () => {
  assert.equal(goLine('module x\n\ngo 1.26.0\n\ntoolchain go1.27.1\n'), '1.26.0');
});

test('compares versions by number', () => {
  assert.ok(compareVersions('1.9', '1.26.0') < 0);
  assert.ok(compareVersions('1.26.10', '1.26.9') > 0);
  assert.equal(compareVersions('1.26', '1.26.0'), 0);
});

test('knows when Go fetches a newer toolchain by itself', () => {
  assert.deepEqual(['auto', 'path', 'go1.25.1+auto', 'local', 'go1.25.1'].map(mayUpgrade), [
    true,
    true,
    true,
    false,
    false,
  ]);
});
