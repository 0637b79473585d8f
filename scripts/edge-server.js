'use strict';

const { join } = require('node:path');
const { spawnSync } = require('node:child_process');
const { PROJECT, ensurePython } = require('./python');
const { runTool } = require('./tools');

/** The edge server: how it is written, its types, and its tests against real runtimes. */
function testEdgeServer() {
  const { program, env } = ensurePython();
  const options = { cwd: PROJECT, env: withSources(env) };
  const python = (...args) => runTool(program, args, options) === 0;
  const cache = join(env.TMPDIR ?? '/tmp', 'mypy');
  const checks = [
    python('-m', 'ruff', 'format', '--quiet', '--check', '--no-cache', '.'),
    python('-m', 'ruff', 'check', '--quiet', '--no-cache', '.'),
    python('-m', 'mypy', '--no-error-summary', '--cache-dir', cache, 'src', 'tests', 'bench'),
  ];
  const tests = unittest(program, options);
  const passed = checks.filter(Boolean).length;
  return { passed: passed + tests.passed, failed: checks.length - passed + tests.failed };
}

function unittest(program, options) {
  const args = ['-m', 'unittest', 'discover', '-s', 'tests'];
  const { status, stderr, error } = spawnSync(program, args, {
    ...options,
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) process.stderr.write(stderr);
  const count = (pattern) => Number(stderr.match(pattern)?.[1] ?? 0);
  const ran = count(/^Ran (\d+) tests? in/m);
  // One test may fail in several of its cases, so that failures are counted for themselves.
  const failed = count(/^FAILED \(.*failures=(\d+)/m) + count(/^FAILED \(.*errors=(\d+)/m);
  if (status !== 0) return { passed: Math.max(ran - failed, 0), failed: Math.max(failed, 1) };
  return ran > 0 ? { passed: ran, failed: 0 } : { passed: 0, failed: 1 };
}

/** p99 under load and memory over a soak; see bench/bench.py. */
function benchEdgeServer(args) {
  const { program, env } = ensurePython();
  return runTool(program, ['bench/bench.py', ...args], { cwd: PROJECT, env: withSources(env) });
}

function withSources(env) {
  return {
    ...env,
    PYTHONPATH: `${join(PROJECT, 'src')}:${join(PROJECT, 'tests')}:${env.PYTHONPATH}`,
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

module.exports = { benchEdgeServer, testEdgeServer };
