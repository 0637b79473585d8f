import { fail, prose } from '../../../core/private/fail';
import { SchedulerAction } from '../scheduler-action';
import type { SchedulerPlugin } from '../scheduler-plugin';

/** Plugins that have a say in who gives devices back. */
const RECLAIM_VOTERS = ['capacity', 'cdp', 'conformance', 'drf', 'extender', 'gang', 'pdb', 'proportion'];

/** Refuses combinations that the scheduler takes and that then do not work, or stop it. */
export function checkConfiguration(actions: string[], tiers: SchedulerPlugin[][]): void {
  checkActions(actions);
  checkNames(tiers);
  checkQuota(tiers);
  checkGangTier(tiers);
  if (actions.includes(SchedulerAction.RECLAIM)) checkReclaim(actions, tiers);
}

function checkActions(actions: string[]): void {
  const known: string[] = Object.values(SchedulerAction);
  if (actions.length === 0 || new Set(actions).size < actions.length || actions.some((a) => !known.includes(a))) {
    throw fail(undefined, {
      code: 'AIC-2121',
      what: 'the actions are not usable',
      got: actions,
      want: `at least one of ${known.join(', ')}, each once`,
      fix: 'With an unknown action the scheduler loads its built-in configuration and says so in its log only.',
    });
  }
}

function checkNames(tiers: SchedulerPlugin[][]): void {
  const names = tiers.flat().map((p) => p.name);
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  if (twice.length > 0 || tiers.length === 0 || tiers.some((t) => t.length === 0)) {
    throw fail(undefined, {
      code: 'AIC-2126',
      what: twice.length > 0 ? 'a plugin stands in the tiers twice' : 'a tier is empty',
      got: twice.length > 0 ? twice : prose('no plugins'),
      want: 'each plugin once, and at least one in each tier',
      fix: 'Keep the plugin where its vote counts: the first tier that decides wins.',
    });
  }
}

function checkQuota(tiers: SchedulerPlugin[][]): void {
  const names = tiers.flat().map((p) => p.name);
  if (names.includes('proportion') && names.includes('capacity')) {
    throw fail(undefined, {
      code: 'AIC-2127',
      what: 'two plugins share out the same devices',
      got: prose('proportion and capacity'),
      want: 'one of them',
      fix: 'Queues with deserved devices need capacity; proportion divides by weight.',
    });
  }
  for (const tier of tiers) {
    const drf = tier.find((p) => p.name === 'drf');
    if (drf?._isOn('enableHierarchy') === true && tier.some((p) => p.name === 'proportion')) {
      throw fail(undefined, {
        code: 'AIC-2128',
        what: 'hierarchical drf and proportion stand in one tier, which the scheduler does not load',
        got: prose('drf with enableHierarchy, and proportion'),
        want: 'one of them, or two tiers',
        fix: 'Drop enableHierarchy of drf, or use capacity for queues with parents.',
      });
    }
  }
}

function checkGangTier(tiers: SchedulerPlugin[][]): void {
  const tier = tiers.find((t) => t.some((p) => p.name === 'gang'));
  if (tier?.some((p) => p.name === 'sla') === true) {
    throw fail(undefined, {
      code: 'AIC-2133',
      what: 'sla stands in the tier of gang, whose refusal wins there',
      got: prose(tier.map((p) => p.name).join(', ')),
      want: 'sla in a tier of its own',
      fix: 'Move sla into another tier; in this one it has no effect.',
    });
  }
}

function checkReclaim(actions: string[], tiers: SchedulerPlugin[][]): void {
  const allocate = actions.indexOf(SchedulerAction.ALLOCATE);
  if (allocate < 0 || allocate > actions.indexOf(SchedulerAction.RECLAIM)) {
    throw fail(undefined, {
      code: 'AIC-2134',
      what: 'reclaim comes before allocate, so that nothing is ready to reclaim',
      got: actions,
      want: 'allocate first',
      fix: 'Write SchedulerAction.ALLOCATE before SchedulerAction.RECLAIM.',
    });
  }
  const gang = tiers.flat().find((p) => p.name === 'gang');
  if (gang !== undefined && (gang._isOn('enableReclaimable') || gang._isOn('enableJobStarving'))) {
    throw fail(undefined, {
      code: 'AIC-2129',
      what: 'gang would stop queues from taking devices back',
      got: gang._switches,
      want: '{ enableReclaimable: false, enableJobStarving: false }',
      fix: 'With the first, whole gangs never give back; with the second, only the first replica of a Deployment reclaims.',
    });
  }
  checkCapacityVotesLast(tiers);
}

function checkCapacityVotesLast(tiers: SchedulerPlugin[][]): void {
  const votes = tiers.map((tier) => tier.filter((p) => votesOnReclaim(p)).map((p) => p.name));
  const deciding = votes.findIndex((names) => names.includes('capacity'));
  if (deciding < 0) return;
  const elsewhere = votes.filter((_, i) => i !== deciding).flat();
  if (elsewhere.length > 0 || votes[deciding].at(-1) !== 'capacity') {
    throw fail(undefined, {
      code: 'AIC-2130',
      what: 'capacity does not have the last word on who gives devices back',
      got: prose(votes.map((names) => names.join(', ') || '(nobody)').join(' | ')),
      want: 'all that vote on reclaim in one tier, capacity last',
      fix: 'Reorder the tier, or set enableReclaimable: false for the others: else quota is not consulted.',
    });
  }
}

function votesOnReclaim(plugin: SchedulerPlugin): boolean {
  if (!RECLAIM_VOTERS.includes(plugin.name) || !plugin._isOn('enableReclaimable')) return false;
  return plugin.name !== 'drf' || plugin._isOn('enableHierarchy');
}
