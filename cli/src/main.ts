#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import { Command } from 'commander';

import { isCliFailure, stop } from './control-plane/index.js';
import { asJunit, asText, rehearse } from './rehearse/index.js';
import { report } from './report/index.js';

/** Exit codes: everything held, something did not, it could not be tried. */
const HELD = 0;
const DID_NOT_HOLD = 1;
const NOT_TRIED = 2;
const INTERRUPTED = 130;

interface RehearseFlags {
  readonly stack?: string;
  readonly scenario: readonly string[];
  readonly scenarios: boolean;
  readonly binaries?: string;
  readonly crds: readonly string[];
  readonly pullCharts: boolean;
  readonly value: readonly string[];
  readonly json?: string;
  readonly junit?: string;
  readonly keep: boolean;
  readonly allowUnchecked: boolean;
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const program = new Command('cdktf-ai-cloud-cli')
  .description('Rehearses and reports on clouds made with cdktf-ai-cloud.')
  .version(version)
  .showHelpAfterError();

program
  .command('rehearse')
  .description('play a synthesised program on a real Kubernetes API server with the real Volcano, on this machine')
  .argument('<folder>', 'output folder of the synthesis, such as cdktf.out')
  .option('--stack <name>', 'only this stack')
  .option('--scenario <name>', 'only this scenario; may be given several times', collect, [])
  .option('--no-scenarios', 'install only')
  .option('--binaries <dir>', 'folder with ready-made binaries, instead of building them with Go')
  .option(
    '--crds <dir>',
    'folder with definitions for charts that are not at hand; may be given several times',
    collect,
    [],
  )
  .option('--pull-charts', 'fetch charts that no Go module carries from their repositories', false)
  .option('--value <path=json>', 'a value that Terraform would fill in; may be given several times', collect, [])
  .option('--json <file>', 'write what was found as JSON')
  .option('--junit <file>', 'write what was found as JUnit XML')
  .option('--keep', 'leave everything running', false)
  .option('--allow-unchecked', 'let objects pass whose definitions are not at hand', false)
  .action(async (folder: string, flags: RehearseFlags) => {
    process.exitCode = await runRehearsal(folder, flags);
  });

program
  .command('report')
  .description('tell capacity, images and structure of a synthesised program')
  .argument('<folder>', 'output folder of the synthesis, such as cdktf.out')
  .option('--stack <name>', 'only this stack')
  .action(async (folder: string, flags: { readonly stack?: string }) => {
    process.stdout.write(`${await report(folder, flags.stack)}\n`);
  });

program
  .command('stop')
  .description('stop a rehearsal that was kept, and remove its folder')
  .argument('<dir>', 'folder that was printed')
  .action(async (dir: string) => {
    await stop(dir);
  });

async function runRehearsal(folder: string, flags: RehearseFlags): Promise<number> {
  const interrupted = new AbortController();
  const onSignal = (): void => {
    if (interrupted.signal.aborted) process.exit(INTERRUPTED);
    interrupted.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  try {
    const result = await rehearse({
      folder,
      stack: flags.stack,
      scenarios: flags.scenario,
      play: flags.scenarios,
      binaries: flags.binaries,
      crds: flags.crds,
      pullCharts: flags.pullCharts,
      values: flags.value,
      keep: flags.keep,
      allowUnchecked: flags.allowUnchecked,
      signal: interrupted.signal,
    });
    if (flags.json !== undefined) await writeFile(flags.json, `${JSON.stringify(result, undefined, 1)}\n`);
    if (flags.junit !== undefined) await writeFile(flags.junit, asJunit(result, flags.allowUnchecked));
    process.stdout.write(`\n${asText(result)}\n`);
    return result.held ? HELD : DID_NOT_HOLD;
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    process.stderr.write('Interrupted; everything was stopped.\n');
    return INTERRUPTED;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
  }
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${isCliFailure(error) ? error.message : (error as Error).stack}\n`);
  process.exitCode = NOT_TRIED;
}
