import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A temporary folder that is removed when the test ends. */
export function tempDir(t: { after: (fn: () => void) => void }): string {
  const dir = mkdtempSync(join(tmpdir(), 'cli-test-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Writes an executable shell script. */
export function script(dir: string, name: string, body: string): void {
  const file = join(dir, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

/** Runs a body with another PATH. */
export async function withPath<T>(path: string, body: () => Promise<T>): Promise<T> {
  const before = process.env['PATH'];
  process.env['PATH'] = path;
  try {
    return await body();
  } finally {
    process.env['PATH'] = before;
  }
}

/** Starts a fixture and reads the one line of JSON that it prints. */
export async function fixture<T>(name: string, ...args: string[]): Promise<{ child: ChildProcess; told: T }> {
  const file = fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), file, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: child.stdout! })) return { child, told: JSON.parse(line) as T };
  throw new Error(`${name} printed nothing`);
}

/** Waits for a child's end; the signal that ended it, or its exit code. */
export async function endOf(child: ChildProcess): Promise<string | number | null> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((done) => child.once('exit', done));
  return child.signalCode ?? child.exitCode;
}

/** Command lines of running processes that mention a text. */
export function processesWith(text: string): string[] {
  return commandLines().filter((line) => line.includes(text));
}

function commandLines(): string[] {
  if (!existsSync('/proc/self/cmdline'))
    return execFileSync('ps', ['-eww', '-o', 'command='], { encoding: 'utf8' }).split('\n');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    });
}

/** Waits until nothing is left of a work folder and its processes; what is left when time is up. */
export async function leftovers(workDir: string, timeoutMs = 10_000): Promise<string[]> {
  const look = (): string[] => [...processesWith(workDir), ...(existsSync(workDir) ? [workDir] : [])];
  for (const deadline = Date.now() + timeoutMs; look().length > 0 && Date.now() < deadline;) await sleep(50);
  return look();
}
