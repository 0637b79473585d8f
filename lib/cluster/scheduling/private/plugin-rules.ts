import { ArgumentType, mismatches } from './argument-type';
import { argumentType, PLUGINS, SWITCHES } from './plugin-table';
import { isOn, PluginData } from './policy-data';
import { Fault, Rule, source } from './rule';
import { prose } from '../../../core/private/fail';
import { FindingSeverity } from '../scheduler-finding';

const { ERROR, WARNING } = FindingSeverity;
const NAMES = Object.keys(PLUGINS).sort();
const DECODED = ['extender', 'predicates', 'resource-strategy-fit', 'rescheduling', 'tdm'];

/** What can be seen of one plugin alone. */
export const PLUGIN_RULES: readonly Rule<PluginData>[] = [
  {
    code: 'AIC-2122',
    severity: ERROR,
    link: source('pkg/scheduler/framework/framework.go#L45'),
    faults: ({ name }) =>
      NAMES.includes(name)
        ? []
        : [
            {
              what: 'the scheduler has no such plugin',
              got: name,
              want: `one of ${NAMES.join(', ')}`,
              fix: 'Correct the name; plugins of your own need a scheduler image of your own.',
            },
          ],
  },
  {
    code: 'AIC-2125',
    severity: ERROR,
    link: source('pkg/scheduler/conf/scheduler_conf.go#L52'),
    faults: ({ name, switches }) =>
      Object.entries(switches)
        .filter(([key, value]) => !SWITCHES.includes(key) || typeof value !== 'boolean')
        .map(([key, value]) => ({
          what: SWITCHES.includes(key)
            ? `switch ${key} of plugin ${name} is neither on nor off`
            : `plugin ${name} has no such switch`,
          got: SWITCHES.includes(key) ? value : key,
          want: SWITCHES.includes(key) ? 'true or false' : `one of ${SWITCHES.join(', ')}`,
          fix: 'Mind the spelling, which differs from switch to switch: the scheduler ignores others in silence.',
        })),
  },
  {
    code: 'AIC-2124',
    severity: ERROR,
    link: source('pkg/scheduler/framework/arguments.go#L38'),
    faults: (plugin) =>
      argumentsOf(plugin)
        .filter(({ type }) => type === undefined)
        .map(({ argument }) => ({
          what: `plugin ${plugin.name} has no such argument`,
          got: argument,
          want: `one of ${Object.keys(PLUGINS[plugin.name]).join(', ') || '(none)'}`,
          fix: 'Correct the name: the scheduler ignores others in silence.',
        })),
  },
  {
    code: 'AIC-2123',
    severity: ERROR,
    link: source('pkg/scheduler/framework/arguments.go#L38'),
    faults: (plugin) =>
      argumentsOf(plugin).flatMap(({ argument, value, type }) =>
        type === undefined ? [] : mismatches(value, type, argument).map((m) => wrongType(plugin.name, m)),
      ),
  },
  {
    code: 'AIC-2131',
    severity: ERROR,
    link: source('pkg/scheduler/plugins/deviceshare/deviceshare.go#L117'),
    faults: (plugin) => {
      const on = modesOf(plugin).filter((mode) => /GPU/.test(mode));
      return plugin.name !== 'deviceshare' || on.length < 2
        ? []
        : [
            {
              what: 'deviceshare shares devices in two ways, which ends the scheduler',
              got: on,
              want: 'one of them',
              fix: 'Keep deviceshare.VGPUEnable; the two others are its predecessors.',
            },
          ];
    },
  },
  {
    code: 'AIC-2142',
    severity: WARNING,
    link: source('pkg/scheduler/plugins/deviceshare/deviceshare.go#L131'),
    faults: (plugin) =>
      plugin.name !== 'deviceshare' || modesOf(plugin).length > 0
        ? []
        : [
            {
              what: 'deviceshare shares devices in no way',
              got: prose('no mode that is on'),
              want: `one of ${MODES.join(', ')}`,
              fix: 'Switch on the mode of the device plugin that runs on the nodes, or drop deviceshare.',
            },
          ],
  },
  {
    code: 'AIC-2132',
    severity: ERROR,
    link: source('pkg/scheduler/plugins/overcommit/overcommit.go#L78'),
    faults: (plugin) => {
      const factor = plugin.arguments['overcommit-factor'];
      return plugin.name !== 'overcommit' || typeof factor !== 'number' || factor >= 1
        ? []
        : [
            {
              what: 'the overcommit factor is below 1',
              got: factor,
              want: '1 or more',
              fix: 'The scheduler would take 1.2 instead; use capability of queues to hold jobs back.',
            },
          ];
    },
  },
];

const MODES = [
  'VGPUEnable',
  'GPUSharingEnable',
  'GPUNumberEnable',
  'AscendMindClusterVNPUEnable',
  'AscendHAMiVNPUEnable',
];

function modesOf(plugin: PluginData): string[] {
  return MODES.filter((mode) => /^(?:true|t|1)$/i.test(String(plugin.arguments[`deviceshare.${mode}`])));
}

/** Whether a plugin hands out Volcano's own parts of GPUs. */
export function sharesVolcanoGpus(plugin: PluginData): boolean {
  return plugin.name === 'deviceshare' && modesOf(plugin).includes('VGPUEnable') && isOn(plugin, 'enablePredicate');
}

interface Argument {
  readonly argument: string;
  readonly value: unknown;
  readonly type?: ArgumentType;
}

function argumentsOf(plugin: PluginData): Argument[] {
  if (!NAMES.includes(plugin.name)) return [];
  return Object.entries(plugin.arguments).map(([argument, value]) => ({
    argument,
    value,
    type: argumentType(PLUGINS[plugin.name], argument),
  }));
}

function wrongType(plugin: string, m: { path: string; given: unknown; wanted: string }): Fault {
  return {
    what: `argument ${m.path} of plugin ${plugin} has the wrong type`,
    got: m.given,
    want: `a value given as ${m.wanted}`,
    fix: DECODED.includes(plugin)
      ? 'Write it as upstream reads it: the scheduler ends when this plugin cannot decode an argument.'
      : 'Write it as upstream reads it: a value of another type is ignored with a line in the log.',
  };
}
