import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';

import { buildBinaries } from '../../src/control-plane/index.js';
import { run } from '../../src/control-plane/run.js';
import { pullChart } from '../../src/rehearse/charts/pull.js';
import { tempDir } from './helpers.js';
import type { Ending } from './helpers.js';

/** A chart repository on loopback with one chart, and how often it was asked. */
async function repository(t: Ending, helm: string): Promise<{ url: string; asked: () => number }> {
  const dir = tempDir(t);
  const chart = join(dir, 'widgets');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: widgets\nversion: 1.2.3\n');
  writeFileSync(join(chart, 'templates', 'one.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n');
  await run(helm, ['package', chart, '--destination', dir]);
  await run(helm, ['repo', 'index', dir]);
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const file = join(dir, request.url ?? '/');
    if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

const source = (url: string): Parameters<typeof pullChart>[1] => ({
  name: 'widgets',
  repository: url,
  version: '1.2.3',
  values: {},
  tokens: [],
});

test('a chart is fetched from its repository once', async (t) => {
  const { helm } = await buildBinaries();
  const { url, asked } = await repository(t, helm);
  const context = { helm, cacheDir: tempDir(t), scratchDir: tempDir(t), signal: new AbortController().signal };

  const dir = await pullChart(context, source(url));
  assert.match(readFileSync(join(dir, 'Chart.yaml'), 'utf8'), /version: 1\.2\.3/);
  assert.ok(existsSync(join(dir, 'templates', 'one.yaml')));

  const before = asked();
  assert.equal(await pullChart(context, source(url)), dir);
  assert.equal(asked(), before);
});

test('fails with what Helm says of a version that the repository does not have, and keeps nothing', async (t) => {
  const { helm } = await buildBinaries();
  const { url } = await repository(t, helm);
  const context = { helm, cacheDir: tempDir(t), scratchDir: tempDir(t), signal: new AbortController().signal };

  await assert.rejects(pullChart(context, { ...source(url), version: '9.9.9' }), /AIC-6007[\s\S]*9\.9\.9/);
  assert.deepEqual(existsSync(join(context.cacheDir, 'charts', 'widgets')), false);
});
