import { chartsOf, manifestsOf } from '../harness';
import { metricsIn, VERIFIED } from './metrics';
import { watched } from './support';

const MANIFESTS = manifestsOf(watched().stack);
const RULES: any[] = MANIFESTS['PrometheusRule/ai-cloud'].spec.groups.flatMap((group: any) => group.rules);
const RECORDED: string[] = RULES.flatMap(({ record }) => (record === undefined ? [] : [record]));
const DASHBOARDS: any[] = Object.values(MANIFESTS)
  .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.grafana_dashboard === '1')
  .map(({ data }) => JSON.parse(Object.values<string>(data)[0]));
const TARGETS: string[] = DASHBOARDS.flatMap(({ panels }) => panels)
  .flatMap(({ targets = [] }) => targets)
  .map(({ expr }) => expr);
const VARIABLES: string[] = DASHBOARDS.flatMap(({ templating }) => templating.list)
  .filter(({ type }) => type === 'query')
  .map(({ query }) => query.query.replace(/^label_values\((.*), \w+\)$/, '$1'));

test('reads the metrics of an expression and nothing else', () => {
  expect(
    metricsIn('sum by (node) (rate(a_total{b="c_d", e=~"f"}[5m])) * on (g) group_left (h) x:y:z / 1000 and i unless j'),
  ).toStrictEqual(['a_total', 'x:y:z', 'i', 'j']);
});

test('rules and dashboards use verified and recorded metrics only', () => {
  const verified = Object.values(VERIFIED).flatMap(({ names }) => names);
  const used = [...RULES.map(({ expr }) => expr), ...TARGETS, ...VARIABLES].flatMap(metricsIn);
  expect([...new Set(used)].filter((name) => !verified.includes(name) && !RECORDED.includes(name))).toStrictEqual([]);
});

test('every verified metric is used, and every recorded one', () => {
  const used = new Set([...RULES.map(({ expr }) => expr), ...TARGETS, ...VARIABLES].flatMap(metricsIn));
  const all = [...Object.values(VERIFIED).flatMap(({ names }) => names), ...RECORDED];
  expect(all.filter((name) => !used.has(name))).toStrictEqual([]);
});

test('a recorded metric is recorded before it is used', () => {
  const seen = new Set<string>();
  const early: string[] = [];
  for (const { record, expr } of RULES) {
    early.push(...metricsIn(expr).filter((name) => name.includes(':') && !seen.has(name)));
    if (record !== undefined) seen.add(record);
  }
  expect(early).toStrictEqual([]);
});

test('every metric of NVIDIA devices is one that the exporter is told to measure', () => {
  const { values } = chartsOf(watched().stack)['gpu-operator'];
  const measured = values.dcgmExporter.config.data.split('\n').map((line: string) => line.split(',')[0]);
  const wanted = [...VERIFIED['dcgm-exporter'].names, ...VERIFIED.dcgm.names];
  expect(wanted.filter((name) => !measured.includes(name))).toStrictEqual([]);
});
