import { PLUGIN_RULES } from './private/plugin-rules';
import { isOn, PluginData } from './private/policy-data';
import { refuse } from './private/rule';
import {
  deviceshareArguments,
  reschedulingArguments,
  resourceStrategyFitArguments,
  timeDivisionArguments,
  usageArguments,
} from './private/structured-arguments';
import {
  BinpackOptions,
  NetworkTopologyAwareOptions,
  ReschedulingOptions,
  ResourceStrategyFitOptions,
  SchedulerPluginOptions,
  TimeDivisionOptions,
  UsageOptions,
  VolcanoGpuSharingOptions,
} from './scheduler-plugin-options';

/**
 * One plugin of the scheduler. Names, switches and the types of arguments are checked.
 *
 * The scheduler itself is not so kind: it ignores an argument that is misspelt or of the wrong type, or ends over it.
 *
 * @see https://volcano.sh/en/docs/plugins/
 *
 * @example
 * import { SchedulerPlugin } from 'cdktf-ai-cloud';
 *
 * const sla = SchedulerPlugin.of('sla', { texts: { 'sla-waiting-time': '24h' } });
 */
export class SchedulerPlugin {
  /** Any plugin that Volcano has. */
  public static of(name: string, options: SchedulerPluginOptions = {}): SchedulerPlugin {
    const { switches, integers, numbers, texts, flags, lists } = options;
    return SchedulerPlugin._fromData({
      name,
      switches: { ...switches },
      arguments: { ...integers, ...numbers, ...texts, ...flags, ...lists },
    });
  }

  /** Packs pods onto few nodes; knows the device resources of the cluster's pools by itself. */
  public static binpack(options: BinpackOptions = {}): SchedulerPlugin {
    const { weight = 10, deviceWeight = 10 } = options;
    const settings = { 'binpack.weight': weight, 'binpack.cpu': 1, 'binpack.memory': 1 };
    return SchedulerPlugin.weighing('binpack', settings, 'binpack.resources', deviceWeight);
  }

  /** Keeps gangs close in the network; knows the device resources of the cluster's pools by itself. */
  public static networkTopologyAware(options: NetworkTopologyAwareOptions = {}): SchedulerPlugin {
    const { weight = 10, deviceWeight = 10 } = options;
    const settings = { weight, 'hypernode.binpack.cpu': 1, 'hypernode.binpack.memory': 1 };
    return SchedulerPlugin.weighing('network-topology-aware', settings, 'hypernode.binpack.resources', deviceWeight);
  }

  /** Hands out parts of GPUs by memory and cores, with Volcano's vGPU device plugin on the nodes. */
  public static deviceshare(options: VolcanoGpuSharingOptions = {}): SchedulerPlugin {
    return SchedulerPlugin._fromData({ name: 'deviceshare', switches: {}, arguments: deviceshareArguments(options) });
  }

  /** Scores nodes by a strategy for each resource. */
  public static resourceStrategyFit(options: ResourceStrategyFitOptions): SchedulerPlugin {
    const settings = resourceStrategyFitArguments(options);
    return SchedulerPlugin._fromData({ name: 'resource-strategy-fit', switches: {}, arguments: settings });
  }

  /** Scores nodes by what they really use. The policy says in `metrics` where that is read. */
  public static usage(options: UsageOptions = {}): SchedulerPlugin {
    const switches = options.closesNodes === false ? { enablePredicate: false } : {};
    return SchedulerPlugin._fromData({ name: 'usage', switches, arguments: usageArguments(options) });
  }

  /** Moves pods from busy nodes to idle ones, with `SchedulerAction.SHUFFLE`. */
  public static rescheduling(options: ReschedulingOptions): SchedulerPlugin {
    return SchedulerPlugin._fromData({ name: 'rescheduling', switches: {}, arguments: reschedulingArguments(options) });
  }

  /** Lends nodes to jobs that can be evicted, by the hour: upstream's `tdm`. */
  public static timeDivision(options: TimeDivisionOptions): SchedulerPlugin {
    return SchedulerPlugin._fromData({ name: 'tdm', switches: {}, arguments: timeDivisionArguments(options) });
  }

  /** @internal */
  public static _fromData(data: PluginData): SchedulerPlugin {
    refuse(PLUGIN_RULES, data);
    return new SchedulerPlugin(data);
  }

  private static weighing(
    name: string,
    settings: { [name: string]: number },
    list: string,
    deviceWeight: number,
  ): SchedulerPlugin {
    refuse(PLUGIN_RULES, { name, switches: {}, arguments: { ...settings, [`${list}.*`]: deviceWeight } });
    return new SchedulerPlugin({ name, switches: {}, arguments: settings }, list, deviceWeight);
  }

  /** Name of the plugin. */
  public readonly name: string;

  private constructor(
    private readonly data: PluginData,
    private readonly list?: string,
    private readonly deviceWeight?: number,
  ) {
    this.name = data.name;
  }

  /**
   * What the scheduler reads, for a cluster with these device resources.
   *
   * @internal
   */
  public _data(devices: string[] = []): PluginData {
    if (this.list === undefined || devices.length === 0) return this.data;
    const weights = devices.map((device) => [`${this.list}.${device}`, this.deviceWeight] as const);
    const settings = { ...this.data.arguments, [this.list]: devices.join(', '), ...Object.fromEntries(weights) };
    return { ...this.data, arguments: settings };
  }

  /** @internal */
  public _isOn(switchName: string): boolean {
    return isOn(this.data, switchName);
  }
}
