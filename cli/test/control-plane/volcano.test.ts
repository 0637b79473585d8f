import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { buildBinaries, chartDir, ControlPlane } from '../../src/control-plane/index.js';
import type { Manifest, VolcanoHandle } from '../../src/control-plane/index.js';
import { readManifests } from '../../src/rehearse/charts/yaml.js';

const CONFIG = `
actions: "allocate, backfill"
tiers:
- plugins: [{name: priority}, {name: gang}]
- plugins: [{name: predicates}, {name: proportion}, {name: binpack}]
`;

const gang = (name: string, replicas: number, minAvailable = replicas): Manifest => ({
  apiVersion: 'batch.volcano.sh/v1alpha1',
  kind: 'Job',
  metadata: { name, namespace: 'default' },
  spec: {
    schedulerName: 'volcano',
    queue: 'default',
    minAvailable,
    tasks: [
      {
        name: 'worker',
        replicas,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'main', image: 'train', resources: { limits: { cpu: '1', 'nvidia.com/gpu': '8' } } }],
          },
        },
      },
    ],
  },
});

test('the real Volcano on simulated nodes', async (t) => {
  const controlPlane = await ControlPlane.start({ binaries: await buildBinaries() });
  t.after(() => controlPlane.stop());
  const apply = async (items: readonly Manifest[]): Promise<string> => {
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const args = ['apply', '--server-side', '-f', '-'];
    const { code, stderr } = await controlPlane.kubectl(args, { input, allowFailure: true });
    return code === 0 ? '' : stderr;
  };
  const phases = async (job: string): Promise<string> =>
    (
      await controlPlane.kubectl([
        'get',
        'pods',
        '-l',
        `volcano.sh/job-name=${job}`,
        '-o',
        'jsonpath={.items[*].status.phase}',
      ])
    ).stdout;
  const eventually = async (check: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 60; i += 1) {
      if (await check()) return;
      await sleep(250);
    }
    assert.fail('not within 15 s');
  };

  await controlPlane.addNodes([0, 1, 2, 3].map((i) => ({ name: `n${i}`, capacity: { 'nvidia.com/gpu': '8' } })));
  const chart = await chartDir('volcano', controlPlane.workDir);
  const { stdout } = await controlPlane.helm(['template', 'volcano', chart!, '--namespace', 'volcano-system']);
  const manifests = readManifests(stdout);
  await apply(manifests.filter(({ kind }) => kind === 'CustomResourceDefinition'));
  await controlPlane.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=20s']);
  const volcano: VolcanoHandle = await controlPlane.startVolcano({ schedulerConfigYaml: CONFIG });

  await t.test('answers as the webhook of its own chart', async () => {
    const configurations = manifests.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
    assert.equal(await apply(volcano.rewriteWebhooks(configurations)), '');
    await volcano.waitForAdmission();
    assert.match(volcano.webhookUrlFor('/jobs/validate')!, /^https:\/\/127\.0\.0\.1:\d+\/jobs\/validate$/);
    await eventually(async () => (await apply([gang('fits', 3)])) === '');
    assert.match(await apply([gang('wrong', 1, 2)]), /validatejob\.volcano\.sh.*minAvailable/);
  });

  await t.test('runs a gang that fits and leaves one that does not wholly pending', async () => {
    assert.equal(await apply([gang('large', 2)]), '');
    await eventually(async () => (await phases('fits')) === 'Running Running Running');
    await eventually(async () => (await phases('large')) === 'Pending Pending');
    await sleep(2_000);
    assert.equal(await phases('large'), 'Pending Pending');
    assert.equal(await phases('fits'), 'Running Running Running');
  });

  await t.test('logs the configuration it works with, and a new one soon after it is written', async () => {
    const loaded = async (): Promise<string[]> =>
      (await controlPlane.log('vc-scheduler')).split('\n').filter((line) => line.includes('Final state'));
    assert.match(
      (await loaded())[0]!,
      /actions=\[allocate backfill\], plugins=\[priority gang predicates proportion binpack\]/,
    );
    await volcano.writeSchedulerConfig(CONFIG.replace('allocate, backfill', 'allocate'));
    await eventually(async () => /actions=\[allocate\]/.test((await loaded()).at(-1)!));
  });
});
