import { CloudProfile, Duration, MetricsBackend, Monitoring, Registries, Size } from '../../lib';
import { clusterFixture, poolOptions } from '../cluster/support';
import { absent, blueprintOf, bundlesOf, chartsOf, manifestsOf } from '../harness';
import { alertOf, watched } from './support';

const STACK = 'kube-prometheus-stack';

const valuesOf = (backend?: MetricsBackend, cluster = {}): any =>
  chartsOf(watched({ backend }, cluster).stack)[STACK].values;

test('installs Prometheus with its defaults, and no Grafana without a Secret to enter it', () => {
  const { stack } = watched();
  const chart = chartsOf(stack)[STACK];
  expect(chart).toMatchObject({ name: STACK, version: '88.5.3', crdGroups: ['monitoring.coreos.com'] });
  expect(chart.values.grafana).toStrictEqual({ enabled: false });
  expect(chart.values.prometheus.prometheusSpec).toMatchObject({
    replicas: 2,
    retention: '360h',
    retentionSize: '92160MB',
    resources: { requests: { cpu: '1000m', memory: '8Gi' }, limits: { memory: '8Gi' } },
    podAntiAffinity: 'hard',
  });
  expect(chart.values.prometheusOperator.admissionWebhooks).toStrictEqual({
    failurePolicy: 'Ignore',
    patch: { enabled: false },
    certManager: { enabled: true },
  });
});

test('gives Prometheus what is asked for', () => {
  const { prometheusSpec: spec } = valuesOf(
    MetricsBackend.install({
      retention: Duration.days(30),
      storage: Size.gibibytes(500),
      storageClass: 'fast',
      replicas: 1,
      cpu: 2.5,
      memory: Size.gibibytes(32),
    }),
  ).prometheus;
  const { spec: claim } = spec.storageSpec.volumeClaimTemplate;
  expect(claim).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '500Gi' } } });
  expect(spec).toMatchObject({ retention: '720h', retentionSize: '460800MB', replicas: 1, podAntiAffinity: 'soft' });
  expect(spec.resources).toStrictEqual({ requests: { cpu: '2500m', memory: '32Gi' }, limits: { memory: '32Gi' } });
});

test("disks are of the cloud's class for block volumes, else of the cluster's default class", () => {
  const classOf = (values: any): unknown =>
    values.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.storageClassName;
  const cloud = CloudProfile.generic({ blockStorageClass: 'cbs' });
  expect(classOf(valuesOf(undefined, { cloud }))).toBe('cbs');
  absent(classOf, valuesOf(undefined, { cloud }), valuesOf());
});

test('Grafana is entered with a Secret that the program never sees', () => {
  const grafana = { adminSecretName: 'grafana-admin' };
  expect(valuesOf(MetricsBackend.install({ grafana })).grafana.admin).toStrictEqual({
    existingSecret: 'grafana-admin',
    userKey: 'admin-user',
    passwordKey: 'admin-password',
  });
  const keys = { ...grafana, userKey: 'name', passwordKey: 'secret' };
  expect(valuesOf(MetricsBackend.install({ grafana: keys })).grafana.admin).toStrictEqual({
    existingSecret: 'grafana-admin',
    userKey: 'name',
    passwordKey: 'secret',
  });
});

test('images come from the mirror, and only from registries that are not read directly', () => {
  const grafana = { adminSecretName: 'grafana-admin' };
  const registries = Registries.mirror('registry.acme.com/ai', { pullSecretName: 'mirror', directHosts: ['quay.io'] });
  const { stack } = watched({ backend: MetricsBackend.install({ grafana }) }, { registries });
  const { values } = chartsOf(stack)[STACK];
  expect(values.global.imagePullSecrets).toStrictEqual([{ name: 'mirror' }]);
  expect(values.grafana.image.registry).toBe('registry.acme.com/ai');
  expect(values['kube-state-metrics'].image.registry).toBe('registry.acme.com/ai');
  absent((image: any) => image?.registry, values.grafana.image, values.prometheus.prometheusSpec.image);
  const images = blueprintOf(stack).images.map((image: any) => image.reference);
  expect(images).toContain('registry.acme.com/ai/grafana/grafana:13.2.0');
  expect(images).toContain('quay.io/prometheus/prometheus:v3.14.0-distroless');
});

test('the images of Grafana are told only where it is installed', () => {
  const images = (backend?: MetricsBackend): string[] =>
    blueprintOf(watched({ backend }).stack).images.map((image: any) => image.reference);
  const find = (all: string[]): unknown => all.find((image) => image.includes('grafana/grafana'));
  absent(find, images(MetricsBackend.install({ grafana: { adminSecretName: 'g' } })), images());
});

test('the node exporter alone lives where pods may be privileged, and stays on nodes with any taint', () => {
  const { cluster, stack } = watched();
  expect(cluster.privilegedNamespaces).toContain('monitoring-nodes');
  expect(cluster.privilegedNamespaces).not.toContain('monitoring');
  const exporter = chartsOf(stack)[STACK].values['prometheus-node-exporter'];
  expect(exporter).toMatchObject({ namespaceOverride: 'monitoring-nodes', tolerations: [{ operator: 'Exists' }] });
});

test('monitors, rules and dashboards are one release each, and wait for Prometheus', () => {
  const { stack } = watched();
  expect(Object.entries(bundlesOf(stack)).filter(([name]) => name.startsWith('monitoring-'))).toStrictEqual([
    [
      'monitoring-dashboards',
      ['fabric', 'fleet', 'jobs', 'queues'].map((name) => `ConfigMap/dashboard-ai-cloud-${name}`),
    ],
    [
      'monitoring-monitors',
      ['dcgm-exporter', 'volcano-controllers', 'volcano-scheduler'].map((name) => `ServiceMonitor/${name}`),
    ],
    ['monitoring-rules', ['PrometheusRule/ai-cloud']],
  ]);
  const units: any[] = blueprintOf(stack).units;
  const needs = (release: string): string[] => units.find((unit) => unit.releaseName === release).dependsOn;
  const chart = units.find((unit) => unit.releaseName === STACK).path;
  expect(needs('monitoring-rules')).toContain(chart);
  expect(needs(STACK)).toContain(units.find((unit) => unit.releaseName === 'cert-manager').path);
});

test('series of a device are about the pod that holds it and the node it is in', () => {
  const monitor = manifestsOf(watched({ scrapeInterval: Duration.seconds(15) }).stack)['ServiceMonitor/dcgm-exporter'];
  expect(monitor.metadata.labels).toStrictEqual({ release: STACK });
  expect(monitor.spec.namespaceSelector.matchNames).toStrictEqual(['gpu-operator']);
  expect(monitor.spec.endpoints).toStrictEqual([
    {
      port: 'gpu-metrics',
      path: '/metrics',
      interval: '15s',
      honorLabels: true,
      relabelings: [
        { sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' },
        { action: 'labeldrop', regex: 'pod|namespace|container|service|endpoint' },
      ],
    },
  ]);
});

test('metrics are read every half minute when nothing is said', () => {
  const monitor = manifestsOf(watched().stack)['ServiceMonitor/volcano-scheduler'];
  expect(monitor.spec.endpoints[0].interval).toBe('30s');
});

test('with a Prometheus that is there, nothing is installed and no namespace made', () => {
  const labels = { prometheus: 'shared' };
  const backend = MetricsBackend.existing({ selectorLabels: labels, dashboardLabels: { dashboards: 'yes' } });
  const { stack, monitoring } = watched({ backend });
  const manifests = manifestsOf(stack);
  absent((charts: any) => charts[STACK], chartsOf(watched().stack), chartsOf(stack));
  absent((all: any) => all['Namespace/monitoring'], manifestsOf(watched().stack), manifests);
  expect(manifests['PrometheusRule/ai-cloud'].metadata.labels).toStrictEqual(labels);
  expect(manifests['ServiceMonitor/dcgm-exporter'].metadata.labels).toStrictEqual(labels);
  expect(manifests['ConfigMap/dashboard-ai-cloud-fleet'].metadata.labels).toStrictEqual({ dashboards: 'yes' });
  expect(monitoring.namespace).toBe('monitoring');
  expect(monitoring.selectorLabels).toStrictEqual(labels);
});

test('what Grafana and Prometheus read can stand in another namespace and carry the usual label', () => {
  const backend = MetricsBackend.existing({ selectorLabels: { a: 'b' }, namespace: 'observability' });
  const { metadata } = manifestsOf(watched({ backend }).stack)['ConfigMap/dashboard-ai-cloud-jobs'];
  expect(metadata).toMatchObject({ namespace: 'observability', labels: { grafana_dashboard: '1' } });
});

test('pools that join later are watched; pools that are named are watched alone', () => {
  const rules = (named: boolean): string => {
    const { stack, cluster } = clusterFixture();
    const first = cluster.pools.add('h800', poolOptions('h800'));
    new Monitoring(stack, 'Monitoring', { cluster, pools: named ? [first] : undefined });
    cluster.pools.add('later', poolOptions('later', { expectedNodes: 3 }));
    return alertOf(manifestsOf(stack)['PrometheusRule/ai-cloud'], 'AiCloudDevicesBelowPlan').expr;
  };
  expect(rules(false)).toMatch(/< 40\)$/);
  expect(rules(true)).toMatch(/< 16\)$/);
});

test('a cluster without pools has no rules about devices', () => {
  const { stack, cluster } = clusterFixture();
  new Monitoring(stack, 'Monitoring', { cluster });
  const names = (manifest: any): string[] => manifest.spec.groups.map((group: any) => group.name);
  expect(names(manifestsOf(stack)['PrometheusRule/ai-cloud'])).toStrictEqual(['ai-cloud.control', 'ai-cloud.fabric']);
});

test('exporters of other vendors are read by the labels of their pods', () => {
  const { stack, monitoring } = watched();
  const labels = { app: 'npu-exporter' };
  monitoring.addScrape('npu-exporter', { namespace: 'npu-exporter', podLabels: labels, port: 8082 });
  monitoring.addScrape('other', {
    namespace: 'o',
    podLabels: labels,
    port: 1,
    path: '/m',
    interval: Duration.minutes(1),
  });
  const manifests = manifestsOf(stack);
  expect(manifests['PodMonitor/npu-exporter'].spec).toMatchObject({
    namespaceSelector: { matchNames: ['npu-exporter'] },
    selector: { matchLabels: labels },
    podMetricsEndpoints: [{ portNumber: 8082, path: '/metrics', interval: '30s' }],
  });
  expect(manifests['PodMonitor/other'].spec.podMetricsEndpoints[0]).toMatchObject({ path: '/m', interval: '1m' });
});

test('writes the same bytes twice', () => {
  const { stack } = watched();
  expect(blueprintOf(stack)).toStrictEqual(blueprintOf(stack));
  expect(blueprintOf(watched().stack)).toStrictEqual(blueprintOf(stack));
});
