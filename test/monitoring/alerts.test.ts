import {
  Accelerator,
  AlertSeverity,
  DeviceSoftware,
  Duration,
  KarpenterNodeClass,
  Monitoring,
  NodeProvisioning,
  PoolOptions,
  Sharing,
} from '../../lib';
import { clusterFixture, poolOptions } from '../cluster/support';
import { absent, manifestsOf } from '../harness';
import { alertOf, alertsOf, watched } from './support';

const OWN = { expression: 'x > 0', summary: 's', description: 'd', runbook: 'r' };

test('thresholds change the alerts', () => {
  const alerts = manifestsOf(
    watched({
      thresholds: {
        usefulAllocationPercent: 80,
        idleUtilizationPercent: 10,
        idleFor: Duration.hours(2),
        queueStarvedFor: Duration.minutes(20),
        gangPendingFor: Duration.hours(4),
        fabricErrorsPerQuarterHour: 7,
      },
    }).stack,
  )['PrometheusRule/ai-cloud'];
  expect(alertOf(alerts, 'AiCloudLowUsefulAllocation').expr).toContain('* 100 < 80');
  expect(alertOf(alerts, 'AiCloudIdleDevices').expr).toMatch(/\[2h\].* < 10\) and .* > 7200\)$/);
  expect(alertOf(alerts, 'AiCloudQueueStarved').for).toBe('20m');
  expect(alertOf(alerts, 'AiCloudGangPending').for).toBe('4h');
  expect(alertOf(alerts, 'AiCloudFabricErrors').expr).toContain('> 7)');
});

test('thresholds have defaults', () => {
  const alerts = manifestsOf(watched().stack)['PrometheusRule/ai-cloud'];
  expect(alertOf(alerts, 'AiCloudLowUsefulAllocation').expr).toContain('* 100 < 65');
  expect(alertOf(alerts, 'AiCloudIdleDevices').expr).toMatch(/\[1h\].* < 5\) and .* > 3600\)$/);
  expect(alertOf(alerts, 'AiCloudQueueStarved').for).toBe('15m');
  expect(alertOf(alerts, 'AiCloudGangPending').for).toBe('2h');
  expect(alertOf(alerts, 'AiCloudFabricErrors').expr).toContain('> 100)');
});

test('every alert says how urgent it is, what it means, what to do and where that is told at length', () => {
  const alerts = alertsOf(
    manifestsOf(watched({ runbookPage: 'https://acme.com/runbooks' }).stack)['PrometheusRule/ai-cloud'],
  );
  expect(alerts.length).toBeGreaterThan(12);
  for (const { alert, for: pending, labels, annotations } of alerts) {
    expect({ alert, pending }).toStrictEqual({ alert, pending: expect.stringMatching(/^\d+[hm]$/) });
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(Object.keys(annotations)).toStrictEqual(['summary', 'description', 'runbook', 'runbook_url']);
    expect(annotations.runbook_url).toBe(`https://acme.com/runbooks#${alert.toLowerCase()}`);
  }
});

describe('a healthy cluster is not complained about', () => {
  const expression = (name: string, ...pools: Partial<PoolOptions>[]): string | undefined => {
    const { stack, cluster } = clusterFixture();
    pools.forEach((options, i) => cluster.pools.add(`p${i}`, poolOptions(`p${i}`, options)));
    new Monitoring(stack, 'Monitoring', { cluster });
    return alertOf(manifestsOf(stack)['PrometheusRule/ai-cloud'], name)?.expr;
  };
  const nodeClass = KarpenterNodeClass.existing({ group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'gpu' });
  const requirements = { 'node.kubernetes.io/instance-type': ['p5.48xlarge'] };
  const provisioning = NodeProvisioning.karpenter({ nodeClass, requirements });

  test('for nodes that come and go with the work', () => {
    expect(expression('AiCloudDevicesBelowPlan', { provisioning })).toBeUndefined();
    expect(expression('AiCloudDevicesBelowPlan', { provisioning }, {})).toMatch(/ < 16\)$/);
    expect(expression('AiCloudDevicesBelowPlan', {}, {})).toMatch(/ < 32\)$/);
  });

  test('for devices that are claimed, which nodes do not list; their faults are told all the same', () => {
    const claimed = { deviceSoftware: DeviceSoftware.draDriver() };
    expect(expression('AiCloudDevicesBelowPlan', claimed)).toBeUndefined();
    expect(expression('AiCloudXid', claimed)).toMatch(/DCGM_FI_DEV_XID_ERRORS/);
  });

  test('for want of exporters of another vendor', () => {
    expect(expression('AiCloudXid', { sharing: Sharing.volcanoVgpu() })).toMatch(/DCGM_FI_DEV_XID_ERRORS/);
    expect(expression('AiCloudDeviceMetricsMissing', { accelerator: Accelerator.ASCEND_910B2 })).toBeUndefined();
  });
});

test('alerts can be left out', () => {
  const rule = (withoutAlerts: string[]): any =>
    manifestsOf(watched({ withoutAlerts }).stack)['PrometheusRule/ai-cloud'];
  absent((manifest: any) => alertOf(manifest, 'AiCloudGangPending'), rule([]), rule(['AiCloudGangPending']));
});

test('own alerts stand in a rule of their own, whatever the order in which they are added', () => {
  const rule = (names: string[]): any => {
    const { stack, monitoring } = watched();
    for (const name of names) monitoring.addAlert(name, { ...OWN, labels: { team: 'a' } });
    return manifestsOf(stack)['PrometheusRule/own-alerts'];
  };
  expect(rule(['Second', 'First'])).toStrictEqual(rule(['First', 'Second']));
  expect(alertsOf(rule(['First', 'Second']))[0]).toMatchObject({
    alert: 'First',
    expr: 'x > 0',
    for: '10m',
    labels: { severity: 'warning', team: 'a' },
  });
});

test('an own alert says for how long, how urgent and where', () => {
  const { stack, monitoring } = watched();
  monitoring.addAlert('Mine', {
    ...OWN,
    pendingFor: Duration.minutes(3),
    severity: AlertSeverity.INFO,
    runbookUrl: 'https://acme.com/mine',
  });
  const alert = alertOf(manifestsOf(stack)['PrometheusRule/own-alerts'], 'Mine');
  expect(alert).toMatchObject({ for: '3m', labels: { severity: 'info' } });
  expect(alert.annotations.runbook_url).toBe('https://acme.com/mine');
});
