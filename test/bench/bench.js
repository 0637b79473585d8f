/**
 * Synthesis beside cdk8s and beside cdktf with `kubernetes_manifest`: same objects, one run.
 *
 *   node test/bench/bench.js [--json FILE] [--lib FOLDER]
 *
 * Every measurement is a process of its own, and variants take turns. Time is that of the fastest round: whatever else
 * the machine does can only add to it. Exit code 1 when a bar is missed.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { cpus, tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { judge, report } = require('./report');

const ROOT = join(__dirname, '..', '..');
const CHILD = join(__dirname, 'child.js');
const VARIANTS = ['ours', 'cdk8s', 'manifest'];
const SIZES = [
  { objects: 100, rounds: 3, variants: VARIANTS },
  { objects: 1000, rounds: 3, variants: VARIANTS },
  { objects: 5000, rounds: 5, variants: VARIANTS },
  { objects: 20000, rounds: 1, variants: VARIANTS },
  { objects: 50000, rounds: 3, variants: ['ours'] },
];
const IMPORT_ROUNDS = 7;

function main() {
  const { values } = parseArgs({ options: { json: { type: 'string' }, lib: { type: 'string' } } });
  const lib = values.lib ?? join(ROOT, 'lib');
  if (values.lib === undefined) require(join(ROOT, 'scripts', 'build')).ensureBuilt();

  const result = {
    node: process.versions.node,
    cpus: cpus().length,
    versions: Object.fromEntries(
      ['cdktf', 'cdk8s', '@cdktf/provider-kubernetes'].map((name) => [name, versionOf(name)]),
    ),
    sizes: SIZES.map((size) => measureSize(size, lib)),
    imports: measureImports(lib),
  };
  const bars = judge(result);
  process.stdout.write(report(result, bars));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ ...result, bars }, undefined, 2)}\n`);
  return bars.every((bar) => bar.holds) ? 0 : 1;
}

function measureSize({ objects, rounds, variants }, lib) {
  const runs = Object.fromEntries(variants.map((variant) => [variant, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const variant of variants) {
      note(`${objects} objects, round ${round} of ${rounds}: ${variant}`);
      const folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-bench-'));
      runs[variant].push(inChild(['synth', variant, String(objects), folder, lib]));
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { objects, rounds, ...mapValues(runs, summary) };
}

function measureImports(lib) {
  const modules = { ours: [lib, 'AINativeCluster'], bare: [lib], cdktf: ['cdktf', 'TerraformStack'] };
  const runs = mapValues(modules, () => []);
  for (let round = 1; round <= IMPORT_ROUNDS; round += 1) {
    note(`import, round ${round} of ${IMPORT_ROUNDS}`);
    for (const name of Object.keys(modules)) runs[name].push(inChild(['import', ...modules[name]]));
  }
  note('');
  return { rounds: IMPORT_ROUNDS, ...mapValues(runs, summary) };
}

function inChild(args) {
  const child = spawnSync(process.execPath, [CHILD, ...args], { encoding: 'utf8', cwd: ROOT });
  if (child.status !== 0) throw new Error(`${args.slice(0, 3).join(' ')} failed:\n${child.stderr}`);
  return JSON.parse(child.stdout);
}

function summary(runs) {
  const sorted = (key) => runs.map((run) => run[key]).sort((a, b) => a - b);
  return {
    milliseconds: sorted('milliseconds')[0],
    peakMegabytes: sorted('peakKilobytes')[Math.floor(runs.length / 2)] / 1024,
    runs,
  };
}

function mapValues(map, change) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function versionOf(name) {
  return require(`${name}/package.json`).version;
}

function note(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

process.exitCode = main();
