import { createHash } from 'node:crypto';
import { Lazy, TerraformStack } from 'cdktf';
import {
  CacheEngine,
  HotTier,
  InferenceEdge,
  ModelSource,
  Prefetch,
  QueuePurpose,
  Registries,
  Runtime,
  Scale,
  Size,
  StoredModel,
  StoredModelOptions,
  TaintEffect,
  WarmTier,
  WarmTierOptions,
} from '../../../lib';
import { absent, blueprintOf, bundlesOf, chartsOf, manifestsOf } from '../../harness';
import { CREDENTIALS, Fixture, minio, QWEN } from '../fixture';

const SOURCE = 's3://acme-models/qwen3-32b/2025-05-01/';
const KEY = createHash('sha256').update(SOURCE).digest('hex').slice(0, 16);
const NAME = `qwen3-32b-${KEY}`;

interface World {
  readonly fixture: Fixture;
  readonly stack: TerraformStack;
  readonly model: StoredModel;
}

function world(model: Partial<StoredModelOptions> = {}, warm: Partial<WarmTierOptions> = {}, mirror = false): World {
  const registries = mirror ? Registries.mirror('registry.acme.com', { pullSecretName: 'pull' }) : undefined;
  const fixture = new Fixture({}, { registries });
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
  const stored = fixture.store({ hot, warm: minio(warm) }).add('qwen3-32b', { ...QWEN, ...model });
  return { fixture, stack: fixture.stack, model: stored };
}

const objectOf = (stack: TerraformStack, id: string): any => {
  const found = manifestsOf(stack)[id];
  expect(found).toBeDefined();
  return found;
};

describe('a local copy', () => {
  test('is one release, with the claim that pods mount', () => {
    const { stack, model } = world();
    expect(bundlesOf(stack)['model-qwen3-32b'].sort()).toStrictEqual([
      `ClusterStorageContainer/local-model-${NAME}`,
      `LocalModelCache/${NAME}`,
      `PersistentVolume/models-${NAME}`,
      `PersistentVolumeClaim/${NAME}`,
    ]);
    expect(model.claimName).toBe(NAME);
    expect(model.pathInClaim).toBe('');
    expect(model.podLabels).toStrictEqual({});
  });

  test('is whole on every node of its pools', () => {
    const { stack, model } = world();
    expect(model.cachePerNode.inBytes).toBe(Size.gibibytes(66).inBytes);
    expect(objectOf(stack, `LocalModelCache/${NAME}`).spec).toStrictEqual({
      sourceModelUri: SOURCE,
      modelSize: '66Gi',
      nodeGroups: ['h800'],
    });
  });

  test('is mounted from where the agent puts it, so that no other copy is seen', () => {
    const { stack } = world();
    const { spec } = objectOf(stack, `PersistentVolume/models-${NAME}`);
    expect(spec.local.path).toBe(`/mnt/nvme/fluid/kserve/models/${KEY}`);
    expect(spec.claimRef).toMatchObject({ name: NAME, namespace: 'models' });
    expect(spec.nodeAffinity.required.nodeSelectorTerms).toStrictEqual([
      { matchExpressions: [{ key: 'acme.com/pool', operator: 'In', values: ['h800'] }] },
    ]);
    const claim = objectOf(stack, `PersistentVolumeClaim/${NAME}`).spec;
    expect(claim).toMatchObject({ volumeName: `models-${NAME}`, accessModes: ['ReadOnlyMany'], storageClassName: '' });
  });

  test('changes its name with its source, which KServe lets nobody change', () => {
    expect(world({}, { pathPrefix: 'v2' }).model.claimName).not.toBe(NAME);
  });

  test('is downloaded with the keys of the Secret, below the path and not beside it', () => {
    const { stack } = world({}, { region: 'eu-1' });
    const { spec } = objectOf(stack, `ClusterStorageContainer/local-model-${NAME}`);
    expect(spec.workloadType).toBe('localModelDownloadJob');
    const [{ regex }] = spec.supportedUriFormats;
    expect(SOURCE).toMatch(new RegExp(regex));
    expect(`${SOURCE}more`).not.toMatch(new RegExp(regex));
    const env = Object.fromEntries(spec.container.env.map((e: any) => [e.name, e.value ?? e.valueFrom.secretKeyRef]));
    expect(env).toStrictEqual({
      AWS_ACCESS_KEY_ID: { name: 'models-s3', key: 'AWS_ACCESS_KEY_ID' },
      AWS_SECRET_ACCESS_KEY: { name: 'models-s3', key: 'AWS_SECRET_ACCESS_KEY' },
      AWS_ENDPOINT_URL: 'https://minio.storage.svc:9000',
      AWS_DEFAULT_REGION: 'eu-1',
      S3_USER_VIRTUAL_BUCKET: 'false',
    });
  });

  test('names no region that nobody gave', () => {
    const region = ({ stack }: World): any =>
      objectOf(stack, `ClusterStorageContainer/local-model-${NAME}`).spec.container.env.find(
        (e: any) => e.name === 'AWS_DEFAULT_REGION',
      );
    absent(region, world({}, { region: 'eu-1' }), world());
  });

  test('is counted whole against the disks', () => {
    expect(() => world({ size: Size.tebibytes(2.8) })).toThrow(
      /AIC-3011 .*qwen3-32b: 2\.8 TiB × 1 over 16 nodes\) = 2\.8 TiB per node/,
    );
  });

  test('is shared by the pools of a model, in one group', () => {
    const fixture = new Fixture();
    const l20 = fixture.addPool('l20', { nvmePerNode: Size.tebibytes(1) });
    const hot = HotTier.nvme({ pools: [l20, fixture.gpus], engine: CacheEngine.localModelCache() });
    fixture.store({ hot }).add('qwen3-32b', QWEN);
    const [group] = objectOf(fixture.stack, `LocalModelCache/${NAME}`).spec.nodeGroups;
    const { spec } = objectOf(fixture.stack, `LocalModelNodeGroup/${group}`);
    expect(spec.storageLimit).toBe('1Ti');
    expect(spec.persistentVolumeSpec.local.path).toBe('/mnt/nvme/fluid/kserve');
    expect(spec.persistentVolumeSpec.nodeAffinity.required.nodeSelectorTerms).toHaveLength(2);
    expect(spec.persistentVolumeClaimSpec.resources.requests.storage).toBe('1Ti');
  });
});

test('an endpoint serves from the directory of its node', () => {
  const { fixture, stack, model } = world();
  const { cluster, gpus } = fixture;
  cluster.queues.add('serving', { pool: gpus, deservedDevices: 8, purpose: QueuePurpose.SERVING });
  const inference = new InferenceEdge(stack, 'Inference', { cluster });
  const [runtime, scale] = [Runtime.vllm(), Scale.fixed(1)];
  inference.endpoints.add('chat', { model, runtime, pool: gpus, devicesPerReplica: 4, scale });
  const { predictor } = objectOf(stack, 'InferenceService/chat').spec;
  expect(predictor.volumes).toContainEqual({
    name: 'model',
    persistentVolumeClaim: { claimName: NAME, readOnly: true },
  });
  expect(predictor.containers[0].args).toContain('/mnt/models');
  expect(JSON.stringify(predictor)).not.toContain('fluid');
});

describe('what KServe needs for it', () => {
  test('comes once, in order, and before the models', () => {
    const { fixture, stack } = world();
    new InferenceEdge(stack, 'Inference', { cluster: fixture.cluster });
    const units: any[] = blueprintOf(stack).units;
    const waitsFor = (release: string): string[] =>
      units
        .find((unit) => unit.releaseName === release)
        .dependsOn.map((path: string) => units.find((unit) => unit.path === path).releaseName);
    expect(waitsFor('kserve-localmodel-crd')).toContain('kserve-crd');
    expect(waitsFor('kserve')).toContain('kserve-localmodel-crd');
    expect(waitsFor('kserve-localmodel')).toContain('kserve');
    expect(waitsFor('kserve-node-group-h800')).toContain('kserve-localmodel');
    expect(waitsFor('model-qwen3-32b')).toEqual(
      expect.arrayContaining(['kserve-localmodel-agent-h800', 'kserve-node-group-h800']),
    );
    expect(units.filter((unit) => unit.releaseName === 'kserve')).toHaveLength(1);
  });

  test('tells KServe that there are local copies, and only then', () => {
    const plain = new Fixture();
    new InferenceEdge(plain.stack, 'Inference', { cluster: plain.cluster });
    absent((stack) => chartsOf(stack).kserve.values.kserve.localmodel.enabled, world().stack, plain.stack);
  });

  test('leaves the agents of the chart without nodes', () => {
    const { localmodelnode } = chartsOf(world().stack)['kserve-localmodel'].values.kserve;
    expect(localmodelnode.controller.nodeSelector).toStrictEqual({ 'kserve/localmodel': 'none' });
  });

  test('is an agent per pool, which is nobody but for its directory', () => {
    const { spec } = objectOf(world().stack, 'DaemonSet/kserve-localmodelnode-agent-h800').spec.template;
    expect(spec.volumes).toStrictEqual([
      { name: 'models', hostPath: { path: '/mnt/nvme/fluid/kserve', type: 'DirectoryOrCreate' } },
    ]);
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(spec.initContainers[0].securityContext.capabilities).toStrictEqual({ drop: ['ALL'], add: ['CHOWN'] });
    expect(spec.containers[0].env).toContainEqual({ name: 'POD_NAMESPACE', value: 'kserve' });
  });

  test('lets no agent read Secrets', () => {
    const objects = blueprintOf(world().stack).units.flatMap((unit: any) => unit.objects ?? []);
    const roles: any[] = objects.map(({ manifest }: any) => manifest).filter(({ kind }: any) => /Role$/.test(kind));
    expect(roles.length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(roles.flatMap((role) => role.rules))).not.toContain('secrets');
  });

  test('comes from the mirror, with a warning about what the pull secret does not reach', () => {
    const { stack } = world({}, {}, true);
    const { spec } = objectOf(stack, 'DaemonSet/kserve-localmodelnode-agent-h800').spec.template;
    expect(spec.containers[0].image).toBe('registry.acme.com/kserve/kserve-localmodelnode-agent:v0.20.0');
    expect(spec.imagePullSecrets).toStrictEqual([{ name: 'pull' }]);
    const warnings = stack.node
      .findAll()
      .flatMap((c) => c.node.metadata)
      .map(({ data }) => String(data));
    expect(warnings.filter((text) => text.includes('AIC-3206'))).toHaveLength(1);
  });

  test('is the same whatever the order of the models', () => {
    const two = (names: string[]): unknown => {
      const fixture = new Fixture();
      const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
      const store = fixture.store({ hot });
      for (const name of names) store.add(name, { ...QWEN, source: ModelSource.bucketPath(name) });
      return blueprintOf(fixture.stack);
    };
    expect(two(['a', 'b'])).toStrictEqual(two(['b', 'a']));
  });
});

describe('refusals', () => {
  test.each([undefined, TaintEffect.NO_EXECUTE])('fails on nodes that downloads are kept from by %p', (effect) => {
    const fixture = new Fixture({ taints: [{ key: 'nvidia.com/gpu', effect }] });
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
    expect(() => fixture.store({ hot }).add('m', QWEN)).toThrow(
      /AIC-3200 at test\/Models\/m: the nodes of pool h800 have taints.*got \[ 'nvidia\.com\/gpu' \]/,
    );
  });

  test('lets taints be that only prefer other pods', () => {
    const fixture = new Fixture({ taints: [{ key: 'soft', effect: TaintEffect.PREFER_NO_SCHEDULE }] });
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
    expect(fixture.store({ hot }).add('m', QWEN).claimName).toMatch(/^m-/);
  });

  test('fails when it is not prefetched, or again and again', () => {
    expect(() => world({ prefetch: Prefetch.NEVER })).toThrow(/AIC-3201 .*got no prefetch on deploy/);
    const prefetch = Prefetch.schedule('0 2 * * *');
    expect(() => world({ prefetch })).toThrow(/AIC-3201 .*got a prefetch by schedule/);
  });

  test('fails on replicas', () => {
    expect(() => world({ replicas: 2 })).toThrow(/AIC-3202 .*replicas: 2/);
  });

  test('fails on another directory of a pool that has one', () => {
    const fixture = new Fixture();
    const engine = CacheEngine.localModelCache();
    fixture.store({ hot: HotTier.nvme({ pools: [fixture.gpus], engine }) }).add('a', QWEN);
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine, cachePath: '/data' });
    const store = fixture.store({ hot, warm: minio({ pathPrefix: 'x' }), namespace: 'others' }, 'Others');
    expect(() => store.add('b', QWEN)).toThrow(/AIC-3203 .*got '\/data\/kserve', want \/mnt\/nvme\/fluid\/kserve/);
  });

  test('fails on a bucket that is not known before it is made', () => {
    const fixture = new Fixture();
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
    const name = Lazy.stringValue({ produce: () => 'later' });
    const store = fixture.store({
      hot,
      warm: WarmTier.bucket(name, { credentials: CREDENTIALS, endpoint: 'minio.storage.svc:9000' }),
    });
    expect(() => store.add('m', QWEN)).toThrow(/AIC-3204 .*not known at synthesis/);
  });

  test('fails on two copies of the same files', () => {
    const fixture = new Fixture();
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
    const store = fixture.store({ hot });
    store.add('a', QWEN);
    expect(() => store.add('b', QWEN)).toThrow(/AIC-3205 at test\/Models\/b: .*test\/Models\/a copies/);
  });
});
