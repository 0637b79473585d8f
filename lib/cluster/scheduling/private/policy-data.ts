/** A number that YAML writes as a fraction: `10.0` is no integer to the scheduler, whatever its value. */
export class Fraction {
  constructor(public readonly value: number) {}

  public toJSON(): number {
    return this.value;
  }
}

/** A plugin as the scheduler reads it. */
export interface PluginData {
  readonly name: string;
  readonly switches: { readonly [name: string]: unknown };
  readonly arguments: { readonly [name: string]: unknown };
}

/** Arguments of an action, as the scheduler reads them. */
export interface ActionData {
  readonly name: string;
  readonly arguments: { readonly [name: string]: unknown };
}

/** A whole configuration as the scheduler reads it. */
export interface PolicyData {
  readonly actions: readonly string[];
  readonly tiers: readonly (readonly PluginData[])[];
  readonly configurations: readonly ActionData[];
  readonly metrics: { readonly [name: string]: unknown };
}

/** Switches that are off until they are set. */
const OFF = ['enableHierarchy', 'EnabledClusterOrder'];

export function isOn(plugin: PluginData, switchName: string): boolean {
  const given = plugin.switches[switchName];
  return typeof given === 'boolean' ? given : !OFF.includes(switchName);
}

export function pluginsOf(policy: PolicyData): PluginData[] {
  return policy.tiers.flat();
}

export function pluginOf(policy: PolicyData, name: string): PluginData | undefined {
  return pluginsOf(policy).find((plugin) => plugin.name === name);
}

export function placeOf(policy: PolicyData, plugin: PluginData): string {
  const tier = policy.tiers.findIndex((plugins) => plugins.includes(plugin));
  return `tiers[${tier}].plugins[${policy.tiers[tier].indexOf(plugin)}] (${plugin.name})`;
}
