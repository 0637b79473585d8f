/**
 * The parent of all processes of one control plane, itself a process of its own session.
 *
 * It ends everything and removes the work folder when it is asked to, when it gets a signal, and when the channel to
 * the program that started it closes, which also happens when that program is killed outright.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PID_FILE } from './supervisor-protocol.js';
import type { SupervisorEvent, SupervisorRequest } from './supervisor-protocol.js';

const workDir = process.argv[2]!;
const children = new Map<string, ChildProcess>();
let detached = false;
let ending = false;

function tell(event: SupervisorEvent): void {
  if (process.connected) process.send?.(event, () => undefined);
}

function start(request: SupervisorRequest & { op: 'start' }): void {
  const log = openSync(request.logFile, 'a');
  const child = spawn(request.command, [...request.args], {
    cwd: workDir,
    env: { ...process.env, ...request.env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (child.pid !== undefined) children.set(request.name, child);
  child.once('spawn', () => tell({ event: 'done', id: request.id, pid: child.pid }));
  child.once('error', (error) => tell({ event: 'failed', id: request.id, message: error.message }));
  child.once('exit', (code, signal) => {
    if (children.get(request.name) === child) children.delete(request.name);
    tell({ event: 'exited', name: request.name, code, signal });
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

async function stop(request: SupervisorRequest & { op: 'stop' }): Promise<void> {
  const child = children.get(request.name);
  if (child) {
    child.kill(request.graceMs > 0 ? 'SIGTERM' : 'SIGKILL');
    const timer = setTimeout(() => child.kill('SIGKILL'), request.graceMs);
    await ended(child);
    clearTimeout(timer);
  }
  tell({ event: 'done', id: request.id });
}

async function shutdown(id?: number): Promise<void> {
  if (ending) return;
  ending = true;
  const all = [...children.values()];
  all.forEach((child) => child.kill('SIGKILL'));
  await Promise.all(all.map(ended));
  rmSync(workDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  if (id !== undefined) tell({ event: 'done', id });
  process.exit(0);
}

process.on('message', (request: SupervisorRequest) => {
  if (ending) return;
  if (request.op === 'start') start(request);
  else if (request.op === 'stop') void stop(request);
  else if (request.op === 'shutdown') void shutdown(request.id);
  else {
    detached = true;
    tell({ event: 'done', id: request.id });
  }
});
process.on('disconnect', () => {
  if (!detached) void shutdown();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void shutdown());

writeFileSync(join(workDir, PID_FILE), String(process.pid));
tell({ event: 'done', id: 0, pid: process.pid });
