import assert from 'node:assert/strict';
import test from 'node:test';

import type { Blueprint } from '../../src/blueprint/index.js';
import { bundle, program, rehearsed } from './helpers.js';
import type { Draft } from './helpers.js';

const SCENARIO = ['--scenario', 'warm-before-serving'];
const LABEL = 'models.ai-cloud/qwen3-32b';
const LONG = { timeout: 240_000 };

/** The endpoint waits for nodes where its model is warm; a job, delivered before it, would label them. */
function startsWhenWarm(blueprint: Draft<Blueprint>): void {
  const [served] = bundle(blueprint, 'Chat').objects.filter(({ manifest }) => manifest.kind === 'Deployment');
  (served!.manifest as any).spec.template.spec.nodeSelector[LABEL] = 'v1';
  const gate = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'qwen3-32b-warm', namespace: 'serving' },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [
            { name: 'gate', image: 'registry.acme.com/kubectl:v1', args: ['label', 'nodes', `${LABEL}=v1`] },
          ],
        },
      },
    },
  };
  const units = blueprint.units as any[];
  const foundation = 'small-cloud/Foundation';
  units.splice(
    units.findIndex(({ path }) => path === 'small-cloud/Chat'),
    0,
    {
      path: 'small-cloud/Model',
      kind: 'bundle',
      cluster: 'small-cloud/Cluster',
      releaseName: 'model-qwen3-32b',
      releaseNamespace: 'default',
      dependsOn: [foundation],
      objects: [{ path: 'small-cloud/Model/Job-qwen3-32b-warm', manifest: gate, tokens: [] }],
    },
  );
}

test('an endpoint whose model starts when it is warm runs where it is warm, and not before', LONG, async (t) => {
  const { code, found, stdout, stderr } = await rehearsed(t, program(t, startsWhenWarm), ...SCENARIO);
  assert.equal(code, 0, stdout + stderr);
  const [result] = found.clusters[0]!.scenarios;
  assert.equal(result!.state, 'held');
  assert.ok(result!.checks.length >= 5);
  assert.match(result!.summary, /a replica of chat waited while no node was warm, and started .* after one was, there/);
});

test('fails where the endpoint is delivered before what warms its model', LONG, async (t) => {
  const backwards = program(t, (blueprint) => {
    startsWhenWarm(blueprint);
    const units = blueprint.units as any[];
    const [model] = units.splice(
      units.findIndex(({ path }) => path === 'small-cloud/Model'),
      1,
    );
    units.push(model);
  });
  const { code, found } = await rehearsed(t, backwards, ...SCENARIO);
  assert.equal(code, 1);
  const [result] = found.clusters[0]!.scenarios;
  assert.match(result!.summary, /the job that says when the model is warm is delivered before the endpoint chat/);
});

test('is skipped where no endpoint waits for its model', LONG, async (t) => {
  const { code, found } = await rehearsed(t, program(t), ...SCENARIO);
  assert.equal(code, 0);
  assert.deepEqual(
    found.clusters[0]!.scenarios.map(({ state, summary }) => [state, summary]),
    [['skipped', 'no endpoint waits until its model is warm']],
  );
});
