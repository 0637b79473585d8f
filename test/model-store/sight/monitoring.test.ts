import {
  CloudProfile,
  ColdTier,
  Duration,
  MetricsBackend,
  ModelSource,
  ModelStoreMonitoring,
  Monitoring,
  Size,
} from '../../../lib';
import { addFact } from '../../../lib/core/private/facts';
import { absent, blueprintOf, bundlesOf, manifestsOf } from '../../harness';
import { Fixture, QWEN } from '../fixture';
import { rulesOf, sight, Sight, wholeCopies } from './support';

const RULES = 'PrometheusRule/model-store';
const alertsOf = (manifests: any, rule = RULES): any[] => rulesOf(manifests[rule]).filter(({ alert }) => alert);
const alertOf = (manifests: any, name: string, rule?: string): any =>
  alertsOf(manifests, rule).find(({ alert }) => alert === name);
const recorded = (manifests: any, record: string, rule = RULES): any[] =>
  rulesOf(manifests[rule]).filter((one) => one.record === record);

test('monitors, rules and the dashboard stand where the monitoring looks for them', () => {
  const backend = MetricsBackend.existing({
    namespace: 'observability',
    selectorLabels: { release: 'shared' },
    dashboardLabels: { dashboards: 'yes' },
  });
  const fixture = new Sight({}, {}, backend);
  fixture.watch();
  const manifests = fixture.manifests();
  for (const name of ['ServiceMonitor/model-store', 'PodMonitor/fluid-controllers', RULES]) {
    expect(manifests[name].metadata).toMatchObject({ namespace: 'observability', labels: { release: 'shared' } });
  }
  expect(manifests['ConfigMap/dashboard-ai-cloud-model-store'].metadata).toMatchObject({
    namespace: 'observability',
    labels: { dashboards: 'yes' },
  });
});

test('the masters of the caches are read by the name of their port, and called after their dataset', () => {
  expect(sight()['ServiceMonitor/model-store'].spec).toMatchObject({
    namespaceSelector: { matchNames: ['models'] },
    selector: { matchLabels: { monitor: 'alluxio_runtime_metrics' } },
    endpoints: [
      {
        port: 'web',
        path: '/metrics/prometheus',
        interval: '30s',
        relabelings: expect.arrayContaining([
          { sourceLabels: ['__meta_kubernetes_service_label_release'], targetLabel: 'dataset' },
        ]),
      },
    ],
  });
});

test('the controllers of Fluid are read where they run, as often as all others', () => {
  const fixture = new Fixture();
  const monitoring = new Monitoring(fixture.stack, 'Monitoring', {
    cluster: fixture.cluster,
    backend: MetricsBackend.existing({ selectorLabels: { release: 'prometheus' } }),
    scrapeInterval: Duration.minutes(1),
  });
  new ModelStoreMonitoring(fixture.stack, 'Sight', { store: fixture.store(), monitoring });
  expect(manifestsOf(fixture.stack)['PodMonitor/fluid-controllers'].spec).toMatchObject({
    namespaceSelector: { matchNames: ['fluid-system'] },
    selector: { matchExpressions: [{ key: 'control-plane', operator: 'Exists' }] },
    podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: '1m' }],
  });
});

test('sizes of the tiers are recorded as they are known, also of what joins later', () => {
  const fixture = new Sight();
  fixture.models.add('qwen3-32b', { ...QWEN, replicas: 2 });
  fixture.watch();
  const path = ModelSource.bucketPath('corpus/v3');
  fixture.models.addDataset('corpus', { source: path, size: Size.gibibytes(100), cacheSize: Size.gibibytes(10) });
  const bytes = recorded(fixture.manifests(), 'dataset:ai_cloud_tier:bytes').map(({ expr, labels }) => [
    labels.dataset,
    labels.kind,
    labels.tier,
    expr,
  ]);
  expect(bytes).toStrictEqual([
    ['corpus', 'dataset', 'hot', `vector(${10 * 1024 ** 3})`],
    ['corpus', 'dataset', 'warm', `vector(${100 * 1024 ** 3})`],
    ['qwen3-32b', 'model', 'hot', `vector(${132 * 1024 ** 3})`],
    ['qwen3-32b', 'model', 'warm', `vector(${66 * 1024 ** 3})`],
  ]);
});

test('costs and the archive are recorded from what the blueprint says of them', () => {
  const fixture = new Sight();
  fixture.watch();
  addFact(fixture.models, 'models', () => ({
    claim: 'old',
    kind: 'model',
    sizeBytes: 7,
    warmUp: { egressBytes: 7 },
    archive: { storageClass: 'ARCHIVE' },
    cost: { currency: 'CNY', hotPerMonth: 3.5, coldPerMonth: 0.25, fillOnce: 9 },
  }));
  const rules = (record: string): any[] =>
    recorded(fixture.manifests(), record).map(({ expr, labels }) => [labels.tier, labels.currency, expr]);
  expect(rules('dataset:ai_cloud_tier:bytes')).toContainEqual(['cold', undefined, 'vector(7)']);
  expect(rules('dataset:ai_cloud_tier_cost:monthly')).toStrictEqual([
    ['hot', 'CNY', 'vector(3.5)'],
    ['cold', 'CNY', 'vector(0.25)'],
  ]);
});

test('what stands in the archive alone takes no space in the other tiers', () => {
  const cold = ColdTier.archiveAfter(Duration.days(60));
  const cloud = CloudProfile.tencent({ region: 'ap-guangzhou' });
  const fixture = new Sight({}, { cold }, undefined, { cloud });
  fixture.models.add('old', { ...QWEN, source: ModelSource.bucketPath('retired/old'), archived: true });
  fixture.watch();
  const tiers = recorded(fixture.manifests(), 'dataset:ai_cloud_tier:bytes').map(({ labels }) => labels.tier);
  expect(tiers).toStrictEqual(['cold']);
});

test('a store without prices has no costs', () => {
  expect(recorded(sight(), 'dataset:ai_cloud_tier_cost:monthly')).toStrictEqual([]);
});

test('thresholds have defaults', () => {
  const manifests = sight();
  expect(alertOf(manifests, 'AiCloudCacheHitRatioLow').expr).toContain('* 100 < 80 ');
  expect(alertOf(manifests, 'AiCloudCacheDiskAlmostFull').expr).toMatch(/ > 95$/);
  expect(alertOf(manifests, 'AiCloudModelJobSlow').expr).toContain(' > 14400 ');
  expect(alertOf(manifests, 'AiCloudRestorePending').expr).toContain(' > 172800 ');
});

test('thresholds change the alerts', () => {
  const manifests = sight({
    thresholds: {
      cacheHitPercent: 90,
      diskFullPercent: 85,
      jobFor: Duration.hours(1),
      restoreFor: Duration.hours(12),
    },
  });
  expect(alertOf(manifests, 'AiCloudCacheHitRatioLow').expr).toContain('* 100 < 90 ');
  expect(alertOf(manifests, 'AiCloudCacheDiskAlmostFull').expr).toMatch(/ > 85$/);
  expect(alertOf(manifests, 'AiCloudModelJobSlow').expr).toContain(' > 3600 ');
  expect(alertOf(manifests, 'AiCloudRestorePending').expr).toContain(' > 43200 ');
});

test('alerts can be left out', () => {
  absent(
    (manifests: any) => alertOf(manifests, 'AiCloudModelJobSlow'),
    sight(),
    sight({ withoutAlerts: ['AiCloudModelJobSlow'] }),
  );
});

test('alerts point to the page of the library, or to your own', () => {
  const urls = (manifests: any): string[] => alertsOf(manifests).map(({ annotations }) => annotations.runbook_url);
  expect(urls(sight())[0]).toMatch(/\/docs\/model-store\.md#aiclouddatasetnotbound$/);
  expect(urls(sight({ runbookPage: 'https://acme.com/r' }))[0]).toBe('https://acme.com/r#aiclouddatasetnotbound');
});

test('the disks of the cache are those that are mounted at its path or above', () => {
  expect(alertOf(sight(), 'AiCloudCacheDiskAlmostFull').expr).toContain(
    'node_filesystem_avail_bytes{mountpoint=~"/mnt|/mnt/nvme|/mnt/nvme/fluid"}',
  );
});

test('an engine that tells nothing of its cache has the alerts that need nothing of it', () => {
  const manifests = wholeCopies();
  const rule = 'PrometheusRule/model-store-copies';
  expect(alertsOf(manifests, rule).map(({ alert }) => alert)).toStrictEqual([
    'AiCloudDatasetNotBound',
    'AiCloudCacheDiskAlmostFull',
    'AiCloudModelJobFailed',
    'AiCloudModelJobSlow',
    'AiCloudRestorePending',
  ]);
  absent((all: any) => all['PodMonitor/fluid-controllers'], sight(), manifests);
  absent(
    (name: string) => Object.keys({ ...sight(), ...manifests }).includes(name) || undefined,
    'ServiceMonitor/model-store',
    'ServiceMonitor/model-store-copies',
  );
});

test('two stores in namespaces of their own are watched apart, and Fluid once', () => {
  const fixture = new Sight();
  fixture.watch();
  fixture.watch(fixture.store({ namespace: 'research' }, 'Research'), 'Other');
  const bundles = bundlesOf(fixture.stack);
  expect(
    Object.keys(bundles)
      .filter((name) => name.endsWith('-metrics'))
      .sort(),
  ).toStrictEqual(['fluid-metrics', 'model-store-metrics', 'model-store-research-metrics']);
  expect(fixture.manifests()['ServiceMonitor/model-store-research'].spec.namespaceSelector).toStrictEqual({
    matchNames: ['research'],
  });
});

test('everything waits for the definitions of monitors', () => {
  const fixture = new Sight({}, {}, MetricsBackend.install());
  fixture.watch();
  const units: any[] = blueprintOf(fixture.stack).units;
  for (const release of ['fluid-metrics', 'model-store-metrics']) {
    expect(units.find(({ releaseName }) => releaseName === release).dependsOn).toContain('test/Monitoring/Stack');
  }
});

test('writes the same bytes twice, whatever the order in which models are added', () => {
  const bytes = (names: string[]): string => {
    const fixture = new Sight();
    fixture.watch();
    names.forEach((name) => fixture.models.add(name, QWEN));
    return JSON.stringify(fixture.manifests()[RULES]);
  };
  expect(bytes(['a', 'b'])).toBe(bytes(['b', 'a']));
});
