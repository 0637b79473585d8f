import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ModelFact } from '../../src/blueprint/index.js';
import { report } from '../../src/report/index.js';
import { program } from '../rehearse/helpers.js';

const GIB = 2 ** 30;

const MODEL: ModelFact = {
  path: 'small-cloud/Model',
  cluster: 'small-cloud/Cluster',
  namespace: 'models',
  name: 'qwen3-32b',
  version: '2025-05-01',
  kind: 'model',
  sizeBytes: 66 * GIB,
  source: 's3://acme-models/qwen3-32b',
  claim: 'qwen3-32b',
  hotPools: [
    { pool: 'serve', replicas: 2, bytesPerNode: 12 * GIB, nvmePerNode: 3072 * GIB },
    { pool: 'train', replicas: 2, bytesPerNode: 12 * GIB, nvmePerNode: 100 * GIB },
  ],
  warmUp: {
    copies: 2,
    egressBytes: 132 * GIB,
    getRequests: 8448,
    peerToPeerEgressBytes: 66 * GIB,
    peerToPeerGetRequests: 4224,
    seconds: 7300,
  },
};

const sectionOf = (text: string): string => /# Models and datasets\n[^#]*/.exec(text)![0];

test('reports the tiers of models and datasets, what warming takes and the share of the disks, by name', async (t) => {
  const dataset: ModelFact = {
    ...MODEL,
    name: 'corpus',
    version: undefined,
    kind: 'dataset',
    sizeBytes: 50 * 2 ** 20,
    hotPools: [{ pool: 'train', replicas: 1, bytesPerNode: GIB, nvmePerNode: 3072 * GIB }],
    warmUp: {
      copies: 1,
      egressBytes: 50 * 2 ** 20,
      getRequests: 2_500_000,
      peerToPeerEgressBytes: 50 * 2 ** 20,
      peerToPeerGetRequests: 999_999,
      seconds: 90,
    },
  };
  const text = sectionOf(await report(program(t, (blueprint) => (blueprint.models = [MODEL, dataset] as never))));
  const lines = text.split('\n').map((line) => line.split(/ {2,}/));
  const header = lines.findIndex(([first]) => first === 'name');
  assert.deepEqual(lines[header], [
    'name',
    'kind',
    'warm',
    'copies',
    'hot',
    'warms in',
    'read of the warm tier',
    'peer to peer',
    'hot on',
  ]);
  assert.deepEqual(
    lines.slice(header + 2, header + 4).map((cells) => cells.map((cell) => cell.trim())),
    [
      [
        'corpus',
        'dataset',
        '0.1 GiB',
        '1',
        '0.1 GiB',
        '90 s',
        '0.1 GiB, 2.5 M GET',
        '0.1 GiB, 999999 GET',
        'train (1 GiB per node = <1 %)',
      ],
      [
        'qwen3-32b 2025-05-01',
        'model',
        '66 GiB',
        '2',
        '132 GiB',
        '2.0 h',
        '132 GiB, 8448 GET',
        '66 GiB, 4224 GET',
        'serve (12 GiB per node = <1 %), train (12 GiB per node = 12 %)',
      ],
    ],
  );
});

test('says of a model only what its blueprint says', async (t) => {
  const { kind: _kind, version: _version, warmUp: _warmUp, ...bare } = MODEL;
  const hotPools = [{ pool: 'serve', replicas: 1, bytesPerNode: GIB, nvmePerNode: 0 }];
  const text = sectionOf(
    await report(program(t, (blueprint) => (blueprint.models = [{ ...bare, hotPools }] as never))),
  );
  assert.match(text, /qwen3-32b +model +66 GiB +- +- +- +- +- +serve \(1 GiB per node\)\n/);
});

test('tells minutes where they are easier to read than seconds', async (t) => {
  const model = { ...MODEL, warmUp: { ...MODEL.warmUp!, seconds: 121 } };
  const text = sectionOf(await report(program(t, (blueprint) => (blueprint.models = [model] as never))));
  assert.match(text, / 3 min /);
});

test('says that there are no models', async (t) => {
  assert.match(
    sectionOf(await report(program(t, (blueprint) => (blueprint.models = [])))),
    /The program has no models\./,
  );
});
