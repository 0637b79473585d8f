'use strict';

const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { ROOT, hashOf, plainError, readStamp, runTool, writeStamp } = require('./tools');

/** Runs `npm ci` when node_modules is missing or holds something else than package-lock.json says. */
function ensureInstalled() {
  const wanted = hashOf(['package-lock.json']);
  if (readStamp('installed') === wanted) return;
  if (!matchesLock()) {
    process.stdout.write('Installing dependencies (npm ci) …\n');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    if (runTool(npm, args, { shell: process.platform === 'win32' }) !== 0) {
      throw plainError('npm ci failed. Its message stands above; the registry must be reachable once.');
    }
  }
  writeStamp('installed', wanted);
}

/** Whether npm's own record of what it installed equals the lock file: somebody ran `npm install`. */
function matchesLock() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(locked).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.link === entry.link;
  });
}

module.exports = { ensureInstalled };
