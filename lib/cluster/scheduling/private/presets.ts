import { SchedulerAction } from '../scheduler-action';
import { SchedulerPlugin } from '../scheduler-plugin';
import type { SchedulerPolicyOptions, SchedulerPresetOptions, SchedulerTier } from '../scheduler-policy-options';

const { ALLOCATE, BACKFILL, RECLAIM } = SchedulerAction;
const plugin = SchedulerPlugin.of.bind(SchedulerPlugin);
const DRF = { switches: { enablePreemptable: false } };
const PACKED = { 'leastrequested.weight': 0, 'mostrequested.weight': 1, 'balancedresource.weight': 0 };

/** Whoever got devices keeps them until the job ends. */
export function keeping(options: SchedulerPresetOptions): SchedulerPolicyOptions {
  return {
    actions: [ALLOCATE, BACKFILL],
    tiers: [
      ...guard(options),
      {
        plugins: [
          plugin('priority'),
          plugin('gang', { switches: { enablePreemptable: false } }),
          plugin('conformance'),
        ],
      },
      {
        plugins: [
          plugin('drf', DRF),
          plugin('predicates'),
          plugin('proportion'),
          plugin('nodeorder', { integers: PACKED }),
          SchedulerPlugin.binpack(),
        ],
      },
    ],
  };
}

/** Queues lend what is idle and take back what is theirs; nodes are scored by `placing`. */
export function lending(placing: SchedulerPlugin[], options: SchedulerPresetOptions): SchedulerPolicyOptions {
  const gang = { enablePreemptable: false, enableReclaimable: false, enableJobStarving: false };
  return {
    actions: [ALLOCATE, BACKFILL, RECLAIM],
    tiers: [
      ...guard(options),
      {
        plugins: [
          plugin('priority'),
          plugin('gang', { switches: gang }),
          plugin('conformance'),
          plugin('capacity', { switches: { enableHierarchy: true }, integers: { ancestorReclaimLevel: 0 } }),
        ],
      },
      {
        plugins: [
          plugin('drf', DRF),
          plugin('predicates'),
          plugin('nodegroup', { switches: { enableHierarchy: true }, flags: { strict: false } }),
          ...placing,
        ],
      },
    ],
  };
}

/** Above gang, which would refuse first; the order of jobs stays that of their priorities. */
function guard({ reserveAfter }: SchedulerPresetOptions): SchedulerTier[] {
  if (reserveAfter === undefined) return [];
  const texts = { 'sla-waiting-time': `${reserveAfter.inSeconds}s` };
  return [{ plugins: [plugin('sla', { switches: { enableJobOrder: false }, texts })] }];
}

/** Gangs find whole nodes. */
export function packed(): SchedulerPlugin[] {
  return [plugin('nodeorder', { integers: PACKED }), SchedulerPlugin.binpack()];
}

/** Replicas start where their image is and stand apart, then fill nodes. */
export function startedFast(): SchedulerPlugin[] {
  const integers = { ...PACKED, 'imagelocality.weight': 5, 'podtopologyspread.weight': 5, 'podaffinity.weight': 5 };
  return [plugin('nodeorder', { integers }), SchedulerPlugin.binpack({ weight: 5 })];
}
