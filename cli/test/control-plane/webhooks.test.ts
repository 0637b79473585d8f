import assert from 'node:assert/strict';
import test from 'node:test';

import { rewriteWebhooks } from '../../src/control-plane/index.js';
import type { Manifest } from '../../src/control-plane/index.js';

const webhook = (name: string, path?: string): object => ({
  name,
  clientConfig: { service: { name: 'svc', namespace: 'ns', port: 443, ...(path && { path }) } },
  failurePolicy: 'Fail',
});

const configuration = (kind: string, ...webhooks: object[]): Manifest => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name: kind.toLowerCase() },
  webhooks,
});

const target = {
  baseUrl: 'https://127.0.0.1:21000',
  caBundle: 'Q0E=',
  serves: ({ name }: { name: string }) => name.endsWith('.volcano.sh'),
};

test('points the webhooks that the target serves to its URL and keeps the rest of them', () => {
  const [result] = rewriteWebhooks(
    [configuration('MutatingWebhookConfiguration', webhook('q.volcano.sh', '/q'))],
    target,
  );
  assert.deepEqual(result!['webhooks'], [
    {
      name: 'q.volcano.sh',
      clientConfig: { url: 'https://127.0.0.1:21000/q', caBundle: 'Q0E=' },
      failurePolicy: 'Fail',
    },
  ]);
});

test('leaves webhooks of others and other kinds as they are', () => {
  const others = [
    configuration('ValidatingWebhookConfiguration', webhook('x.kserve.io', '/x')),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } },
  ];
  assert.deepEqual(rewriteWebhooks(others, target), others);
});

test('uses the root path for a service without one', () => {
  const [result] = rewriteWebhooks([configuration('ValidatingWebhookConfiguration', webhook('v.volcano.sh'))], target);
  assert.match(JSON.stringify(result), /"url":"https:\/\/127\.0\.0\.1:21000\/"/);
});
