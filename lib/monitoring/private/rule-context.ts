import { AlertRule } from '../alert-rule';
import { AlertThresholds } from '../alert-thresholds';

/** What rules and dashboards are made for, with every default decided. */
export interface RuleContext {
  /** Extended resources of the devices of all pools, sorted. */
  readonly resources: string[];
  /** Devices that nodes must offer, by resource: neither claimed ones nor those of nodes that come and go. */
  readonly expectedDevices: { [resource: string]: number };
  /** Whether a pool has devices that dcgm-exporter knows, whatever pods call them. */
  readonly hasNvidia: boolean;
  /** Plugins of the scheduler's configuration, sorted; empty when it is not known. */
  readonly schedulerPlugins: string[];
  readonly thresholds: Required<AlertThresholds>;
}

/** An alert that comes with the library. */
export interface NamedAlert extends AlertRule {
  readonly name: string;
}

/** The name of a resource in metrics of kube-state-metrics: what is no letter, digit or underscore becomes one. */
export function metricResource(resource: string): string {
  return resource.replace(/[^a-zA-Z0-9_]/g, '_');
}

/** Matches the resources as kube-state-metrics writes them. */
export function inKubeState(resources: readonly string[]): string {
  return `resource=~"${resources.map(metricResource).join('|')}"`;
}

/** Matches the resources as Volcano writes them. */
export function inVolcano(resources: readonly string[]): string {
  return `resource=~"${resources.map((r) => r.replace(/\./g, '\\\\.')).join('|')}"`;
}
