import { spawn } from 'node:child_process';

import { CliFailure } from './failure.js';
import type { CommandOptions, CommandResult } from './types.js';

/** Runs a command to its end; fails when it does not exit with 0, unless that is allowed. */
export async function run(
  command: string,
  args: readonly string[],
  options: CommandOptions & { readonly onStderrLine?: (line: string) => void } = {},
): Promise<CommandResult> {
  const result = await collect(command, args, options);
  if (result.code === 0 || options.allowFailure) return result;
  throw new CliFailure({
    code: 'AIC-6007',
    where: [command.replace(/^.*\//, ''), ...args].join(' ').slice(0, 300),
    what: `the command failed with exit code ${result.code}`,
    got: tail(result.stderr || result.stdout, 30),
    fix: 'Read its message above and correct what it names.',
  });
}

/** The last lines of a text, without trailing blanks. */
export function tail(text: string, lines: number): string {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

function collect(
  command: string,
  args: readonly string[],
  options: CommandOptions & { readonly onStderrLine?: (line: string) => void },
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      signal: options.signal,
      killSignal: 'SIGTERM',
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let partial = '';
    child.stdout!.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr!.on('data', (chunk: Buffer) => {
      stderr.push(chunk);
      if (!options.onStderrLine) return;
      const lines = (partial + chunk.toString()).split('\n');
      partial = lines.pop() ?? '';
      lines.forEach(options.onStderrLine);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({
        code: code ?? (signal ? 128 : 1),
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
    if (options.input !== undefined) {
      child.stdin!.on('error', () => undefined);
      child.stdin!.end(options.input);
    }
  });
}
