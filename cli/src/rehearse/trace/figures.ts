import type { Allocation } from './ledger.js';

/** What became of one job, in trace seconds after the first arrival. */
export interface JobRecord {
  readonly arrival: number;
  /** When it first ran whole. */
  readonly started?: number;
  readonly finished?: number;
  readonly restarts: number;
}

/** What one arm did with one seed; times in hours of the trace. */
export interface Figures {
  readonly jobs: number;
  readonly meanHours: number;
  readonly medianHours: number;
  readonly p95Hours: number;
  readonly longestWaitHours: number;
  /** Devices of jobs that run whole, while jobs arrive. */
  readonly usefulWhileArriving: number;
  /** The same and that of bound pods, while at least one job waits. */
  readonly usefulWhileWaiting?: number;
  readonly boundWhileWaiting?: number;
  readonly restarts: number;
  readonly stuck: number;
}

/** Completion is from arrival to end, waiting from arrival to the first moment in which all pods run. */
export function figuresOf(
  records: readonly JobRecord[],
  arriving: Allocation,
  waiting: Allocation | undefined,
): Figures {
  const done = records.filter((record) => record.finished !== undefined);
  const completion = done.map(({ arrival, finished }) => (finished! - arrival) / 3600).sort((a, b) => a - b);
  const waits = records
    .filter(({ started }) => started !== undefined)
    .map(({ arrival, started }) => (started! - arrival) / 3600);
  return {
    jobs: records.length,
    meanHours: mean(completion),
    medianHours: quantile(completion, 0.5),
    p95Hours: quantile(completion, 0.95),
    longestWaitHours: Math.max(0, ...waits),
    usefulWhileArriving: arriving.useful,
    usefulWhileWaiting: waiting?.useful,
    boundWhileWaiting: waiting?.bound,
    restarts: records.reduce((sum, { restarts }) => sum + restarts, 0),
    stuck: records.length - done.length,
  };
}

/** The mean over seeds, number by number; stuck jobs and restarts are added up. */
export function meanFigures(all: readonly Figures[]): Figures {
  const of = (pick: (figures: Figures) => number): number => mean(all.map(pick));
  const ofSome = (pick: (figures: Figures) => number | undefined): number | undefined => {
    const numbers = all.map(pick).filter((number) => number !== undefined);
    return numbers.length === 0 ? undefined : mean(numbers);
  };
  const sum = (pick: (figures: Figures) => number): number => all.reduce((total, one) => total + pick(one), 0);
  return {
    jobs: of(({ jobs }) => jobs),
    meanHours: of(({ meanHours }) => meanHours),
    medianHours: of(({ medianHours }) => medianHours),
    p95Hours: of(({ p95Hours }) => p95Hours),
    longestWaitHours: of(({ longestWaitHours }) => longestWaitHours),
    usefulWhileArriving: of(({ usefulWhileArriving }) => usefulWhileArriving),
    usefulWhileWaiting: ofSome(({ usefulWhileWaiting }) => usefulWhileWaiting),
    boundWhileWaiting: ofSome(({ boundWhileWaiting }) => boundWhileWaiting),
    restarts: sum(({ restarts }) => restarts),
    stuck: sum(({ stuck }) => stuck),
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** The smallest number that a share of the sorted ones does not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
