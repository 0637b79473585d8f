import type {
  ReschedulingOptions,
  ResourceStrategyFitOptions,
  TimeDivisionOptions,
  UsageOptions,
  VolcanoGpuSharingOptions,
} from '../scheduler-plugin-options';

type Arguments = { [name: string]: unknown };

export function deviceshareArguments(options: VolcanoGpuSharingOptions): Arguments {
  const { placement = 'binpack', weight = 10, exclusive = [], nodeLock = false } = options;
  return {
    'deviceshare.VGPUEnable': true,
    'deviceshare.NodeLockEnable': nodeLock,
    'deviceshare.SchedulePolicy': placement,
    'deviceshare.ScheduleWeight': weight,
    ...(exclusive.length === 0 ? {} : { 'deviceshare.GPUExclusiveRules': exclusive.map((rule) => rule.podLabels) }),
  };
}

export function resourceStrategyFitArguments(options: ResourceStrategyFitOptions): Arguments {
  const { scarce, reservedPerDevice } = options;
  return {
    resourceStrategyFitWeight: options.weight ?? 10,
    resources: Object.fromEntries(
      Object.entries(options.resources).map(([name, { mostAllocated, weight = 1 }]) => [
        name,
        { type: mostAllocated ? 'MostAllocated' : 'LeastAllocated', weight },
      ]),
    ),
    ...(scarce === undefined
      ? {}
      : {
          sra: {
            enable: true,
            resources: Object.keys(scarce.weights).sort().join(','),
            weight: scarce.weight ?? 10,
            resourceWeight: scarce.weights,
          },
        }),
    ...(reservedPerDevice === undefined
      ? {}
      : {
          proportional: {
            enable: true,
            resources: [...new Set(Object.keys(reservedPerDevice).map(deviceOf))].sort().join(','),
            resourceProportion: reservedPerDevice,
          },
        }),
  };
}

function deviceOf(dimension: string): string {
  return dimension.replace(/\.(?:cpu|memory)$/, '');
}

export function usageArguments(options: UsageOptions): Arguments {
  return {
    'usage.weight': options.weight ?? 5,
    thresholds: { cpu: options.cpuPercent ?? 80, mem: options.memoryPercent ?? 80 },
  };
}

export function reschedulingArguments(options: ReschedulingOptions): Arguments {
  const interval = `${options.interval?.inSeconds ?? 300}s`;
  const params = { thresholds: options.idleBelow, targetThresholds: options.busyAbove };
  return { interval, strategies: [{ name: 'lowNodeUtilization', params }] };
}

export function timeDivisionArguments(options: TimeDivisionOptions): Arguments {
  const zones = Object.entries(options.zones).map(([zone, hours]) => [`tdm.revocable-zone.${zone}`, hours]);
  return { ...Object.fromEntries(zones), 'tdm.evict.period': `${options.evictEvery?.inSeconds ?? 60}s` };
}
