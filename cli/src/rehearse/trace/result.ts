import type { Figures } from './figures.js';
import { meanFigures } from './figures.js';
import type { MachineLoad } from './machine.js';

/** One arm with one seed. */
export interface ArmRun {
  readonly arm: string;
  readonly seed: number;
  readonly figures: Figures;
  readonly wallSeconds: number;
  readonly machine: MachineLoad;
}

/** One arm over all seeds, and how it is against the stock scheduler. */
export interface ArmMean {
  readonly arm: string;
  readonly title: string;
  readonly seeds: number;
  readonly figures: Figures;
  /** Shares such as -0.24 for 24 % less; undefined without the stock arm. */
  readonly change?: { readonly mean: number; readonly longestWait: number };
}

/** What a replay found. */
export interface TraceResult {
  readonly version: 1;
  readonly program: string;
  readonly trace: {
    readonly file: string;
    readonly jobs: number;
    readonly leftOut: number;
    readonly load: number;
    readonly podsPerJob: 'whole' | 'split';
    /** Trace seconds in one second here. */
    readonly compression: number;
    readonly spanHours: number;
    /** How much farther apart jobs arrive than in the trace. */
    readonly stretch: number;
  };
  readonly cluster: {
    readonly pool: string;
    readonly queue: string;
    readonly nodes: number;
    readonly devicesPerNode: number;
    readonly schedulePeriod: string;
  };
  readonly runs: readonly ArmRun[];
  readonly arms: readonly ArmMean[];
  readonly machine: { readonly cores: number; readonly loadBefore: number; readonly disquiet?: string };
  readonly seconds: number;
}

/** Means over seeds for each arm, in the order of the arms. */
export function meansOf(
  arms: readonly { readonly name: string; readonly title: string }[],
  runs: readonly ArmRun[],
  stock: string,
): ArmMean[] {
  const figuresOf = (name: string): Figures | undefined => {
    const own = runs.filter(({ arm }) => arm === name).map(({ figures }) => figures);
    return own.length === 0 ? undefined : meanFigures(own);
  };
  const base = figuresOf(stock);
  return arms.flatMap(({ name, title }) => {
    const figures = figuresOf(name);
    if (!figures) return [];
    const seeds = runs.filter(({ arm }) => arm === name).length;
    if (!base || name === stock) return [{ arm: name, title, seeds, figures }];
    const change = {
      mean: changeOf(figures.meanHours, base.meanHours),
      longestWait: changeOf(figures.longestWaitHours, base.longestWaitHours),
    };
    return [{ arm: name, title, seeds, figures, change }];
  });
}

function changeOf(value: number, base: number): number {
  return base === 0 ? 0 : value / base - 1;
}
