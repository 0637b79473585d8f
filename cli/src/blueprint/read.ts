import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { CliFailure } from '../control-plane/index.js';
import { blueprintProblems } from './schema.js';
import type { Blueprint } from './types.js';

/** A synthesised program: its stacks in the order in which they are deployed. */
export interface Program {
  readonly dir: string;
  readonly blueprints: readonly Blueprint[];
}

interface StackEntry {
  readonly name: string;
  readonly constructPath?: string;
  readonly workingDirectory: string;
  readonly dependencies?: readonly string[];
}

/** Reads `manifest.json` of a cdktf.out folder and the blueprint of each stack, or of one stack. */
export async function readProgram(folder: string, stackName?: string): Promise<Program> {
  const dir = resolve(folder);
  const stacks = inOrder(await readManifest(dir), dir);
  const wanted = stackName === undefined ? stacks : stacks.filter(({ name }) => name === stackName);
  if (wanted.length === 0 && stackName !== undefined) {
    throw new CliFailure({
      code: 'AIC-8005',
      where: dir,
      what: 'the program has no such stack',
      got: stackName,
      want: `one of ${stacks.map(({ name }) => name).join(', ')}`,
      fix: 'Name a stack of the program with --stack, or leave it out for all of them.',
    });
  }
  const blueprints = (await Promise.all(wanted.map((stack) => readBlueprint(dir, stack)))).filter(
    (one) => one !== undefined,
  );
  if (blueprints.length > 0) return { dir, blueprints };
  throw new CliFailure({
    code: 'AIC-8003',
    where: dir,
    what: 'no stack of the program has a blueprint',
    got: wanted.map(({ name }) => `${name} without blueprint.json`).join(', ') || 'no stacks',
    fix: 'Synthesise a program that uses cdktf-ai-cloud, and name its output folder.',
  });
}

async function readManifest(dir: string): Promise<StackEntry[]> {
  const file = join(dir, 'manifest.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliFailure({
      code: 'AIC-8001',
      where: dir,
      what: 'this is not the output folder of a synthesis',
      got: error.code === 'ENOENT' ? 'no manifest.json' : error.message,
      want: 'the folder that cdktf synth writes, usually cdktf.out',
      fix: 'Run the synthesis first, then name its output folder.',
    });
  });
  try {
    const { stacks } = JSON.parse(text) as { stacks: { [name: string]: StackEntry } };
    const entries = Object.values(stacks);
    if (
      entries.every(({ name, workingDirectory }) => typeof name === 'string' && typeof workingDirectory === 'string')
    ) {
      return entries;
    }
  } catch {
    // Told below.
  }
  throw new CliFailure({
    code: 'AIC-8002',
    where: file,
    what: 'the manifest of the synthesis cannot be understood',
    want: 'stacks by name, each with a working directory',
    fix: 'Synthesise again with cdktf 0.21 or a later version of it.',
  });
}

/** Each stack after those it depends on, otherwise as listed. */
function inOrder(stacks: readonly StackEntry[], dir: string): StackEntry[] {
  const done: StackEntry[] = [];
  const rest = [...stacks];
  while (rest.length > 0) {
    const waits = (stack: StackEntry): boolean => rest.some(({ name }) => stack.dependencies?.includes(name) ?? false);
    const next = rest.findIndex((stack) => !waits(stack));
    if (next < 0) {
      throw new CliFailure({
        code: 'AIC-8006',
        where: dir,
        what: 'stacks wait for each other',
        got: rest.map(({ name }) => name).join(', '),
        fix: 'Remove a dependency between these stacks and synthesise again.',
      });
    }
    done.push(...rest.splice(next, 1));
  }
  return done;
}

async function readBlueprint(dir: string, stack: StackEntry): Promise<Blueprint | undefined> {
  const file = join(dir, stack.workingDirectory, 'blueprint.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const value = parse(text);
  const problems = value === undefined ? ['/: not JSON'] : blueprintProblems(value);
  if (problems.length === 0) return value as Blueprint;
  const version = (value as { version?: unknown } | undefined)?.version;
  const more = problems.length > 3 ? ` and ${problems.length - 3} more` : '';
  throw new CliFailure({
    code: 'AIC-8004',
    where: file,
    what: 'the blueprint does not fit its published schema',
    got: `${problems.slice(0, 3).join('; ')}${more}`,
    want:
      version === 1 || version === undefined ? 'a blueprint of version 1' : `version 1, not ${JSON.stringify(version)}`,
    fix: 'Synthesise again with the version of cdktf-ai-cloud that belongs to this command.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
