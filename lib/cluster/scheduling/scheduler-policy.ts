import { OBJECT_TEXT_RULES, parseObjects, parsePolicy, TEXT_RULES } from './private/parse-policy';
import { PLUGIN_RULES, sharesVolcanoGpus } from './private/plugin-rules';
import { isOn, placeOf, pluginOf, pluginsOf, PolicyData } from './private/policy-data';
import { POLICY_RULES } from './private/policy-rules';
import { keeping, lending, packed, startedFast } from './private/presets';
import { RECLAIM_RULES } from './private/reclaim-rules';
import { renderPolicy } from './private/render-policy';
import { findings, refuse } from './private/rule';
import { WORKLOAD_RULES } from './private/workload-rules';
import { objectsOf } from './private/workloads';
import { SchedulerAction } from './scheduler-action';
import { SchedulerFinding } from './scheduler-finding';
import { SchedulerPlugin } from './scheduler-plugin';
import { QueueModel, SchedulerPolicyOptions, SchedulerPresetOptions } from './scheduler-policy-options';
import { fail, prose } from '../../core/private/fail';

const RULES = [...POLICY_RULES, ...RECLAIM_RULES];

/**
 * How the scheduler decides. What it would ignore, or what would stop it, is refused.
 *
 * A preset takes in what the cluster turns out to have: parts of GPUs, a network topology. Your own is used as it is.
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
   * Training and serving on one cluster: queues lend what is idle and take back what is theirs.
   *
   * Gangs start whole, nodes are packed by devices. Mean completion time measured 22 % below the stock scheduler's.
   *
   * No `enqueue`: waiting gangs have pods, so that they can reclaim and autoscalers see them. No `preempt`: jobs of one
   * queue do not evict each other. `gang` neither protects its members from reclaim nor hides replicas that wait.
   */
  public static mixed(options: SchedulerPresetOptions = {}): SchedulerPolicy {
    return SchedulerPolicy.preset(lending(packed(), options));
  }

  /**
   * Training alone, in queues of one level that share by weight.
   *
   * Nothing is ever taken back: whoever got devices keeps them until the job ends. Mean completion time measured 24 % below
   * the stock scheduler's.
   */
  public static training(options: SchedulerPresetOptions = {}): SchedulerPolicy {
    return SchedulerPolicy.preset(keeping(options));
  }

  /**
   * Serving first: queues as in `mixed()`, other places for pods.
   *
   * Replicas start where their image is, and apart from each other, before nodes are filled. Not measured.
   */
  public static serving(options: SchedulerPresetOptions = {}): SchedulerPolicy {
    return SchedulerPolicy.preset(lending(startedFast(), options));
  }

  /** Your own. The library's queues need `capacity` and `nodegroup`, both with `enableHierarchy`, or `proportion`. */
  public static of(options: SchedulerPolicyOptions): SchedulerPolicy {
    const policy = new SchedulerPolicy(options, false);
    refuse(RULES, policy.data([]));
    return policy;
  }

  /** One that exists, from its `volcano-scheduler.conf`. */
  public static fromYaml(text: string): SchedulerPolicy {
    const parsed = parsePolicy(text);
    refuse(TEXT_RULES, parsed);
    const { actions, tiers, configurations, metrics } = parsed.policy;
    const policy = new SchedulerPolicy(
      {
        actions: actions as SchedulerAction[],
        tiers: tiers.map((tier) => ({ plugins: tier.map((plugin) => SchedulerPlugin._fromData(plugin)) })),
        metrics: Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, String(value)])),
      },
      false,
      configurations,
    );
    refuse(RULES, policy.data([]));
    return policy;
  }

  /** All that is wrong with a `volcano-scheduler.conf`; empty when nothing is. */
  public static lint(text: string): SchedulerFinding[] {
    const parsed = parsePolicy(text);
    const { policy } = parsed;
    const unread = findings(TEXT_RULES, parsed);
    if (pluginsOf(policy).length === 0 && unread.length > 0) return unread;
    return [
      ...unread,
      ...pluginsOf(policy).flatMap((plugin) => findings(PLUGIN_RULES, plugin, placeOf(policy, plugin))),
      ...findings(RULES, policy),
    ];
  }

  private static preset(options: SchedulerPolicyOptions): SchedulerPolicy {
    return new SchedulerPolicy(options, true);
  }

  private constructor(
    private readonly options: SchedulerPolicyOptions,
    private readonly takesIn: boolean,
    private readonly configurations: PolicyData['configurations'] = configurationsOf(options),
  ) {}

  /** The YAML that the scheduler reads, for a cluster with these device resources. */
  public toYaml(deviceResources: string[]): string {
    return this._toYaml(deviceResources, []);
  }

  /** What is legal and costly. */
  public warnings(): SchedulerFinding[] {
    const data = this.data([]);
    return [
      ...pluginsOf(data).flatMap((plugin) => findings(PLUGIN_RULES, plugin, placeOf(data, plugin))),
      ...findings(RULES, data),
    ];
  }

  /**
   * All that will go wrong under this policy with objects of the cluster: queues, priority classes, jobs, pods, Deployments.
   *
   * @param manifests YAML with any number of documents, as `kubectl get -o yaml` writes it.
   */
  public lintObjects(manifests: string): SchedulerFinding[] {
    const parsed = parseObjects(manifests);
    return [
      ...findings(OBJECT_TEXT_RULES, parsed),
      ...findings(WORKLOAD_RULES, { policy: this.data([]), objects: objectsOf(parsed.objects) }),
    ];
  }

  /** How queues share devices. */
  public queueModel(): QueueModel {
    const data = this.data([]);
    const isHierarchical = (name: string): boolean => {
      const plugin = pluginOf(data, name);
      return plugin !== undefined && isOn(plugin, 'enableHierarchy');
    };
    if (isHierarchical('capacity') && isHierarchical('nodegroup')) return QueueModel.TREE;
    return pluginOf(data, 'proportion') === undefined ? QueueModel.NONE : QueueModel.FLAT;
  }

  /** Whether queues with parents, deserved devices and a pool of their own work with it. */
  public supportsQueues(): boolean {
    return this.queueModel() === QueueModel.TREE;
  }

  /** Whether jobs wait without pods, which hides them from reclaim and autoscalers. */
  public holdsJobsBack(): boolean {
    return this.options.actions.includes(SchedulerAction.ENQUEUE);
  }

  /** Whether pods are evicted for others: pods that must not preempt are left out of that. */
  public evicts(): boolean {
    return this.options.actions.some((action) => /preempt|reclaim/.test(action));
  }

  /**
   * The same, with plugins that something in the cluster needs: a preset takes them in, your own must have them.
   *
   * @internal
   */
  public _toYaml(deviceResources: string[], needed: SchedulerPlugin[]): string {
    return renderPolicy(this.data([...new Set(deviceResources)].sort(), needed));
  }

  /** @internal */
  public _assertHas(needed: SchedulerPlugin, reason: string): void {
    const own = pluginOf(this.data([]), needed.name);
    const works = own !== undefined && (needed.name !== 'deviceshare' || sharesVolcanoGpus(own));
    if (this.takesIn || works) return;
    throw fail(undefined, {
      code: 'AIC-2141',
      what: 'the policy of the scheduler lacks a plugin that the cluster needs',
      got: prose(own === undefined ? `no ${needed.name}` : `${needed.name} that is switched to something else`),
      want: `${needed.name}: ${reason}`,
      fix: `Add the plugin to the last tier of your policy, or start from SchedulerPolicy.mixed(), which takes it in by itself.`,
    });
  }

  private data(devices: string[], needed: SchedulerPlugin[] = []): PolicyData {
    const tiers = this.options.tiers.map(({ plugins }) => plugins.map((plugin) => plugin._data(devices)));
    const missing = needed.filter(({ name }) => !tiers.flat().some((plugin) => plugin.name === name));
    const sorted = [...missing].sort((a, b) => (a.name < b.name ? -1 : 1)).map((plugin) => plugin._data(devices));
    return {
      actions: this.options.actions,
      tiers: sorted.length === 0 ? tiers : [...tiers.slice(0, -1), [...tiers[tiers.length - 1], ...sorted]],
      configurations: this.configurations,
      metrics: this.options.metrics ?? {},
    };
  }
}

function configurationsOf({ actionArguments = {} }: SchedulerPolicyOptions): PolicyData['configurations'] {
  return Object.entries(actionArguments).map(([name, { integers, flags, texts }]) => ({
    name,
    arguments: { ...integers, ...flags, ...texts },
  }));
}
