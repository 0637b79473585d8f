import { cpus, loadavg } from 'node:os';

/** Work of others, in runnable programs for each core, from which on figures are not to be trusted. */
const QUIET_LOAD = 0.5;
/** Share of the machine's time in use from which on schedulers wait for it. */
const QUIET_BUSY = 0.9;

/** How busy the machine was during something. */
export interface MachineLoad {
  /** Load average of the last minute. */
  readonly before: number;
  readonly after: number;
  /** Share of all cores' time that was in use. */
  readonly busy: number;
}

/** Looks at the machine from now until it is asked. */
export class MachineWatch {
  private readonly before = loadavg()[0]!;
  private readonly start = times();

  finish(): MachineLoad {
    const end = times();
    const all = Math.max(1, end.all - this.start.all);
    return { before: this.before, after: loadavg()[0]!, busy: 1 - (end.idle - this.start.idle) / all };
  }
}

/** Why the figures may be wrong; undefined when the machine was quiet. */
export function disquiet(first: number, runs: readonly MachineLoad[]): string | undefined {
  const cores = cpus().length;
  const reasons = [
    ...(first > QUIET_LOAD * cores ? [`load ${first.toFixed(1)} on ${cores} cores before anything began`] : []),
    ...(runs.some(({ busy }) => busy > QUIET_BUSY)
      ? [`cores in use for ${Math.round(100 * Math.max(...runs.map(({ busy }) => busy)))} % of a run`]
      : []),
  ];
  return reasons.length === 0 ? undefined : reasons.join(', ');
}

function times(): { all: number; idle: number } {
  const all = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({
    all: user + nice + sys + irq + idle,
    idle,
  }));
  return all.reduce((sum, one) => ({ all: sum.all + one.all, idle: sum.idle + one.idle }), { all: 0, idle: 0 });
}
