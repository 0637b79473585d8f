import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { chartDir, crdFiles, downloadModules, moduleOfChart, UPSTREAM_MODULES } from '../../src/control-plane/index.js';
import type { UpstreamModule, UpstreamName } from '../../src/control-plane/index.js';
import { script, tempDir, withPath } from './helpers.js';

const NAMES = Object.keys(UPSTREAM_MODULES) as UpstreamName[];

test('every chart and every CRD of the table exists in its module', async () => {
  const dirs = await downloadModules(NAMES);
  for (const name of NAMES) {
    const upstream: UpstreamModule = UPSTREAM_MODULES[name];
    for (const path of Object.values(upstream.charts ?? {}))
      assert.ok(existsSync(join(dirs[name], path, 'Chart.yaml')), path);
    for (const file of await crdFiles(name)) assert.match(readFileSync(file, 'utf8'), /^kind: \w+/m, file);
    assert.ok(upstream.charts ?? upstream.crds, name);
    assert.equal((await crdFiles(name)).length > 0, upstream.crds !== undefined, name);
  }
});

test('fills in the values of a chart that is completed at release', async (t) => {
  const dir = await chartDir('gateway-helm', tempDir(t));
  const values = readFileSync(join(dir!, 'values.yaml'), 'utf8');
  assert.match(values, /image: docker\.io\/envoyproxy\/gateway:v1\.8\.1/);
  assert.doesNotMatch(values, /\$\{/);
});

test('has no folder for a chart that no module carries', async (t) => {
  assert.equal(moduleOfChart('gpu-operator'), undefined);
  assert.equal(await chartDir('gpu-operator', tempDir(t)), undefined);
});

test('fails when a module is not served or is not the pinned one', async (t) => {
  const dir = tempDir(t);
  const answer = JSON.stringify({ Path: 'volcano.sh/volcano', Version: 'v1.15.1', Dir: '/x', Sum: 'h1:other' });
  script(dir, 'go', `echo '${answer}'`);
  await withPath(`${dir}:/usr/bin:/bin`, () =>
    assert.rejects(
      downloadModules(['volcano']),
      /AIC-6009 at volcano\.sh\/volcano@v1\.15\.1: .*checksum h1:other, not h1:/,
    ),
  );
});

test('fails to fetch modules without Go on the PATH', async (t) => {
  await withPath(tempDir(t), () => assert.rejects(downloadModules(['kmcp']), /AIC-6009 .*no go on the PATH/));
});
