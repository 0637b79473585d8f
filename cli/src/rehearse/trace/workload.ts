import { CliFailure } from '../../control-plane/index.js';
import type { TraceJob } from './csv.js';
import { Random } from './random.js';

/** How a trace is turned into work for a cluster. */
export interface WorkloadOptions {
  /** Device time that is asked for, as a share of what the cluster has while jobs arrive. */
  readonly load: number;
  /** Seconds that the mean job runs here. */
  readonly meanSeconds: number;
  /** Trace seconds in a second here; instead of the mean. */
  readonly compression?: number;
  readonly podsPerJob: 'whole' | 'split';
  /** Only so many jobs, the first ones. */
  readonly jobs?: number;
  /** Longer jobs are left out. */
  readonly maxHours?: number;
  /** Limits of the classes in hours of the expected duration, ascending; quartiles of the expectations without. */
  readonly classHours?: readonly number[];
  readonly nodes: number;
  readonly devicesPerNode: number;
}

/** One job as it is played. */
export interface Job {
  readonly index: number;
  /** Trace seconds after the first arrival, stretched. */
  readonly arrival: number;
  readonly devices: number;
  /** Trace seconds. */
  readonly duration: number;
  /** Devices of each of its pods. */
  readonly pods: readonly number[];
  /** 0 is the class of the shortest, by a guess of the duration. */
  readonly class: number;
}

/** Trace time and real time, and what there is to do. */
export interface Workload {
  readonly jobs: readonly Job[];
  readonly compression: number;
  /** Trace seconds between the first and the last arrival. */
  readonly span: number;
  readonly stretch: number;
  readonly leftOut: number;
}

/** Guesses are wrong by up to this factor, in both directions. */
const HINT_NOISE = 2;
/** Arrivals move by up to this share of the mean duration. */
const JITTER = 1 / 3;

/** The same jobs for every seed; guesses of their durations and arrivals differ a little. */
export function workloadOf(trace: readonly TraceJob[], options: WorkloadOptions, seed: number): Workload {
  const usable = trace.filter(
    ({ devices, duration }) => devices > 0 && duration > 0 && duration <= (options.maxHours ?? Infinity) * 3600,
  );
  const kept = usable.slice(0, options.jobs);
  if (kept.length < 2) throw tooFew(kept.length, trace.length);
  kept.forEach((job) => mustFit(job, options));
  const start = kept[0]!.arrival;
  const deviceTime = kept.reduce((sum, job) => sum + job.devices * job.duration, 0);
  const mean = kept.reduce((sum, job) => sum + job.duration, 0) / kept.length;
  const capacity = options.nodes * options.devicesPerNode;
  const span = deviceTime / (capacity * options.load);
  const own = kept.at(-1)!.arrival - start;
  const stretch = own > 0 ? span / own : 0;
  const random = new Random(seed);
  const hints = kept.map(({ duration }) => duration * HINT_NOISE ** random.between(-1, 1));
  const classOf = classes(hints, options.classHours);
  const jobs = kept.map((job, index) => ({
    index,
    arrival: jittered((job.arrival - start) * stretch, index, kept.length, span, mean * JITTER, random),
    devices: job.devices,
    duration: job.duration,
    pods: podsOf(job.devices, options),
    class: classOf(hints[index]!),
  }));
  return {
    jobs: jobs.sort((a, b) => a.arrival - b.arrival),
    compression: options.compression ?? mean / options.meanSeconds,
    span,
    stretch,
    leftOut: trace.length - usable.length,
  };
}

/** The first and the last stay, so that the load stays exact. */
function jittered(arrival: number, index: number, jobs: number, span: number, most: number, random: Random): number {
  const moved = arrival + random.between(-most, most);
  return index === 0 || index === jobs - 1 ? arrival : Math.min(span, Math.max(0, moved));
}

/** Which class a guess falls into. */
function classes(hints: readonly number[], hours: readonly number[] | undefined): (hint: number) => number {
  const sorted = [...hints].sort((a, b) => a - b);
  const limits =
    hours?.map((limit) => limit * 3600) ?? [1, 2, 3].map((n) => sorted[Math.floor((n * sorted.length) / 4)]!);
  return (hint) => limits.filter((limit) => hint > limit).length;
}

/** Whole: as many devices per pod as a node has. Split: a pod for each device. */
function podsOf(devices: number, { podsPerJob, devicesPerNode }: WorkloadOptions): number[] {
  if (podsPerJob === 'split') return Array.from({ length: devices }, () => 1);
  const full = Math.floor(devices / devicesPerNode);
  const rest = devices % devicesPerNode;
  return [...Array.from({ length: full }, () => devicesPerNode), ...(rest > 0 ? [rest] : [])];
}

function mustFit({ devices }: TraceJob, { nodes, devicesPerNode }: WorkloadOptions): void {
  const capacity = nodes * devicesPerNode;
  if (devices <= capacity) return;
  throw new CliFailure({
    code: 'AIC-8017',
    where: '--trace',
    what: 'a job of the trace is larger than the cluster, so it would wait for ever',
    got: `${devices} devices`,
    want: `at most ${capacity}, ${nodes} nodes of ${devicesPerNode}`,
    fix: 'Give the replay more nodes with --nodes, or take the job out of the trace.',
  });
}

function tooFew(kept: number, all: number): CliFailure {
  return new CliFailure({
    code: 'AIC-8018',
    where: '--trace',
    what: 'too few jobs of the trace are left to play',
    got: `${kept} of ${all}`,
    want: 'two or more with devices and a duration',
    fix: 'Raise --jobs or --max-hours, or choose another trace.',
  });
}
