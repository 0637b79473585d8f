import { readYaml } from '../charts/yaml.js';
import type { Scenario } from './scenario.js';
import { Skip } from './scenario.js';
import { isDeepStrictEqual } from 'node:util';

/** What the scheduler tells about a configuration that it could not use, or only in part. */
const COMPLAINTS =
  /is invalid:|Failed to read the Scheduler config|Could not parse argument|Failed to get plugin|watch .* error/;
const LOADED = /Finished loading scheduler config\. Final state: actions=\[([^\]]*)\], plugins=\[([^\]]*)\]/g;

interface Configuration {
  readonly actions?: string;
  readonly tiers?: readonly { readonly plugins?: readonly { readonly name: string }[] }[];
}

/** The scheduler works with the configuration that the program wrote. */
export const EFFECTIVE_CONFIGURATION: Scenario = {
  name: 'effective-configuration',
  title: "the scheduler's effective configuration, from its log, is the one that was emitted",
  needsPool: false,
  async play({ api, controlPlane, program, signal }, record) {
    const fact = program.cluster?.scheduler;
    if (!fact) throw new Skip('the blueprint names no configuration of the scheduler');
    const emitted = readYaml(fact.configuration) as Configuration;
    const url = `/api/v1/namespaces/${fact.namespace}/configmaps/${fact.configMap}`;
    const { body } = await api.request('GET', url, { signal });
    const stored = (body as { data?: { [key: string]: string } }).data?.[fact.key];
    record.check(
      stored !== undefined && isDeepStrictEqual(readYaml(stored), emitted),
      `ConfigMap ${fact.namespace}/${fact.configMap} holds the emitted configuration under ${fact.key}`,
    );
    const log = await controlPlane.log('vc-scheduler');
    const loaded = [...log.matchAll(LOADED)].at(-1);
    record.check(loaded !== undefined, 'the scheduler tells in its log what it loaded');
    const actions = (emitted.actions ?? '').split(',').map((action) => action.trim());
    const plugins = (emitted.tiers ?? []).flatMap((tier) => (tier.plugins ?? []).map(({ name }) => name));
    const same = (name: string, text: string | undefined, want: readonly string[]): void => {
      record.check(
        text === want.join(' '),
        `${name} in use are ${want.join(', ')}${text === want.join(' ') ? '' : `, but the log says ${text}`}`,
      );
    };
    same('actions', loaded?.[1], actions);
    same('plugins', loaded?.[2], plugins);
    const complaint = log.split('\n').find((line) => COMPLAINTS.test(line));
    record.check(
      complaint === undefined,
      `the scheduler takes every part of it${complaint ? `, but says: ${complaint}` : ''}`,
    );
    record.measure('actions', actions.length);
    record.measure('plugins', plugins.length);
    record.say(`${actions.length} actions and ${plugins.length} plugins as emitted, no complaint in the log`);
  },
};
