import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordedRules } from '../../../lib/model-store/sight/private/recorded';
import { cacheMonitors } from '../../../lib/model-store/sight/private/monitors';
import { metricsIn } from '../../monitoring/metrics';
import { VERIFIED } from './metrics';
import { dashboardOf, peerCopies, rulesOf, sight } from './support';

const MANIFESTS = sight();
const CACHED = rulesOf(MANIFESTS['PrometheusRule/model-store']);
const OF_CACHED = new Set(CACHED.map(({ alert }) => alert));
/** Those of a store with a cache, and what a store with copies has besides. */
const COPIED = rulesOf(peerCopies()['PrometheusRule/model-store']);
const RULES = [...CACHED, ...COPIED.filter(({ alert }) => alert !== undefined && !OF_CACHED.has(alert))];
const JUICEFS = recordedRules({
  namespace: 'models',
  engine: 'juicefs',
  files: [],
  mountpoints: [],
  thresholds: {} as never,
});
const DASHBOARD = dashboardOf(MANIFESTS);
const TARGETS: string[] = DASHBOARD.panels.flatMap(({ targets = [] }: any) => targets).map(({ expr }: any) => expr);
const EXPRESSIONS: string[] = [...RULES, ...JUICEFS].map(({ expr }) => expr).concat(TARGETS);
const NAMES = Object.values(VERIFIED).flatMap(({ names }) => names);

test('rules and the dashboard use verified and recorded metrics only', () => {
  const recorded = new Set([...RULES, ...JUICEFS].map(({ record }) => record));
  const used = EXPRESSIONS.flatMap(metricsIn).filter((name) => !/^\d/.test(name));
  expect([...new Set(used)].filter((name) => !NAMES.includes(name) && !recorded.has(name))).toStrictEqual([]);
});

test('every verified metric is used, and every recorded one', () => {
  const used = new Set(EXPRESSIONS.flatMap(metricsIn));
  const recorded = RULES.flatMap(({ record }) => (record === undefined ? [] : [record]));
  expect([...NAMES, ...recorded].filter((name) => !used.has(name))).toStrictEqual([]);
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

test('JuiceFS is read at its pods, and its ratios count what FUSE reads', () => {
  const place = { namespace: 'monitoring', selectorLabels: {}, interval: '30s' };
  const [monitor] = cacheMonitors('juicefs', 'model-store', 'models', place);
  expect(monitor).toMatchObject({
    kind: 'PodMonitor',
    spec: {
      namespaceSelector: { matchNames: ['models'] },
      selector: { matchExpressions: [{ key: 'role', operator: 'In', values: ['juicefs-fuse', 'juicefs-worker'] }] },
      podMetricsEndpoints: [
        {
          port: 'metrics',
          relabelings: expect.arrayContaining([
            { sourceLabels: ['__meta_kubernetes_pod_label_release'], targetLabel: 'dataset' },
            { sourceLabels: ['__meta_kubernetes_pod_label_role'], targetLabel: 'role' },
          ]),
        },
      ],
    },
  });
  expect(JUICEFS.map(({ record, labels }) => [record, labels?.source])).toStrictEqual([
    ['dataset:ai_cloud_cache_used:bytes', undefined],
    ['dataset:ai_cloud_cache_read:rate', 'node'],
    ['dataset:ai_cloud_cache_read:rate', 'warm'],
    ['dataset:ai_cloud_warm:ratio', undefined],
    ['dataset:ai_cloud_cache_hit:ratio', undefined],
  ]);
});

test('engines without metrics of their own have no monitor', () => {
  const place = { namespace: 'monitoring', selectorLabels: {}, interval: '30s' };
  for (const engine of ['efc', 'jindo', 'local-model-cache']) {
    expect(cacheMonitors(engine, 'model-store', 'models', place)).toStrictEqual([]);
  }
});

describe('runbooks', () => {
  const TEXT = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'model-store.md'), 'utf8');
  const ALERTS = RULES.filter(({ alert }) => alert !== undefined);

  test.each(ALERTS)('the page has a heading that $alert points to, and its text', (rule) => {
    const { alert, for: pending, labels, annotations } = rule;
    const meaning = annotations.description.replace(/\{\{.*?\}\}/g, '…');
    expect(TEXT).toContain(
      `### ${alert}\n\n*${labels.severity}, after ${pending}.* ${meaning}\n\n${annotations.runbook}\n`,
    );
  });

  test('the page has no alert that does not exist', () => {
    const told = [...TEXT.matchAll(/^### (AiCloud\w+)$/gm)].map(([, name]) => name);
    expect(told.sort()).toStrictEqual(ALERTS.map(({ alert }) => alert).sort());
  });
});
