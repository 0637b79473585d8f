import { TerraformStack } from 'cdktf';
import { HotTier, IModel, ModelSource, Prefetch, Size, TaintEffect } from '../../lib';
import { absent, blueprintOf, bundlesOf, manifestsOf, terraformOf } from '../harness';
import { Fixture, minio, QWEN, stackWith } from './fixture';

const NAME = 'qwen3-32b';
const datasetOf = (stack: TerraformStack): any => manifestsOf(stack)[`Dataset/${NAME}`];
const runtimeOf = (stack: TerraformStack): any => manifestsOf(stack)[`AlluxioRuntime/${NAME}`];
const prefetchOf = (stack: TerraformStack): any => Object.values(manifestsOf(stack)).find((m) => m.kind === 'DataLoad');

describe('the objects of a model', () => {
  test('stand in one release of their own', () => {
    const stack = stackWith();
    const load = prefetchOf(stack).metadata.name;
    expect(bundlesOf(stack)['model-qwen3-32b']).toStrictEqual([
      `AlluxioRuntime/${NAME}`,
      `DataLoad/${load}`,
      `Dataset/${NAME}`,
    ]);
  });

  test('share name and namespace, as Fluid demands', () => {
    const stack = stackWith();
    const identity = { name: NAME, namespace: 'models' };
    expect(datasetOf(stack).metadata).toStrictEqual(identity);
    expect(runtimeOf(stack).metadata).toStrictEqual(identity);
    expect(prefetchOf(stack).spec.dataset).toStrictEqual(identity);
  });

  test('are read-only', () => {
    const { spec } = datasetOf(stackWith());
    expect(spec.accessModes).toStrictEqual(['ReadOnlyMany']);
    expect(spec.mounts[0].readOnly).toBe(true);
  });

  test('let other models use the same nodes', () => {
    expect(datasetOf(stackWith()).spec.placement).toBe('Shared');
  });

  test('never mount the root, where workers would get no credentials', () => {
    const [mount] = datasetOf(stackWith()).spec.mounts;
    expect(mount.path).toBe(`/${mount.name}`);
    expect(mount.name).toMatch(/^qwen3-32b-[0-9a-f]{8}$/);
  });

  test('hold no credential and no image that escapes the chart', () => {
    const text = JSON.stringify([datasetOf(stackWith()), runtimeOf(stackWith()), prefetchOf(stackWith())]);
    expect(text).not.toMatch(/"image"|latest|stringData/);
    expect(text).toContain('"secretKeyRef":{"name":"models-s3","key":"AWS_ACCESS_KEY_ID"}');
  });

  test('run on the nodes of the pools and tolerate their taints, each once', () => {
    const taint = { key: 'nvidia.com/gpu' };
    const fixture = new Fixture({ taints: [taint] });
    const l20 = fixture.addPool('l20', {
      taints: [taint, { key: 'edge', value: 'yes', effect: TaintEffect.NO_EXECUTE }],
    });
    fixture.store({ hot: HotTier.nvme({ pools: [l20, fixture.gpus] }) }).add(NAME, QWEN);
    const { nodeAffinity, tolerations } = datasetOf(fixture.stack).spec;
    expect(nodeAffinity.required.nodeSelectorTerms).toStrictEqual([
      { matchExpressions: [{ key: 'acme.com/pool', operator: 'In', values: ['h800'] }] },
      { matchExpressions: [{ key: 'acme.com/pool', operator: 'In', values: ['l20'] }] },
    ]);
    expect(tolerations.map((t: any) => t.key)).toStrictEqual(['edge', 'nvidia.com/gpu']);
    expect(prefetchOf(fixture.stack).spec.tolerations).toStrictEqual(tolerations);
    expect(runtimeOf(fixture.stack).spec.replicas).toBe(32);
  });
});

describe('the cache', () => {
  test('is one tier of NVMe with a quota that has a unit and watermarks that are text', () => {
    expect(runtimeOf(stackWith()).spec.tieredstore.levels).toStrictEqual([
      { mediumtype: 'SSD', volumeType: 'hostPath', path: '/mnt/nvme/fluid', quota: '6Gi', high: '0.95', low: '0.85' },
    ]);
  });

  test('has one worker per node, kept apart by host ports', () => {
    const { spec } = runtimeOf(stackWith());
    expect(spec.replicas).toBe(16);
    expect(spec.worker.networkMode).toBe('HostNetwork');
  });

  test('places blocks where the arithmetic expects them, in as many copies as are asked for', () => {
    const { spec } = runtimeOf(stackWith({ replicas: 3 }));
    expect(spec.data.replicas).toBe(3);
    expect(spec.properties).toStrictEqual({
      'alluxio.user.block.size.bytes.default': '16MB',
      'alluxio.user.ufs.block.read.location.policy': 'alluxio.client.block.policy.DeterministicHashPolicy',
      'alluxio.user.ufs.block.read.location.policy.deterministic.hash.shards': '3',
    });
  });

  test('gives FUSE both limits, without which Fluid ignores its resources', () => {
    const { fuse } = runtimeOf(stackWith()).spec;
    expect(Object.keys(fuse.resources.limits).sort()).toStrictEqual(['cpu', 'memory']);
    expect(fuse.cleanPolicy).toBe('OnDemand');
  });
});

describe('the prefetch', () => {
  test('loads all copies with their metadata, once', () => {
    const stack = stackWith({ replicas: 2 });
    const { policy, loadMetadata, target } = prefetchOf(stack).spec;
    expect({ policy, loadMetadata }).toStrictEqual({ policy: 'Once', loadMetadata: true });
    expect(target).toStrictEqual([{ path: datasetOf(stack).spec.mounts[0].path, replicas: 2 }]);
  });

  test('is there unless it is turned off', () => {
    absent(prefetchOf, stackWith({ prefetch: Prefetch.ON_DEPLOY }), stackWith({ prefetch: Prefetch.NEVER }));
    expect(prefetchOf(stackWith())).toBeDefined();
  });

  test.each([{ replicas: 2 }, { source: ModelSource.bucketPath('qwen3-32b/2025-06-01') }])(
    'is another object when %p makes it load something else',
    (change) => {
      expect(prefetchOf(stackWith(change)).metadata.name).not.toBe(prefetchOf(stackWith()).metadata.name);
    },
  );

  test('stays the same object when only the size is corrected', () => {
    expect(prefetchOf(stackWith({ size: Size.gibibytes(70) })).metadata.name).toBe(
      prefetchOf(stackWith()).metadata.name,
    );
  });
});

describe('what others read', () => {
  test('fits the contract and equals what was rendered', () => {
    const fixture = new Fixture();
    const store = fixture.store();
    const model: IModel = store.add(NAME, QWEN);
    expect(model).toMatchObject({ modelName: NAME, namespace: 'models', claimName: NAME });
    expect(`/${model.pathInClaim}`).toBe(datasetOf(fixture.stack).spec.mounts[0].path);
    expect(model.podLabels).toStrictEqual({
      'fuse.serverful.fluid.io/inject': 'true',
      'fluid.io/dataset.qwen3-32b.sched': 'required',
    });
    expect(model.hotPools).toStrictEqual([fixture.gpus]);
    expect(model.size.toString()).toBe('66 GiB');
    expect(store.tryFind(NAME)).toBe(model);
    expect(store.all()).toStrictEqual([model]);
  });

  test('the path changes with everything that makes it another mount', () => {
    const pathOf = (model: object, warm: object = {}): string =>
      datasetOf(stackWith(model, { warm: minio(warm) })).spec.mounts[0].path;
    const source = ModelSource.bucketPath('qwen3-32b/2025-06-01');
    const paths = [
      pathOf({}),
      pathOf({ source }),
      pathOf({}, { pathPrefix: 'x' }),
      pathOf({}, { endpoint: 'other' }),
      pathOf({}, { region: 'r' }),
    ];
    expect(new Set(paths).size).toBe(paths.length);
    expect(pathOf({ replicas: 2 })).toBe(pathOf({}));
  });

  test('is ready when its release is there', () => {
    const fixture = new Fixture();
    const store = fixture.store();
    const qwen = store.add(NAME, QWEN);
    const user = store.add('user', QWEN);
    user.node.addDependency(qwen.ready);
    const unit = blueprintOf(fixture.stack).units.find((u: any) => u.releaseName === 'model-user');
    expect(unit.dependsOn).toContain('test/Models/qwen3-32b/Resource');
  });

  test('the blueprint says what is kept where', () => {
    expect(blueprintOf(stackWith()).models).toMatchObject([
      {
        path: 'test/Models/qwen3-32b',
        cluster: 'test/Cluster',
        namespace: 'models',
        name: NAME,
        sizeBytes: 66 * 1024 ** 3,
        claim: NAME,
      },
    ]);
    expect(blueprintOf(stackWith()).models[0].source).toBe('s3://acme-models/qwen3-32b/2025-05-01');
  });
});

describe('the namespace', () => {
  test('lets the pods of Fluid use the host', () => {
    const { labels } = manifestsOf(stackWith())['Namespace/models'].metadata;
    expect(labels['pod-security.kubernetes.io/enforce']).toBe('privileged');
  });

  test('can be another, which stands in the release name too', () => {
    const stack = stackWith({}, { namespace: 'llm' });
    expect(datasetOf(stack).metadata.namespace).toBe('llm');
    expect(Object.keys(bundlesOf(stack)).filter((name) => name.startsWith('model-'))).toStrictEqual([
      expect.stringMatching(/^model-qwen3-32b-llm-[0-9a-f]{8}$/),
    ]);
  });

  test('keeps models of one name in two stores apart', () => {
    const fixture = new Fixture();
    fixture.store({ namespace: 'a' }, 'A').add('m', QWEN);
    fixture.store({ namespace: 'b' }, 'B').add('m', QWEN);
    expect(blueprintOf(fixture.stack).models.map((m: any) => m.namespace)).toStrictEqual(['a', 'b']);
  });
});

describe('writing', () => {
  const write = (...names: string[]): string[] => {
    const fixture = new Fixture();
    const store = fixture.store();
    names.forEach((name) => store.add(name, QWEN));
    return [JSON.stringify(terraformOf(fixture.stack)), JSON.stringify(blueprintOf(fixture.stack))];
  };

  test('gives the same bytes twice', () => {
    expect(write('a', 'b')).toStrictEqual(write('a', 'b'));
  });

  test('gives the same blueprint whatever the order models are added in', () => {
    expect(write('b', 'c', 'a')[1]).toBe(write('a', 'b', 'c')[1]);
  });

  test('keeps the names of a long model within every limit, and unique', () => {
    const fixture = new Fixture();
    const store = fixture.store({ namespace: 'n'.repeat(63) });
    const [a, b] = ['a', 'b'].map((end) => store.add(`${'m'.repeat(44)}${end}`, QWEN));
    const loads = Object.keys(manifestsOf(fixture.stack)).filter((key) => key.startsWith('DataLoad/'));
    expect(new Set(loads).size).toBe(2);
    expect(loads.filter((key) => key.length > 'DataLoad/'.length + 46)).toStrictEqual([]);
    expect(a.pathInClaim).not.toBe(b.pathInClaim);
    expect(Object.keys(a.podLabels).filter((key) => key.split('/')[1].length > 63)).toStrictEqual([]);
  });
});
