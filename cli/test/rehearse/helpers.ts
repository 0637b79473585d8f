import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Blueprint, BundleUnit } from '../../src/blueprint/index.js';
import type { RehearsalResult } from '../../src/rehearse/index.js';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const SMALL_CLOUD = fileURLToPath(new URL('../fixtures/small-cloud', import.meta.url));
const BLUEPRINT = 'stacks/small-cloud/blueprint.json';

/** Something that can run code when a test ends. */
export interface Ending {
  after(fn: () => void): void;
}

/** A blueprint that may be changed. */
export type Draft<T> = T extends object ? { -readonly [K in keyof T]: Draft<T[K]> } : T;

/** A temporary folder that is removed when the test ends. */
export function tempDir(t: Ending): string {
  const dir = mkdtempSync(join(tmpdir(), 'cli-test-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The small cloud of the fixtures. */
export function smallCloud(): Draft<Blueprint> {
  return JSON.parse(readFileSync(join(SMALL_CLOUD, BLUEPRINT), 'utf8')) as Draft<Blueprint>;
}

/** A copy of the small cloud, changed. */
export function program(t: Ending, change: (blueprint: Draft<Blueprint>) => void = () => undefined): string {
  const dir = tempDir(t);
  cpSync(SMALL_CLOUD, dir, { recursive: true });
  const blueprint = smallCloud();
  change(blueprint);
  writeFileSync(join(dir, BLUEPRINT), JSON.stringify(blueprint));
  return dir;
}

/** The bundle of a blueprint with this id. */
export function bundle(blueprint: Draft<Blueprint>, id: string): Draft<BundleUnit> {
  return blueprint.units.find(({ path }) => path === `small-cloud/${id}`) as Draft<BundleUnit>;
}

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command line as a process of its own. */
export function startCli(
  args: readonly string[],
  env: { readonly [name: string]: string } = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended };
}

/** Runs the command line to its end. */
export function cli(...args: string[]): Promise<Ended> {
  return startCli(args).ended;
}

/** Runs a rehearsal and reads what it found. */
export async function rehearsed(
  t: Ending,
  folder: string,
  ...args: string[]
): Promise<Ended & { found: RehearsalResult }> {
  const json = join(tempDir(t), 'found.json');
  const ended = await cli('rehearse', folder, '--json', json, ...args);
  try {
    return { ...ended, found: JSON.parse(readFileSync(json, 'utf8')) as RehearsalResult };
  } catch {
    throw new Error(`the rehearsal wrote nothing; exit ${ended.code}\n${ended.stdout}\n${ended.stderr}`);
  }
}
