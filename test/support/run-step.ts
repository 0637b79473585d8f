import { ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outcome } from './control-plane';
import { goTool } from './go-tool';

/** The place of what a container would find in the cluster. */
export interface StepWorld {
  /** Secrets and their keys. */
  readonly secrets?: { readonly [secretName: string]: { readonly [key: string]: string } };
  /** Directories of this machine, by the path that the container mounts them at. */
  readonly mounts?: { readonly [mountPath: string]: string };
  /** Other values of its environment, such as an endpoint on this machine; they win. */
  readonly environment?: { readonly [name: string]: string };
  /** Directory whose programs are found first. */
  readonly programs?: string;
}

/** A container's command that runs on this machine. */
export interface RunningStep {
  readonly process: ChildProcess;
  /** What it printed so far. */
  printed(): string;
  readonly outcome: Promise<Outcome>;
}

/** Runs the command of a rendered container as a process, to its end. */
export function runStep(container: any, world: StepWorld = {}): Promise<Outcome> {
  return startStep(container, world).outcome;
}

/**
 * Starts the command of a rendered container as a process: with its environment and nothing of ours, in a home of its own,
 * with rclone as it was pinned. Where it names a mount, it gets the directory.
 */
export function startStep(container: any, world: StepWorld = {}): RunningStep {
  const home = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-step-'));
  const programs = join(home, 'bin');
  mkdirSync(programs);
  symlinkSync(goTool('rclone'), join(programs, 'rclone'));
  const [program, ...args] = [...container.command, ...(container.args ?? [])].map((word) => mapped(word, world));
  const path = [...(world.programs === undefined ? [] : [world.programs]), programs, '/usr/bin', '/bin'].join(':');
  const env = { ...environmentOf(container, world), ...world.environment, PATH: path, HOME: home };
  const child = spawn(program, args, { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      rmSync(home, { recursive: true, force: true });
      resolve({ code: code ?? 128 + (signal === 'SIGKILL' ? 9 : 15), output });
    });
  });
  return { process: child, printed: () => output, outcome };
}

function environmentOf(container: any, world: StepWorld): { [name: string]: string } {
  const entries: [string, string][] = (container.env ?? []).map((variable: any) => {
    const { name, value, valueFrom } = variable;
    if (valueFrom === undefined) return [name, mapped(value, world)];
    const { name: secret, key } = valueFrom.secretKeyRef ?? {};
    const found = world.secrets?.[secret]?.[key];
    if (found === undefined) throw new Error(`${container.name} wants ${name} from ${JSON.stringify(valueFrom)}`);
    return [name, found];
  });
  return Object.fromEntries(entries);
}

/** Longest path first: one mount may stand below another. */
function mapped(word: string, { mounts = {} }: StepWorld): string {
  return Object.entries(mounts)
    .sort(([a], [b]) => b.length - a.length)
    .reduce((text, [path, directory]) => text.split(path).join(directory), word);
}
