'use strict';

const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, sep } = require('node:path');

const ROOT = join(__dirname, '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'cdktf-ai-cloud');

/** An error that is shown without a stack: the reader did or lacks something. */
function plainError(message) {
  return Object.assign(new Error(message), { isPlain: true });
}

/** Runs a program in the repository; returns its exit code. `node` is this very Node. */
function runTool(program, args, options = {}) {
  const { status, error } = spawnSync(program === 'node' ? process.execPath : program, args, {
    cwd: ROOT,
    stdio: 'inherit',
    ...options,
    env: {
      ...process.env,
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
      JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION: '1',
      JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
      ...options.env,
    },
  });
  if (error) throw error;
  return status ?? 1;
}

/** The program that a package in node_modules brings. */
function bin(packageName, name = packageName) {
  const folder = join(ROOT, 'node_modules', ...packageName.split('/'));
  const { bin: declared } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof declared === 'string' ? declared : declared[name]);
}

/** Paths of all files below a folder, relative to the repository, sorted. */
function filesBelow(folder, wanted = () => true) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(ROOT, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .filter(wanted)
    .sort();
}

/** A hash over names and contents: times of change mean nothing after a clone. */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(file).update('\0');
    if (existsSync(join(ROOT, file))) hash.update(readFileSync(join(ROOT, file)));
    hash.update('\0');
  }
  return hash.digest('hex');
}

function readStamp(name) {
  const file = join(CACHE, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function writeStamp(name, value) {
  const file = join(CACHE, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}

module.exports = { ROOT, CACHE, bin, filesBelow, hashOf, plainError, readStamp, runTool, writeStamp };
