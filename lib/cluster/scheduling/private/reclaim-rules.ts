import { isOn, placeOf, pluginOf, PluginData, PolicyData } from './policy-data';
import { issue, Rule, source } from './rule';
import { prose } from '../../../core/private/fail';
import { SchedulerAction } from '../scheduler-action';
import { FindingSeverity } from '../scheduler-finding';

const { ERROR, WARNING } = FindingSeverity;
const { ALLOCATE, ENQUEUE, GANG_RECLAIM, RECLAIM } = SchedulerAction;

/** Plugins that have a say in who gives devices back. */
const VOTERS = ['capacity', 'cdp', 'conformance', 'drf', 'extender', 'gang', 'pdb', 'proportion'];
/** Plugins that hold jobs back while the cluster is full. (`capacity` does so below a queue that has a capability.) */
const GATES = ['overcommit', 'proportion'];

/** What keeps queues from taking back what is theirs, or makes them take what is not. */
export const RECLAIM_RULES: readonly Rule<PolicyData>[] = [
  {
    code: 'AIC-2134',
    severity: ERROR,
    link: source('pkg/scheduler/actions/reclaim/reclaim.go#L204'),
    faults: ({ actions }) => {
      const allocate = actions.indexOf(ALLOCATE);
      if (!actions.includes(RECLAIM) || (allocate >= 0 && allocate < actions.indexOf(RECLAIM))) return [];
      return [
        {
          place: 'actions',
          what:
            allocate < 0
              ? 'reclaim without allocate: nothing is ever bound'
              : 'reclaim comes before allocate: it looks only at nodes with pods to evict, and evicts while others are idle',
          got: actions,
          want: 'allocate first',
          fix: 'Write SchedulerAction.ALLOCATE before SchedulerAction.RECLAIM.',
        },
      ];
    },
  },
  {
    code: 'AIC-2129',
    severity: ERROR,
    link: issue(4535),
    faults: (policy) => {
      const gang = pluginOf(policy, 'gang');
      if (!policy.actions.includes(RECLAIM) || gang === undefined) return [];
      if (!isOn(gang, 'enableReclaimable') && !isOn(gang, 'enableJobStarving')) return [];
      return [
        {
          place: placeOf(policy, gang),
          what: 'gang would stop queues from taking devices back',
          got: gang.switches,
          want: '{ enableReclaimable: false, enableJobStarving: false }',
          fix: 'With the first, whole gangs never give back; with the second, only the first replica of a Deployment reclaims.',
        },
      ];
    },
  },
  {
    code: 'AIC-2136',
    severity: ERROR,
    link: 'https://github.com/volcano-sh/volcano/pull/5950',
    faults: (policy) => {
      const { votes, deciding } = voting(policy);
      const earlier = deciding < 0 ? [] : votes.slice(0, deciding).flat();
      if (earlier.length === 0) return [];
      return [
        {
          place: `tiers[${deciding}] (capacity)`,
          what: 'a tier above capacity decides who gives devices back: no queue keeps what it deserves',
          got: prose(`${earlier.map((p) => p.name).join(', ')} above capacity`),
          want: 'all that vote on reclaim in the tier of capacity',
          fix: 'Move capacity up into that tier, as its last plugin; the first tier that names victims wins.',
        },
      ];
    },
  },
  {
    code: 'AIC-2130',
    severity: ERROR,
    link: issue(5896),
    faults: (policy) => {
      const { votes, deciding } = voting(policy);
      if (deciding < 0) return [];
      const below = votes.slice(deciding + 1).flat();
      if (below.length === 0 && votes[deciding].at(-1)?.name === 'capacity') return [];
      return [
        {
          place: `tiers[${deciding}] (capacity)`,
          what: 'capacity does not have the last word on who gives devices back',
          got: prose(votes.map((plugins) => plugins.map((p) => p.name).join(', ') || '(nobody)').join(' | ')),
          want: 'all that vote on reclaim in one tier, capacity last',
          fix: 'Reorder the tier, or set enableReclaimable: false for the others: else quota is not consulted.',
        },
      ];
    },
  },
  {
    code: 'AIC-2138',
    severity: ERROR,
    link: issue(4679),
    faults: (policy) => {
      if (!policy.actions.includes(ENQUEUE) || !policy.actions.includes(RECLAIM)) return [];
      const asked = (tier: readonly PluginData[]): PluginData[] =>
        tier.filter((p) => [...GATES, 'capacity'].includes(p.name) && isOn(p, 'enableJobEnqueued'));
      // The first tier in which somebody lets a job pass is the last that is asked.
      const gates = (policy.tiers.map(asked).find((plugins) => plugins.length > 0) ?? []).filter((p) =>
        GATES.includes(p.name),
      );
      if (gates.length === 0) return [];
      return [
        {
          place: 'actions',
          what: 'enqueue keeps jobs from reclaiming: while the cluster is full they stay Pending, and reclaim skips those',
          got: prose(`enqueue with ${gates.map((p) => p.name).join(', ')}`),
          want: 'no enqueue, or enableJobEnqueued: false for each of them',
          fix: 'Drop SchedulerAction.ENQUEUE: jobs that wait have pods then, and can take back what is theirs.',
        },
      ];
    },
  },
  {
    code: 'AIC-2137',
    severity: WARNING,
    link: source('docs/user-guide/how_to_use_capacity_plugin.md'),
    faults: (policy) =>
      pluginOf(policy, 'capacity') === undefined || policy.actions.some((a) => a === RECLAIM || a === GANG_RECLAIM)
        ? []
        : [
            {
              place: 'actions',
              what: 'queues lend what is idle and never take it back',
              got: policy.actions,
              want: 'reclaim after allocate',
              fix: 'Add SchedulerAction.RECLAIM: what was borrowed is held until its job ends.',
            },
          ],
  },
];

interface Voting {
  readonly votes: PluginData[][];
  /** The tier of capacity; -1 when nobody reclaims or there is none. */
  readonly deciding: number;
}

function voting({ actions, tiers }: PolicyData): Voting {
  const votes = tiers.map((tier) => tier.filter(votesOnReclaim));
  const deciding = votes.findIndex((plugins) => plugins.some((p) => p.name === 'capacity'));
  return { votes, deciding: actions.includes(RECLAIM) ? deciding : -1 };
}

function votesOnReclaim(plugin: PluginData): boolean {
  if (!VOTERS.includes(plugin.name) || !isOn(plugin, 'enableReclaimable')) return false;
  return plugin.name !== 'drf' || isOn(plugin, 'enableHierarchy');
}
