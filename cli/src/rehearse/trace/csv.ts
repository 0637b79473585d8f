import { readFile } from 'node:fs/promises';

import { CliFailure } from '../../control-plane/index.js';

/** One job of a trace, in the trace's own time. */
export interface TraceJob {
  /** Seconds since the first line's zero. */
  readonly arrival: number;
  readonly devices: number;
  /** Seconds that it runs. */
  readonly duration: number;
}

/** Names under which traces keep what is needed; seconds all of them. */
const COLUMNS = {
  arrival: ['arrival', 'arrival_s', 'arrival_time', 'submit_time', 'submitted', 'submission_time'],
  devices: ['devices', 'num_devices', 'num_gpus', 'num_gpu', 'gpu_num', 'gpus', 'gpu_count'],
  duration: ['duration', 'duration_s', 'run_time', 'runtime', 'runtime_s'],
} as const;

type Column = keyof typeof COLUMNS;

/** Reads a trace with a header line; columns are found by their names, others are ignored. */
export async function readTrace(file: string): Promise<TraceJob[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliFailure({
      code: 'AIC-8014',
      where: file,
      what: 'the trace cannot be read',
      got: error.code === 'ENOENT' ? 'no such file' : error.message,
      want: 'a CSV file with a header line',
      fix: 'Name the file with --trace.',
    });
  });
  return parseTrace(text, file);
}

/** The jobs of a trace, in the order of their arrival. */
export function parseTrace(text: string, file: string): TraceJob[] {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = cells(header).map((name) => name.toLowerCase());
  const column = (wanted: Column): number => columnOf(names, wanted, file);
  const [arrival, devices, duration] = [column('arrival'), column('devices'), column('duration')];
  return lines
    .map((line, index) => ({ line, where: `${file}:${index + 2}` }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, where }) => {
      const values = cells(line);
      const number = (index: number, what: Column): number => numberAt(values[index], what, where);
      return {
        arrival: number(arrival, 'arrival'),
        devices: number(devices, 'devices'),
        duration: number(duration, 'duration'),
      };
    })
    .sort((a, b) => a.arrival - b.arrival);
}

function cells(line: string): string[] {
  return line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function columnOf(names: readonly string[], wanted: Column, file: string): number {
  const index = names.findIndex((name) => (COLUMNS[wanted] as readonly string[]).includes(name));
  if (index >= 0) return index;
  throw new CliFailure({
    code: 'AIC-8015',
    where: file,
    what: `the trace has no column for the ${wanted} of jobs`,
    got: names.join(', '),
    want: `one named ${COLUMNS[wanted].join(' or ')}`,
    fix: 'Name the columns in the first line; arrival and duration are seconds.',
  });
}

function numberAt(value: string | undefined, what: Column, where: string): number {
  const number = value === undefined || value === '' ? NaN : Number(value);
  if (Number.isFinite(number) && number >= 0 && (what !== 'devices' || Number.isInteger(number))) return number;
  throw new CliFailure({
    code: 'AIC-8016',
    where,
    what: `the ${what} of a job is not usable`,
    got: value ?? 'nothing',
    want: what === 'devices' ? 'a whole number' : 'seconds, not negative',
    fix: 'Correct the line, or take it out of the trace.',
  });
}
