import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** The public API as jsii wrote it down; built when it is not there. */
export function assembly(): any {
  const file = join(ROOT, '.jsii');
  if (!existsSync(file)) execFileSync(process.execPath, [join(ROOT, 'scripts', 'run.js'), 'build'], { cwd: ROOT });
  return JSON.parse(readFileSync(file, 'utf8'));
}
