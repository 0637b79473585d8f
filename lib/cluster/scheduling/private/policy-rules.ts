import { mismatches } from './argument-type';
import { ACTIONS, argumentType } from './plugin-table';
import { isOn, pluginOf, pluginsOf, PolicyData } from './policy-data';
import { issue, Rule, source } from './rule';
import { prose } from '../../../core/private/fail';
import { SchedulerAction } from '../scheduler-action';
import { FindingSeverity } from '../scheduler-finding';

const { ERROR, WARNING } = FindingSeverity;
const KNOWN: string[] = Object.values(SchedulerAction);

/** What the scheduler takes and then does not do, or does not take at all. */
export const POLICY_RULES: readonly Rule<PolicyData>[] = [
  {
    code: 'AIC-2121',
    severity: ERROR,
    link: source('pkg/scheduler/util.go#L88'),
    faults: ({ actions }) =>
      actions.length > 0 && new Set(actions).size === actions.length && actions.every((a) => KNOWN.includes(a))
        ? []
        : [
            {
              place: 'actions',
              what: 'the actions are not usable',
              got: actions,
              want: `at least one of ${KNOWN.join(', ')}, each once`,
              fix: 'With an unknown action the scheduler loads its built-in configuration and says so in its log only.',
            },
          ],
  },
  {
    code: 'AIC-2126',
    severity: ERROR,
    link: source('pkg/scheduler/framework/framework.go#L36'),
    faults: (policy) => {
      const names = pluginsOf(policy).map((p) => p.name);
      const twice = names.filter((name, i) => names.indexOf(name) < i);
      if (twice.length === 0 && policy.tiers.length > 0 && policy.tiers.every((t) => t.length > 0)) return [];
      return [
        {
          place: 'tiers',
          what: twice.length > 0 ? 'a plugin stands in the tiers twice' : 'a tier is empty',
          got: twice.length > 0 ? twice : prose('no plugins'),
          want: 'each plugin once, and at least one in each tier',
          fix: 'Keep the plugin where its vote counts: the first tier that decides wins.',
        },
      ];
    },
  },
  {
    code: 'AIC-2127',
    severity: ERROR,
    link: source('docs/user-guide/how_to_use_capacity_plugin.md'),
    faults: (policy) =>
      pluginOf(policy, 'proportion') === undefined || pluginOf(policy, 'capacity') === undefined
        ? []
        : [
            {
              place: 'tiers',
              what: 'two plugins share out the same devices',
              got: prose('proportion and capacity'),
              want: 'one of them',
              fix: 'Queues with deserved devices need capacity; proportion divides by weight.',
            },
          ],
  },
  {
    code: 'AIC-2128',
    severity: ERROR,
    link: source('pkg/scheduler/util.go#L79'),
    faults: ({ tiers }) =>
      tiers.flatMap((tier, i) => {
        const drf = tier.find((p) => p.name === 'drf');
        if (drf === undefined || !isOn(drf, 'enableHierarchy') || !tier.some((p) => p.name === 'proportion')) return [];
        return [
          {
            place: `tiers[${i}]`,
            what: 'hierarchical drf and proportion stand in one tier, which the scheduler does not load',
            got: prose('drf with enableHierarchy, and proportion'),
            want: 'one of them, or two tiers',
            fix: 'Drop enableHierarchy of drf, or use capacity for queues with parents.',
          },
        ];
      }),
  },
  {
    code: 'AIC-2133',
    severity: ERROR,
    link: source('pkg/scheduler/framework/session_plugins.go#L505'),
    faults: ({ tiers }) =>
      tiers.flatMap((tier, i) => {
        const names = tier.map((p) => p.name);
        if (!names.includes('gang') || !names.includes('sla')) return [];
        return [
          {
            place: `tiers[${i}]`,
            what: 'sla stands in the tier of gang, whose refusal wins there',
            got: prose(names.join(', ')),
            want: 'sla in a tier of its own',
            fix: 'Move sla into a tier above that of gang; in this one it keeps no devices for a job that is overdue.',
          },
        ];
      }),
  },
  {
    code: 'AIC-2173',
    severity: WARNING,
    link: source('pkg/scheduler/framework/session_plugins.go#L505'),
    faults: ({ tiers }) => {
      const tierOf = (name: string): number => tiers.findIndex((tier) => tier.some((p) => p.name === name));
      if (tierOf('gang') < 0 || tierOf('sla') <= tierOf('gang')) return [];
      return [
        {
          place: `tiers[${tierOf('sla')}] (sla)`,
          what: 'sla stands below gang, which refuses first: it puts overdue jobs in front and keeps no devices for them',
          got: prose('sla in a tier below gang'),
          want: 'sla in a tier above gang',
          fix: 'Move sla into a first tier of its own; enableJobOrder: false leaves the order of jobs to priorities.',
        },
      ];
    },
  },
  {
    code: 'AIC-2139',
    severity: ERROR,
    link: source('pkg/scheduler/framework/arguments.go#L150'),
    faults: ({ configurations, actions }) =>
      configurations.flatMap(({ name, arguments: settings }, i) => {
        const known = Object.keys(ACTIONS).includes(name) ? ACTIONS[name] : undefined;
        const place = `configurations[${i}] (${name})`;
        const isDone = name === 'init-params' || actions.includes(name);
        const wrong = Object.entries(settings).flatMap(([key, value]) => {
          const type = known === undefined ? undefined : argumentType(known, key);
          return type === undefined
            ? [`${key}: unknown`]
            : mismatches(value, type, key).map((m) => `${m.path}: ${m.wanted}`);
        });
        if (known !== undefined && isDone && wrong.length === 0) return [];
        return [
          {
            place,
            what: 'arguments of an action are ignored',
            got: prose(known === undefined || !isDone ? `${name} is none of the actions` : wrong.join(', ')),
            want: `arguments of an action that is done${known === undefined ? '' : `: ${Object.keys(known).join(', ') || '(none)'}`}`,
            fix: 'Name an action that stands in actions, and its arguments as upstream spells and types them.',
          },
        ];
      }),
  },
  {
    code: 'AIC-2140',
    severity: ERROR,
    link: source('pkg/scheduler/actions/shuffle/shuffle.go'),
    faults: (policy) => {
      const has = (name: string): boolean => pluginOf(policy, name) !== undefined;
      const shuffles = policy.actions.includes(SchedulerAction.SHUFFLE);
      const missing = [
        ...(shuffles && !['rescheduling', 'tdm', 'pdb'].some(has)
          ? ['shuffle without rescheduling or tdm, which name the pods']
          : []),
        ...(has('rescheduling') && !shuffles ? ['rescheduling without the action shuffle, which evicts the pods'] : []),
        ...(has('usage') && policy.metrics.type === undefined ? ['usage without metrics, which it decides by'] : []),
      ];
      return missing.map((text) => ({
        what: 'half of something is configured, and does nothing',
        got: prose(text),
        want: 'both halves',
        fix: 'Add what is missing, or drop the other half.',
      }));
    },
  },
  {
    code: 'AIC-2171',
    severity: ERROR,
    link: source('pkg/scheduler/metrics/source/metrics_client.go#L47'),
    faults: ({ metrics }) => {
      const types = ['prometheus', 'prometheus_adaptor', 'elasticsearch'];
      const { type, address } = metrics;
      const isKnown = types.includes(String(type));
      if (Object.keys(metrics).length === 0 || (isKnown && (address !== undefined || type === 'prometheus_adaptor')))
        return [];
      return [
        {
          place: 'metrics',
          what: 'the scheduler cannot read the usage of nodes',
          got: prose(isKnown ? `${String(type)} without an address` : `type ${String(type)}`),
          want: `type ${types.join(', ')}, and the address of the first or the last`,
          fix: 'Without metrics the plugin usage lets every node pass, and says nothing.',
        },
      ];
    },
  },
  {
    code: 'AIC-2172',
    severity: WARNING,
    link: source('pkg/scheduler/plugins/gang/gang.go'),
    faults: (policy) =>
      ['gang', 'predicates']
        .filter((name) => pluginOf(policy, name) === undefined)
        .map((name) => ({
          place: 'tiers',
          what:
            name === 'gang'
              ? 'nothing holds gangs together: their pods start one by one'
              : 'nothing looks at node selectors, taints and affinities: pods land on any node with room',
          got: prose(`no plugin ${name}`),
          want: `${name} in one of the tiers`,
          fix: `Add SchedulerPlugin.of('${name}').`,
        })),
  },
  {
    code: 'AIC-2135',
    severity: WARNING,
    link: issue(4679),
    faults: ({ actions }) =>
      actions.includes(SchedulerAction.ENQUEUE)
        ? [
            {
              place: 'actions',
              what: 'enqueue holds jobs back without pods: they cannot reclaim, and autoscalers do not see them',
              got: prose('enqueue'),
              want: 'actions without enqueue',
              fix: 'Drop enqueue; thousands of pods that wait are the price.',
            },
          ]
        : [],
  },
];
