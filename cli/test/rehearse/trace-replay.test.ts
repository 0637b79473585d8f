import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { TraceResult } from '../../src/rehearse/index.js';
import { bundle, cli, program, startCli, tempDir } from './helpers.js';
import { configure } from './training-cluster.js';

const LONG = { timeout: 300_000 };

/** Twelve short jobs in a file. */
function shortTrace(dir: string): string {
  const file = join(dir, 'trace.csv');
  const lines = Array.from(
    { length: 12 },
    (_, index) => `${index * 100},${[1, 4, 16][index % 3]},${600 + 100 * (index % 5)}`,
  );
  writeFileSync(file, ['arrival,devices,duration', ...lines].join('\n'));
  return file;
}

test('replays a trace with every arm, and tells how each did against the stock scheduler', LONG, async (t) => {
  const dir = tempDir(t);
  const json = join(dir, 'found.json');
  const options = ['--nodes', '3', '--mean-seconds', '1', '--seeds', '5', '--json', json];
  const { code, stdout, stderr } = await cli('rehearse', program(t), '--trace', shortTrace(dir), ...options);
  assert.equal(code, 0, stdout + stderr);
  const found = JSON.parse(readFileSync(json, 'utf8')) as TraceResult;
  assert.deepEqual(
    found.runs.map(({ arm, seed, figures }) => [arm, seed, figures.jobs, figures.stuck]),
    [
      ['stock', 5, 12, 0],
      ['stock-with-classes', 5, 12, 0],
      ['program', 5, 12, 0],
    ],
  );
  for (const { figures } of found.runs) {
    assert.ok(figures.meanHours > 800 / 3600, 'no job is faster than it runs');
    assert.ok(figures.usefulWhileArriving > 0.1 && figures.usefulWhileArriving <= 1);
    assert.ok(figures.boundWhileWaiting! >= figures.usefulWhileWaiting!);
  }
  assert.deepEqual(found.cluster, {
    pool: 'h800',
    queue: 'research',
    nodes: 3,
    devicesPerNode: 8,
    schedulePeriod: '100ms',
  });
  assert.match(stdout, /program +mean of 1 .* [+-]?\d+ %/);
  assert.match(stdout, /stock-with-classes: control: stock kube-scheduler \(MostAllocated\)/);
});

test('stops a replay and cleans up when it is interrupted', LONG, async (t) => {
  const own = tempDir(t);
  const trace = shortTrace(tempDir(t));
  const { child, ended } = startCli(
    ['rehearse', program(t), '--trace', trace, '--mean-seconds', '60', '--arms', 'stock', '--seeds', '1'],
    { TMPDIR: own },
  );
  let seen = '';
  child.stdout!.on('data', (chunk: Buffer) => (seen += chunk.toString()));
  for (let waited = 0; waited < 400 && !/of 12 jobs done/.test(seen); waited += 1) await sleep(250);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stderr, /Interrupted; everything was stopped\./);
  assert.deepEqual(
    readdirSync(own).filter((name) => /^cdktf-ai-cloud-(charts-)?\w{6}$/.test(name)),
    [],
  );
  const running = execFileSync('ps', ['-e', '-ww', '-o', 'command='], { encoding: 'utf8' });
  assert.equal(running.includes(own), false);
});

test('fails when the scheduler starts nothing, and when its queues are refused', LONG, async (t) => {
  const trace = shortTrace(tempDir(t));
  const idle = program(t, (blueprint) =>
    configure(blueprint, (text) => text.replace('allocate, backfill, reclaim', 'backfill')),
  );
  const refused = program(t, (blueprint) => {
    const { objects } = bundle(blueprint, 'QueuesOfDepth2');
    (objects[0]!.manifest as any).spec.weight = 'heavy';
  });
  const replay = (folder: string): ReturnType<typeof cli> =>
    cli('rehearse', folder, '--trace', trace, '--arms', 'program');
  const [first, second] = await Promise.all([replay(idle), replay(refused)]);
  assert.equal(first.code, 2);
  assert.match(first.stderr, /AIC-8023 at program: the scheduler does not start a job of one device/);
  assert.equal(second.code, 2);
  assert.match(second.stderr, /AIC-8024 at Queue\/research: the scheduler of the program cannot be installed/);
});

test('fails on options that do not go together with a trace', async (t) => {
  const { code, stderr } = await cli('rehearse', program(t), '--trace', 'x.csv', '--keep', '--scenario', 'node-lost');
  assert.equal(code, 2);
  assert.match(stderr, /^AIC-8026 at --trace: .* got --scenario, --keep\./);
});
