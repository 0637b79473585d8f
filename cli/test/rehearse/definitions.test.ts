import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { DefinitionFolders } from '../../src/rehearse/charts/definitions.js';
import { chartDefinitions } from '../../src/rehearse/module-definitions.js';
import { tempDir } from './helpers.js';

function definition(group: string, kind: string, note: string): string {
  const plural = `${kind.toLowerCase()}s`;
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${plural}.${group}, annotations: {note: ${note}}}
spec: {group: ${group}, scope: Namespaced, names: {kind: ${kind}, plural: ${plural}}, versions: []}
`;
}

test('finds the definitions of a group that the program needs, first in the folder of the chart', async (t) => {
  const dir = tempDir(t);
  for (const folder of ['a', 'kagent', 'other']) mkdirSync(join(dir, folder));
  writeFileSync(join(dir, 'a', 'kagent.dev_agents.yaml'), definition('kagent.dev', 'Agent', 'old'));
  writeFileSync(join(dir, 'kagent', 'kagent.dev_agents.yaml'), definition('kagent.dev', 'Agent', 'own'));
  writeFileSync(join(dir, 'kagent', 'kagent.dev_memories.yaml'), definition('kagent.dev', 'Memory', 'own'));
  writeFileSync(
    join(dir, 'other', 'all.yaml'),
    `${definition('x.io', 'X', 'x')}---\n${definition('kagent.dev', 'Tool', 'x')}`,
  );
  const folders = new DefinitionFolders([dir]);
  const needed = new Set(['kagent.dev/Agent', 'kagent.dev/Tool', 'x.io/X']);
  const found = await folders.find(['kagent.dev'], needed, 'kagent-crds');
  assert.deepEqual(
    found.map(({ definition: one }) => [one.spec.names.kind, one.metadata!.annotations!['note']]),
    [
      ['Agent', 'own'],
      ['Tool', 'x'],
    ],
  );
});

test('fails on a folder that cannot be read', async () => {
  await assert.rejects(new DefinitionFolders(['/nowhere/at/all']).check(), /AIC-8012 at --crds/);
});

test('definitions of a chart that is in no module come from the module that holds them', async () => {
  const { signal } = new AbortController();
  const group = 'monitoring.coreos.com';
  const found = await chartDefinitions('kube-prometheus-stack', [group], new Set([`${group}/PrometheusRule`]), signal);
  assert.deepEqual(
    found.definitions.map(({ spec }) => spec.names.kind),
    ['PrometheusRule'],
  );
  assert.match(found.from, /^github\.com\/prometheus-operator\/prometheus-operator@v/);
  const nothing = await chartDefinitions('gpu-operator', ['nvidia.com'], new Set(['nvidia.com/ClusterPolicy']), signal);
  assert.deepEqual(nothing.definitions, []);
});
