import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Framework, NodeHealth, TrainingJob } from '../../lib';
import { clusterFixture, poolOptions } from '../cluster/support';
import { manifestsOf } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { applyModuleCrds } from '../support/definitions';

jest.setTimeout(600_000);

const FOLDER = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-gang-'));
const { stack, cluster } = clusterFixture();
const pool = cluster.pools.add('h800', poolOptions('h800', { expectedNodes: 3 }));
const queue = cluster.queues.add('research', { pool, deservedDevices: 24 });
const image = 'acme.com/train:1';
new TrainingJob(stack, 'Train', {
  queue,
  framework: Framework.pytorch(),
  image,
  command: ['train'],
  gangSize: 2,
  devicesPerPod: 8,
});
new NodeHealth(stack, 'Health', { cluster, pools: [pool] });
const MANIFESTS = manifestsOf(stack);

let controlPlane: TestControlPlane;

beforeAll(async () => {
  for (const [name, text] of Object.entries<string>(MANIFESTS['ConfigMap/node-health'].data)) {
    writeFileSync(join(FOLDER, name), text);
  }
  controlPlane = await TestControlPlane.start();
  await applyModuleCrds(controlPlane, 'volcano');
  const labels = { 'acme.com/pool': 'h800', 'volcano.sh/nodegroup-name': 'h800' };
  const capacity = { cpu: '192', memory: '2000Gi', pods: '110', 'nvidia.com/gpu': '8' };
  await controlPlane.call('addNodes', { nodes: ['n0', 'n1', 'n2'].map((name) => ({ name, labels, capacity })) });
  await controlPlane.call('startVolcano', { schedulerConfigYaml: cluster.schedulerConfiguration, admission: false });
  const ofKind = (...kinds: string[]): any[] => Object.values(MANIFESTS).filter(({ kind }) => kinds.includes(kind));
  const steps = [
    ofKind('Namespace', 'PriorityClass', 'Queue'),
    ofKind('ServiceAccount', 'ClusterRole', 'ClusterRoleBinding'),
    ofKind('Job').filter(({ apiVersion }) => apiVersion.includes('volcano')),
  ];
  for (const items of steps) {
    controlPlane.kubectl(
      ['apply', '--server-side', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    );
  }
});
afterAll(async () => {
  await controlPlane?.stop();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** Nodes on which members of the gang run. */
function runningOn(): string[] {
  const { items } = JSON.parse(controlPlane.kubectl(['get', 'pods', '-n', 'training', '-o', 'json']));
  return items
    .filter((pod: any) => pod.status.phase === 'Running' && pod.metadata.deletionTimestamp === undefined)
    .map((pod: any) => pod.spec.nodeName)
    .sort();
}

async function until(what: () => boolean): Promise<void> {
  for (let second = 0; second < 120 && !what(); second += 1) await new Promise((done) => setTimeout(done, 1000));
}

test('a gang whose node loses a device starts again whole on nodes that are well', async () => {
  await until(() => runningOn().length === 2);
  const before = runningOn();
  expect(before).toHaveLength(2);
  const [broken] = before;
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const condition = { type: 'AcceleratorFault', status: 'True', reason: 'Xid79FallenOffTheBus', message: 'Xid 79' };
  const status = { conditions: [{ ...condition, lastHeartbeatTime: now, lastTransitionTime: now }] };
  controlPlane.kubectl(['patch', 'node', broken, '--subresource=status', '--patch', JSON.stringify({ status })]);

  const account = 'system:serviceaccount:ai-cloud-system:node-health';
  const kubectl = [controlPlane.kubectlPath, '--kubeconfig', controlPlane.kubeconfig, '--cache-dir', `${FOLDER}/cache`];
  const { stderr } = spawnSync('sh', [join(FOLDER, 'reconcile.sh'), 'once'], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      KUBECTL: [...kubectl, '--as', account].join(' '),
      FAULTS: join(FOLDER, 'faults'),
      SELECTORS: join(FOLDER, 'selectors'),
      STATE: FOLDER,
      CHECKPOINT_SECONDS: '900',
    },
  });
  expect(stderr).toBe('');
  const isWell = (): boolean => runningOn().length === 2 && !runningOn().includes(broken);
  await until(isWell);
  expect(runningOn()).toStrictEqual(['n0', 'n1', 'n2'].filter((name) => name !== broken));
});
