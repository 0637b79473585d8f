import { setTimeout as sleep } from 'node:timers/promises';

import type { PodEvent, PodWatch } from '../scenarios/pod-watch.js';
import { devicesOf } from '../scenarios/pods.js';
import type { Arm } from './arms.js';
import { figuresOf } from './figures.js';
import type { Figures } from './figures.js';
import { JobRun } from './job-run.js';
import { JOB_LABEL, NAMESPACE, nameOf, podsOf, volcanoJob } from './job-objects.js';
import type { Place } from './job-objects.js';
import { Ledger } from './ledger.js';
import type { SteadyClient } from './steady.js';
import type { Workload } from './workload.js';

/** What a replay is played with. */
export interface ReplayContext {
  readonly client: SteadyClient;
  readonly watch: PodWatch;
  readonly place: Place;
  readonly signal: AbortSignal;
  /** One line about how far it is. */
  readonly tell: (text: string) => void;
}

const TICK_MS = 1000;
/** Nothing works, nothing arrives, and no job has begun for so long: those that wait are stuck. */
const STUCK_MS = 60_000;
const POD_PATH = `/api/v1/namespaces/${NAMESPACE}/pods`;
const JOB_PATH = `/apis/batch.volcano.sh/v1alpha1/namespaces/${NAMESPACE}/jobs`;
const GROUP_PATH = `/apis/scheduling.volcano.sh/v1beta1/namespaces/${NAMESPACE}/podgroups`;

/** One trace on one scheduler. */
export class Replay {
  private readonly runs: JobRun[];
  private readonly byName: Map<string, JobRun>;
  private readonly ledger: Ledger;
  private readonly started = Date.now();
  private readonly timers = new Map<JobRun, NodeJS.Timeout>();
  private readonly calls = new Set<Promise<void>>();
  private readonly bound = new Map<JobRun, number>();
  private readonly ending = new AbortController();
  private arrived = 0;
  private boundDevices = 0;
  private useful = 0;
  private working = 0;
  private done = 0;
  private lastChange = Date.now();
  private failure: unknown;

  constructor(
    private readonly context: ReplayContext,
    private readonly arm: Arm,
    private readonly workload: Workload,
    private readonly devices: number,
  ) {
    const toTrace = (ms: number): number => ((ms - this.started) / 1000) * workload.compression;
    this.runs = workload.jobs.map((job) => new JobRun(job, toTrace));
    this.byName = new Map(this.runs.map((run) => [nameOf(run.job), run]));
    this.ledger = new Ledger(devices, this.started, this.started + this.toReal(workload.span));
  }

  /** Plays the trace to its end, or until the jobs that are left are stuck. */
  async play(): Promise<Figures> {
    const stopWatching = this.context.watch.onEvent((event) => this.onPod(event));
    try {
      const arrivals = this.arrive();
      arrivals.catch((error: unknown) => (this.failure ??= error));
      while (!this.isOver()) {
        this.context.tell(this.progress());
        await sleep(TICK_MS, undefined, { signal: this.context.signal });
        if (this.failure !== undefined) throw this.failure;
      }
      await arrivals;
      await Promise.all(this.calls);
    } finally {
      stopWatching();
      this.ending.abort();
      this.timers.forEach((timer) => clearTimeout(timer));
    }
    this.note(Date.now());
    return figuresOf(
      this.runs.map((run) => run.record()),
      this.ledger.whileArriving(),
      this.ledger.whileWaiting(),
    );
  }

  /** Takes away what is left and waits until the cluster is empty. */
  async clear(): Promise<void> {
    const { client, watch } = this.context;
    await client.remove(`${JOB_PATH}?propagationPolicy=Background`);
    await client.remove(GROUP_PATH);
    await client.remove(`${POD_PATH}?gracePeriodSeconds=0`);
    await watch.until((pods) => !pods.some(({ metadata }) => metadata.namespace === NAMESPACE), STUCK_MS / 1000);
  }

  private async arrive(): Promise<void> {
    const signal = AbortSignal.any([this.context.signal, this.ending.signal]);
    for (const run of this.runs) {
      const wait = this.started + this.toReal(run.job.arrival) - Date.now();
      if (wait > 0) await sleep(wait, undefined, { signal });
      this.arrived += 1;
      this.lastChange = Date.now();
      this.note(Date.now());
      this.call(this.submit(run));
    }
  }

  private async submit({ job }: JobRun): Promise<void> {
    const { client, place } = this.context;
    if (this.arm.kind === 'volcano') return client.create(JOB_PATH, volcanoJob(this.arm, job, place));
    await Promise.all(podsOf(this.arm, job, place).map((pod) => client.create(POD_PATH, pod)));
  }

  private onPod({ type, pod }: PodEvent): void {
    const run = this.byName.get(pod.metadata.labels?.[JOB_LABEL] ?? '');
    if (!run || pod.metadata.namespace !== NAMESPACE) return;
    const now = Date.now();
    const change = run.take(type, pod, now);
    if (change === 'began') this.begin(run, now);
    if (change === 'stopped') this.interrupt(run);
    const resource = this.context.place.pool.deviceResource;
    const bound = run.boundDevices((one) => devicesOf(one, resource));
    this.boundDevices += bound - (this.bound.get(run) ?? 0);
    this.bound.set(run, bound);
    this.note(now);
    if (this.arm.kind === 'kube-scheduler' && type === 'DELETED' && !run.isDone && run.present === 0) {
      this.call(this.submit(run));
    }
  }

  private begin(run: JobRun, now: number): void {
    this.useful += run.job.devices;
    this.working += 1;
    this.lastChange = now;
    this.timers.set(
      run,
      setTimeout(() => this.finish(run), this.toReal(run.left)),
    );
  }

  /** Pods of a job had to go; of plain pods the rest goes too, and the job is submitted anew. */
  private interrupt(run: JobRun): void {
    clearTimeout(this.timers.get(run));
    this.timers.delete(run);
    this.useful -= run.job.devices;
    this.working -= 1;
    if (this.arm.kind === 'volcano') return;
    this.call(Promise.all(run.podNames.map((name) => this.context.client.remove(`${POD_PATH}/${name}`))));
  }

  private finish(run: JobRun): void {
    const now = Date.now();
    this.timers.delete(run);
    run.finish(now);
    this.useful -= run.job.devices;
    this.working -= 1;
    this.done += 1;
    this.lastChange = now;
    this.note(now);
    this.call(this.complete(run));
  }

  /** All pods end well, as a kubelet would tell; then what is left of the job is taken away. */
  private async complete(run: JobRun): Promise<void> {
    const { client } = this.context;
    const status = { phase: 'Succeeded' };
    await Promise.all(run.podNames.map((name) => client.patch(`${POD_PATH}/${name}/status`, { status })));
    const selector = encodeURIComponent(`${JOB_LABEL}=${nameOf(run.job)}`);
    if (this.arm.kind === 'volcano') {
      const uid = await client.remove(`${JOB_PATH}/${nameOf(run.job)}?propagationPolicy=Background`);
      await client.remove(`${GROUP_PATH}/${nameOf(run.job)}-${uid}`);
    }
    await client.remove(`${POD_PATH}?labelSelector=${selector}`);
  }

  private isOver(): boolean {
    if (this.done === this.runs.length) return true;
    if (this.arrived < this.runs.length || this.working > 0) return false;
    return Date.now() - this.lastChange > STUCK_MS;
  }

  private note(now: number): void {
    const waiting = this.arrived - this.done - this.working;
    this.ledger.note(now, { useful: this.useful, bound: this.boundDevices, waiting });
  }

  private progress(): string {
    const { compression, span } = this.workload;
    const passed = ((Date.now() - this.started) / 1000) * compression;
    const left = this.runs.filter((run) => !run.isDone).reduce((sum, run) => sum + run.left * run.job.devices, 0);
    const seconds = Math.max(span - passed, left / this.devices) / compression;
    const waiting = this.arrived - this.done - this.working;
    return (
      `${this.done} of ${this.runs.length} jobs done, ${this.working} run, ${waiting} wait; ` +
      `hour ${Math.round(passed / 3600)} of the trace, ${Math.ceil(seconds)} s left or more`
    );
  }

  private toReal(traceSeconds: number): number {
    return (traceSeconds / this.workload.compression) * 1000;
  }

  /** Goes on beside everything else; what fails ends the replay. */
  private call(work: Promise<unknown>): void {
    const own = work.then(
      () => undefined,
      (error: unknown) => void (this.failure ??= error),
    );
    this.calls.add(own);
    void own.finally(() => this.calls.delete(own));
  }
}
