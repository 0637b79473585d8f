import { manifestsOf } from '../harness';
import { AlertCase, alertCases } from '../monitoring/alert-cases';
import { alertOf, alertsOf, watched } from '../monitoring/support';
import { promtool } from '../support/promtool';

jest.setTimeout(1_200_000);

const MANIFESTS = manifestsOf(watched().stack);
const RULE = MANIFESTS['PrometheusRule/ai-cloud'];
const PLUGINS: string[] = /plugin=~"([^"]+)"/
  .exec(alertOf(RULE, 'AiCloudSchedulerConfigurationNotLoaded').expr)![1]
  .split('|');
const CASES = alertCases(PLUGINS);

test('promtool finds nothing wrong with any rule', () => {
  const rules = RULE.spec.groups.flatMap((group: any) => group.rules).length;
  const { code, output } = promtool(['check', 'rules', '--lint=all', '--lint-fatal', 'rules.json'], {
    'rules.json': RULE.spec,
  });
  expect({ code, output }).toStrictEqual({ code: 0, output: expect.stringContaining(`${rules} rules found`) });
});

test('promtool refuses a rule that is wrong', () => {
  const groups = [{ name: 'wrong', rules: [{ alert: 'Wrong', expr: 'sum by (node (x)' }] }];
  expect(promtool(['check', 'rules', 'rules.json'], { 'rules.json': { groups } })).toMatchObject({ code: 1 });
});

test('every query of every dashboard is PromQL', () => {
  const panels = Object.values(MANIFESTS)
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.labels?.grafana_dashboard === '1')
    .flatMap(({ data }) => JSON.parse(Object.values<string>(data)[0]).panels);
  const queries: string[] = panels.flatMap(({ targets = [] }: any) => targets).map(({ expr }: any) => expr);
  expect(queries.length).toBeGreaterThan(35);
  const rules = queries.map((expr, i) => ({ record: `panel:${i}`, expr }));
  const { code, output } = promtool(['check', 'rules', 'rules.json'], {
    'rules.json': { groups: [{ name: 'panels', rules }] },
  });
  expect({ code, output }).toStrictEqual({ code: 0, output: expect.stringContaining(`${queries.length} rules found`) });
});

test('every alert is shown to speak and to be quiet', () => {
  const names = alertsOf(RULE).map((rule) => rule.alert);
  for (const speaks of [true, false]) {
    const shown = CASES.filter((c) => c.speaks === speaks).map((c) => c.alert);
    expect(names.filter((name) => !shown.includes(name))).toStrictEqual([]);
  }
});

/** Names of the alerts of a case; promtool prints what it got when it expected something else. */
function verdict({ alert, minute, speaks, series }: AlertCase): string {
  const { code, output } = promtool(['test', 'rules', 'test.json'], {
    'rules.json': RULE.spec,
    'test.json': {
      rule_files: ['rules.json'],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: series,
          promql_expr_test: [
            {
              expr: `count(count by (alertname) (ALERTS{alertname="${alert}", alertstate="firing"}))`,
              eval_time: `${minute}m`,
              exp_samples: speaks ? [{ labels: '{}', value: 1 }] : [],
            },
          ],
        },
      ],
    },
  });
  return code === 0 ? 'as it should' : output;
}

test.each(CASES.filter(({ speaks }) => speaks))('$alert speaks when $when', (alertCase) => {
  expect(verdict(alertCase)).toBe('as it should');
});

test.each(CASES.filter(({ speaks }) => !speaks))('$alert is quiet when $when', (alertCase) => {
  expect(verdict(alertCase)).toBe('as it should');
});

test('useful allocation counts devices of whole gangs alone', () => {
  const series = CASES.find(({ when }) => when === 'all is bound by a gang that is not whole')!.series;
  const sample = (expr: string, value: number): any => ({
    expr,
    eval_time: '10m',
    exp_samples: [{ labels: `${expr}{resource="nvidia_com_gpu"}`, value }],
  });
  const { code, output } = promtool(['test', 'rules', 'test.json'], {
    'rules.json': RULE.spec,
    'test.json': {
      rule_files: ['rules.json'],
      tests: [
        {
          interval: '1m',
          input_series: series,
          promql_expr_test: [
            sample('cluster:ai_cloud_devices:bound', 16),
            sample('cluster:ai_cloud_devices:stranded', 16),
            sample('cluster:ai_cloud_devices:waiting', 8),
            sample('cluster:ai_cloud_useful_allocation:ratio', 0),
          ],
        },
      ],
    },
  });
  expect({ code, output }).toMatchObject({ code: 0 });
});

test('texts of alerts are filled in with what the alert is about', () => {
  const xid = CASES.find(({ alert, speaks }) => alert === 'AiCloudXid' && speaks)!;
  const labels = { node: 'n0', gpu: '0', UUID: 'GPU-1', pci_bus_id: '00000000:3B:00.0', modelName: 'NVIDIA H800' };
  const { annotations } = alertOf(RULE, 'AiCloudXid');
  const { code, output } = promtool(['test', 'rules', 'test.json'], {
    'rules.json': RULE.spec,
    'test.json': {
      rule_files: ['rules.json'],
      tests: [
        {
          interval: '1m',
          input_series: xid.series,
          alert_rule_test: [
            {
              alertname: 'AiCloudXid',
              eval_time: '10m',
              exp_alerts: [
                {
                  exp_labels: { ...labels, severity: 'critical' },
                  exp_annotations: {
                    ...annotations,
                    summary: 'GPU 0 (00000000:3B:00.0) of n0 reports XID 79.',
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  });
  expect({ code, output }).toMatchObject({ code: 0 });
});
