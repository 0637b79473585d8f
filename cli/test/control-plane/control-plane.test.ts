import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { buildBinaries, ControlPlane } from '../../src/control-plane/index.js';
import type { NodeSpec } from '../../src/control-plane/index.js';
import { endOf, fixture, leftovers, tempDir } from './helpers.js';

const binaries = await buildBinaries();

const gpuNodes = (count: number): NodeSpec[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `gpu-${i}`,
    labels: { pool: 'train' },
    capacity: { 'nvidia.com/gpu': '8' },
    taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' as const }],
  }));

async function eventually(what: string, timeoutMs: number, check: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
    if (await check()) return;
    await sleep(200);
  }
  assert.fail(`${what} within ${timeoutMs} ms`);
}

test('two control planes at once on one machine', async (t) => {
  const [one, two] = await Promise.all([
    ControlPlane.start({ binaries, nodeGraceSeconds: 4 }),
    ControlPlane.start({ binaries }),
  ]);
  const read = async (args: string): Promise<string> => (await one.kubectl(args.split(' '))).stdout;

  await t.test('both answer with the pinned version and do not see each other', async () => {
    await one.kubectl(['create', 'namespace', 'mine']);
    assert.match((await two.kubectl(['version'])).stdout, /Server Version: v1\.35\.4/);
    assert.doesNotMatch((await two.kubectl(['get', 'namespaces', '-o', 'name'])).stdout, /mine/);
    assert.notEqual(one.apiServerUrl, two.apiServerUrl);
  });

  await t.test('the kubeconfig and the secrets are readable by this user only', () => {
    assert.match(readFileSync(one.kubeconfigPath, 'utf8'), /server: https:\/\/127\.0\.0\.1:\d+/);
    assert.match(readFileSync(one.caFile, 'utf8'), /BEGIN CERTIFICATE/);
  });

  await t.test('200 nodes are ready with their devices, labels and taints', async () => {
    await one.addNodes(gpuNodes(200));
    const { body } = await one.api.request('GET', '/api/v1/nodes?labelSelector=pool%3Dtrain');
    const { items } = body as { items: { status: { allocatable: object }; spec: { taints: object[] } }[] };
    assert.equal(items.length, 200);
    assert.deepEqual(items[7]!.spec.taints, [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }]);
    assert.equal((items[7]!.status.allocatable as { [key: string]: string })['nvidia.com/gpu'], '8');
  });

  await t.test('fails on a node that the API server refuses', async () => {
    await assert.rejects(one.addNodes([{ name: 'Not_A_Name' }]), /AIC-6011 at Node\/Not_A_Name: .*422/);
  });

  await t.test('pods run, and those of a Job succeed', async () => {
    await one.addNodes([{ name: 'cpu-0' }]);
    await one.kubectl(['create', 'deployment', 'web', '--image=web']);
    await one.kubectl(['create', 'job', 'once', '--image=once']);
    await one.kubectl(['wait', '--for=condition=complete', 'job/once', '--timeout=20s']);
    await one.kubectl(['rollout', 'status', 'deployment/web', '--timeout=20s']);
  });

  await t.test('a node that falls silent is NotReady and keeps its deleted pods until it returns', async () => {
    await one.failNode('cpu-0');
    await eventually('NotReady', 15_000, async () => /NotReady/.test(await read('get node cpu-0 --no-headers')));
    await one.kubectl(['delete', 'pod', '-l', 'app=web', '--wait=false', '--grace-period=1']);
    await sleep(2_000);
    assert.match(await read('get pods -l app=web --no-headers'), /Terminating/);
    await one.reviveNode('cpu-0');
    await eventually('end of the pod', 10_000, async () => !/Terminating/.test(await read('get pods --no-headers')));
  });

  await t.test('the API server comes back on its port with its data after a crash', async () => {
    const url = one.apiServerUrl;
    await one.stopProcess('kube-apiserver');
    await assert.rejects(one.api.request('GET', '/readyz'));
    await one.startProcess('kube-apiserver');
    assert.equal(one.apiServerUrl, url);
    assert.match(await read('get namespace mine -o name'), /namespace\/mine/);
  });

  await t.test('a command that fails says what it printed, unless failure is allowed', async () => {
    const args = ['get', 'pod', 'absent'];
    await assert.rejects(one.kubectl(args), /AIC-6007 at kubectl get pod absent: .*NotFound/s);
    assert.equal((await one.kubectl(args, { allowFailure: true })).code, 1);
  });

  await t.test('helm talks to the same API server', async () => {
    assert.deepEqual(JSON.parse((await one.helm(['list', '-A', '-o', 'json'])).stdout), []);
  });

  await t.test('a removed node is gone', async () => {
    await one.removeNode('gpu-0');
    assert.equal((await one.api.request('GET', '/api/v1/nodes/gpu-0')).status, 404);
  });

  await t.test('nothing is left after the stop', async () => {
    await Promise.all([one.stop(), two.stop()]);
    assert.deepEqual(await leftovers(one.workDir, 0), []);
    assert.deepEqual(await leftovers(two.workDir, 0), []);
  });
});

test('leaves nothing of a control plane behind when the program is killed outright', async () => {
  const { child, told } = await fixture<{ workDir: string }>('hold-control-plane');
  child.kill('SIGKILL');
  await endOf(child);
  assert.deepEqual(await leftovers(told.workDir), []);
});

test('fails with the end of the log when a process ends early, and cleans up', async (t) => {
  const workDir = `${tempDir(t)}/work`;
  await assert.rejects(
    ControlPlane.start({ binaries: { ...binaries, 'kube-apiserver': '/bin/false' }, workDir }),
    /AIC-6005 at kube-apiserver: .*kube-apiserver ended with exit code 1/,
  );
  assert.ok(!existsSync(workDir));
});

test('fails at once when it is aborted, and cleans up', async (t) => {
  const workDir = `${tempDir(t)}/work`;
  await assert.rejects(ControlPlane.start({ binaries, workDir, signal: AbortSignal.timeout(500) }), {
    name: /Abort|Timeout/,
  });
  assert.ok(!existsSync(workDir));
});
