import { checkPlugin } from './private/check-plugin';

/** How a plugin is set, in upstream's own words. */
export interface SchedulerPluginOptions {
  /**
   * Which of the plugin's hooks are used, for example `enablePreemptable`.
   *
   * @default - all but `enableHierarchy` and `EnabledClusterOrder`
   */
  readonly switches?: { [name: string]: boolean };

  /**
   * Arguments that the plugin reads as whole numbers.
   *
   * @default - the plugin's own values
   */
  readonly integers?: { [name: string]: number };

  /**
   * Arguments that the plugin reads as numbers.
   *
   * @default - the plugin's own values
   */
  readonly numbers?: { [name: string]: number };

  /**
   * Arguments that the plugin reads as text.
   *
   * @default - the plugin's own values
   */
  readonly texts?: { [name: string]: string };

  /**
   * Arguments that the plugin reads as true or false.
   *
   * @default - the plugin's own values
   */
  readonly flags?: { [name: string]: boolean };
}

/** How nodes are packed. */
export interface BinpackOptions {
  /**
   * Weight of the plugin among those that score nodes.
   *
   * @default 10
   */
  readonly weight?: number;

  /**
   * Weight of each device resource of the cluster's pools, against 1 for CPU and memory.
   *
   * @default 10
   */
  readonly deviceWeight?: number;
}

/**
 * One plugin of the scheduler. Names, switches and the types of arguments are checked.
 *
 * The scheduler itself is not so kind: it ignores an argument that is misspelt or of the wrong type.
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
    return new SchedulerPlugin(name, options, 0);
  }

  /** Packs pods onto few nodes; knows the device resources of the cluster's pools by itself. */
  public static binpack(options: BinpackOptions = {}): SchedulerPlugin {
    const integers = { 'binpack.weight': options.weight ?? 10, 'binpack.cpu': 1, 'binpack.memory': 1 };
    return new SchedulerPlugin('binpack', { integers }, options.deviceWeight ?? 10);
  }

  /** Name of the plugin. */
  public readonly name: string;
  /** @internal */
  public readonly _switches: { [name: string]: boolean };
  private readonly settings: { [name: string]: string | number | boolean };
  private readonly deviceWeight: number;

  private constructor(name: string, options: SchedulerPluginOptions, deviceWeight: number) {
    checkPlugin(name, options, deviceWeight);
    this.name = name;
    this._switches = { ...options.switches };
    this.settings = { ...options.integers, ...options.numbers, ...options.texts, ...options.flags };
    this.deviceWeight = deviceWeight;
  }

  /** @internal */
  public _arguments(devices: string[]): { [name: string]: string | number | boolean } {
    if (this.deviceWeight === 0 || devices.length === 0) return this.settings;
    const weights = devices.map((device) => [`binpack.resources.${device}`, this.deviceWeight] as const);
    return { ...this.settings, 'binpack.resources': devices.join(', '), ...Object.fromEntries(weights) };
  }

  /** @internal */
  public _isOn(switchName: string): boolean {
    return this._switches[switchName] ?? switchName !== 'enableHierarchy';
  }
}
