'use strict';

const { existsSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { ROOT, bin, filesBelow, hashOf, plainError, readStamp, runTool, writeStamp } = require('./tools');

/** Builds what is stale: the library in place (jsii), API.md, and the command line program. */
function ensureBuilt() {
  buildLibrary();
  buildApiReference();
  buildCli();
}

function buildLibrary() {
  removeStale('lib', /\.(js|d\.ts|js\.map)$/, (file) => file.replace(/\.(js|d\.ts|js\.map)$/, '.ts'));
  const sources = filesBelow('lib', (file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  const hash = hashOf([...sources, 'package.json', 'README.md']);
  const outputs = ['.jsii', ...sources.map((file) => file.replace(/\.ts$/, '.js'))];
  // The compiler writes only what changed since its own record; what somebody deleted it would not miss.
  if (outputs.some((file) => !existsSync(join(ROOT, file))))
    rmSync(join(ROOT, 'tsconfig.tsbuildinfo'), { force: true });
  step('library', hash, outputs, () => [bin('jsii'), '--silence-warnings', 'reserved-word']);
  const index = 'lib/index.js';
  step(
    'library-index',
    hashOf([index]),
    [index],
    () => ['scripts/lazify.js'],
    () => hashOf([index]),
  );
}

function buildApiReference() {
  step(
    'api-reference',
    hashOf(['.jsii', 'API.md']),
    ['API.md'],
    () => [bin('jsii-docgen'), '-o', 'API.md'],
    () => hashOf(['.jsii', 'API.md']),
  );
}

function buildCli() {
  if (!existsSync(join(ROOT, 'cli', 'tsconfig.json'))) return;
  removeStale('cli/dist', /\.(js|d\.ts)$/, (file) =>
    file.replace(/^cli\/dist\//, 'cli/src/').replace(/\.(js|d\.ts)$/, '.ts'),
  );
  const sources = filesBelow('cli/src');
  const outputs = sources.map((file) => file.replace(/^cli\/src\//, 'cli/dist/').replace(/\.ts$/, '.js'));
  const schema = 'lib/core/blueprint.schema.json';
  const inputs = [...sources, ...filesBelow('cli/scripts'), schema, 'cli/tsconfig.json', 'cli/package.json'];
  step('cli', hashOf(inputs), outputs, () => [bin('typescript', 'tsc'), '-p', 'cli/tsconfig.json']);
  step('cli-schema', hashOf(inputs), ['cli/dist/blueprint/blueprint.schema.json'], () => [
    'cli/scripts/copy-schema.mjs',
  ]);
}

/** Runs a compiler unless its inputs are those of the last time and its outputs are there. */
function step(name, hash, outputs, command, hashAfter = () => hash) {
  if (readStamp(name) === hash && outputs.every((file) => existsSync(join(ROOT, file)))) return;
  process.stdout.write(`Building ${name} …\n`);
  if (runTool('node', command()) !== 0) throw plainError(`Building ${name} failed.`);
  writeStamp(name, hashAfter());
}

/** Output whose source is gone would still be loaded and packed. */
function removeStale(folder, pattern, sourceOf) {
  for (const file of filesBelow(folder, (f) => pattern.test(f))) {
    if (!existsSync(join(ROOT, sourceOf(file)))) rmSync(join(ROOT, file));
  }
}

module.exports = { ensureBuilt };
