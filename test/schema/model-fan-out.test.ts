import { CacheEngine, Dragonfly, HotTier, MetricsBackend, ModelStoreMonitoring, Monitoring } from '../../lib';
import { blueprintOf } from '../harness';
import { DATABASE } from '../model-store/distribution/support';
import { Fixture, QWEN } from '../model-store/fixture';
import { TestControlPlane } from '../support/control-plane';
import { installCrds } from '../support/definitions';

jest.setTimeout(900_000);

/** A model that Dragonfly copies to every node, one that Fluid caches, and both watched. */
const fixture = new Fixture({ expectedNodes: 2 });
const { stack, cluster, gpus } = fixture;
const monitoring = new Monitoring(stack, 'Monitoring', {
  cluster,
  backend: MetricsBackend.existing({ selectorLabels: { release: 'prometheus' } }),
});
const dragonfly = new Dragonfly(stack, 'Dragonfly', { cluster, pools: [gpus], database: DATABASE, monitoring });
const copies = fixture.store({ hot: HotTier.nvme({ pools: [gpus], engine: CacheEngine.dragonfly(dragonfly) }) });
const model = copies.add('qwen3-32b', QWEN);
const cached = fixture.store({ namespace: 'cached' }, 'Cached');
for (const [id, store] of Object.entries({ Copies: copies, Cache: cached })) {
  new ModelStoreMonitoring(stack, `${id}Metrics`, { store, monitoring });
}

const OBJECTS: any[] = blueprintOf(stack)
  .units.flatMap((unit: any) => unit.objects ?? [])
  .map(({ manifest }: any) => manifest);
const OURS = /dragonfly|qwen3-32b|model-store|fluid-controllers/;
const MANIFESTS = OBJECTS.filter(({ metadata, kind }) => kind !== 'Namespace' && OURS.test(metadata.name));

let controlPlane: TestControlPlane;

const list = (items: any[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const apply = (items: any[]): string =>
  controlPlane.tryKubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], list(items)).output;
const waitFor = (what: string, condition: string): string =>
  controlPlane.tryKubectl(['wait', what, `--for=${condition}`, '--namespace=models', '--timeout=120s']).output;

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane, ['prometheusOperator']);
  const nodes = ['h800', 'h800', 'other'].map((pool, i) => ({
    name: `${pool}-${i}`,
    labels: { 'acme.com/pool': pool },
    capacity: { cpu: '64', memory: '512Gi', pods: '110' },
  }));
  await controlPlane.call('addNodes', { nodes });
  const monitoringNamespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } };
  apply([...OBJECTS.filter(({ kind }) => kind === 'Namespace'), monitoringNamespace]);
});
afterAll(async () => {
  await controlPlane?.stop();
});

test('the API server accepts copies, monitors, rules and dashboards without a warning', () => {
  const kinds = [...new Set(MANIFESTS.map(({ kind }) => kind))].sort();
  expect(kinds).toStrictEqual([
    'ConfigMap',
    'DaemonSet',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'PodMonitor',
    'PrometheusRule',
    'ServiceMonitor',
  ]);
  expect(apply(MANIFESTS)).not.toMatch(/warning|error|denied/i);
});

test('a copy is made on every node of the pool and on no other, which is what is waited for', () => {
  expect(waitFor(`daemonset/${model.claimName}`, 'jsonpath={.status.numberReady}=2')).toMatch(/condition met/);
  const pods = JSON.parse(controlPlane.kubectl(['get', 'pods', '--namespace=models', '-o', 'json'])).items;
  expect(pods.map(({ spec }: any) => spec.nodeName).sort()).toStrictEqual(['h800-0', 'h800-1']);
});

test('the claim of the copies is bound to the volume of their directory', () => {
  expect(waitFor(`persistentvolumeclaim/${model.claimName}`, 'jsonpath={.status.phase}=Bound')).toMatch(
    /condition met/,
  );
});
