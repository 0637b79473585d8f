import { GANG_ALL_OR_NOTHING } from './gang-all-or-nothing.js';
import { NODE_LOST } from './node-lost.js';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.js';
import { playScenario, Skip } from './scenario.js';
import { clearPools } from './own-pods.js';
import { trainingSubject } from './subjects.js';

type Tell = (text: string) => void;

/** Plays scenarios one after the other, because each needs the pool for itself. */
export class Plan {
  private emptied: Promise<void> | undefined;
  private nodeLost: Promise<ScenarioResult> | undefined;

  constructor(
    private readonly context: ScenarioContext,
    private readonly scenarios: readonly Scenario[],
  ) {}

  /** Plays one; must be called in the order of the scenarios. */
  async play(scenario: Scenario, tell: Tell): Promise<ScenarioResult> {
    if (scenario.needsPool) await this.emptyPool();
    if (scenario === GANG_ALL_OR_NOTHING && this.canOverlap()) return this.playBoth(tell);
    if (scenario === NODE_LOST && this.nodeLost) return this.nodeLost;
    return playScenario(scenario, { ...this.context, tell });
  }

  /** The program's own pods make room, once. */
  private emptyPool(): Promise<void> {
    return (this.emptied ??= clearPools(this.context));
  }

  /** Some seconds pass until anybody knows that a node is lost: the other scenario is played meanwhile. */
  private playBoth(tell: Tell): Promise<ScenarioResult> {
    return new Promise((resolve, reject) => {
      let result: Promise<ScenarioResult> | undefined;
      const other = (): Promise<ScenarioResult> => {
        result ??= playScenario(GANG_ALL_OR_NOTHING, { ...this.context, tell });
        result.then(resolve, reject);
        return result;
      };
      const whileSilent = async (): Promise<void> => void (await other());
      this.nodeLost = playScenario(NODE_LOST, { ...this.context, whileSilent });
      this.nodeLost.then(other, reject);
    });
  }

  /** Both gangs must have room beside each other, with a node less. */
  private canOverlap(): boolean {
    if (!this.scenarios.includes(NODE_LOST)) return false;
    try {
      const { fact, slots, pool, podsPerNode } = trainingSubject(this.context);
      const waiting = Math.max(2, fact.gangSize);
      return slots >= fact.gangSize + waiting && (pool.nodes - 1) * podsPerNode >= fact.gangSize + waiting;
    } catch (error) {
      if (error instanceof Skip) return false;
      throw error;
    }
  }
}
