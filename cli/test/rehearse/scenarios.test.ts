import assert from 'node:assert/strict';
import test from 'node:test';

import type { BundleUnit, Unit } from '../../src/blueprint/index.js';
import type { Manifest } from '../../src/control-plane/index.js';
import type { Installed } from '../../src/rehearse/install.js';
import { Installation, withAncestors } from '../../src/rehearse/install-all.js';
import { boundOf, gangLike, isWhole, isWhollyPending, resized } from '../../src/rehearse/scenarios/gangs.js';
import { chooseScenarios } from '../../src/rehearse/scenarios/index.js';
import type { Pod } from '../../src/rehearse/scenarios/pods.js';
import { servingDeployment } from '../../src/rehearse/scenarios/serving.js';
import type { ScenarioContext } from '../../src/rehearse/scenarios/scenario.js';
import { graceSeconds, simulatedNodes } from '../../src/rehearse/simulated-nodes.js';
import { bundle, smallCloud } from './helpers.js';

const GANG = { namespace: 'team-a', name: 'g', size: 2 };

function pod(node: string | undefined, phase: string, deleted = false): Pod {
  return {
    metadata: {
      name: 'p',
      namespace: 'team-a',
      uid: 'u',
      labels: { 'volcano.sh/job-name': 'g' },
      ...(deleted ? { deletionTimestamp: 'now' } : {}),
    },
    spec: { nodeName: node, containers: [] },
    status: { phase },
  };
}

test('makes a gang of another size: the largest task takes the difference', () => {
  assert.deepEqual(resized([1, 3], 6), [1, 5]);
  assert.deepEqual(resized([1, 3], 2), [1, 1]);
  assert.deepEqual(resized([3, 1], 2), [1, 1]);
  assert.deepEqual(resized([1, 3], 1), [1, 0]);
  assert.deepEqual(resized([4], 7), [7]);
});

test('a gang like a job keeps what decides its fate', () => {
  const job = bundle(smallCloud(), 'Finetune').objects[0]!.manifest as Manifest & { spec: Record<string, any> };
  job.spec['tasks'][1].template.spec.volumes = [
    { name: 'data', persistentVolumeClaim: { claimName: 'x' } },
    { name: 'shm', emptyDir: {} },
  ];
  job.spec['tasks'][1].template.spec.containers[0].volumeMounts = [{ name: 'data' }, { name: 'shm' }];
  const like = gangLike(job, { namespace: 'team-a', name: 'other', size: 6 }, 'scene') as typeof job;
  assert.deepEqual(like.spec['policies'], job.spec['policies']);
  assert.equal(like.spec['queue'], 'research');
  assert.equal(like.spec['maxRetry'], 100);
  assert.equal(like.spec['minAvailable'], 6);
  const [master, worker] = like.spec['tasks'];
  assert.deepEqual([master.replicas, worker.replicas, worker.minAvailable], [1, 5, 5]);
  assert.deepEqual(worker.template.spec.volumes, [{ name: 'shm', emptyDir: {} }]);
  assert.deepEqual(worker.template.spec.containers[0].volumeMounts, [{ name: 'shm' }]);
  assert.deepEqual(worker.template.spec.tolerations, job.spec['tasks'][1].template.spec.tolerations);
  assert.equal(worker.template.metadata.labels['cdktf-ai-cloud/rehearsal'], 'scene');
});

test('tells whole, half bound and wholly pending gangs apart', () => {
  const running = pod('n', 'Running');
  const waiting = pod(undefined, 'Pending');
  assert.equal(isWhole(GANG, [running, running]), true);
  assert.equal(isWhole(GANG, [running, waiting]), false);
  assert.equal(boundOf(GANG, [running, waiting]), 1);
  assert.equal(isWhollyPending(GANG, [waiting, waiting]), true);
  assert.equal(isWhollyPending(GANG, [waiting]), false);
  assert.equal(isWhollyPending(GANG, [waiting, waiting, pod('n', 'Running', true)]), false);
  assert.equal(boundOf(GANG, [pod('n', 'Running', true)]), 0);
});

test('serves an InferenceService as the Deployment that KServe makes of it', () => {
  const service: Manifest = {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: 'chat',
      namespace: 'serving',
      annotations: { 'scheduling.volcano.sh/queue-name': 'serving', 'autoscaling.knative.dev/min-scale': '1' },
    },
    spec: {
      predictor: {
        schedulerName: 'volcano',
        priorityClassName: 'serving',
        minReplicas: 2,
        tolerations: [{ key: 'a', operator: 'Exists' }],
        model: { runtime: 'vllm', resources: { limits: { 'nvidia.com/gpu': '8' } } },
      },
    },
  };
  const runtime: Manifest = {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ServingRuntime',
    metadata: { name: 'vllm', namespace: 'serving' },
    spec: {
      nodeSelector: { pool: 'h800' },
      containers: [{ name: 'kserve-container', image: 'vllm', resources: { requests: { cpu: '8' } } }],
    },
  };
  const find: ScenarioContext['find'] = (matches) => [service, runtime].find(matches);
  const endpoint = smallCloud().endpoints[0]!;
  const made = servingDeployment({ find } as ScenarioContext, endpoint, 'copy', 2) as any;
  assert.equal(made.spec.replicas, 2);
  const { metadata, spec } = made.spec.template;
  assert.deepEqual(metadata.annotations, { 'scheduling.volcano.sh/queue-name': 'serving' });
  assert.equal(spec.schedulerName, 'volcano');
  assert.equal(spec.priorityClassName, 'serving');
  assert.deepEqual(spec.nodeSelector, { pool: 'h800' });
  assert.equal('minReplicas' in spec, false);
  assert.deepEqual(spec.containers[0].resources, { requests: { cpu: '8' }, limits: { 'nvidia.com/gpu': '8' } });
});

test('simulates every node of the pools and two ordinary ones', () => {
  const nodes = simulatedNodes(smallCloud().pools);
  assert.equal(nodes.length, 18);
  assert.deepEqual(nodes[2], {
    name: 'h800-01',
    labels: { 'kubernetes.io/arch': 'amd64', 'acme.com/pool': 'h800' },
    annotations: undefined,
    taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
    capacity: { cpu: '96', memory: '1Ti', pods: '110', 'nvidia.com/gpu': '8' },
  });
  assert.equal(nodes[0]!.taints, undefined);
});

test('waits longer for silent nodes when there are many', () => {
  assert.deepEqual([graceSeconds(18), graceSeconds(200)], [8, 20]);
});

test('plays scenarios in their own order', () => {
  const names = chooseScenarios(['serving-reclaims', 'effective-configuration']).map(({ name }) => name);
  assert.deepEqual(names, ['effective-configuration', 'serving-reclaims']);
});

test('fails on a scenario that does not exist', () => {
  assert.throws(
    () => chooseScenarios(['chaos']),
    /AIC-8013 at --scenario.*got chaos, want one of effective-configuration/,
  );
});

function unit(path: string, ...dependsOn: string[]): BundleUnit {
  return { path, kind: 'bundle', cluster: 'c', releaseName: path, releaseNamespace: 'd', dependsOn, objects: [] };
}

test('installs urgent units first, and each after those it depends on', async () => {
  const units = [unit('base'), unit('other', 'base'), unit('queue', 'base'), unit('job', 'queue', 'elsewhere')];
  const order: string[] = [];
  const install = async ({ path }: Unit): Promise<Installed> => {
    order.push(path);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { result: { path, kind: 'bundle', release: path, objects: [], notes: [], seconds: 0 } };
  };
  const urgent = withAncestors(units, ['job']);
  assert.deepEqual([...urgent].sort(), ['base', 'job', 'queue']);
  const installation = new Installation(units, install, urgent);
  installation.proceed();
  await Promise.all(units.map(({ path }) => installation.unit(path)));
  assert.deepEqual(order, ['base', 'queue', 'job', 'other']);
});

test('goes on with the rest when one unit cannot be installed', async () => {
  const units = [unit('bad'), unit('after', 'bad')];
  const installation = new Installation(
    units,
    async ({ path }) => {
      if (path === 'bad') throw new Error('no');
      return { result: { path, kind: 'bundle', release: path, objects: [], notes: [], seconds: 0 } };
    },
    new Set(),
  );
  installation.proceed();
  await assert.rejects(installation.unit('bad'), /no/);
  assert.equal((await installation.unit('after')).result.path, 'after');
});
