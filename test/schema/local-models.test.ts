import { CacheEngine, HotTier, ModelSource } from '../../lib';
import { blueprintOf } from '../harness';
import { Fixture, QWEN } from '../model-store/fixture';
import { startLocalModels } from '../support/admission';
import { TestControlPlane } from '../support/control-plane';
import { installCrds } from '../support/definitions';

jest.setTimeout(900_000);

/** Two pools, and two models: one on both, one on the first alone. */
function blueprint(): any {
  const fixture = new Fixture({ expectedNodes: 2 });
  const l20 = fixture.addPool('l20', { expectedNodes: 1 });
  const hot = HotTier.nvme({ pools: [fixture.gpus, l20], engine: CacheEngine.localModelCache() });
  const store = fixture.store({ hot });
  store.add('qwen3-32b', QWEN);
  store.add('small', { ...QWEN, source: ModelSource.bucketPath('small/1'), hotPools: [fixture.gpus] });
  return blueprintOf(fixture.stack);
}

const UNITS: any[] = blueprint().units;
const KSERVE_VALUES = UNITS.find((unit) => unit.releaseName === 'kserve').chart.values;
const objectsOf = (unit: any): any[] => unit.objects.map(({ manifest }: any) => manifest);
const BUNDLES = UNITS.filter((unit) => unit.objects !== undefined);
const OURS = BUNDLES.filter((unit) => /^(kserve-|model-)/.test(unit.releaseName));
const MANIFESTS: any[] = BUNDLES.flatMap(objectsOf);
const CACHES = MANIFESTS.filter(({ kind }) => kind === 'LocalModelCache');
const QWEN_CACHE = CACHES.find(({ metadata }) => metadata.name.startsWith('qwen3-32b-'));
const JOBS = 'kserve-localmodel-jobs';

let controlPlane: TestControlPlane;

const list = (items: any[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const apply = (items: any[]): string =>
  controlPlane.tryKubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], list(items)).output;

async function eventually<T>(read: () => T, isSo: (value: T) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const value = read();
    if (isSo(value) || attempt === 80) return value;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane, ['kserve']);
  const nodes = ['h800', 'h800', 'l20'].map((pool, i) => ({
    name: `${pool}-${i}`,
    labels: { 'acme.com/pool': pool },
    capacity: { cpu: '64', memory: '512Gi', pods: '110' },
  }));
  await controlPlane.call('addNodes', { nodes });
  apply(MANIFESTS.filter(({ kind }) => kind === 'Namespace'));
  await startLocalModels(controlPlane, KSERVE_VALUES);
});
afterAll(async () => {
  await controlPlane?.stop();
});

test("the API server and KServe's own webhook accept every object, in order, without a warning", () => {
  expect(OURS.map((unit) => unit.releaseName)).toEqual(
    expect.arrayContaining(['kserve-node-group-h800', 'model-qwen3-32b', 'model-small']),
  );
  const order = [...OURS].sort((a, b) => Number(/^model-/.test(a.releaseName)) - Number(/^model-/.test(b.releaseName)));
  for (const unit of order) expect(apply(objectsOf(unit))).not.toMatch(/warning|error|denied/i);
});

test("KServe's own webhook refuses a second copy of the same files, as we do", () => {
  const second = { ...QWEN_CACHE, metadata: { name: 'second' } };
  expect(apply([second])).toMatch(/has the same StorageURI s3:\/\/acme-models\/qwen3-32b\/2025-05-01\//);
});

test('a source cannot be changed, which is why a copy has another name with another one', () => {
  const changed = structuredClone(QWEN_CACHE);
  changed.spec.sourceModelUri = 's3://acme-models/other/';
  expect(apply([changed])).toMatch(/StorageUri is immutable/);
});

test('every node of the pools is told to hold its copies, and no other', async () => {
  const read = (): any => JSON.parse(controlPlane.kubectl(['get', 'localmodelnodes', '-o', 'json'])).items;
  const countOf = (items: any[]): number => items.flatMap(({ spec }) => spec.localModels).length;
  const items: any[] = await eventually(read, (found) => countOf(found) === 5);
  const held = items.map(({ metadata, spec }) => [
    metadata.name,
    spec.localModels.map(({ modelName }: any) => modelName.replace(/-[0-9a-f]{16}$/, '')).sort(),
  ]);
  expect(Object.fromEntries(held)).toStrictEqual({
    'h800-0': ['qwen3-32b', 'small'],
    'h800-1': ['qwen3-32b', 'small'],
    'l20-2': ['qwen3-32b'],
  });
});

test('downloads find the directory of the node group', async () => {
  const { name } = QWEN_CACHE.metadata;
  const [group] = QWEN_CACHE.spec.nodeGroups;
  const claim = await eventually(
    () => controlPlane.object('pvc', `${name}-${group}`, JOBS),
    (found) => found?.status?.phase === 'Bound',
  );
  expect(claim?.status.phase).toBe('Bound');
  const volume = controlPlane.object('pv', claim.spec.volumeName);
  expect(volume.spec.local.path).toBe('/mnt/nvme/fluid/kserve');
});

test('the claims that pods mount are bound to the copies of their node', async () => {
  for (const claim of MANIFESTS.filter(({ kind }) => kind === 'PersistentVolumeClaim')) {
    const { name, namespace } = claim.metadata;
    const found = await eventually(
      () => controlPlane.object('pvc', name, namespace),
      (object) => object?.status?.phase === 'Bound',
    );
    expect([name, found?.status?.phase]).toStrictEqual([name, 'Bound']);
  }
});

test('a copy goes while its node group is there, as the order of destruction has it', async () => {
  const { name } = CACHES.find(({ metadata }) => metadata.name.startsWith('small-')).metadata;
  controlPlane.kubectl(['delete', 'localmodelcache', name, '--timeout=60s']);
  const left = JSON.parse(controlPlane.kubectl(['get', 'localmodelnodes', '-o', 'json'])).items;
  expect(JSON.stringify(left)).not.toContain(name);
});

describe('the agents of nodes', () => {
  const AGENT = 'system:serviceaccount:kserve-localmodel-agents:kserve-localmodelnode-agent';
  const may = (verb: string, resource: string, scope: string[]): string =>
    controlPlane.tryKubectl(['auth', 'can-i', verb, resource, `--as=${AGENT}`, ...scope]).output.trim();

  test.each([
    ['watch', 'nodes', ['-A']],
    ['watch', 'jobs.batch', ['-A']],
    ['watch', 'localmodelnodes.serving.kserve.io', ['-A']],
    ['list', 'localmodelnodegroups.serving.kserve.io', ['-A']],
    ['list', 'clusterstoragecontainers.serving.kserve.io', ['-A']],
    ['update', 'localmodelnodes.serving.kserve.io/status', ['-A']],
    ['create', 'jobs.batch', ['-n', JOBS]],
    ['delete', 'jobs.batch', ['-n', JOBS]],
    ['get', 'configmaps', ['-n', 'kserve']],
  ])('may %s %s, as their program does', (verb, resource, scope) => {
    expect(may(verb, resource, scope)).toMatch(/yes$/);
  });

  test.each([
    ['get', 'secrets', ['-n', JOBS]],
    ['list', 'secrets', ['-A']],
    ['create', 'jobs.batch', ['-n', 'models']],
    ['create', 'pods', ['-n', JOBS]],
  ])('may not %s %s', (verb, resource, scope) => {
    expect(may(verb, resource, scope)).toMatch(/^no/);
  });
});
