#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

import { Command } from 'commander';

import { CliFailure, isCliFailure, stop } from './control-plane/index.js';
import { asJunit, asText, parseTraceFlags, rehearse, replayTrace, traceText } from './rehearse/index.js';
import type { TraceFlags } from './rehearse/index.js';
import { report } from './report/index.js';

/** Exit codes: everything held, something did not, it could not be tried. */
const HELD = 0;
const DID_NOT_HOLD = 1;
const NOT_TRIED = 2;
const INTERRUPTED = 130;

interface RehearseFlags extends Omit<TraceFlags, 'trace'> {
  readonly trace?: string;
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
  .optionsGroup('Replay of a job trace:')
  .option(
    '--trace <csv>',
    'play these jobs with the scheduler of the program and with the stock one, instead of scenarios',
  )
  .option('--load <share>', 'device time that is asked for, as a share of what there is', '0.9')
  .option('--mean-seconds <seconds>', 'how long the mean job runs here; sets the compression of time', '15')
  .option('--compression <factor>', 'seconds of the trace in one second here, instead of --mean-seconds')
  .option('--seeds <list>', 'noise of expected durations and arrivals, one run for each', '1,2,3')
  .option(
    '--pods-per-job <how>',
    'whole: as many devices in a pod as fit a node; split: a pod for each device',
    'whole',
  )
  .option('--arms <list>', 'only some of stock, stock-with-classes and program')
  .option('--jobs <number>', 'only so many jobs, the first ones')
  .option('--max-hours <hours>', 'leave longer jobs out')
  .option('--class-hours <list>', 'limits of the priority classes by expected duration, instead of its quartiles')
  .option('--nodes <number>', "nodes, instead of the pool's")
  .option('--devices-per-node <number>', "devices of a node, instead of the pool's")
  .option('--pool <name>', 'the pool, instead of the first that has a training queue')
  .option('--queue <name>', 'the training queue, instead of the first of the pool')
  .action(async (folder: string, flags: RehearseFlags) => {
    process.exitCode = await interruptible((signal) => runRehearsal(folder, flags, signal));
  });

program
  .command('report')
  .description('tell capacity, models, images and structure of a synthesised program')
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

async function runRehearsal(folder: string, flags: RehearseFlags, signal: AbortSignal): Promise<number> {
  const options = {
    folder,
    stack: flags.stack,
    binaries: flags.binaries,
    crds: flags.crds,
    pullCharts: flags.pullCharts,
    values: flags.value,
    signal,
  };
  if (flags.trace !== undefined) {
    refuseWithTrace(flags);
    const found = await replayTrace({ ...options, ...parseTraceFlags({ ...flags, trace: flags.trace }) });
    await writeJson(flags.json, found);
    process.stdout.write(`\n${traceText(found)}\n`);
    return found.arms.every(({ figures }) => figures.stuck === 0) ? HELD : DID_NOT_HOLD;
  }
  const result = await rehearse({
    ...options,
    scenarios: flags.scenario,
    play: flags.scenarios,
    keep: flags.keep,
    allowUnchecked: flags.allowUnchecked,
  });
  await writeJson(flags.json, result);
  if (flags.junit !== undefined) await writeFile(flags.junit, asJunit(result, flags.allowUnchecked));
  process.stdout.write(`\n${asText(result)}\n`);
  return result.held ? HELD : DID_NOT_HOLD;
}

/** A replay plays no scenarios, and several arms take turns on what would be kept. */
function refuseWithTrace(flags: RehearseFlags): void {
  const given = [
    ...(flags.scenario.length > 0 ? ['--scenario'] : []),
    ...(flags.keep ? ['--keep'] : []),
    ...(flags.junit === undefined ? [] : ['--junit']),
  ];
  if (given.length === 0) return;
  throw new CliFailure({
    code: 'AIC-8026',
    where: '--trace',
    what: 'a replay does not go together with other options that are given',
    got: given.join(', '),
    fix: 'Leave them out, or rehearse once with them and once with --trace.',
  });
}

async function writeJson(file: string | undefined, found: object): Promise<void> {
  if (file !== undefined) await writeFile(file, `${JSON.stringify(found, undefined, 1)}\n`);
}

/** Stops at the first signal and cleans up; ends at once at the second. */
async function interruptible(body: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const interrupted = new AbortController();
  const onSignal = (): void => {
    if (interrupted.signal.aborted) process.exit(INTERRUPTED);
    interrupted.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  try {
    return await body(interrupted.signal);
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
