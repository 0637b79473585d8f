import { IConstruct } from 'constructs';
import { BUILT_IN } from './render-rules';
import { resolveRuleContext } from './resolve-rules';
import { ICluster } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { foreignAmong } from '../../core/private/belongs';
import { fail, prose } from '../../core/private/fail';
import { AlertRule } from '../alert-rule';
import { AlertThresholds } from '../alert-thresholds';
import { ScrapeOptions } from '../scrape-options';

/** Names of all alerts that come with the library: those of a cluster that has everything. */
export function builtInNames(): string[] {
  const everything = {
    ...resolveRuleContext([], undefined, {}),
    schedulerPlugins: ['gang'],
    resources: ['nvidia.com/gpu'],
    expectedDevices: { 'nvidia.com/gpu': 1 },
    hasNvidia: true,
  };
  return Object.values(BUILT_IN)
    .flatMap((make) => make(everything).map(({ name }) => name))
    .sort();
}

export function checkWithout(scope: IConstruct, without: readonly string[]): ReadonlySet<string> {
  const known = builtInNames();
  const unknown = without.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw fail(scope, {
      code: 'AIC-2305',
      what: 'the alert that is left out does not exist',
      got: unknown,
      want: `one of ${known.join(', ')}`,
      fix: 'Correct the name; alerts of your own are left out by not adding them.',
    });
  }
  return new Set(without);
}

export function checkAlert(scope: IConstruct, name: string, rule: AlertRule, taken: readonly string[]): void {
  if (!/^[A-Z][A-Za-z0-9]{0,62}$/.test(name)) {
    throw fail(scope, {
      code: 'AIC-2306',
      what: 'the alert has no usable name',
      got: name,
      want: 'letters and digits, beginning with a capital letter, at most 63',
      fix: 'Write it like DiskAlmostFull: it is a label in Alertmanager and a heading in the runbook.',
    });
  }
  if (taken.includes(name) || builtInNames().includes(name)) {
    throw fail(scope, {
      code: 'AIC-2307',
      what: 'the alert exists',
      got: name,
      want: 'each name once',
      fix: 'Give it another name; to replace one of the library, name it in withoutAlerts and add yours under another name.',
    });
  }
  const empty = (['expression', 'summary', 'description', 'runbook'] as const).find((key) => rule[key].trim() === '');
  if (empty !== undefined) {
    throw fail(scope, {
      code: 'AIC-2308',
      what: `the alert ${name} has no ${empty}`,
      got: rule[empty],
      want: 'a text',
      fix: 'Say what is wrong, what it means and what to do: whoever is woken up by it has nothing else.',
    });
  }
}

export function checkThresholds(scope: IConstruct, thresholds: AlertThresholds): void {
  const limits = { usefulAllocationPercent: 100, idleUtilizationPercent: 100, fabricErrorsPerQuarterHour: Infinity };
  for (const [name, most] of Object.entries(limits)) {
    const value = thresholds[name as keyof typeof limits];
    if (value === undefined || (Number.isFinite(value) && value >= 0 && value <= most)) continue;
    throw fail(scope, {
      code: 'AIC-2309',
      what: `the threshold ${name} is out of range`,
      got: value,
      want: most === Infinity ? '0 or more' : `0 to ${most}`,
      fix: 'Percentages are written as such: 65, not 0.65.',
    });
  }
}

export function checkScrape(scope: IConstruct, name: string, options: ScrapeOptions, isTaken: boolean): void {
  if (isTaken) {
    throw fail(scope, {
      code: 'AIC-2312',
      what: 'something is scraped under this name already',
      got: name,
      want: 'each name once',
      fix: 'Give it another name: a monitor is called after it.',
    });
  }
  const { port, podLabels } = options;
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65_535;
  if (isPort && Object.keys(podLabels).length > 0) return;
  throw fail(scope, {
    code: 'AIC-2310',
    what: `nothing says what is scraped for ${name}`,
    got: prose(`port ${port} and ${Object.keys(podLabels).length} labels`),
    want: 'a port from 1 to 65535 and one label or more',
    fix: 'Copy both from the pods: kubectl get pods -o yaml.',
  });
}

export function checkPools(scope: IConstruct, pools: readonly IPool[], cluster: ICluster): void {
  const foreign = foreignAmong(pools, cluster);
  if (foreign === undefined) return;
  throw fail(scope, {
    code: 'AIC-2311',
    what: 'a pool belongs to another cluster',
    got: foreign.node.path,
    want: `pools of ${cluster.node.path}`,
    fix: 'Give each cluster a Monitoring of its own.',
  });
}
