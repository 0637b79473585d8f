import { table } from '../../table.js';
import type { Figures } from './figures.js';
import type { TraceResult } from './result.js';

const HEADER = [
  'arm',
  'seed',
  'mean h',
  'change',
  'median h',
  'p95 h',
  'longest wait h',
  'change',
  'useful',
  'useful, jobs wait',
  'bound, jobs wait',
  'restarts',
  'stuck',
  'wall s',
  'load',
];

/** What a replay found, for people. */
export function traceText(result: TraceResult): string {
  const { trace, cluster, machine, runs, arms } = result;
  const rows = [
    ...runs.map((run) => {
      const load = `${run.machine.before.toFixed(1)} to ${run.machine.after.toFixed(1)}, ${percent(run.machine.busy)} busy`;
      return row(run.arm, String(run.seed), run.figures, ['', ''], String(Math.round(run.wallSeconds)), load);
    }),
    ...arms.map(({ arm, seeds, figures, change }) =>
      row(
        arm,
        `mean of ${seeds}`,
        figures,
        change ? [signed(change.mean), signed(change.longestWait)] : ['–', '–'],
        '',
        '',
      ),
    ),
  ];
  const lines = [
    `${trace.jobs} jobs of ${trace.file}${trace.leftOut > 0 ? ` (${trace.leftOut} left out)` : ''} on ${cluster.nodes} nodes of ${cluster.devicesPerNode} devices, load ${trace.load}, pods per job: ${trace.podsPerJob}.`,
    `They arrive in ${trace.spanHours.toFixed(0)} h, ${trace.stretch.toFixed(2)} times as far apart as in the trace; ${trace.compression.toFixed(0)} s of the trace pass in a second.`,
    `Volcano looks every ${cluster.schedulePeriod} instead of every second, because of that.`,
    '',
    table(HEADER, rows),
    '',
    ...arms.map(({ arm, title }) => `${arm}: ${title}`),
    'Hours are those of the trace. Useful are devices of jobs that run with all their pods, bound are devices of any pod; useful alone is while jobs arrive.',
    `Machine: ${machine.cores} cores, load ${machine.loadBefore.toFixed(1)} before.`,
    ...(machine.disquiet
      ? [
          `The machine was not quiet (${machine.disquiet}): schedulers waited for it, Volcano more than the stock one. Do not quote these figures.`,
        ]
      : []),
    '',
    `Replayed in ${Math.round(result.seconds)} s.`,
  ];
  return lines.join('\n');
}

function row(
  arm: string,
  seed: string,
  figures: Figures,
  [change, changeOfWait]: readonly [string, string],
  wall: string,
  load: string,
): string[] {
  return [
    arm,
    seed,
    figures.meanHours.toFixed(1),
    change,
    figures.medianHours.toFixed(1),
    figures.p95Hours.toFixed(1),
    figures.longestWaitHours.toFixed(1),
    changeOfWait,
    figures.usefulWhileArriving.toFixed(2),
    figures.usefulWhileWaiting?.toFixed(2) ?? '–',
    figures.boundWhileWaiting?.toFixed(2) ?? '–',
    String(figures.restarts),
    String(figures.stuck),
    wall,
    load,
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function signed(share: number): string {
  const rounded = Math.round(share * 100);
  return `${rounded > 0 ? '+' : ''}${rounded} %`;
}
