import type { Gang } from './gangs.js';
import { boundOf } from './gangs.js';
import type { PodWatch } from './pod-watch.js';

/** Measures how long gangs were neither wholly bound nor wholly free. */
export class HalfBoundMeter {
  private readonly since = new Map<string, number>();
  private readonly longest = new Map<string, number>();
  private readonly stop: () => void;

  constructor(
    private readonly watch: PodWatch,
    private readonly gangs: readonly Gang[],
  ) {
    this.look(Date.now());
    this.stop = watch.onEvent(({ at }) => this.look(at));
  }

  /** The longest time in seconds, and whose it was; ends the measurement. */
  finish(): { readonly seconds: number; readonly gang: string } {
    this.stop();
    const now = Date.now();
    this.since.forEach((start, name) => this.note(name, now - start));
    const [gang, ms] = [...this.longest].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
    return { gang, seconds: ms / 1000 };
  }

  private look(now: number): void {
    const { pods } = this.watch;
    for (const gang of this.gangs) {
      const bound = boundOf(gang, pods);
      const start = this.since.get(gang.name);
      if (bound > 0 && bound < gang.size) {
        if (start === undefined) this.since.set(gang.name, now);
      } else if (start !== undefined) {
        this.since.delete(gang.name);
        this.note(gang.name, now - start);
      }
    }
  }

  private note(name: string, ms: number): void {
    this.longest.set(name, Math.max(ms, this.longest.get(name) ?? 0));
  }
}
