import { AINativeCluster, ClusterAccess, MetricsBackend, Monitoring } from '../../lib';
import { poolOptions } from '../cluster/support';
import { watched } from './support';

const OWN = { expression: 'x > 0', summary: 's', description: 'd', runbook: 'r' };

test('fails on a second Monitoring of a cluster', () => {
  const { stack, cluster } = watched();
  expect(() => new Monitoring(stack, 'Second', { cluster })).toThrow(
    /AIC-2301 at test\/Second: the cluster is watched already; got 'test\/Monitoring'/,
  );
});

test('fails without a label by which Prometheus chooses', () => {
  expect(() => MetricsBackend.existing({ selectorLabels: {} })).toThrow(/AIC-2302.*want one label or more/);
});

test.each([0, 1.5, -1, NaN])('fails on %p replicas', (replicas) => {
  expect(() => MetricsBackend.install({ replicas })).toThrow(/AIC-2303.*a whole number, 1 or more/);
});

test.each([0, -1, NaN, Infinity])('fails on %p cores', (cpu) => {
  expect(() => MetricsBackend.install({ cpu })).toThrow(/AIC-2304.*cores above 0/);
});

test('fails when an alert that does not exist is left out', () => {
  expect(() => watched({ withoutAlerts: ['AiCloudNothing'] })).toThrow(
    /AIC-2305.*want one of AiCloudDeviceMetricsMissing/,
  );
});

test.each(['lower', 'With-Dash', '', 'A'.repeat(64)])('fails on an alert with the name %p', (name) => {
  expect(() => watched().monitoring.addAlert(name, OWN)).toThrow(/AIC-2306/);
});

test('fails on an alert that exists', () => {
  const { monitoring } = watched();
  monitoring.addAlert('Mine', OWN);
  expect(() => monitoring.addAlert('Mine', OWN)).toThrow(/AIC-2307.*got 'Mine'/);
  expect(() => monitoring.addAlert('AiCloudXid', OWN)).toThrow(/AIC-2307.*got 'AiCloudXid'/);
});

test.each(['expression', 'summary', 'description', 'runbook'])('fails on an alert without %s', (key) => {
  expect(() => watched().monitoring.addAlert('Mine', { ...OWN, [key]: ' ' })).toThrow(
    new RegExp(`AIC-2308.*the alert Mine has no ${key}`),
  );
});

test.each([
  ['usefulAllocationPercent', 101, '0 to 100'],
  ['idleUtilizationPercent', -1, '0 to 100'],
  ['fabricErrorsPerQuarterHour', NaN, '0 or more'],
])('fails when the threshold %s is %p', (name, value, want) => {
  expect(() => watched({ thresholds: { [name]: value } })).toThrow(new RegExp(`AIC-2309.*${name}.*want ${want}`));
});

test.each([0, 70_000, 1.5])('fails to read port %p', (port) => {
  expect(() => watched().monitoring.addScrape('x', { namespace: 'x', podLabels: { a: 'b' }, port })).toThrow(
    /AIC-2310/,
  );
});

test('fails to read two things under one name', () => {
  const { monitoring } = watched();
  const add = (namespace: string): void => monitoring.addScrape('x', { namespace, podLabels: { a: 'b' }, port: 1 });
  add('one');
  expect(() => add('two')).toThrow(/AIC-2312 at .*Monitoring: something is scraped under this name already; got 'x'/);
});

test('fails to read pods without labels', () => {
  expect(() => watched().monitoring.addScrape('x', { namespace: 'x', podLabels: {}, port: 1 })).toThrow(
    /AIC-2310.*0 labels/,
  );
});

test('fails on the pool of another cluster', () => {
  const { stack } = watched();
  const access = ClusterAccess.kubeconfig('~/.kube/other');
  const other = new AINativeCluster(stack, 'Other', { access });
  const foreign = other.pools.add('h800', poolOptions('h800'));
  const third = new AINativeCluster(stack, 'Third', { access: ClusterAccess.kubeconfig('~/.kube/third') });
  expect(() => new Monitoring(stack, 'Wrong', { cluster: third, pools: [foreign] })).toThrow(
    /AIC-2311 at test\/Wrong: a pool belongs to another cluster; got 'test\/Other\/Pools\/h800'/,
  );
});
