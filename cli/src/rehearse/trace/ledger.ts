/** What the cluster does between two moments. */
export interface State {
  /** Devices of jobs all of whose pods run. */
  readonly useful: number;
  /** Devices of pods that are bound. */
  readonly bound: number;
  /** Jobs that have arrived and do not run whole. */
  readonly waiting: number;
}

/** Device time as shares of the whole cluster. */
export interface Allocation {
  readonly useful: number;
  readonly bound: number;
}

interface Sum {
  useful: number;
  bound: number;
  time: number;
}

/** Adds up device time, apart for the time in which jobs arrive and for the time in which some wait. */
export class Ledger {
  private readonly arriving: Sum = { useful: 0, bound: 0, time: 0 };
  private readonly waiting: Sum = { useful: 0, bound: 0, time: 0 };
  private state: State = { useful: 0, bound: 0, waiting: 0 };

  /** @param until real milliseconds of the last arrival */
  constructor(
    private readonly devices: number,
    private at: number,
    private readonly until: number,
  ) {}

  /** Notes how things are from a moment on. */
  note(now: number, state: State): void {
    this.count(now);
    this.state = state;
  }

  /** Shares while jobs arrived. */
  whileArriving(): Allocation {
    return this.shares(this.arriving);
  }

  /** Shares while at least one job waited; undefined when none ever did. */
  whileWaiting(): Allocation | undefined {
    return this.waiting.time === 0 ? undefined : this.shares(this.waiting);
  }

  private count(now: number): void {
    const { useful, bound, waiting } = this.state;
    const add = (sum: Sum, time: number): void => {
      sum.useful += useful * time;
      sum.bound += bound * time;
      sum.time += time;
    };
    add(this.arriving, Math.max(0, Math.min(now, this.until) - Math.min(this.at, this.until)));
    if (waiting > 0) add(this.waiting, now - this.at);
    this.at = now;
  }

  private shares({ useful, bound, time }: Sum): Allocation {
    const all = Math.max(time, 1) * this.devices;
    return { useful: useful / all, bound: bound / all };
  }
}
