import { table } from '../../table.js';
import type { ObjectResult, UnitResult } from '../objects/result.js';
import { count } from '../objects/result.js';
import type { ClusterResult, RehearsalResult } from '../result.js';
import type { ScenarioResult } from '../scenarios/index.js';
import { inSeconds } from '../scenarios/scenario.js';

/** Characters of a line about a scenario. */
const SEEN_WIDTH = 90;

/** What a rehearsal found, for people. */
export function asText(result: RehearsalResult): string {
  const parts = result.clusters.flatMap((cluster) => [
    ...(result.clusters.length > 1 ? [`Cluster ${cluster.cluster}`] : []),
    unitTable(cluster.units),
    ...details(cluster),
    ...(cluster.scenarios.length > 0 ? [scenarioTable(cluster.scenarios)] : []),
    ...failures(cluster.scenarios),
    ...(cluster.kept ? [kept(cluster.kept)] : []),
  ]);
  return [...parts, verdict(result)].join('\n\n');
}

function unitTable(units: readonly UnitResult[]): string {
  const numbers = (objects: readonly ObjectResult[]): number[] => [
    objects.length,
    count(objects, 'accepted'),
    count(objects, 'changed'),
    count(objects, 'refused'),
    count(objects, 'not-checked') + count(objects, 'needs-value'),
    count(objects, 'left-out'),
  ];
  const header = ['unit', 'kind', 'objects', 'accepted', 'changed', 'refused', 'not checked', 'left out', 'from'];
  const total = numbers(units.flatMap(({ objects }) => objects));
  return table(header, [
    ...units.map(({ path, kind, objects, source }) => [path, kind, ...numbers(objects), source ?? '']),
    ['all', '', ...total, ''],
  ]);
}

/** Everything that a reader must know beyond the numbers. */
function details({ units, workloads, standIns }: ClusterResult): string[] {
  const lines = units.flatMap((unit) => [
    ...unit.objects.flatMap((object) => objectLines(unit, object)),
    ...unit.notes.map((note) => `· ${unit.path}: ${note}`),
    ...leftOut(unit),
  ]);
  for (const { workload, reason } of workloads?.refused ?? [])
    lines.push(`✖ ${workload}: its pods are refused: ${reason}`);
  if (workloads && workloads.waiting.length > 0) {
    lines.push(`· pods wait: ${workloads.waiting.join(', ')}`);
  }
  lines.push(...stoodIn(standIns));
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function stoodIn(
  { objects, volumes, definitions = [] }: NonNullable<ClusterResult['standIns']> = { objects: [], volumes: [] },
): string[] {
  return [
    ...(definitions.length > 0
      ? [`· definitions that the cluster itself has, and the program uses: ${definitions.join(', ')}`]
      : []),
    ...(objects.length > 0
      ? [`· made here, since pods name them and nobody provides them: ${objects.join(', ')}`]
      : []),
    ...(volumes.length > 0 ? [`· storage that nobody provides here: volumes made for ${volumes.join(', ')}`] : []),
  ];
}

function objectLines(unit: UnitResult, { object, outcome, reason, changed, path }: ObjectResult): string[] {
  const where = path ?? unit.path;
  if (outcome === 'refused') return [`✖ ${object} at ${where} refused: ${reason}`];
  if (outcome === 'needs-value') return [`✖ ${object} at ${where} needs a value: ${reason}`];
  if (outcome === 'not-checked') return [`? ${object} at ${where} not checked: ${reason}`];
  if (outcome === 'changed') return [`~ ${object} at ${where} changed by admission: ${changed!.join(', ')}`];
  if (outcome === 'accepted' && reason !== undefined) return [`· ${object} at ${where} ${reason}`];
  return [];
}

function leftOut({ path, objects }: UnitResult): string[] {
  const reasons = new Map<string, number>();
  for (const { outcome, reason } of objects) {
    if (outcome === 'left-out') reasons.set(reason!, (reasons.get(reason!) ?? 0) + 1);
  }
  return [...reasons].map(([reason, number]) => `· ${path}: ${number} left out: ${reason}`);
}

function scenarioTable(scenarios: readonly ScenarioResult[]): string {
  return table(
    ['scenario', 'result', 'time', 'seen'],
    scenarios.map((scenario) => [scenario.name, scenario.state, inSeconds(scenario.seconds), seen(scenario)]),
    SEEN_WIDTH,
  );
}

/** What failed is told below the table, however long it is. */
function seen({ state, summary, checks }: ScenarioResult): string {
  if (state !== 'failed') return summary;
  return `${checks.filter(({ held }) => !held).length} of ${checks.length} checks do not hold`;
}

function failures(scenarios: readonly ScenarioResult[]): string[] {
  const lines = scenarios.flatMap(({ name, checks }) =>
    checks.filter(({ held }) => !held).map(({ text }) => `✖ ${name}: ${text}`),
  );
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function kept({ kubeconfig, stop }: NonNullable<ClusterResult['kept']>): string {
  return `Still running. To look at it: export KUBECONFIG=${kubeconfig}\nTo stop it: ${stop}`;
}

function verdict({ held, reasons, seconds }: RehearsalResult): string {
  if (held) return `Rehearsed in ${inSeconds(seconds)}: everything held.`;
  return `Rehearsed in ${inSeconds(seconds)}, and it did not hold: ${reasons.join('; ')}.`;
}
