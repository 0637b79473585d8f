import assert from 'node:assert/strict';
import test from 'node:test';

import yaml from 'js-yaml';

import { kserveValidate } from '../../src/control-plane/index.js';

const service = (name: string, predictor: object): object => ({
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: { name, namespace: 'serving' },
  spec: { predictor: { model: { modelFormat: { name: 'huggingface' }, storageUri: 's3://models/m' }, ...predictor } },
});

const runtime = (name: string): object => ({
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'ClusterServingRuntime',
  metadata: { name },
  spec: {
    protocolVersions: ['v2'],
    supportedModelFormats: [{ name: 'f', version: '1', autoSelect: true, priority: 1 }],
    containers: [{ name: 'kserve-container', image: 'registry.example/serve:1' }],
  },
});

test('asks the validators of KServe about every object, in order', async () => {
  const reports = await kserveValidate(
    [
      service('good', { minReplicas: 1, maxReplicas: 2 }),
      service('bounds', { minReplicas: 3, maxReplicas: 2 }),
      service('typo', { minReplicaz: 1 }),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } },
      {
        apiVersion: 'serving.kserve.io/v1alpha2',
        kind: 'LLMInferenceService',
        metadata: { name: 'llm' },
        spec: { model: { uri: 'hf://a/b' }, parallelism: { pipeline: 2, data: 2, dataLocal: 1 } },
      },
      runtime('one'),
      runtime('two'),
    ]
      .map((object) => yaml.dump(object))
      .join('---\n'),
  );
  const verdicts = reports.map(({ name, checked, accepted }) => [name, checked, accepted]);
  assert.deepEqual(verdicts, [
    ['good', true, true],
    ['bounds', true, false],
    ['typo', true, false],
    ['other', false, true],
    ['llm', true, false],
    ['one', true, false],
    ['two', true, false],
  ]);
  const errorOf = (name: string): string => reports.find((report) => report.name === name)?.error ?? '';
  assert.match(errorOf('bounds'), /'MinReplicas' cannot be greater than MaxReplicas/);
  assert.match(errorOf('typo'), /unknown field "minReplicaz"/);
  assert.match(errorOf('llm'), /cannot set both pipeline parallelism and data parallelism/);
  assert.match(
    errorOf('one'),
    /same priority assigned for the model format f in the clusterservingruntimes two and one/,
  );
});

test('fails on text that is not YAML', async () => {
  await assert.rejects(kserveValidate('a: [b'), /AIC-6007 at kserve-validate: .*document 1/s);
});

const copy = (name: string, source: string, nodeGroup = 'gpus'): object => ({
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'LocalModelCache',
  metadata: { name },
  spec: { sourceModelUri: source, modelSize: '66Gi', nodeGroups: [nodeGroup] },
});

test('asks about local models, each against the others', async () => {
  const volume = { accessModes: ['ReadWriteOnce'] };
  const container = (name: string, regex: string): object => ({
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ClusterStorageContainer',
    metadata: { name },
    spec: { container: { name: 'download' }, supportedUriFormats: [{ regex }] },
  });
  const reports = await kserveValidate(
    [
      {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'LocalModelNodeGroup',
        metadata: { name: 'gpus' },
        spec: { storageLimit: '1Ti', persistentVolumeSpec: volume, persistentVolumeClaimSpec: volume },
      },
      copy('one', 's3://models/a/'),
      copy('two', 's3://models/a/'),
      copy('three', 's3://models/b/'),
      copy('lost', 's3://models/c/', 'nowhere'),
      container('good', '^s3://models/a/$'),
      container('bad', '^s3://(models$'),
    ]
      .map((object) => yaml.dump(object))
      .join('---\n'),
  );
  const verdicts = reports.map(({ name, checked, accepted }) => [name, checked, accepted]);
  assert.deepEqual(verdicts, [
    ['gpus', true, true],
    ['one', true, false],
    ['two', true, false],
    ['three', true, true],
    ['lost', true, false],
    ['good', true, true],
    ['bad', true, false],
  ]);
  const errorOf = (name: string): string => reports.find((report) => report.name === name)?.error ?? '';
  assert.match(errorOf('one'), /LocalModelCache two has the same StorageURI/);
  assert.match(errorOf('lost'), /NodeGroup nowhere not found/);
  assert.match(errorOf('bad'), /error parsing regexp/);
});
