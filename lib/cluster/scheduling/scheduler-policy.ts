import { checkConfiguration } from './private/check-configuration';
import { renderConfiguration } from './private/render-configuration';
import { SchedulerAction } from './scheduler-action';
import { SchedulerPlugin } from './scheduler-plugin';

/** Plugins that decide together. The first tier that comes to a decision wins. */
export interface SchedulerTier {
  /** The plugins, in the order in which they are asked. */
  readonly plugins: SchedulerPlugin[];
}

/** What the scheduler does and who is asked. */
export interface SchedulerPolicyOptions {
  /** What is done in each round, in this order. */
  readonly actions: SchedulerAction[];

  /** Who is asked, in this order. */
  readonly tiers: SchedulerTier[];
}

/**
 * How the scheduler decides. What it would ignore, or what would stop it, is refused.
 *
 * @see https://volcano.sh/en/docs/schduler_introduction/
 *
 * @example
 * import { SchedulerPolicy } from 'cdktf-ai-cloud';
 *
 * const policy = SchedulerPolicy.mixed();
 */
export class SchedulerPolicy {
  /**
   * Queues lend what is idle and take back what is theirs: gangs start whole, nodes are packed by devices.
   *
   * No `enqueue`: waiting gangs have pods, so that they can reclaim and autoscalers see them. No `preempt`: jobs of one
   * queue do not evict each other. `gang` neither protects its members from reclaim nor hides replicas that wait.
   */
  public static mixed(): SchedulerPolicy {
    const gang = { enablePreemptable: false, enableReclaimable: false, enableJobStarving: false };
    return new SchedulerPolicy({
      actions: [SchedulerAction.ALLOCATE, SchedulerAction.BACKFILL, SchedulerAction.RECLAIM],
      tiers: [
        {
          plugins: [
            SchedulerPlugin.of('priority'),
            SchedulerPlugin.of('gang', { switches: gang }),
            SchedulerPlugin.of('conformance'),
            SchedulerPlugin.of('capacity', {
              switches: { enableHierarchy: true },
              integers: { ancestorReclaimLevel: 0 },
            }),
          ],
        },
        {
          plugins: [
            SchedulerPlugin.of('drf', { switches: { enablePreemptable: false } }),
            SchedulerPlugin.of('predicates'),
            SchedulerPlugin.of('nodegroup', { switches: { enableHierarchy: true }, flags: { strict: false } }),
            SchedulerPlugin.of('nodeorder', {
              integers: { 'leastrequested.weight': 0, 'mostrequested.weight': 1, 'balancedresource.weight': 0 },
            }),
            SchedulerPlugin.binpack(),
          ],
        },
      ],
    });
  }

  /** Your own. The library's queues need `capacity` and `nodegroup`, both with `enableHierarchy`. */
  public static of(options: SchedulerPolicyOptions): SchedulerPolicy {
    return new SchedulerPolicy(options);
  }

  private readonly actions: SchedulerAction[];
  private readonly tiers: SchedulerPlugin[][];

  private constructor(options: SchedulerPolicyOptions) {
    this.actions = [...options.actions];
    this.tiers = options.tiers.map((tier) => [...tier.plugins]);
    checkConfiguration(this.actions, this.tiers);
  }

  /** The YAML that the scheduler reads, for a cluster with these device resources. */
  public toYaml(deviceResources: string[]): string {
    return renderConfiguration(this.actions, this.tiers, [...new Set(deviceResources)].sort());
  }

  /** Whether queues with parents, deserved devices and a pool of their own work with it. */
  public supportsQueues(): boolean {
    const isHierarchical = (name: string): boolean =>
      this.tiers.flat().some((p) => p.name === name && p._isOn('enableHierarchy'));
    return isHierarchical('capacity') && isHierarchical('nodegroup');
  }

  /** Whether jobs wait without pods, which hides them from reclaim and autoscalers. */
  public holdsJobsBack(): boolean {
    return this.actions.includes(SchedulerAction.ENQUEUE);
  }
}
