'use strict';

const { existsSync, mkdirSync, readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { ensureBuilt } = require('./build');
const { ROOT, plainError, runTool } = require('./tools');

function exampleNames() {
  return readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(ROOT, 'examples', entry.name, 'main.ts')))
    .map((entry) => entry.name)
    .sort();
}

/** Synthesises one example, or all without a name, into out/<example>/. */
function synth(args) {
  const names = args.length > 0 ? args : exampleNames();
  names.forEach(checkName);
  ensureBuilt();
  return names.reduce((worst, name) => Math.max(worst, synthOne(name)), 0);
}

function checkName(name) {
  if (!exampleNames().includes(name)) {
    throw plainError(`There is no example ${name}. There are: ${exampleNames().join(', ')}.`);
  }
}

function synthOne(name) {
  const outdir = join('out', name);
  rmSync(join(ROOT, outdir), { recursive: true, force: true });
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  const code = runTool('node', ['--import', 'tsx', join('examples', name, 'main.ts')], {
    env: { CDKTF_OUTDIR: outdir, TSX_TSCONFIG_PATH: join(ROOT, 'examples', 'tsconfig.json') },
  });
  if (code === 0) process.stdout.write(`Synthesised ${name} into ${outdir}.\n`);
  return code;
}

/** Synthesises one example and plays it on a control plane of this machine. */
function rehearse([name, ...options]) {
  if (name === undefined || name.startsWith('-')) {
    throw plainError(
      `Name an example: npm run rehearse -- <example> [options]. There are: ${exampleNames().join(', ')}.`,
    );
  }
  checkName(name);
  ensureBuilt();
  const code = synthOne(name);
  return code === 0
    ? runTool('node', [join('cli', 'dist', 'main.js'), 'rehearse', join('out', name), ...definitions(), ...options])
    : code;
}

/** For charts that no Go module carries: copies of their definitions beside the project, else their repositories. */
function definitions() {
  const shared = join(ROOT, '..', 'shared', 'crds');
  return existsSync(shared) ? ['--crds', shared] : ['--pull-charts'];
}

module.exports = { definitions, exampleNames, rehearse, synth };
