import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { CliFailure } from './failure.js';
import { PID_FILE } from './supervisor-protocol.js';

const GRACE_MS = 15_000;

/** Stops a control plane that was kept running, and removes its folder. */
export async function stop(workDir: string): Promise<void> {
  const dir = resolve(workDir);
  const pid = Number(await readFile(join(dir, PID_FILE), 'utf8').catch(() => ''));
  if (!(pid > 0)) {
    throw new CliFailure({
      code: 'AIC-6008',
      where: dir,
      what: 'no control plane was kept in this folder',
      want: `a folder with a file ${PID_FILE}`,
      fix: 'Name the folder that was printed when the control plane was kept.',
    });
  }
  if (await isSupervisorOf(pid, dir)) {
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; waited < GRACE_MS && (await isSupervisorOf(pid, dir)); waited += 50) await sleep(50);
    if (await isSupervisorOf(pid, dir)) process.kill(-pid, 'SIGKILL');
  }
  await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** Guards against a process id that was given to another program meanwhile. */
async function isSupervisorOf(pid: number, dir: string): Promise<boolean> {
  const command = await commandOf(pid);
  return command.includes('supervisor') && command.endsWith(dir);
}

/** The command line of a process; empty when there is none. Small containers have /proc but no `ps`, macOS the reverse. */
async function commandOf(pid: number): Promise<string> {
  try {
    if (existsSync('/proc/self/cmdline')) {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replace(/\0/g, ' ').trimEnd();
    }
    return (await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout.trimEnd();
  } catch {
    return '';
  }
}
