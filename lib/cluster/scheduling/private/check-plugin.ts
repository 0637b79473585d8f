import { argumentType, ArgumentType, PLUGINS, SWITCHES } from './plugin-table';
import { fail, prose } from '../../../core/private/fail';
import type { SchedulerPluginOptions } from '../scheduler-plugin';

/** Refuses what the scheduler would ignore in silence or end over. */
export function checkPlugin(name: string, options: SchedulerPluginOptions, deviceWeight: number): void {
  if (!Object.keys(PLUGINS).includes(name)) {
    throw fail(undefined, {
      code: 'AIC-2122',
      what: 'the scheduler has no such plugin',
      got: name,
      want: `one of ${Object.keys(PLUGINS).sort().join(', ')}`,
      fix: 'Correct the name; plugins of your own need a scheduler image of your own.',
    });
  }
  for (const key of Object.keys(options.switches ?? {})) {
    if (!SWITCHES.includes(key)) {
      throw fail(undefined, {
        code: 'AIC-2125',
        what: `plugin ${name} has no such switch`,
        got: key,
        want: `one of ${SWITCHES.join(', ')}`,
        fix: 'Mind the spelling, which differs from switch to switch: the scheduler ignores others in silence.',
      });
    }
  }
  checkArguments(name, 'integer', options.integers, Number.isInteger);
  checkArguments(name, 'integer', { 'binpack.resources.*': deviceWeight }, (n) => Number.isInteger(n) && n >= 0);
  checkArguments(name, 'number', options.numbers, Number.isFinite);
  checkArguments(name, 'text', options.texts, (text) => text !== '');
  checkArguments(name, 'flag', options.flags, () => true);
  checkShares(name, options);
}

function checkArguments<T>(
  plugin: string,
  given: ArgumentType,
  values: { [name: string]: T } | undefined,
  isUsable: (value: T) => boolean,
): void {
  for (const [argument, value] of Object.entries(values ?? {})) {
    if (argument === 'binpack.resources.*' && plugin !== 'binpack') continue;
    const wanted = argumentType(plugin, argument);
    if (wanted === undefined) {
      throw fail(undefined, {
        code: 'AIC-2124',
        what: `plugin ${plugin} has no such argument`,
        got: argument,
        want: `one of ${Object.keys(PLUGINS[plugin]).join(', ') || '(none)'}`,
        fix: 'Correct the name: the scheduler ignores others in silence.',
      });
    }
    if (wanted !== given || !isUsable(value)) {
      throw fail(undefined, {
        code: 'AIC-2123',
        what: `argument ${argument} of plugin ${plugin} has the wrong type`,
        got: prose(`${given} ${String(value)}`),
        want: `a value given as ${wanted}`,
        fix: 'Use integers, numbers, texts or flags as upstream reads it: it ignores other types, or stops.',
      });
    }
  }
}

function checkShares(name: string, options: SchedulerPluginOptions): void {
  if (name === 'deviceshare') {
    const on = ['GPUSharingEnable', 'GPUNumberEnable', 'VGPUEnable'].filter((f) => options.flags?.[`deviceshare.${f}`]);
    if (on.length > 1) {
      throw fail(undefined, {
        code: 'AIC-2131',
        what: 'deviceshare shares devices in two ways, which ends the scheduler',
        got: on,
        want: 'one of them',
        fix: 'Keep deviceshare.VGPUEnable; the two others are its predecessors.',
      });
    }
  }
  const factor = options.numbers?.['overcommit-factor'];
  if (factor !== undefined && factor < 1) {
    throw fail(undefined, {
      code: 'AIC-2132',
      what: 'the overcommit factor is below 1',
      got: factor,
      want: '1 or more',
      fix: 'The scheduler would take 1.2 instead; use capability of queues to hold jobs back.',
    });
  }
}
