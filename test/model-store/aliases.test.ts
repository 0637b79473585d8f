import {
  Endpoint,
  InferenceEdge,
  ModelFormat,
  ModelSource,
  QueuePurpose,
  Runtime,
  Scale,
  Size,
  StoredModelOptions,
  TieredModelStore,
} from '../../lib';
import { absent, manifestsOf } from '../harness';
import { Fixture, QWEN } from './fixture';

const CORPUS = { source: ModelSource.bucketPath('corpus/v3'), size: Size.gibibytes(2) };

interface World {
  readonly fixture: Fixture;
  readonly store: TieredModelStore;
}

const world = (): World => {
  const fixture = new Fixture();
  return { fixture, store: fixture.store() };
};

describe('an alias', () => {
  const served = (version: string): { endpoint: Endpoint; manifest: any } => {
    const { fixture, store } = world();
    fixture.cluster.queues.add('serving', {
      pool: fixture.gpus,
      deservedDevices: 64,
      purpose: QueuePurpose.SERVING,
    });
    const versions = ['2025-05-01', '2025-11-01'].map((v) => store.add('qwen3-32b', { ...QWEN, version: v }));
    const model = store.alias('chat-prod', versions.find((one) => one.version === version) ?? versions[0]);
    const inference = new InferenceEdge(fixture.stack, 'Inference', { cluster: fixture.cluster });
    const endpoint = inference.endpoints.add('chat', {
      model,
      runtime: Runtime.vllm(),
      pool: fixture.gpus,
      devicesPerReplica: 4,
      scale: Scale.fixed(1),
    });
    return { endpoint, manifest: manifestsOf(fixture.stack)['InferenceService/chat'] };
  };

  test('is a model of its own name, with all else of the version that it stands for', () => {
    const { store } = world();
    const qwen = store.add('qwen3-32b', { ...QWEN, version: '2025-05-01', format: ModelFormat.SAFETENSORS });
    const alias = store.alias('chat-prod', qwen);
    expect(alias.modelName).toBe('chat-prod');
    expect(alias.target).toBe(qwen);
    for (const property of [
      'size',
      'hotPools',
      'format',
      'namespace',
      'claimName',
      'pathInClaim',
      'readOnly',
      'podLabels',
      'requiredNodeLabels',
      'ready',
    ] as const) {
      expect(alias[property]).toStrictEqual(qwen[property]);
    }
    expect(store.tryFindAlias('chat-prod')).toBe(alias);
    expect(store.tryFindAlias('chat')).toBeUndefined();
  });

  test('is what endpoints serve: one that moves changes their claim and not the name in requests', () => {
    const [may, november] = ['2025-05-01', '2025-11-01'].map(served);
    const text = (of: typeof may): string => JSON.stringify(of.manifest);
    expect(text(may)).toContain('"claimName":"qwen3-32b-2025-05-01"');
    expect(text(november)).toContain('"claimName":"qwen3-32b-2025-11-01"');
    for (const one of [may, november]) expect(text(one)).toContain('--served-model-name=chat-prod');
  });

  test('fails when it has the name of a model, a dataset or another alias', () => {
    const { store } = world();
    const model = store.add('m', QWEN);
    store.addDataset('d', CORPUS);
    store.alias('a', model);
    for (const name of ['m', 'd', 'a']) {
      expect(() => store.alias(name, model)).toThrow(/AIC-3015 at test\/Models: the name of the alias is taken by an/);
    }
    expect(() => store.add('a', QWEN)).toThrow(/AIC-3015 .*the name of the model is taken/);
  });

  test('fails when it stands for a model of another store', () => {
    const { fixture, store } = world();
    const other = fixture.store({ namespace: 'other' }, 'Other').add('m', QWEN);
    expect(() => store.alias('a', other)).toThrow(/AIC-3355 at test\/Models: .*another store; got 'test\/Other\/m'/);
  });

  test.each(['Chat', 'a.b', ''])('fails when it is called %p', (name) => {
    const { store } = world();
    const model = store.add('m', QWEN);
    expect(() => store.alias(name, model)).toThrow(/AIC-1002 at test\/Models: the name of the alias/);
  });
});

describe('the record in the cluster', () => {
  const recordOf = (build: (store: TieredModelStore) => void): any => {
    const { fixture, store } = world();
    build(store);
    return manifestsOf(fixture.stack)['ConfigMap/models-catalog'];
  };
  const entryOf = (options: Partial<StoredModelOptions>): any =>
    JSON.parse(recordOf((store) => store.add('qwen3-32b', { ...QWEN, ...options })).data['qwen3-32b.json']);

  test('says of each model what it is and where', () => {
    expect(
      entryOf({ format: ModelFormat.SAFETENSORS, license: 'apache-2.0', pinned: true, replicas: 2 }),
    ).toStrictEqual({
      kind: 'model',
      name: 'qwen3-32b',
      format: 'safetensors',
      license: 'apache-2.0',
      origin: 'the bucket, qwen3-32b/2025-05-01',
      warm: 's3://acme-models/qwen3-32b/2025-05-01',
      hot: ['h800'],
      copies: 2,
      pinned: true,
      bytes: 66 * 1024 ** 3,
      claim: 'qwen3-32b',
    });
  });

  test('leaves out what nobody said', () => {
    expect(Object.keys(entryOf({}))).not.toEqual(expect.arrayContaining(['license']));
    expect(Object.keys(entryOf({}))).toHaveLength(9);
  });

  test('lists models, datasets, versions and aliases by name, whatever the order they came in', () => {
    const build = (store: TieredModelStore): void => {
      const model = store.add('m', { ...QWEN, version: '1' });
      store.alias('prod', model);
      store.addDataset('corpus', CORPUS);
    };
    const record = recordOf(build);
    expect(record.metadata.namespace).toBe('models');
    expect(Object.keys(record.data)).toStrictEqual(['corpus.json', 'm-1.json', 'prod.json']);
    expect(JSON.parse(record.data['prod.json'])).toStrictEqual({ kind: 'alias', of: 'm-1' });
    expect(JSON.parse(record.data['corpus.json'])).toMatchObject({ kind: 'dataset', name: 'corpus' });
    const reversed = recordOf((store) => {
      store.addDataset('corpus', CORPUS);
      build({
        add: store.add.bind(store),
        alias: store.alias.bind(store),
        addDataset: () => undefined,
      } as unknown as TieredModelStore);
    });
    expect(JSON.stringify(reversed)).toBe(JSON.stringify(record));
  });

  test('is there once for each store with anything in it', () => {
    absent(
      (stack) => manifestsOf(stack)['ConfigMap/models-catalog'],
      (() => {
        const { fixture, store } = world();
        store.add('m', QWEN);
        return fixture.stack;
      })(),
      world().fixture.stack,
    );
    const fixture = new Fixture();
    for (const id of ['A', 'B']) fixture.store({}, id).add(id.toLowerCase(), QWEN);
    expect(Object.keys(manifestsOf(fixture.stack)).filter((key) => key.endsWith('-catalog'))).toStrictEqual([
      'ConfigMap/a-catalog',
      'ConfigMap/b-catalog',
    ]);
  });
});

describe('licences', () => {
  const added = (acceptedLicenses: string[] | undefined, license?: string): any =>
    new Fixture().store({ acceptedLicenses }).add('m', { ...QWEN, license });

  test('are any, and none, unless the store says which', () => {
    expect(added(undefined).license).toBeUndefined();
    expect(added(undefined, 'LicenseRef-qwen').license).toBe('LicenseRef-qwen');
  });

  test('are compared as SPDX does, without regard to case', () => {
    expect(added(['Apache-2.0', 'MIT'], 'apache-2.0').license).toBe('apache-2.0');
  });

  test('fail when a model has none and the store asks for one', () => {
    expect(() => added(['apache-2.0', 'mit'])).toThrow(
      /AIC-3354 at test\/Models\/m: the store does not accept the licence of the model; got none, want apache-2.0, mit/,
    );
  });

  test('fail when a model has another', () => {
    expect(() => added(['mit'], 'gpl-3.0')).toThrow(/AIC-3354 at test\/Models\/m: .*got 'gpl-3.0', want mit/);
    expect(() => added([], 'mit')).toThrow(/AIC-3354 .*want nothing: the list of the store is empty/);
  });

  test('of a dataset are checked when they are stated: it may be the own data of the house', () => {
    const store = new Fixture().store({ acceptedLicenses: ['mit'] });
    expect(store.addDataset('own', CORPUS).license).toBeUndefined();
    expect(() => store.addDataset('theirs', { ...CORPUS, license: 'cc-by-nc-4.0' })).toThrow(
      /AIC-3354 at test\/Models\/theirs: the store does not accept the licence of the dataset/,
    );
  });

  test.each(['', 'Apache 2.0', 'MIT OR Apache-2.0', 'http://x'])('fail when one is written %p', (license) => {
    expect(() => added(undefined, license)).toThrow(/AIC-3353 at test\/Models\/m: a licence is no SPDX identifier/);
    expect(() => added([license], 'mit')).toThrow(/AIC-3353 at test\/Models: a licence is no SPDX identifier/);
  });
});
