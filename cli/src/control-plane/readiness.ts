import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { CliFailure } from './failure.js';
import { tail } from './run.js';
import type { SupervisedProcesses } from './supervised.js';

/** What is waited for, and which processes must stay alive meanwhile. */
export interface Wait {
  readonly what: string;
  readonly processes: readonly string[];
  readonly timeoutMs: number;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
}

/** Polls until the check holds; fails with the log of the process that ended, or of the first one when time is up. */
export async function waitUntil(
  running: SupervisedProcesses,
  wait: Wait,
  check: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + wait.timeoutMs;
  for (;;) {
    wait.signal?.throwIfAborted();
    const dead = wait.processes.find((name) => running.exitOf(name) !== undefined);
    if (dead !== undefined) throw await notReady(running, dead, `${dead} ended with ${running.exitOf(dead)}`);
    if (await check().catch(() => false)) return;
    if (Date.now() > deadline) {
      const message = `${wait.what} did not happen within ${Math.round(wait.timeoutMs / 1000)} s`;
      throw await notReady(running, wait.processes[0]!, message);
    }
    await sleep(wait.intervalMs ?? 50, undefined, { signal: wait.signal });
  }
}

async function notReady(running: SupervisedProcesses, name: string, what: string): Promise<CliFailure> {
  const log = await readFile(running.logFile(name), 'utf8').catch(() => '');
  return new CliFailure({
    code: 'AIC-6005',
    where: name,
    what: `the control plane is not ready: ${what}`,
    got: `the end of its log:\n${tail(log, 15)}\n`,
    fix: 'Correct what the log names; a busy machine may need fewer programs beside it.',
  });
}

/** True when a process ended because something else already listened on its port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof CliFailure && error.code === 'AIC-6005' && /address already in use/.test(error.message);
}
