import { Duration } from '../../lib';
import { recordedRules } from '../../lib/model-store/sight/private/recorded';
import { AlertCase } from '../monitoring/alert-cases';
import { MODEL_STORE_CASES } from '../model-store/sight/alert-cases';
import { dashboardOf, peerCopies, rulesOf, sight } from '../model-store/sight/support';
import { promtool } from '../support/promtool';

jest.setTimeout(1_200_000);

const MANIFESTS = sight({ thresholds: { restoreFor: Duration.hours(4) } });
const RULE = MANIFESTS['PrometheusRule/model-store'];
/** Rules of a store whose nodes hold copies. */
const OF_COPIES = peerCopies()['PrometheusRule/model-store'];
const has = (rule: any, name: string): boolean => rulesOf(rule).some(({ alert }) => alert === name);

test('promtool finds nothing wrong with any rule of a model store', () => {
  for (const rule of [RULE, OF_COPIES]) {
    const { code, output } = promtool(['check', 'rules', '--lint=all', '--lint-fatal', 'rules.json'], {
      'rules.json': rule.spec,
    });
    expect({ code, output }).toStrictEqual({
      code: 0,
      output: expect.stringContaining(`${rulesOf(rule).length} rules found`),
    });
  }
});

test('rules of JuiceFS and every query of the dashboard are PromQL', () => {
  const juicefs = recordedRules({
    namespace: 'models',
    engine: 'juicefs',
    files: [],
    mountpoints: [],
    thresholds: {} as never,
  });
  const queries: string[] = dashboardOf(MANIFESTS)
    .panels.flatMap(({ targets = [] }: any) => targets)
    .map(({ expr }: any) => expr);
  const rules = [...juicefs.map(({ expr }) => expr), ...queries].map((expr, i) => ({ record: `panel:${i}`, expr }));
  const { code, output } = promtool(['check', 'rules', 'rules.json'], {
    'rules.json': { groups: [{ name: 'panels', rules }] },
  });
  expect({ code, output }).toStrictEqual({ code: 0, output: expect.stringContaining(`${rules.length} rules found`) });
});

test('every alert of a model store is shown to speak and to be quiet', () => {
  const names = [...rulesOf(RULE), ...rulesOf(OF_COPIES)].flatMap(({ alert }) => (alert === undefined ? [] : [alert]));
  for (const speaks of [true, false]) {
    const shown = MODEL_STORE_CASES.filter((c) => c.speaks === speaks).map((c) => c.alert);
    expect(names.filter((name) => !shown.includes(name))).toStrictEqual([]);
  }
});

function played(rule: any, series: AlertCase['series'], test: object): { code: number; output: string } {
  return promtool(['test', 'rules', 'test.json'], {
    'rules.json': rule.spec,
    'test.json': {
      rule_files: ['rules.json'],
      evaluation_interval: '1m',
      tests: [{ interval: '1m', input_series: series, ...test }],
    },
  });
}

test.each(MODEL_STORE_CASES.map((c) => ({ ...c, does: c.speaks ? 'speaks' : 'is quiet' })))(
  '$alert $does when $when',
  ({ alert, minute, speaks, series }) => {
    const { code, output } = played(has(RULE, alert) ? RULE : OF_COPIES, series, {
      promql_expr_test: [
        {
          expr: `count(count by (alertname) (ALERTS{alertname="${alert}", alertstate="firing"}))`,
          eval_time: `${minute}m`,
          exp_samples: speaks ? [{ labels: '{}', value: 1 }] : [],
        },
      ],
    });
    expect(code === 0 ? 'as it should' : output).toBe('as it should');
  },
);

test('what is known at synthesis and what is measured meet in one series', () => {
  const { series } = MODEL_STORE_CASES.find(({ when }) => when === 'it becomes warm')!;
  const sample = (expr: string, labels: string, value: number): any => ({
    expr,
    eval_time: '60m',
    exp_samples: [{ labels, value }],
  });
  const of = 'dataset="qwen3-32b", namespace="models"';
  const { code, output } = played(RULE, series, {
    promql_expr_test: [
      sample(
        'dataset:ai_cloud_tier:bytes{tier="hot"}',
        `dataset:ai_cloud_tier:bytes{${of}, kind="model", tier="hot"}`,
        66 * 1024 ** 3,
      ),
      sample('dataset:ai_cloud_warm:ratio', `dataset:ai_cloud_warm:ratio{${of}}`, 0.5),
      sample('dataset:ai_cloud_cache_hit:ratio', `dataset:ai_cloud_cache_hit:ratio{${of}}`, 0.1),
    ],
  });
  expect(code === 0 ? 'as it should' : output).toBe('as it should');
});
