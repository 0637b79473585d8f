import assert from 'node:assert/strict';
import test from 'node:test';

import yaml from 'js-yaml';

import { kwokStages } from '../../src/control-plane/kwok-stages.js';

interface Stage {
  metadata: { name: string };
  spec: { selector: { matchExpressions: { key: string; operator: string; values?: string[] }[] }; next: object };
}

const stages = yaml.loadAll(kwokStages()) as Stage[];

test('ends only pods whose owner is a Job of the batch group, so that jobs of Volcano run on', () => {
  const ending = stages.filter((stage) => JSON.stringify(stage.spec.next).includes('Succeeded'));
  assert.deepEqual(
    ending.map((stage) => stage.metadata.name),
    ['job-pod-succeeds'],
  );
  const owner = ending[0]!.spec.selector.matchExpressions.find(({ key }) => key.includes('ownerReferences'));
  assert.match(owner!.key, /select\( \.kind == "Job" \) \| \.apiVersion/);
  assert.deepEqual(owner!.values, ['batch/v1']);
});

test('names every stage once', () => {
  assert.equal(new Set(stages.map((stage) => stage.metadata.name)).size, 5);
});

test('makes pods ready again that outlived the silence of their node, and no others', () => {
  const again = stages.find((stage) => stage.metadata.name === 'pod-is-ready-again')!;
  const [deleted, phase, ready] = again.spec.selector.matchExpressions;
  assert.equal(deleted!.operator, 'DoesNotExist');
  assert.deepEqual(phase!.values, ['Running']);
  assert.match(ready!.key, /select\( \.type == "Ready" \) \| \.status/);
  assert.deepEqual(ready!.values, ['False']);
  const { statusTemplate } = again.spec.next as { statusTemplate: string };
  assert.match(statusTemplate, /^conditions:[^]*"Ready"[^]*status: "True"/);
  assert.doesNotMatch(statusTemplate, /phase:/);
});
