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
    'stands in',
    'size',
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
        'warm',
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
        'warm',
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
  assert.match(text, /qwen3-32b +model +warm +66 GiB +- +- +- +- +- +serve \(1 GiB per node\)\n/);
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

test('tells what a month costs, in all tiers together, and what filling the hot tier costs once', async (t) => {
  const priced = { ...MODEL, cost: { currency: 'CNY', hotPerMonth: 10, warmPerMonth: 2.345, fillOnce: 31.5 } };
  const bare = { ...MODEL, name: 'bare' };
  const partly = { ...MODEL, name: 'partly', cost: { currency: 'CNY' } };
  const models = [priced, bare, partly] as never;
  const text = sectionOf(await report(program(t, (blueprint) => (blueprint.models = models))));
  assert.match(text, /peer to peer +per month +to fill +hot on\n/);
  assert.match(text, /qwen3-32b .* 12\.35 CNY +31\.50 CNY +serve/);
  assert.match(text, /bare .* GET +- +- +serve/);
  assert.match(text, /partly .* GET +- +- +serve/);
});

test('says in which class of the archive a model stands, and when it would be back', async (t) => {
  const archived = (name: string, restored: boolean, restoreSeconds: number): ModelFact => ({
    ...MODEL,
    name,
    hotPools: [],
    archive: { storageClass: 'DEEP_ARCHIVE', restoreSeconds, restored },
  });
  const models = [archived('a', false, 12 * 3600), archived('b', true, 12 * 3600), archived('c', false, 0)] as never;
  const text = sectionOf(await report(program(t, (blueprint) => (blueprint.models = models))));
  assert.match(text, /a 2025-05-01 +model +DEEP_ARCHIVE, back in 12\.0 h +66 GiB .* -\n/);
  assert.match(text, /b 2025-05-01 +model +DEEP_ARCHIVE +66 GiB/);
  assert.match(text, /c 2025-05-01 +model +DEEP_ARCHIVE +66 GiB/);
});
