'use strict';

const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } = require('node:fs');
const { homedir } = require('node:os');
const { delimiter, join } = require('node:path');
const { ROOT } = require('./tools');

/** A Go module that carries a whole CPython and pip, so that a machine without Python runs Python's tests. */
const CARRIER = join(ROOT, 'test', 'e2e', 'go', 'python');
const PROJECT = join(ROOT, 'runtimes', 'edge-server');
const LOCKS = ['requirements.txt', 'requirements-test.txt', 'models.txt'].map((file) => join(PROJECT, file));
const FETCH_MODEL = join(PROJECT, 'tests', 'fetch_model.py');

/** Python with what the edge server and its tests need; made once into the user's cache, keyed by what pins it. */
function ensurePython() {
  const pins = [...readdirSync(CARRIER).map((file) => join(CARRIER, file)), ...LOCKS, FETCH_MODEL];
  const hash = createHash('sha256');
  for (const file of pins.sort()) hash.update(readFileSync(file));
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdktf-ai-cloud');
  const target = join(cache, `test-python-${hash.digest('hex').slice(0, 12)}`);
  if (!existsSync(target)) make(cache, target);
  return pythonIn(target);
}

function make(cache, target) {
  process.stdout.write('Unpacking Python and installing what the edge server needs …\n');
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'python-'));
  try {
    const stdio = ['ignore', 'ignore', 'inherit'];
    execFileSync('go', ['run', '-buildvcs=false', '.', unfinished], { cwd: CARRIER, stdio });
    const { program, env } = pythonIn(unfinished);
    const install = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--root-user-action=ignore',
      '--no-deps',
      '--require-hashes',
      '--only-binary=:all:',
      '--no-compile',
    ];
    const wanted = LOCKS.slice(0, 2).flatMap((file) => ['-r', file]);
    execFileSync(program, [...install, ...wanted, '--target', join(unfinished, 'site')], { stdio, env });
    execFileSync(program, [FETCH_MODEL, join(unfinished, 'model.onnx')], { stdio, env });
    // Somebody else may have been faster; both folders hold the same.
    if (!existsSync(target)) renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** The interpreter of a folder, and the environment in which it finds its packages and nobody else's. */
function pythonIn(folder) {
  const pip = readdirSync(folder).find((entry) => entry.startsWith('go-embedded-pip') && !entry.endsWith('.lock'));
  const path = [join(folder, 'site'), ...(pip === undefined ? [] : [join(folder, pip)])];
  return {
    program: join(folder, 'python', 'bin', 'python3'),
    env: {
      ...process.env,
      PYTHONPATH: path.join(delimiter),
      PYTHONNOUSERSITE: '1',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      EDGE_SERVER_TEST_MODEL: join(folder, 'model.onnx'),
    },
  };
}

module.exports = { PROJECT, ensurePython };
