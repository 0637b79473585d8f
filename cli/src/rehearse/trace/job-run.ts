import type { Pod } from '../scenarios/pods.js';
import { isBound, isRunning } from '../scenarios/pods.js';
import type { JobRecord } from './figures.js';
import type { Job } from './workload.js';

/** What is kept when a job starts again, and what starting again costs, in trace seconds. */
const CHECKPOINT_SECONDS = 30 * 60;
const RESTART_SECONDS = 6 * 60;

/** One job on its way: it works only while all of its pods run, and goes on from its last checkpoint. */
export class JobRun {
  private readonly pods = new Map<string, Pod>();
  private remaining: number;
  private since: number | undefined;
  private firstStart: number | undefined;
  private end: number | undefined;
  private restarts = 0;

  /** @param toTrace turns milliseconds of the replay into trace seconds */
  constructor(
    readonly job: Job,
    private readonly toTrace: (ms: number) => number,
  ) {
    this.remaining = job.duration;
  }

  get isDone(): boolean {
    return this.end !== undefined;
  }

  get isWorking(): boolean {
    return this.since !== undefined;
  }

  /** Trace seconds that it still has to work. */
  get left(): number {
    return this.remaining;
  }

  /** Names of its pods that are there. */
  get podNames(): string[] {
    return [...this.pods.values()].map(({ metadata }) => metadata.name);
  }

  /** Pods that are there and not on their way out. */
  get present(): number {
    return this.pods.size;
  }

  /** Devices that its pods are bound to. */
  boundDevices(resource: (pod: Pod) => number): number {
    return [...this.pods.values()].filter(isBound).reduce((sum, pod) => sum + resource(pod), 0);
  }

  /** Takes note of a pod; tells whether it began to work, or was stopped. */
  take(type: 'ADDED' | 'MODIFIED' | 'DELETED', pod: Pod, now: number): 'began' | 'stopped' | undefined {
    if (type === 'DELETED') this.pods.delete(pod.metadata.uid);
    else this.pods.set(pod.metadata.uid, pod);
    if (this.isDone) return undefined;
    const running = [...this.pods.values()].filter(isRunning).length;
    if (!this.isWorking && running === this.job.pods.length) {
      this.since = now;
      this.firstStart ??= now;
      return 'began';
    }
    if (this.isWorking && running < this.job.pods.length) {
      this.stop(now);
      return 'stopped';
    }
    return undefined;
  }

  /** It has worked to its end. */
  finish(now: number): void {
    this.since = undefined;
    this.end = now;
  }

  record(): JobRecord {
    const trace = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : this.toTrace(ms));
    return {
      arrival: this.job.arrival,
      started: trace(this.firstStart),
      finished: trace(this.end),
      restarts: this.restarts,
    };
  }

  private stop(now: number): void {
    const worked = this.toTrace(now) - this.toTrace(this.since!) + (this.job.duration - this.remaining);
    const kept = Math.max(0, Math.floor(worked / CHECKPOINT_SECONDS) * CHECKPOINT_SECONDS);
    this.remaining = this.job.duration - kept + RESTART_SECONDS;
    this.since = undefined;
    this.restarts += 1;
  }
}
