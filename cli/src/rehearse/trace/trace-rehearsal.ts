import type { Values } from '../../blueprint/index.js';
import { CliFailure } from '../../control-plane/index.js';
import type { Binaries, ControlPlane, OnProgress } from '../../control-plane/index.js';
import type { DefinitionFolders } from '../charts/definitions.js';
import { ClusterRehearsal } from '../cluster-rehearsal.js';
import { PodWatch } from '../scenarios/pod-watch.js';
import type { Arm } from './arms.js';
import { stockProfiles } from './arms.js';
import { NAMESPACE, priorityClasses } from './job-objects.js';
import { MachineWatch } from './machine.js';
import { Replay } from './replay.js';
import type { ArmRun } from './result.js';
import { SteadyClient } from './steady.js';
import type { TraceProgram } from './trace-program.js';
import type { Workload } from './workload.js';

/**
 * A second of scheduling cycles would be most of an hour of the trace; a tenth of a second keeps what a cycle costs in
 * the order of what it is in a real cluster, and is what one core can do.
 */
export const SCHEDULE_PERIOD = '100ms';

const VOLCANO = ['vc-scheduler', 'vc-controller-manager'] as const;
const STOP_SECONDS = 5;

/** What a trace is replayed with. */
export interface TraceRehearsalOptions {
  readonly place: TraceProgram;
  readonly classes: number;
  readonly definitions: DefinitionFolders;
  readonly pullCharts: boolean;
  readonly values: Values;
  readonly signal: AbortSignal;
}

/** A control plane with the program's scheduler and queues, on which a trace is played again and again. */
export class TraceRehearsal {
  private readonly rehearsal: ClusterRehearsal;
  private watch: PodWatch | undefined;
  private volcanoRuns = true;

  constructor(private readonly options: TraceRehearsalOptions) {
    const { place, definitions, pullCharts, values, signal } = options;
    this.rehearsal = new ClusterRehearsal({
      program: place.program,
      scenarios: [],
      definitions,
      pullCharts,
      values,
      keep: false,
      schedulePeriod: SCHEDULE_PERIOD,
      signal,
    });
  }

  /** Starts the control plane with the nodes of the pool. */
  start(binaries: Binaries, onProgress: OnProgress): Promise<void> {
    return this.rehearsal.start(binaries, onProgress);
  }

  /** Installs the scheduler and the queues, and what every arm needs. */
  async install(): Promise<void> {
    const { place, classes, signal } = this.options;
    this.rehearsal.beginInstallation();
    const results = await Promise.all(place.program.units.map((unit) => this.rehearsal.installed(unit)));
    const refused = results.flatMap(({ objects }) => objects).find(({ outcome }) => outcome === 'refused');
    if (refused) throw notInstalled(refused.object, refused.reason);
    const { api } = this.controlPlane;
    const client = new SteadyClient(api, signal);
    await client.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    for (const manifest of priorityClasses(classes)) {
      await client.create('/apis/scheduling.k8s.io/v1/priorityclasses', manifest);
    }
    await this.controlPlane.profileScheduler(stockProfiles(place.pool.deviceResource));
    this.watch = await PodWatch.start(this.controlPlane, signal);
  }

  /** Plays the trace with one arm. */
  async play(arm: Arm, workload: Workload, seed: number, tell: (text: string) => void): Promise<ArmRun> {
    await this.runVolcano(arm.kind === 'volcano');
    const { pool } = this.options.place;
    const devices = pool.nodes * pool.devicesPerNode;
    await this.warmUp(arm, workload, devices);
    const replay = new Replay({ ...this.context(), tell }, arm, workload, devices);
    const machine = new MachineWatch();
    const started = Date.now();
    const figures = await replay.play();
    const wallSeconds = (Date.now() - started) / 1000;
    const load = machine.finish();
    tell('the cluster is emptied');
    await replay.clear();
    return { arm: arm.name, seed, figures, wallSeconds, machine: load };
  }

  /** Stops everything. */
  async end(): Promise<void> {
    this.watch?.close();
    await this.rehearsal.end(true);
  }

  private get controlPlane(): ControlPlane {
    return this.rehearsal.stage;
  }

  private context(): Omit<ConstructorParameters<typeof Replay>[0], 'tell'> {
    const { place, signal } = this.options;
    const schedulerName = place.program.cluster?.schedulerName ?? 'volcano';
    return {
      client: new SteadyClient(this.controlPlane.api, signal),
      watch: this.watch!,
      place: { ...place, schedulerName },
      signal,
    };
  }

  /** Only the scheduler that is played has a share of the machine. */
  private async runVolcano(wanted: boolean): Promise<void> {
    if (wanted === this.volcanoRuns) return;
    for (const name of VOLCANO) {
      if (wanted) await this.controlPlane.startProcess(name);
      else await this.controlPlane.stopProcess(name, STOP_SECONDS);
    }
    this.volcanoRuns = wanted;
  }

  /** One small job proves that the scheduler is there; it does not count. */
  private async warmUp(arm: Arm, { compression }: Workload, devices: number): Promise<void> {
    const job = { index: -1, arrival: 0, devices: 1, duration: compression / 10, pods: [1], class: 0 };
    const workload = { jobs: [job], compression, span: 0, stretch: 1, leftOut: 0 };
    const replay = new Replay({ ...this.context(), tell: () => undefined }, arm, workload, devices);
    const { stuck } = await replay.play();
    await replay.clear();
    if (stuck === 0) return;
    const name = arm.kind === 'volcano' ? 'vc-scheduler' : 'kube-scheduler';
    const log = (await this.controlPlane.log(name)).trimEnd().split('\n').slice(-15).join('\n');
    throw new CliFailure({
      code: 'AIC-8023',
      where: arm.name,
      what: 'the scheduler does not start a job of one device in an empty cluster',
      got: `the end of its log:\n${log}\n`,
      fix: 'Correct what the log names; rehearse the program without --trace first.',
    });
  }
}

function notInstalled(object: string, reason: string | undefined): CliFailure {
  return new CliFailure({
    code: 'AIC-8024',
    where: object,
    what: 'the scheduler of the program cannot be installed',
    got: reason,
    fix: 'Rehearse the program without --trace first, and correct what it finds.',
  });
}
