import type { ObjectResult, UnitResult } from '../objects/result.js';
import type { ClusterResult, RehearsalResult } from '../result.js';
import type { ScenarioResult } from '../scenarios/index.js';

/** What a rehearsal found, as JUnit XML: a suite for each unit, and one for the scenarios. */
export function asJunit({ clusters, seconds }: RehearsalResult, allowUnchecked: boolean): string {
  const suites = clusters.flatMap((cluster) => [
    ...cluster.units.map((unit) => unitSuite(unit, allowUnchecked)),
    scenarioSuite(cluster),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="rehearsal" time="${seconds.toFixed(1)}">\n${suites.join('\n')}\n</testsuites>\n`;
}

function unitSuite(unit: UnitResult, allowUnchecked: boolean): string {
  const cases = unit.objects.map((object) => objectCase(unit, object, allowUnchecked));
  return suite(unit.path, unit.seconds, cases);
}

function objectCase(unit: UnitResult, { object, outcome, reason }: ObjectResult, allowUnchecked: boolean): string {
  const attributes = { classname: unit.path, name: object };
  if (outcome === 'accepted' || outcome === 'changed') return element('testcase', attributes);
  if (outcome === 'left-out' || (outcome === 'not-checked' && allowUnchecked)) {
    return element('testcase', attributes, element('skipped', { message: reason ?? '' }));
  }
  return element('testcase', attributes, element('failure', { type: outcome, message: reason ?? '' }));
}

function scenarioSuite({ cluster, scenarios, workloads }: ClusterResult): string {
  const pods = (workloads?.refused ?? []).map(({ workload, reason }) =>
    element(
      'testcase',
      { classname: cluster, name: `pods of ${workload}` },
      element('failure', { type: 'refused', message: reason }),
    ),
  );
  const seconds = scenarios.reduce((sum, scenario) => sum + scenario.seconds, 0);
  return suite(`${cluster} scenarios`, seconds, [
    ...pods,
    ...scenarios.map((scenario) => scenarioCase(cluster, scenario)),
  ]);
}

function scenarioCase(cluster: string, { name, state, summary, checks, seconds }: ScenarioResult): string {
  const attributes = { classname: cluster, name, time: seconds.toFixed(1) };
  if (state === 'skipped') return element('testcase', attributes, element('skipped', { message: summary }));
  const seen = checks.map(({ held, text }) => `${held ? 'held' : 'FAILED'}: ${text}`).join('\n');
  const output = `<system-out>${escape(seen)}</system-out>`;
  const failure = state === 'failed' ? element('failure', { type: 'scenario', message: summary }) : '';
  return element('testcase', attributes, failure + output);
}

function suite(name: string, seconds: number, cases: readonly string[]): string {
  const failures = cases.filter((one) => one.includes('<failure ')).length;
  const skipped = cases.filter((one) => one.includes('<skipped ')).length;
  const attributes = {
    name,
    tests: String(cases.length),
    failures: String(failures),
    skipped: String(skipped),
    time: seconds.toFixed(1),
  };
  return element('testsuite', attributes, `\n${cases.join('\n')}\n`);
}

function element(name: string, attributes: { readonly [name: string]: string }, content = ''): string {
  const text = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(value)}"`)
    .join('');
  return content === '' ? `<${name}${text}/>` : `<${name}${text}>${content}</${name}>`;
}

/** Characters that XML 1.0 does not allow at all are left out. */
function escape(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
