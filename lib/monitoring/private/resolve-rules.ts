import { RuleContext } from './rule-context';
import { IPool, SharingKind } from '../../contracts/pool';
import { Duration } from '../../units/duration';
import { AlertThresholds } from '../alert-thresholds';

/** Every plugin of a configuration of Volcano stands on a line of its own. */
const PLUGIN = /^\s*- (?:"?name"?): "?([a-z][a-z0-9-]*)"?\s*$/gm;

export function resolveRuleContext(
  pools: readonly IPool[],
  schedulerConfiguration: string | undefined,
  thresholds: AlertThresholds,
): RuleContext {
  const expectedDevices: { [resource: string]: number } = {};
  for (const pool of pools) {
    for (const [resource, perNode] of Object.entries(devicesOf(pool))) {
      expectedDevices[resource] = (expectedDevices[resource] ?? 0) + pool.expectedNodes * perNode;
    }
  }
  const plugins = [...(schedulerConfiguration ?? '').matchAll(PLUGIN)].map(([, name]) => name);
  return {
    resources: Object.keys(expectedDevices).sort(),
    expectedDevices,
    schedulerPlugins: [...new Set(plugins)].sort(),
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

/** What a node offers by the piece: one resource, or one for each profile of MIG. Memory and cores are no devices. */
function devicesOf({ sharing, deviceResource, devicesPerNode }: IPool): { [resource: string]: number } {
  if (sharing.kind === SharingKind.MIG) return sharing.nodeResources;
  return { [deviceResource]: sharing.nodeResources[deviceResource] ?? devicesPerNode };
}
