import { parse } from 'yaml';
import { RuleContext } from './rule-context';
import { IPool, SharingKind } from '../../contracts/pool';
import { isDeviceClassQuota } from '../../core/private/device-class-quota';
import { Duration } from '../../units/duration';
import { AlertThresholds } from '../alert-thresholds';

export function resolveRuleContext(
  pools: readonly IPool[],
  schedulerConfiguration: string | undefined,
  thresholds: AlertThresholds,
): RuleContext {
  const resources = new Set<string>();
  const expectedDevices: { [resource: string]: number } = {};
  for (const pool of pools) {
    for (const [resource, perNode] of Object.entries(devicesOf(pool))) {
      resources.add(resource);
      if (pool.nodesComeAndGo === true || isDeviceClassQuota(resource)) continue;
      expectedDevices[resource] = (expectedDevices[resource] ?? 0) + pool.expectedNodes * perNode;
    }
  }
  return {
    resources: [...resources].sort(),
    expectedDevices,
    hasNvidia: pools.some((pool) => /^NVIDIA\b/i.test(pool.acceleratorName)),
    schedulerPlugins: pluginsOf(schedulerConfiguration),
    thresholds: {
      usefulAllocationPercent: thresholds.usefulAllocationPercent ?? 65,
      idleUtilizationPercent: thresholds.idleUtilizationPercent ?? 5,
      idleFor: thresholds.idleFor ?? Duration.hours(1),
      queueStarvedFor: thresholds.queueStarvedFor ?? Duration.minutes(15),
      gangPendingFor: thresholds.gangPendingFor ?? Duration.hours(2),
      fabricErrorsPerQuarterHour: thresholds.fabricErrorsPerQuarterHour ?? 100,
    },
  };
}

/** Plugins of a configuration of Volcano. */
function pluginsOf(configuration: string | undefined): string[] {
  const { tiers = [] } = (parse(configuration ?? '') ?? {}) as { tiers?: { plugins: { name: string }[] }[] };
  return [...new Set(tiers.flatMap(({ plugins }) => plugins.map(({ name }) => name)))].sort();
}

/** What a node offers by the piece: one resource, or one for each profile of MIG. Memory and cores are no devices. */
function devicesOf({ sharing, deviceResource, devicesPerNode }: IPool): { [resource: string]: number } {
  if (sharing.kind === SharingKind.MIG) return sharing.nodeResources;
  return { [deviceResource]: sharing.nodeResources[deviceResource] ?? devicesPerNode };
}
