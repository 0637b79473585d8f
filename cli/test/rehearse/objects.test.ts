import assert from 'node:assert/strict';
import test from 'node:test';

import { quantity } from '../../src/quantity.js';
import type { ApiClient } from '../../src/control-plane/index.js';
import { adapt } from '../../src/rehearse/charts/adapt.js';
import { readManifests, readYaml } from '../../src/rehearse/charts/yaml.js';
import { apply } from '../../src/rehearse/objects/apply.js';
import { changedPointers } from '../../src/rehearse/objects/compare.js';
import { inWaves } from '../../src/rehearse/objects/order.js';
import { inParallel } from '../../src/rehearse/objects/parallel.js';
import { Kinds } from '../../src/rehearse/objects/rest.js';

test('sees no change in what the server only adds or writes its own way', () => {
  const sent = {
    metadata: { name: 'x', labels: {}, creationTimestamp: null },
    spec: { cpu: '1000m', hostNetwork: false, ports: [{ name: 'http', port: 80 }], memory: '1024Mi' },
    status: { phase: 'New' },
  };
  const stored = {
    metadata: { name: 'x', uid: '1', creationTimestamp: 'now' },
    spec: {
      cpu: '1',
      ports: [
        { name: 'extra', port: 1 },
        { name: 'http', port: 80, protocol: 'TCP' },
      ],
      memory: '1Gi',
    },
  };
  assert.deepEqual(changedPointers(sent, stored), []);
});

test('tells each place that admission changed', () => {
  const sent = { spec: { a: 1, b: { 'c/d': 'x' }, list: [{ name: 'one', v: 1 }], gone: 'y' } };
  const stored = { spec: { a: 2, b: { 'c/d': 'z' }, list: [{ name: 'one', v: 3 }] } };
  assert.deepEqual(changedPointers(sent, stored), ['/spec/a', '/spec/b/c~1d', '/spec/gone', '/spec/list/0/v']);
});

test("compares a Secret's text with what is stored in base64", () => {
  const stored = { data: { a: Buffer.from('text').toString('base64'), b: 'eA==' } };
  assert.deepEqual(changedPointers({ stringData: { a: 'text', b: 'other' } }, stored), ['/stringData/b']);
});

test('reads quantities as Kubernetes does', () => {
  const read = ['250m', '2Gi', '1e3', '3E', '1.5', '-1', 'none'].map(quantity);
  assert.deepEqual(read, [0.25, 2 ** 31, 1000, 3e18, 1.5, -1, NaN]);
});

test('creates objects in the order of Helm, custom resources last', () => {
  const kinds = ['Deployment', 'Namespace', 'ConfigMap', 'CustomResourceDefinition', 'Service'];
  const objects = kinds.map((kind) => ({ apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind }));
  const custom = { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job' };
  const waves = inWaves([custom, ...objects]);
  assert.deepEqual(
    waves.map((wave) => wave[0]!.kind),
    ['Namespace', 'ConfigMap', 'CustomResourceDefinition', 'Service', 'Deployment', 'Job'],
  );
});

test('runs a few at a time and keeps the order of results', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel(
    [5, 1, 3, 2],
    async (ms) => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, ms));
      running -= 1;
      return ms;
    },
    2,
  );
  assert.deepEqual(results, [5, 1, 3, 2]);
  assert.equal(most, 2);
});

test('reads YAML as Helm does: octal modes, yes and no, the last of equal keys', () => {
  const text = 'mode: 0644\non: yes\ntext: "yes"\nnot: yEs\nhex: 0x10\nday: 2024-01-01\na: 1\na: 2';
  assert.deepEqual(readYaml(text), {
    mode: 420,
    true: true,
    text: 'yes',
    not: 'yEs',
    hex: 16,
    day: '2024-01-01',
    a: 2,
  });
});

test('takes lists apart and passes over what is no object', () => {
  const text = '---\n---\nkind: List\napiVersion: v1\nitems:\n- {kind: A, apiVersion: v1}\n---\njust: data\n';
  assert.deepEqual(readManifests(text), [{ kind: 'A', apiVersion: 'v1' }]);
});

test('leaves out of a chart what would need its controllers', () => {
  const webhook = (name: string): { apiVersion: string; kind: string; webhooks: { name: string }[] } => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    webhooks: [{ name }],
  });
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: { group: 'x.io', conversion: { strategy: 'Webhook' } },
  };
  const adapted = adapt([
    webhook('validatejob.volcano.sh'),
    webhook('x.kserve.io'),
    { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' },
    definition,
  ]);
  assert.equal(adapted.volcanoWebhooks.length, 1);
  assert.deepEqual(
    adapted.leftOut.map(({ reason }) => reason),
    ['webhook not running here', 'aggregated API not running here'],
  );
  assert.deepEqual(adapted.objects, [{ ...definition, spec: { group: 'x.io' } }]);
  assert.equal(adapted.notes.length, 1);
});

test('refuses an object of the program whose kind has a namespace and which names none', async () => {
  const resources = [
    { name: 'widgets', kind: 'Widget', namespaced: true },
    { name: 'racks', kind: 'Rack', namespaced: false },
  ];
  const applied: string[] = [];
  const request = async (method: string, path: string, options?: { readonly body?: unknown }): Promise<unknown> => {
    if (method === 'GET') return { status: 200, body: { resources } };
    applied.push(path.split('?')[0]!);
    return { status: 200, body: options?.body };
  };
  const api = { request } as unknown as ApiClient;
  const context = { api, kinds: new Kinds(api), signal: new AbortController().signal };
  const outcomes = await Promise.all(
    ['Widget', 'Rack'].map((kind) =>
      apply(context, { apiVersion: 'acme.com/v1', kind, metadata: { name: 'one' } }, { path: `stack/Own/${kind}` }),
    ),
  );
  assert.deepEqual(
    outcomes.map(({ object, outcome }) => [object, outcome]),
    [
      ['Widget/one', 'refused'],
      ['Rack/one', 'accepted'],
    ],
  );
  assert.match(outcomes[0]!.reason!, /names no namespace/);
  assert.deepEqual(applied, ['/apis/acme.com/v1/racks/one']);
});

test('takes a namespace on an object of a kind without one for no change, which the server drops', async () => {
  const resources = [{ name: 'racks', kind: 'Rack', namespaced: false }];
  const stored = { apiVersion: 'acme.com/v1', kind: 'Rack', metadata: { name: 'one' }, spec: { rows: 2 } };
  const request = async (method: string): Promise<unknown> =>
    method === 'GET' ? { status: 200, body: { resources } } : { status: 200, body: stored };
  const api = { request } as unknown as ApiClient;
  const context = { api, kinds: new Kinds(api), signal: new AbortController().signal };
  const sent = { ...stored, metadata: { name: 'one', namespace: 'ops' } };
  assert.equal((await apply(context, sent)).outcome, 'accepted');
  const { outcome, changed } = await apply(context, { ...sent, spec: { rows: 3 } });
  assert.deepEqual([outcome, changed], ['changed', ['/spec/rows']]);
});
