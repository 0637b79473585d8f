import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ChartUnit, Unit, Values } from '../blueprint/index.js';
import { ControlPlane } from '../control-plane/index.js';
import type { Binaries, Manifest, OnProgress } from '../control-plane/index.js';
import type { DefinitionFolders } from './charts/definitions.js';
import { renderChart } from './charts/render.js';
import type { Rendered } from './charts/render.js';
import { manifestsOf } from './cluster-program.js';
import { gateLabels } from './gate-labels.js';
import { install } from './install.js';
import { Installation, mishap, withAncestors } from './install-all.js';
import type { InstallContext } from './install.js';
import { Kinds } from './objects/rest.js';
import type { UnitResult } from './objects/result.js';
import { apply } from './objects/apply.js';
import type { ClusterResult } from './result.js';
import { isScheduleOfJobs, isVolcanoJob } from './scenarios/gangs.js';
import type { Scenario, ScenarioResult } from './scenarios/index.js';
import { Plan } from './scenarios/plan.js';
import { PodWatch } from './scenarios/pod-watch.js';
import type { ClusterProgram, ScenarioContext } from './scenarios/scenario.js';
import { VOLCANO_CHART } from './volcano-unit.js';
import { StandIns } from './stand-ins.js';
import { graceSeconds, simulatedNodes } from './simulated-nodes.js';
import { installStanding, standingGroups } from './standing-definitions.js';
import { watchWorkloads } from './workloads.js';
import type { WorkloadsResult } from './workloads.js';

/** What a cluster is rehearsed with. */
export interface ClusterOptions {
  readonly program: ClusterProgram;
  readonly scenarios: readonly Scenario[];
  readonly definitions: DefinitionFolders;
  readonly pullCharts: boolean;
  readonly values: Values;
  readonly keep: boolean;
  /** Period of the scheduler's cycles. @default - what the program's chart says */
  readonly schedulePeriod?: string;
  readonly signal: AbortSignal;
}

/** The rehearsal of one cluster, step by step; `end()` must be called whatever happens. */
export class ClusterRehearsal {
  private readonly units = new Map<string, UnitResult>();
  private readonly installation: Installation;
  private readonly neededByScenarios: ReadonlySet<string>;
  private readonly scenarios: ScenarioResult[] = [];
  private readonly rendered = new Map<string, Promise<Rendered>>();
  private readonly chartManifests: Manifest[] = [];
  private readonly nodes: ReturnType<typeof simulatedNodes>;
  private scratchDir: string | undefined;
  private controlPlane: ControlPlane | undefined;
  private context: InstallContext | undefined;
  private watch: PodWatch | undefined;
  private plan: Plan | undefined;
  private standIns: StandIns | undefined;
  private volumes: Promise<void> | undefined;
  private hasScheduler = false;
  private workloads: Promise<WorkloadsResult> | undefined;
  private kept: ClusterResult['kept'];

  constructor(private readonly options: ClusterOptions) {
    const { units, pools } = options.program;
    this.nodes = simulatedNodes(pools, gateLabels(options.program));
    this.neededByScenarios = withAncestors(
      units,
      units.filter(playsInScenarios).map(({ path }) => path),
    );
    this.installation = new Installation(units, (unit) => install(this.context!, unit), this.neededByScenarios);
  }

  /** Nodes that are simulated. */
  get nodeCount(): number {
    return this.nodes.length;
  }

  /** The control plane, once it was started. */
  get stage(): ControlPlane {
    return this.controlPlane!;
  }

  /** Starts the control plane with its nodes; charts are rendered meanwhile. */
  async start(binaries: Binaries, onProgress: OnProgress): Promise<void> {
    const { signal, keep, program } = this.options;
    this.scratchDir = await mkdtemp(join(tmpdir(), 'cdktf-ai-cloud-charts-'));
    void this.renderAhead(binaries.helm);
    this.controlPlane = await ControlPlane.start({
      binaries,
      keep,
      nodeGraceSeconds: graceSeconds(this.nodes.length),
      onProgress,
      signal,
    });
    await this.controlPlane.addNodes(this.nodes);
    const { api } = this.controlPlane;
    const reach = { api, signal, kinds: new Kinds(api) };
    this.standIns = new StandIns(reach, manifestsOf(program));
    this.volumes = this.standIns.provideVolumes();
    this.standIns.definitions = await installStanding(reach, standingGroups(program));
    this.context = {
      ...reach,
      standIns: this.standIns,
      controlPlane: this.controlPlane,
      nodes: this.nodes,
      cluster: program.cluster,
      values: this.options.values,
      definitions: this.options.definitions,
      neededKinds: new Set(manifestsOf(program).map(({ apiVersion, kind }) => `${apiVersion.split('/')[0]}/${kind}`)),
      render: (unit) => this.rendered.get(unit.path) ?? this.render(binaries.helm, unit),
      deliveries: program.deliveries,
      schedulePeriod: this.options.schedulePeriod,
      owners: new Map(),
    };
  }

  /** Begins to install; what need not wait for each other goes on at the same time. */
  beginInstallation(): void {
    this.installation.proceed();
  }

  /** Resolves when a unit is installed; a mishap is told like a refusal. */
  async installed(unit: Unit): Promise<UnitResult> {
    const { result, volcano } = await this.installation.unit(unit.path).catch((error: unknown) => {
      this.options.signal.throwIfAborted();
      return { result: mishap(unit, error), volcano: undefined };
    });
    if (volcano) this.hasScheduler = true;
    this.units.set(unit.path, result);
    return result;
  }

  /** Resolves when everything that a scenario needs is installed. */
  async readyFor({ afterInstallation }: Pick<Scenario, 'afterInstallation'>): Promise<void> {
    const { units } = this.options.program;
    const needed = units.filter(({ path }) => afterInstallation || this.neededByScenarios.has(path));
    await Promise.all(needed.map((unit) => this.installed(unit)));
  }

  /** Plays one scenario; in the order in which they were given. */
  async play(scenario: Scenario, tell: (text: string) => void): Promise<ScenarioResult> {
    const result = this.hasScheduler
      ? await (await this.readyPlan()).play(scenario, tell)
      : ({
          name: scenario.name,
          state: 'skipped',
          summary: 'the program installs no Volcano',
          checks: [],
          measured: {},
          seconds: 0,
        } as const);
    this.scenarios.push(result);
    return result;
  }

  /** What became of the workloads, those that made room included. */
  async finishWorkloads(): Promise<WorkloadsResult> {
    await this.plan?.restart();
    this.workloads ??= watchWorkloads(this.context!);
    return this.workloads;
  }

  /** Puts back the jobs that made room, for a control plane that is kept. */
  async restore(): Promise<void> {
    const gone = manifestsOf(this.options.program).filter(
      (one) => isVolcanoJob(one) || isScheduleOfJobs(one) || one.kind === 'JobFlow',
    );
    await Promise.all(gone.map((manifest) => apply(this.context!, manifest)));
  }

  /** Stops everything, or leaves it running when it is to be kept. */
  async end(success: boolean): Promise<void> {
    this.plan?.close();
    this.watch?.close();
    this.standIns?.close();
    await this.volumes;
    if (this.controlPlane) {
      if (success && this.options.keep) {
        const { kubeconfigPath, workDir } = this.controlPlane;
        this.kept = { kubeconfig: kubeconfigPath, stop: `cdktf-ai-cloud-cli stop ${workDir}` };
      }
      await this.controlPlane.stop();
    }
    await Promise.allSettled(this.rendered.values());
    if (this.scratchDir) await rm(this.scratchDir, { recursive: true, force: true });
  }

  /** What was found so far. */
  async result(): Promise<ClusterResult> {
    return {
      cluster: this.options.program.path,
      nodes: this.nodes.length,
      units: this.options.program.units.map(({ path }) => this.units.get(path)).filter((unit) => unit !== undefined),
      ...(this.workloads ? { workloads: await this.workloads } : {}),
      ...(this.standIns ? { standIns: this.standIns.result() } : {}),
      scenarios: this.scenarios,
      ...(this.kept ? { kept: this.kept } : {}),
    };
  }

  /** One chart after the other, so that the starting control plane has the rest of the machine. */
  private async renderAhead(helm: string): Promise<void> {
    for (const unit of this.options.program.units) {
      if (unit.kind !== 'chart' || unit.chart.tokens.length > 0 || this.options.signal.aborted) continue;
      await this.render(helm, unit).catch(() => undefined);
    }
  }

  private render(helm: string, unit: ChartUnit): Promise<Rendered> {
    const rendered = renderChart(
      { helm, scratchDir: this.scratchDir!, pull: this.options.pullCharts, signal: this.options.signal },
      unit,
    );
    this.rendered.set(unit.path, rendered);
    void rendered.then(
      (result) => result.state === 'rendered' && this.chartManifests.push(...result.manifests),
      () => undefined,
    );
    return rendered;
  }

  private async readyPlan(): Promise<Plan> {
    if (this.plan) return this.plan;
    this.watch = await PodWatch.start(this.controlPlane!, this.options.signal);
    const own = manifestsOf(this.options.program);
    const context: ScenarioContext = {
      api: this.context!.api,
      kinds: this.context!.kinds,
      signal: this.options.signal,
      controlPlane: this.controlPlane!,
      program: this.options.program,
      watch: this.watch,
      find: (matches) => own.find(matches) ?? this.chartManifests.find(matches),
      tell: () => undefined,
    };
    this.plan = new Plan(context, this.options.scenarios);
    return this.plan;
  }
}

/** The scheduler, and the jobs, queues and other objects of Volcano that scenarios are modelled on. */
function playsInScenarios(unit: Unit): boolean {
  if (unit.kind === 'chart') return unit.chart.name === VOLCANO_CHART;
  return unit.objects.some(
    ({ manifest: { apiVersion, kind } }) => apiVersion.includes('.volcano.sh/') || kind === 'PriorityClass',
  );
}
