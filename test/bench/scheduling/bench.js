/**
 * A job trace on the scheduler of an example, on the stock scheduler and on the stock scheduler with the same priority
 * classes, in one run; then the goals.
 *
 *   npm run bench:scheduling -- [--example NAME] [--trace FILE] [--seeds 1,2,3] [--mean-seconds 15] [--jobs N] [--json FILE]
 *
 * With the defaults it takes about two hours, and wants the machine for itself. Exit code 1 when a goal is not met.
 */
'use strict';

const { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { definitions, synth } = require('../../../scripts/examples');
const { ROOT, runTool } = require('../../../scripts/tools');
const { goalsOf, goalText } = require('./goals');
const { syntheticTrace } = require('./synthetic-trace');

const PHILLY = join(ROOT, '..', 'shared', 'traces', 'philly', 'vc_103959.csv');
/** Eight nodes of eight devices, and none of the few jobs that run for more than five days. */
const CLUSTER = ['--nodes', '8', '--devices-per-node', '8', '--max-hours', '120', '--load', '0.9'];

function main() {
  const { values } = parseArgs({
    options: {
      example: { type: 'string', default: 'complete-cloud' },
      trace: { type: 'string' },
      seeds: { type: 'string', default: '1,2,3' },
      'mean-seconds': { type: 'string', default: '15' },
      jobs: { type: 'string' },
      json: { type: 'string' },
    },
  });
  if (synth([values.example]) !== 0) return 2;
  const folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-bench-'));
  try {
    const play = replayer(values, folder);
    const whole = play('whole', values.seeds, 'stock,stock-with-classes,program');
    const split = whole && play('split', values.seeds.split(',')[0], 'stock,program');
    if (!whole || !split) return 2;
    const goals = goalsOf(whole, split);
    process.stdout.write(`\nGoals\n${goalText(goals)}\n${caveats(values, whole, split)}`);
    const found = { whole, split, goals: goals.map(({ what, value, limit, met }) => ({ what, value, limit, met })) };
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(found, undefined, 1)}\n`);
    return goals.every(({ met }) => met) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plays the trace once with the command line program; undefined when it could not be tried. */
function replayer(values, folder) {
  const trace = values.trace ?? (existsSync(PHILLY) ? PHILLY : writeSynthetic());
  return (podsPerJob, seeds, arms) => {
    const json = join(folder, `${podsPerJob}.json`);
    const options = ['--pods-per-job', podsPerJob, '--seeds', seeds, '--arms', arms, '--json', json];
    const size = [
      '--mean-seconds',
      values['mean-seconds'],
      ...(values.jobs === undefined ? [] : ['--jobs', values.jobs]),
    ];
    const cli = join('cli', 'dist', 'main.js');
    const code = runTool('node', [
      cli,
      'rehearse',
      join('out', values.example),
      ...definitions(),
      ...['--trace', trace, ...CLUSTER, ...size, ...options],
    ]);
    return code <= 1 && existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : undefined;
  };
}

function writeSynthetic() {
  const file = join(ROOT, 'out', 'bench', 'synthetic-103959.csv');
  mkdirSync(join(ROOT, 'out', 'bench'), { recursive: true });
  writeFileSync(file, syntheticTrace());
  return file;
}

/** What keeps the figures from being quoted. */
function caveats(values, ...results) {
  const busy = results.map(({ machine }) => machine.disquiet).filter((text) => text !== undefined);
  const lines = [
    ...(busy.length > 0 ? [`The machine was not quiet: ${busy.join('; ')}.`] : []),
    ...(values.jobs === undefined
      ? []
      : [`Only the first ${values.jobs} jobs were played; the goals are those of all.`]),
    ...(values.seeds.split(',').length < 3 ? ['The goals are for the mean of three seeds.'] : []),
    ...(values.trace === undefined && !existsSync(PHILLY)
      ? ['The trace was made from quantiles of the real one; the goals are those of the real one.']
      : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

process.exitCode = main();
