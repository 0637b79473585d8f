import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const SHARED = join(__dirname, '..', '..', '..', 'shared', 'charts');

/** The default values of a chart: from its folder, else from the shared copies; undefined when neither is there. */
export function defaultValues(chart: string, folder: string | null): any {
  for (const base of [folder, join(SHARED, chart)]) {
    if (base === null) continue;
    for (const file of ['values.yaml', 'values.tmpl.yaml']) {
      const path = join(base, file);
      if (!existsSync(path)) continue;
      const values = parse(readFileSync(path, 'utf8').replace(/\$\{[A-Za-z]+\}/g, 'filled')) ?? {};
      return withComments(chart, withConditions(withSubcharts(values, base), base));
    }
  }
  return undefined;
}

/** Values that the chart's own file shows in a comment only, and its templates read. */
const SHOWN_IN_COMMENTS: { readonly [chart: string]: any } = {
  dragonfly: {
    client: { affinity: {}, config: { gc: { policy: { distThreshold: '' } } } },
    seedClient: { config: { gc: { policy: { distThreshold: '' } } }, persistence: { storageClass: '' } },
  },
  seaweedfs: { s3: { createBuckets: [] } },
  'gpu-operator': { dcgmExporter: { config: { name: '', create: false, data: '' } } },
};

/** Switches of dependencies: Helm reads them, whether the chart's file shows them or not. */
function withConditions(values: any, base: string): any {
  const path = join(base, 'Chart.yaml');
  const { dependencies = [] } = existsSync(path) ? parse(readFileSync(path, 'utf8')) : {};
  const conditions: string[] = dependencies.flatMap((d: any) => (d.condition ?? '').split(',').filter(Boolean));
  return conditions.reduce((all, condition) => {
    const [key, ...rest] = condition.split('.');
    return rest.length !== 1 || key === undefined ? all : { ...all, [key]: { [rest[0]!]: false, ...all[key] } };
  }, values);
}

function withComments(chart: string, values: any): any {
  return deeply(values, SHOWN_IN_COMMENTS[chart] ?? {});
}

/** Values of a dependency are reached through its name. */
function withSubcharts(values: any, base: string): any {
  const merged = { ...values };
  for (const name of Object.keys(values)) {
    const path = join(base, 'charts', name, 'values.yaml');
    if (existsSync(path)) merged[name] = deeply(parse(readFileSync(path, 'utf8')) ?? {}, values[name]);
  }
  return merged;
}

/** The values of a dependency under those that the chart gives it. */
function deeply(below: any, above: any): any {
  if (!isMap(below) || !isMap(above)) return above ?? below;
  const names = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(names.map((name) => [name, deeply(below[name], above[name])]));
}

/** Paths of keys that the chart does not have. A key whose default is empty or absent by design takes anything. */
export function unknownKeys(values: any, defaults: any, path = ''): string[] {
  if (!isMap(values)) return [];
  if (!isMap(defaults)) return [];
  if (path !== '' && Object.keys(defaults).length === 0) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return key in defaults ? unknownKeys(value, defaults[key], at) : [at];
  });
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
