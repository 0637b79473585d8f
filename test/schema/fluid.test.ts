import { CacheDisk, CacheEngine, CloudProfile, HotTier, Prefetch, Size, WarmFileSystem, WarmTier } from '../../lib';
import { blueprintOf, chartsOf, manifestsOf } from '../harness';
import { CREDENTIALS, Fixture, QWEN } from '../model-store/fixture';
import { defaultValues, unknownKeys } from '../support/chart-values';
import { TestControlPlane } from '../support/control-plane';
import { installCrds } from '../support/definitions';
import { startFluidAdmission } from '../support/fluid';

jest.setTimeout(1_800_000);

const NAMESPACE = 'models';
const BUCKET = WarmTier.bucket('acme-models', { credentials: CREDENTIALS });
const NAS = WarmTier.fileSystem(WarmFileSystem.nfs({ server: '1a2b3c.cn-hangzhou.nas.aliyuncs.com' }));

/** A store for each engine, with one model named after it. */
function fixtureWithAllEngines(): Fixture {
  const fixture = new Fixture({}, { cloud: CloudProfile.alibaba({ region: 'cn-hangzhou' }) });
  const add = (name: string, engine: CacheEngine, warm = BUCKET, prefetch = Prefetch.ON_DEPLOY): void => {
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine });
    fixture.store({ hot, warm }, name).add(name, { ...QWEN, prefetch });
  };
  add('with-alluxio', CacheEngine.alluxio({ masters: 3 }));
  add('other-alluxio', CacheEngine.alluxio());
  add('with-jindo', CacheEngine.jindo());
  for (const [name, engine] of [
    ['alluxio-on-disks', CacheEngine.alluxio()],
    ['jindo-on-disks', CacheEngine.jindo()],
  ] as const) {
    const disks = [0, 1].map((i) => CacheDisk.nvme(`/mnt/nvme${i}`, Size.tebibytes(1)));
    fixture.store({ hot: HotTier.nvme({ pools: [fixture.gpus], engine, disks }), warm: BUCKET }, name).add(name, QWEN);
  }
  add('with-juicefs', CacheEngine.juiceFs({ volumeName: 'weights', metadataUrl: { secretName: 'meta', key: 'url' } }));
  add('with-efc', CacheEngine.efc(), NAS, Prefetch.NEVER);
  return fixture;
}

let controlPlane: TestControlPlane;
const fixture = fixtureWithAllEngines();
const VALUES = (chartsOf(fixture.stack) as any).fluid.values;
const ofFluid: any[] = Object.values<any>(manifestsOf(fixture.stack)).filter((object) =>
  object.apiVersion.startsWith('data.fluid.io/'),
);
const RUNTIMES = ofFluid.filter((object) => object.kind.endsWith('Runtime'));

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane, ['fluid']);
  await startFluidAdmission(controlPlane, VALUES);
  controlPlane.kubectl(['create', 'namespace', NAMESPACE]);
});
afterAll(async () => {
  await controlPlane?.stop();
});

const apply = (object: object): string => {
  const { code, output } = controlPlane.tryKubectl(
    ['apply', '--server-side', '--validate=strict', '-f', '-'],
    JSON.stringify(object),
  );
  return code === 0 ? 'accepted' : output;
};

test('every value for these engines is one that the chart has', async () => {
  const folder = await controlPlane.call<string>('chartFolder', { name: 'fluid' });
  expect(unknownKeys(VALUES, defaultValues('fluid', folder))).toStrictEqual([]);
});

test('the images that the chart hands to controllers are those of the blueprint, for every engine', async () => {
  const folder = await controlPlane.call<string>('chartFolder', { name: 'fluid' });
  const rendered = controlPlane.helm(['template', 'fluid', folder, '--values', '-'], JSON.stringify(VALUES));
  const told: string[] = blueprintOf(fixture.stack)
    .images.filter((image: any) => image.path === 'test/Cluster/Fluid')
    .map((image: any) => image.reference);
  expect(told.filter((reference) => !rendered.includes(reference))).toStrictEqual([]);
  expect(told.join()).toMatch(/alluxio-dev.*smartdata.*efc-worker/s);
});

test('the objects of every engine are accepted as they are', () => {
  expect(RUNTIMES.map((object) => object.kind).sort()).toStrictEqual([
    'AlluxioRuntime',
    'AlluxioRuntime',
    'AlluxioRuntime',
    'EFCRuntime',
    'JindoRuntime',
    'JindoRuntime',
    'JuiceFSRuntime',
  ]);
  expect(ofFluid.map(apply)).toStrictEqual(ofFluid.map(() => 'accepted'));
});

const TYPES: { [kind: string]: string } = {
  AlluxioRuntime: 'alluxio',
  EFCRuntime: 'efc',
  JindoRuntime: 'jindo',
  JuiceFSRuntime: 'juicefs',
};

/** What Fluid's controllers do once the workers run: the dataset is bound, and its claim is there. */
function bind(runtime: any): void {
  const { name } = runtime.metadata;
  const status = {
    phase: 'Bound',
    conditions: [],
    runtimes: [{ name, namespace: NAMESPACE, category: 'Accelerate', type: TYPES[runtime.kind] }],
  };
  controlPlane.kubectl([
    'patch',
    'dataset',
    name,
    '-n',
    NAMESPACE,
    '--subresource=status',
    '--type=merge',
    '-p',
    JSON.stringify({ status }),
  ]);
  apply({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: NAMESPACE, labels: { [`fluid.io/s-${NAMESPACE}-${name}`]: 'true' } },
    spec: { accessModes: ['ReadOnlyMany'], storageClassName: 'fluid', resources: { requests: { storage: '100Gi' } } },
  });
}

/** How the API server changes a pod that reads these models. */
function admitted(names: string[], spec: object = {}): any {
  const models = names.map((name) => fixture.stack.node.findAll().find((c: any) => c.modelName === name) as any);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: 'reader-',
      namespace: NAMESPACE,
      labels: Object.assign({}, ...models.map((model) => model.podLabels)),
    },
    spec: {
      containers: [{ name: 'main', image: 'example.com/main:1' }],
      volumes: models.map((model, i) => ({
        name: `model-${i}`,
        persistentVolumeClaim: { claimName: model.claimName, readOnly: true },
      })),
      ...spec,
    },
  };
  return JSON.parse(controlPlane.kubectl(['create', '--dry-run=server', '-o', 'json', '-f', '-'], JSON.stringify(pod)));
}

const termsOf = (pod: any): string[][] =>
  pod.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.map((term: any) =>
    term.matchExpressions.map(({ key, operator, values }: any) => `${key} ${operator} ${values}`),
  );
const cached = (name: string): string => `fluid.io/s-${NAMESPACE}-${name} In true`;

test.each(RUNTIMES.map((runtime) => [runtime.kind, runtime.metadata.name, runtime]))(
  'the plugins of Fluid keep pods that read a cache of %s (%s) on the nodes that have it',
  (_kind, name, runtime) => {
    bind(runtime);
    const pod = admitted([name]);
    expect(termsOf(pod)).toStrictEqual([[cached(name)]]);
  },
);

test('a pool that a pod names stays, and the cache is asked for besides', () => {
  const pool = { key: 'acme.com/pool', operator: 'In', values: ['h800'] };
  const required = { nodeSelectorTerms: [{ matchExpressions: [pool] }] };
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
  expect(termsOf(admitted(['with-alluxio'], { affinity }))).toStrictEqual([
    ['acme.com/pool In h800', cached('with-alluxio')],
  ]);
});

test('a pod that reads two caches runs where either is, unless it names its nodes by an affinity', () => {
  expect(termsOf(admitted(['with-alluxio', 'other-alluxio'])).sort()).toStrictEqual([
    [cached('other-alluxio')],
    [cached('with-alluxio')],
  ]);
});

test('a pod waits for the claim of its model', () => {
  const labels = { 'fuse.serverful.fluid.io/inject': 'true' };
  const volumes = [{ name: 'm', persistentVolumeClaim: { claimName: 'nobody' } }];
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'early', namespace: NAMESPACE, labels },
    spec: { containers: [{ name: 'main', image: 'example.com/main:1' }], volumes },
  };
  const { code, output } = controlPlane.tryKubectl(['create', '--dry-run=server', '-f', '-'], JSON.stringify(pod));
  expect(code).not.toBe(0);
  expect(output).toMatch(/fuse\.serverful\.fluid\.io.*nobody/s);
});
