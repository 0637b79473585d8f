import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ObjectResult } from '../../src/rehearse/objects/result.js';
import type { RehearsalResult } from '../../src/rehearse/index.js';
import { bundle, cli, program, rehearsed, startCli, tempDir } from './helpers.js';

const LONG = { timeout: 360_000 };

function objectsOf({ clusters }: RehearsalResult): ObjectResult[] {
  return clusters.flatMap(({ units }) => units.flatMap(({ objects }) => objects));
}

/** A program with one object of each kind of trouble. */
const troubled = (t: Parameters<typeof program>[0]): string =>
  program(t, (blueprint) => {
    const { objects } = bundle(blueprint, 'Priorities');
    objects.push({
      path: 'small-cloud/Priorities/Broken',
      manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Not_A_Name', namespace: 'team-a' } },
      tokens: [],
    });
    objects.push({
      path: 'small-cloud/Priorities/Typo',
      manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'typo', namespace: 'team-a' }, dat: {} },
      tokens: [],
    });
    objects.push({
      path: 'small-cloud/Priorities/Widget',
      manifest: { apiVersion: 'acme.com/v1', kind: 'Widget', metadata: { name: 'w', namespace: 'team-a' } },
      tokens: [],
    });
    objects.push({
      path: 'small-cloud/Priorities/Waiting',
      manifest: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'waiting', namespace: 'team-a' },
        data: { host: null },
      },
      tokens: [{ path: '/data/host', expression: '${data.x.host}' }],
    });
    objects.push({
      path: 'small-cloud/Priorities/Root',
      manifest: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'root', namespace: 'strict' },
        spec: {
          selector: { matchLabels: { app: 'root' } },
          template: {
            metadata: { labels: { app: 'root' } },
            spec: { hostNetwork: true, containers: [{ name: 'a', image: 'registry.acme.com/a:1' }] },
          },
        },
      },
      tokens: [],
    });
    bundle(blueprint, 'Foundation').objects.push({
      path: 'small-cloud/Foundation/Strict',
      manifest: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'strict', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
      },
      tokens: [],
    });
  });

test(
  'two rehearsals at once: one program holds in every scenario, one is told what is wrong with it',
  LONG,
  async (t) => {
    const [good, bad] = await Promise.all([rehearsed(t, program(t)), rehearsed(t, troubled(t), '--no-scenarios')]);

    assert.equal(good.code, 0, good.stdout + good.stderr);
    assert.equal(good.found.held, true);
    assert.ok(objectsOf(good.found).length > 40);
    assert.ok(objectsOf(good.found).every(({ outcome }) => outcome === 'accepted'));
    const scenarios = good.found.clusters[0]!.scenarios;
    assert.deepEqual(
      scenarios.map(({ name, state }) => [name, state]),
      [
        ['effective-configuration', 'held'],
        ['training-jobs-run', 'held'],
        ['gang-all-or-nothing', 'held'],
        ['node-lost', 'held'],
        ['serving-reclaims', 'held'],
        ['fair-share', 'held'],
        ['tenant-flood', 'held'],
        ['one-hypernode', 'skipped'],
        ['elastic-gang', 'skipped'],
        ['warm-before-serving', 'skipped'],
        ['webhooks-down', 'held'],
      ],
    );
    const { measured } = scenarios.find(({ name }) => name === 'serving-reclaims')!;
    assert.ok(measured['servingGrows']! < 60);
    assert.ok(measured['gangsBroken']! >= 3);
    assert.match(good.stdout, /admission by the real Volcano webhooks/);

    assert.equal(bad.code, 1);
    const byPath = new Map(objectsOf(bad.found).map((object) => [object.path?.split('/').at(-1), object]));
    assert.equal(byPath.get('Broken')?.outcome, 'refused');
    assert.match(byPath.get('Typo')?.reason ?? '', /\.dat: field not declared in schema/);
    assert.equal(byPath.get('Widget')?.outcome, 'not-checked');
    assert.equal(byPath.get('Waiting')?.outcome, 'needs-value');
    assert.match(
      byPath.get('Waiting')?.reason ?? '',
      /small-cloud\/Priorities\/Waiting\/data\/host=.*\$\{data\.x\.host\}/,
    );
    assert.match(bad.stdout, /✖ ConfigMap\/team-a\/Not_A_Name at small-cloud\/Priorities\/Broken refused/);
    assert.match(
      bad.stdout,
      /\? Widget\/team-a\/w at .* not checked: the API server does not know Widget of acme\.com\/v1/,
    );
    const refusedPods = bad.found.clusters[0]!.workloads!.refused;
    assert.equal(refusedPods.length, 1);
    assert.match(refusedPods[0]!.reason, /violates PodSecurity "restricted/);
  },
);

test('a value stands in for Terraform, and unchecked objects may be let pass', LONG, async (t) => {
  const folder = program(t, (blueprint) => {
    const { objects } = bundle(blueprint, 'Foundation');
    objects.push({
      path: 'small-cloud/Foundation/Waiting',
      manifest: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'waiting', namespace: 'default' },
        data: { host: null },
      },
      tokens: [{ path: '/data/host', expression: '${data.x.host}' }],
    });
    objects.push({
      path: 'small-cloud/Foundation/Widget',
      manifest: { apiVersion: 'acme.com/v1', kind: 'Widget', metadata: { name: 'w' } },
      tokens: [],
    });
  });
  const value = ['--value', 'small-cloud/Foundation/Waiting/data/host="10.0.0.1"'];
  const { code, found, stdout } = await rehearsed(
    t,
    folder,
    ...value,
    '--allow-unchecked',
    '--scenario',
    'effective-configuration',
  );
  assert.equal(code, 0, stdout);
  assert.equal(objectsOf(found).find(({ object }) => object === 'ConfigMap/default/waiting')?.outcome, 'accepted');
});

test('stays when asked to, until it is stopped', LONG, async (t) => {
  const { code, found, stdout } = await rehearsed(t, program(t), '--keep', '--scenario', 'training-jobs-run');
  assert.equal(code, 0, stdout);
  const { kubeconfig, stop } = found.clusters[0]!.kept!;
  assert.ok(stdout.includes(`export KUBECONFIG=${kubeconfig}`));
  assert.ok(existsSync(kubeconfig));
  const dir = dirname(kubeconfig);
  assert.equal(stop, `cdktf-ai-cloud-cli stop ${dir}`);
  assert.equal((await cli('stop', dir)).code, 0);
  assert.equal(existsSync(dir), false);
});

test('cleans up when it is interrupted', LONG, async (t) => {
  const own = tempDir(t);
  const { child, ended } = startCli(['rehearse', program(t)], { TMPDIR: own });
  const folders = (): string[] => readdirSync(own).filter((name) => /^cdktf-ai-cloud-(charts-)?\w{6}$/.test(name));
  for (let waited = 0; waited < 60 && folders().length < 2; waited += 1) await sleep(250);
  await sleep(3_000);
  assert.equal(folders().length, 2);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.equal(code, 130);
  assert.match(stderr, /Interrupted; everything was stopped\./);
  assert.deepEqual(folders(), []);
  const running = execFileSync('ps', ['-e', '-ww', '-o', 'command='], { encoding: 'utf8' });
  assert.equal(running.includes(own), false);
});

test('fails at once on what cannot be rehearsed', async (t) => {
  const unknown = await cli('rehearse', program(t), '--scenario', 'chaos');
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /^AIC-8013 at --scenario: there is no such scenario; got chaos/);
  const nowhere = await cli('rehearse', 'no-such-folder');
  assert.equal(nowhere.code, 2);
  assert.match(nowhere.stderr, /^AIC-8001 at /);
  const incomplete = await cli('rehearse', program(t), '--binaries', tmpdir());
  assert.equal(incomplete.code, 2);
  assert.match(incomplete.stderr, /AIC-6004/);
});
