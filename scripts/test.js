'use strict';

const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { LAYERS } = require('./layers');
const { plainError } = require('./tools');

/** Runs the layers that are named, or all; ends with one line that counts what passed and what failed. */
function test(names) {
  const unknown = names.filter((name) => !LAYERS.some((layer) => layer.name === name));
  if (unknown.length > 0) {
    const list = LAYERS.map((layer) => `  ${layer.name.padEnd(11)} ${layer.about}`).join('\n');
    throw plainError(`There is no test layer ${unknown.join(', ')}. There are:\n${list}`);
  }
  useOwnTemporaryFolder();
  const results = LAYERS.filter((layer) => names.length === 0 || names.includes(layer.name)).map(runLayer);
  process.stdout.write('\n');
  for (const { name, passed, failed, seconds } of results) {
    process.stdout.write(
      `${name.padEnd(11)} ${seconds.toFixed(1).padStart(7)} s  ${passed} passed, ${failed} failed\n`,
    );
  }
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  process.stdout.write(`${total('passed')} passed, ${total('failed')} failed\n`);
  return total('failed') > 0 || total('passed') === 0 ? 1 : 0;
}

/** Tests write many programs and Terraform folders; all of them go with this run. */
function useOwnTemporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'aic-'));
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
}

function runLayer(layer) {
  process.stdout.write(`\n── ${layer.name}: ${layer.about}\n`);
  const start = process.hrtime.bigint();
  let result;
  try {
    result = layer.run();
  } catch (error) {
    process.stderr.write(`${error.isPlain ? error.message : error.stack}\n`);
    result = { passed: 0, failed: 1 };
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  process.stdout.write(
    `   ${layer.name} took ${seconds.toFixed(1)} s: ${result.passed} passed, ${result.failed} failed\n`,
  );
  return { name: layer.name, seconds, ...result };
}

module.exports = { test };
