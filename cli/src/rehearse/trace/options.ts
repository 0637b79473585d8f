import { CliFailure } from '../../control-plane/index.js';

/** What the command line says about a trace, as text. */
export interface TraceFlags {
  readonly trace: string;
  readonly load: string;
  readonly meanSeconds: string;
  readonly compression?: string;
  readonly seeds: string;
  readonly podsPerJob: string;
  readonly arms?: string;
  readonly jobs?: string;
  readonly maxHours?: string;
  readonly classHours?: string;
  readonly nodes?: string;
  readonly devicesPerNode?: string;
  readonly pool?: string;
  readonly queue?: string;
}

/** The same, understood. */
export interface TraceOptions {
  readonly file: string;
  readonly load: number;
  readonly meanSeconds: number;
  readonly compression?: number;
  readonly seeds: readonly number[];
  readonly podsPerJob: 'whole' | 'split';
  readonly arms: readonly string[];
  readonly jobs?: number;
  readonly maxHours?: number;
  readonly classHours?: readonly number[];
  readonly nodes?: number;
  readonly devicesPerNode?: number;
  readonly pool?: string;
  readonly queue?: string;
}

/** Understands the options; fails at the first that is of no use. */
export function parseTraceFlags(flags: TraceFlags): TraceOptions {
  const { podsPerJob, classHours } = flags;
  if (podsPerJob !== 'whole' && podsPerJob !== 'split') throw unusable('--pods-per-job', podsPerJob, 'whole or split');
  const hours = classHours === undefined ? undefined : numbers('--class-hours', classHours);
  if (hours?.some((limit, index) => limit <= (hours[index - 1] ?? 0)))
    throw unusable('--class-hours', classHours!, 'limits in hours, ascending, such as 1,8,72');
  return {
    file: flags.trace,
    load: positive('--load', flags.load)!,
    meanSeconds: positive('--mean-seconds', flags.meanSeconds)!,
    compression: positive('--compression', flags.compression),
    seeds: numbers('--seeds', flags.seeds),
    podsPerJob,
    arms: flags.arms?.split(',').map((name) => name.trim()) ?? [],
    jobs: whole('--jobs', flags.jobs),
    maxHours: positive('--max-hours', flags.maxHours),
    classHours: hours,
    nodes: whole('--nodes', flags.nodes),
    devicesPerNode: whole('--devices-per-node', flags.devicesPerNode),
    pool: flags.pool,
    queue: flags.queue,
  };
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw unusable(option, text, 'a number above 0');
}

function whole(option: string, text: string | undefined): number | undefined {
  const value = positive(option, text);
  if (value === undefined || Number.isInteger(value)) return value;
  throw unusable(option, text!, 'a whole number above 0');
}

function numbers(option: string, text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (values.every(Number.isFinite)) return values;
  throw unusable(option, text, 'numbers parted by commas');
}

function unusable(where: string, got: string, want: string): CliFailure {
  return new CliFailure({
    code: 'AIC-8025',
    where,
    what: 'the option has a value of no use',
    got,
    want,
    fix: 'Correct it, or leave the option out for its default.',
  });
}
