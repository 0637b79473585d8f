import {
  Framework,
  IVolume,
  ModelFormat,
  ModelSource,
  Prefetch,
  Size,
  StoredDatasetOptions,
  StoredModelOptions,
  TrainingJob,
} from '../../lib';
import { blueprintOf, bundlesOf, manifestsOf } from '../harness';
import { Fixture, QWEN, stackWith } from './fixture';

const CORPUS = { source: ModelSource.bucketPath('corpus/v3'), size: Size.tebibytes(2) };

const datasetOf = (options: Partial<StoredDatasetOptions> = {}): any => {
  const fixture = new Fixture();
  const dataset = fixture.store().addDataset('corpus', { ...CORPUS, ...options });
  return { dataset, stack: fixture.stack, manifests: manifestsOf(fixture.stack) };
};

describe('a dataset', () => {
  test('stands in the tiers as a model does, in a release that is called after it', () => {
    const { stack, dataset } = datasetOf();
    expect(Object.keys(bundlesOf(stack))).toContain('dataset-corpus');
    expect(
      bundlesOf(stack)
        ['dataset-corpus'].map((key) => key.split('/')[0])
        .sort(),
    ).toStrictEqual(['AlluxioRuntime', 'DataLoad', 'Dataset']);
    expect(dataset).toMatchObject({ datasetName: 'corpus', claimName: 'corpus', namespace: 'models', readOnly: true });
  });

  test('is a volume that a training job mounts where its cache is', () => {
    const fixture = new Fixture();
    const volume: IVolume = fixture.store().addDataset('corpus', CORPUS);
    const queue = fixture.cluster.queues.add('research', { pool: fixture.gpus, deservedDevices: 8 });
    new TrainingJob(fixture.stack, 'Train', {
      queue,
      framework: Framework.pytorch(),
      image: 'registry.acme.com/train:1',
      command: ['torchrun', 'train.py'],
      gangSize: 1,
      devicesPerPod: 8,
      volumes: [{ volume, mountPath: '/data' }],
    });
    const job = Object.entries<any>(manifestsOf(fixture.stack)).find(([key]) => key.startsWith('Job/train-'));
    const [{ template }] = job![1].spec.tasks;
    expect(template.metadata.labels).toMatchObject({ 'fluid.io/dataset.corpus.sched': 'required' });
    expect(template.spec.volumes).toContainEqual(
      expect.objectContaining({ persistentVolumeClaim: { claimName: 'corpus', readOnly: true } }),
    );
    const unit = blueprintOf(fixture.stack).units.find((u: any) => u.path.startsWith('test/Train'));
    expect(unit.dependsOn).toContain('test/Models/corpus/Resource');
  });

  test('is told apart from models in the blueprint', () => {
    const fixture = new Fixture();
    const store = fixture.store();
    store.addDataset('corpus', CORPUS);
    store.add('qwen3-32b', QWEN);
    expect(blueprintOf(fixture.stack).models.map((m: any) => [m.name, m.kind])).toStrictEqual([
      ['corpus', 'dataset'],
      ['qwen3-32b', 'model'],
    ]);
  });

  test('is listed apart from models', () => {
    const store = new Fixture().store();
    const [b, a] = ['b', 'a'].map((name) => store.addDataset(name, { ...CORPUS, size: Size.gibibytes(1) }));
    const model = store.add('m', QWEN);
    expect(store.allDatasets()).toStrictEqual([a, b]);
    expect(store.all()).toStrictEqual([model]);
  });

  test('fails on the name of a model', () => {
    const store = new Fixture().store();
    store.add('m', QWEN);
    expect(() => store.addDataset('m', CORPUS)).toThrow(
      /AIC-3015 at test\/Models: the name of the dataset is taken .*got 'm'/,
    );
  });

  test('fails without a size', () => {
    expect(() => datasetOf({ size: Size.bytes(0) })).toThrow(/AIC-3017 at .*: the dataset has no size/);
  });
});

describe('a dataset that is larger than its cache', () => {
  test('takes what the cache takes, and is not prefetched', () => {
    const { dataset, stack, manifests } = datasetOf({ cacheSize: Size.gibibytes(160) });
    expect(dataset.size.toString()).toBe('2 TiB');
    expect(dataset.cachePerNode.inBytes).toBeLessThan(16 * 1024 ** 3);
    expect(Object.keys(manifests).filter((key) => key.startsWith('DataLoad/'))).toStrictEqual([]);
    expect(blueprintOf(stack).models[0].sizeBytes).toBe(2 * 1024 ** 4);
  });

  test('is whole and prefetched unless it is given', () => {
    const { dataset, manifests } = datasetOf();
    expect(dataset.cachePerNode.inBytes).toBeGreaterThan(128 * 1024 ** 3);
    expect(Object.keys(manifests).filter((key) => key.startsWith('DataLoad/'))).toHaveLength(1);
  });

  test.each([Size.bytes(0), Size.tebibytes(3)])('fails when its cache is %p', (cacheSize) => {
    expect(() => datasetOf({ cacheSize })).toThrow(/AIC-3351 at test\/Models\/corpus: the cache of the dataset is no/);
  });

  test.each([{ pinned: true }, { prefetch: Prefetch.ON_DEPLOY }])(
    'fails when it is to be kept hot by %p',
    (options) => {
      expect(() => datasetOf({ cacheSize: Size.tebibytes(1), ...options })).toThrow(
        /AIC-3352 at test\/Models\/corpus: a dataset that is larger than its cache cannot be kept hot/,
      );
    },
  );
});

describe('a version', () => {
  const two = (): any => {
    const fixture = new Fixture();
    const store = fixture.store();
    const [old, young] = ['2025-05-01', '2.1'].map((version) => store.add('qwen3-32b', { ...QWEN, version }));
    return { fixture, store, old, young };
  };

  test('is part of the name of the claim, so that two of one model live side by side', () => {
    const { fixture, old, young } = two();
    expect([old.claimName, young.claimName]).toStrictEqual(['qwen3-32b-2025-05-01', 'qwen3-32b-2-1']);
    expect([old.modelName, young.modelName]).toStrictEqual(['qwen3-32b', 'qwen3-32b']);
    expect(Object.keys(bundlesOf(fixture.stack))).toEqual(
      expect.arrayContaining(['model-qwen3-32b-2-1', 'model-qwen3-32b-2025-05-01']),
    );
  });

  test('is what a model is found by', () => {
    const { store, old } = two();
    expect(store.tryFind('qwen3-32b', '2025-05-01')).toBe(old);
    expect(store.tryFind('qwen3-32b')).toBeUndefined();
  });

  test('stands in the blueprint', () => {
    expect(blueprintOf(two().fixture.stack).models.map((m: any) => [m.name, m.version])).toStrictEqual([
      ['qwen3-32b', '2.1'],
      ['qwen3-32b', '2025-05-01'],
    ]);
  });

  test('is none unless it is given', () => {
    expect(new Fixture().store().add('qwen3-32b', QWEN).version).toBeUndefined();
  });

  test('fails when it is there twice', () => {
    const { store } = two();
    expect(() => store.add('qwen3-32b', { ...QWEN, version: '2-1' })).toThrow(/AIC-3015 .*got 'qwen3-32b-2-1'/);
  });

  test.each(['', 'V2', 'a/b', '-1', '1.', 'v'.repeat(40)])('fails when it is %p', (version) => {
    expect(() => new Fixture().store().add('qwen3-32b', { ...QWEN, version })).toThrow(
      /AIC-3350 at test\/Models: the version of the model qwen3-32b is not usable/,
    );
  });
});

describe('what is known of a model', () => {
  const modelOf = (options: Partial<StoredModelOptions>): any => blueprintOf(stackWith(options)).models[0];

  test('stands in the blueprint', () => {
    expect(modelOf({ format: ModelFormat.GGUF, license: 'apache-2.0' })).toMatchObject({
      format: 'gguf',
      license: 'apache-2.0',
    });
  });

  test('is nothing unless it is said', () => {
    expect(Object.keys(modelOf({}))).not.toEqual(expect.arrayContaining(['format']));
    const model = new Fixture().store().add('m', QWEN);
    expect([model.format, model.license, model.pinned]).toStrictEqual([undefined, undefined, false]);
  });

  test('can be read back', () => {
    const model = new Fixture()
      .store()
      .add('m', { ...QWEN, format: ModelFormat.SAFETENSORS, license: 'mit', pinned: true });
    expect([model.format, model.license, model.pinned]).toStrictEqual(['safetensors', 'mit', true]);
  });
});
