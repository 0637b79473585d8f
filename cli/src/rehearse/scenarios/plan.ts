import { GANG_ALL_OR_NOTHING } from './gang-all-or-nothing.js';
import { isWhole } from './gangs.js';
import { NODE_LOST } from './node-lost.js';
import { clearPools, ownPods, restart } from './own-pods.js';
import type { Stopped } from './own-pods.js';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.js';
import { playScenario, Skip } from './scenario.js';
import { endShortJobs } from './short-jobs.js';
import { trainingSubject } from './subjects.js';
import { ownGangs } from './training-jobs-run.js';

type Tell = (text: string) => void;

const OWN_JOBS_SECONDS = 60;

/**
 * Plays scenarios one after the other, because each needs the pool for itself. But half a minute passes until a lost
 * node is noticed and its pods are gone: when the pool has room, that begins first, and others are played meanwhile.
 */
export class Plan {
  /** Ends the watching. */
  readonly close: () => void;
  private emptied: Promise<Stopped[]> | undefined;
  private nodeLost: Promise<ScenarioResult> | undefined;
  private gang: Promise<ScenarioResult> | undefined;
  private begin: () => void = () => undefined;
  private readonly gangBegun = new Promise<void>((resolve) => (this.begin = resolve));
  /** Set by whoever shows the progress of each. */
  private tellOfGang: Tell = () => undefined;
  private tellOfNode: Tell = () => undefined;

  constructor(
    private readonly context: ScenarioContext,
    private readonly scenarios: readonly Scenario[],
  ) {
    this.close = endShortJobs(context);
    if (this.hasRoom()) this.loseNodeMeanwhile();
  }

  /** Plays one; must be called in the order of the scenarios. */
  async play(scenario: Scenario, tell: Tell): Promise<ScenarioResult> {
    if (scenario === NODE_LOST && this.nodeLost) {
      this.tellOfNode = tell;
      return this.nodeLost;
    }
    if (scenario === GANG_ALL_OR_NOTHING && this.nodeLost) {
      this.tellOfGang = tell;
      // A lost node that broke off early did not come to it.
      await Promise.race([this.nodeLost, this.gangBegun]);
      return this.playGang();
    }
    if (scenario.needsPool) await this.emptyPool();
    return playScenario(scenario, { ...this.context, tell });
  }

  /** Starts again what made room and is not over: endpoints and notebooks, but no jobs. */
  async restart(): Promise<void> {
    await restart(this.context, (await this.emptied) ?? []);
  }

  /** The program's own pods make room, once. */
  private emptyPool(): Promise<Stopped[]> {
    return (this.emptied ??= clearPools(this.context));
  }

  private loseNodeMeanwhile(): void {
    const whileSilent = async (): Promise<void> => {
      await this.ownJobsStand();
      if (!this.scenarios.includes(GANG_ALL_OR_NOTHING)) return;
      const result = this.playGang();
      this.begin();
      await result;
    };
    const tell: Tell = (text) => this.tellOfNode(text);
    this.nodeLost = playScenario(NODE_LOST, { ...this.context, tell, whileSilent });
    this.nodeLost.catch(() => undefined);
  }

  private playGang(): Promise<ScenarioResult> {
    this.gang ??= playScenario(GANG_ALL_OR_NOTHING, { ...this.context, tell: (text) => this.tellOfGang(text) });
    return this.gang;
  }

  /** Places that are free now must stay free: there is room for the program's own jobs, so they take theirs first. */
  private async ownJobsStand(): Promise<void> {
    const own = ownGangs(this.context);
    await this.context.watch.until((pods) => own.every((gang) => isWhole(gang, pods)), OWN_JOBS_SECONDS);
  }

  /** The program's own pods, the gang that loses a node and the gang that waits must fit beside each other. */
  private hasRoom(): boolean {
    if (!this.scenarios.includes(NODE_LOST)) return false;
    try {
      const { fact, slots, pool, podsPerNode } = trainingSubject(this.context);
      const places = Math.min(slots, (pool.nodes - 1) * podsPerNode);
      return places >= ownPods(this.context, pool, fact.devicesPerPod) + fact.gangSize + Math.max(2, fact.gangSize);
    } catch (error) {
      if (error instanceof Skip) return false;
      throw error;
    }
  }
}
