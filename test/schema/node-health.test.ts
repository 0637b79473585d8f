import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, NodeHealth } from '../../lib';
import { clusterFixture, poolOptions } from '../cluster/support';
import { manifestsOf } from '../harness';
import { TestControlPlane } from '../support/control-plane';

jest.setTimeout(600_000);

const FOLDER = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-node-health-'));
const ACCOUNT = 'system:serviceaccount:ai-cloud-system:node-health';

function manifests(): Record<string, any> {
  const { stack, cluster } = clusterFixture();
  const pool = cluster.pools.add('h800', poolOptions('h800'));
  new NodeHealth(stack, 'Health', { cluster, pools: [pool], checkpointWithin: Duration.minutes(10) });
  return manifestsOf(stack);
}

const MANIFESTS = manifests();
const OURS = Object.values(MANIFESTS).filter(({ metadata, kind }) =>
  kind === 'Namespace'
    ? ['ai-cloud-system', 'ai-cloud-node-health'].includes(metadata.name)
    : /^(ai-cloud-)?node-(health|problem-detector)/.test(metadata.name),
);

let controlPlane: TestControlPlane;

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  for (const [name, text] of Object.entries<string>(MANIFESTS['ConfigMap/node-health'].data)) {
    writeFileSync(join(FOLDER, name), text);
  }
  await controlPlane.call('addNodes', {
    nodes: ['broken', 'link', 'reset', 'well', 'other'].map((name) => ({
      name,
      labels: name === 'other' ? {} : { 'acme.com/pool': 'h800' },
      capacity: { 'nvidia.com/gpu': '8', cpu: '64', memory: '512Gi', pods: '110' },
    })),
  });
});
afterAll(async () => {
  await controlPlane?.stop();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** One look of the very script, with the rights of its account: it must succeed and complain of nothing. */
function look(seconds = 600): void {
  const { status, stderr } = spawnSync('sh', [join(FOLDER, 'reconcile.sh'), 'once'], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      KUBECTL: `${controlPlane.kubectlPath} --kubeconfig ${controlPlane.kubeconfig} --cache-dir ${FOLDER}/cache --as ${ACCOUNT}`,
      FAULTS: join(FOLDER, 'faults'),
      SELECTORS: join(FOLDER, 'selectors'),
      STATE: FOLDER,
      CHECKPOINT_SECONDS: String(seconds),
    },
  });
  expect({ status, stderr }).toStrictEqual({ status: 0, stderr: '' });
}

/** What the node problem detector writes. */
function tell(node: string, type: string, status: string, reason: string, message: string): void {
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const condition = { type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime: now };
  patchStatus(node, { conditions: [condition] });
}

function patchStatus(node: string, status: object): void {
  controlPlane.kubectl(['patch', 'node', node, '--subresource=status', '--patch', JSON.stringify({ status })]);
}

const boot = (node: string, bootID: string): void =>
  patchStatus(node, {
    nodeInfo: { ...controlPlane.object('node', node).status.nodeInfo, bootID, systemUUID: `uuid-${node}` },
  });

const taintsOf = (node: string): string[] =>
  (controlPlane.object('node', node).spec.taints ?? []).map((t: any) => `${t.key}=${t.value}:${t.effect}`);

const annotationsOf = (node: string): any => controlPlane.object('node', node).metadata.annotations ?? {};

function events(node: string): any[] {
  const all = JSON.parse(controlPlane.kubectl(['get', 'events', '-n', 'default', '-o', 'json'])).items as any[];
  return all.filter((e) => e.source?.component === 'ai-cloud-node-health' && e.involvedObject.name === node);
}

function run(name: string, node: string, gpus?: number): void {
  const resources = gpus === undefined ? {} : { limits: { 'nvidia.com/gpu': String(gpus) } };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName: node, restartPolicy: 'Never', containers: [{ name: 'c', image: 'x:1', resources }] },
  };
  controlPlane.kubectl(['apply', '-f', '-'], JSON.stringify(pod));
}

async function until(what: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 120 && !what(); attempt += 1) await new Promise((done) => setTimeout(done, 500));
  expect(what()).toBe(true);
}

const podOf = (name: string): any => controlPlane.object('pod', name, 'default');

test('the API server takes every object, in order and without a warning', () => {
  const order = (kind: string): number => (kind === 'Namespace' ? 0 : 1);
  const items = [...OURS].sort((a, b) => order(a.kind) - order(b.kind));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { code, output } = controlPlane.tryKubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], list);
  expect({ code, warnings: /warning/i.test(output) ? output : '' }).toStrictEqual({ code: 0, warnings: '' });
  expect(OURS.length).toBe(15);
});

test('the expressions of policies fit the types that they look at', async () => {
  for (const name of ['ai-cloud-node-health-nodes', 'ai-cloud-node-health-pods']) {
    await until(() => controlPlane.object('validatingadmissionpolicy', name).status?.observedGeneration === 1);
    const { typeChecking } = controlPlane.object('validatingadmissionpolicy', name).status;
    expect(typeChecking?.expressionWarnings ?? []).toStrictEqual([]);
  }
});

test('nodes without a fault stay as they are', () => {
  look();
  for (const node of ['broken', 'link', 'reset', 'well', 'other']) expect(taintsOf(node)).toStrictEqual([]);
});

describe('a device that is lost', () => {
  const MESSAGE = 'NVRM: Xid (PCI:0000:3b:00): 79, pid=\'<unknown>\', name="x|y", GPU has fallen off the bus.';

  test('takes its node out of use and its jobs off it, at once', async () => {
    boot('broken', 'b1c2d3e4-first');
    run('lost', 'broken', 8);
    run('system', 'broken');
    await until(() => podOf('lost')?.status.phase === 'Running' && podOf('system')?.status.phase === 'Running');
    tell('broken', 'AcceleratorFault', 'True', 'Xid79FallenOffTheBus', MESSAGE);
    look();
    expect(taintsOf('broken').sort()).toStrictEqual([
      'ai-cloud/fault=Xid79FallenOffTheBus:NoExecute',
      'ai-cloud/fault=Xid79FallenOffTheBus:NoSchedule',
    ]);
    await until(() => podOf('lost') === undefined);
  });

  test('is a ticket: fault, node, machine, device, and what to do', () => {
    expect(events('broken')).toHaveLength(1);
    const [event] = events('broken');
    expect(event).toMatchObject({ type: 'Warning', reason: 'Xid79FallenOffTheBus' });
    expect(event.message).toBe(
      'Xid79FallenOffTheBus on node broken, machine uuid-broken, device 0000:3b:00: ' +
        "NVRM: Xid (PCI:0000:3b:00): 79, pid='<unknown>', name= x|y , GPU has fallen off the bus. - " +
        'Power cycle the node; reseat or replace the GPU when it does not come back.',
    );
  });

  test('is told once, however often it is looked at', () => {
    const before = annotationsOf('broken');
    look();
    look();
    expect(events('broken')).toHaveLength(1);
    expect(annotationsOf('broken')).toStrictEqual(before);
  });

  test('keeps the taint when the detector starts anew, until the node has booted', () => {
    tell('broken', 'AcceleratorFault', 'False', 'NoAcceleratorFault', 'no fault since the node was booted');
    look();
    expect(taintsOf('broken')).toHaveLength(2);
    boot('broken', 'f5a6b7c8-second');
    tell('broken', 'AcceleratorFault', 'Unknown', 'x', 'x');
    look();
    expect(taintsOf('broken')).toHaveLength(2);
    tell('broken', 'AcceleratorFault', 'False', 'NoAcceleratorFault', 'no fault since the node was booted');
    look();
    expect(taintsOf('broken')).toStrictEqual([]);
    expect(Object.keys(annotationsOf('broken')).filter((key) => key.startsWith('ai-cloud/'))).toStrictEqual([]);
    expect(
      events('broken')
        .map((e) => e.reason)
        .sort(),
    ).toStrictEqual(['NodeFaultOver', 'Xid79FallenOffTheBus']);
  });
});

describe('a device that is degraded', () => {
  const checkpointBy = (): string => podOf('kept').metadata.annotations['ai-cloud/checkpoint-by'];

  test('gets no new work, and its jobs are told until when they can checkpoint', async () => {
    boot('reset', 'reset-1');
    run('kept', 'reset', 4);
    await until(() => podOf('kept')?.status.phase === 'Running');
    tell('reset', 'AcceleratorFault', 'True', 'Xid94ContainedEcc', 'NVRM: Xid (PCI:0000:5e:00): 94, Contained');
    look(600);
    expect(taintsOf('reset')).toStrictEqual(['ai-cloud/fault=Xid94ContainedEcc:NoSchedule']);
    const left = (Date.parse(checkpointBy()) - Date.now()) / 1000;
    expect(left).toBeGreaterThan(500);
    expect(left).toBeLessThan(601);
  });

  test('keeps its jobs until then, whatever the number of looks', () => {
    const first = checkpointBy();
    look(5);
    expect(checkpointBy()).toBe(first);
    expect(taintsOf('reset')).toHaveLength(1);
    expect(podOf('kept').metadata.deletionTimestamp).toBeUndefined();
  });

  test('loses them afterwards', async () => {
    controlPlane.kubectl([
      'annotate',
      'node',
      'reset',
      '--overwrite',
      `ai-cloud/fault-deadline=${Math.floor(Date.now() / 1000) - 1}`,
    ]);
    look();
    expect(taintsOf('reset')).toContain('ai-cloud/fault=Xid94ContainedEcc:NoExecute');
    await until(() => podOf('kept') === undefined);
  });

  test('is left alone when an operator says so', () => {
    controlPlane.kubectl(['annotate', 'node', 'reset', 'ai-cloud/ignore-fault=true']);
    look();
    expect(taintsOf('reset')).toStrictEqual([]);
    look();
    expect(taintsOf('reset')).toStrictEqual([]);
  });
});

test('a node whose jobs have ended is not evicted', () => {
  tell('well', 'AcceleratorFault', 'True', 'Xid74NvLinkError', 'NVRM: Xid (PCI:0000:18:00): 74, NVLink');
  look(0);
  expect(taintsOf('well')).toStrictEqual(['ai-cloud/fault=Xid74NvLinkError:NoSchedule']);
});

test('a port that is down taints its node, and frees it when it is active', () => {
  tell('link', 'FabricFault', 'True', 'FabricLinkDown', 'not active: mlx5_0/ports/1');
  look();
  expect(taintsOf('link')).toStrictEqual(['ai-cloud/fault=FabricLinkDown:NoSchedule']);
  expect(events('link')[0].message).toContain('not active: mlx5_0/ports/1 - Look at the port of the switch');
  tell('link', 'FabricFault', 'False', 'NoFabricFault', 'every port that was active is active');
  look();
  expect(taintsOf('link')).toStrictEqual([]);
});

test('nodes of no pool are not its business', () => {
  tell('other', 'AcceleratorFault', 'True', 'Xid79FallenOffTheBus', 'x');
  look();
  expect(taintsOf('other')).toStrictEqual([]);
});

describe('its account', () => {
  const as = ['--as', ACCOUNT];

  test.each([
    ['another taint', ['taint', 'nodes', 'well', 'evil=1:NoSchedule']],
    ['a label', ['label', 'nodes', 'well', 'evil=1']],
    ['an annotation', ['annotate', 'nodes', 'well', 'evil=1']],
    ['a cordon', ['patch', 'node', 'well', '--patch', '{"spec":{"unschedulable":true}}']],
  ])('fails to give a node %s', (_what, args) => {
    expect(controlPlane.tryKubectl([...args, ...as]).output).toContain(
      'This account may change the taint ai-cloud/fault',
    );
  });

  test.each([
    ['a label', ['label', 'pod', 'system', 'evil=1']],
    ['an annotation', ['annotate', 'pod', 'system', 'evil=1']],
    ['another image', ['patch', 'pod', 'system', '--patch', '{"spec":{"containers":[{"name":"c","image":"evil:1"}]}}']],
  ])('fails to give a pod %s', (_what, args) => {
    run('system', 'well');
    expect(controlPlane.tryKubectl([...args, ...as]).output).toContain(
      'This account may change the annotation ai-cloud/checkpoint-by',
    );
  });

  test.each([
    ['delete a pod', ['delete', 'pod', 'system']],
    ['read a Secret', ['get', 'secrets', '-A']],
    ['delete a node', ['delete', 'node', 'well']],
  ])('fails to %s', (_what, args) => {
    expect(controlPlane.tryKubectl([...args, ...as]).output).toContain('forbidden');
  });
});

test('says that it has looked', () => {
  look();
  expect(Number(readFileSync(join(FOLDER, 'last-look'), 'utf8')) * 1000).toBeGreaterThan(Date.now() - 60_000);
});
