import { Testing } from 'cdktf';
import { parseAllDocuments } from 'yaml';
import { KueueTopology, NetworkTopology, SchedulerPolicy, TopologySource } from '../../lib';
import { Topology } from '../../examples/pages/topology';
import { clusterFixture } from '../cluster/support';
import { blueprintOf, chartsOf, manifestsOf } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { installCrds, startAdmission } from '../support/definitions';

jest.setTimeout(600_000);

const BLUEPRINT = blueprintOf(new Topology(Testing.app({ stackTraces: false }), 'topology'));
const [POOL] = BLUEPRINT.pools;
const MANIFESTS: any[] = BLUEPRINT.units.flatMap((unit: any) => unit.objects ?? []).map((o: any) => o.manifest);
const HYPER_NODES = MANIFESTS.filter((manifest) => manifest.kind === 'HyperNode');
const jobOf = (start: string): any => MANIFESTS.find((m) => m.kind === 'Job' && m.metadata.name.startsWith(start));
const TIERS = [
  { tierName: 'spine', nodeLabel: 'acme.com/spine' },
  { tierName: 'leaf', nodeLabel: 'acme.com/leaf' },
];

let controlPlane: TestControlPlane;

function apply(manifests: any[]): string {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
  return controlPlane.kubectl(['apply', '--server-side', '--force-conflicts', '--validate=strict', '-f', '-'], list);
}

async function until<T>(read: () => T, holds: (value: T) => boolean, seconds = 30): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    const value = read();
    if (holds(value) || attempt >= seconds * 2) return value;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const list = (...args: string[]): any[] => JSON.parse(controlPlane.kubectl(['get', ...args, '-o', 'json'])).items;

/** The nodes of a job's pods, sorted; `none` for a pod that waits. */
function nodesOf(job: any): string[] {
  const pods = list('pods', '-n', job.metadata.namespace, '-l', `volcano.sh/job-name=${job.metadata.name}`);
  return pods.map((pod) => pod.spec.nodeName ?? 'none').sort();
}

/** What a job's pods are on after the scheduler had several rounds for all of them. */
async function nodesAfterAWhile(job: any): Promise<string[]> {
  const { minAvailable } = job.spec;
  await until(
    () => nodesOf(job),
    (nodes) => nodes.length === minAvailable,
  );
  return until(
    () => nodesOf(job),
    (nodes) => !nodes.includes('none'),
    6,
  );
}

/** A node that somebody else uses: bound by hand, where the scheduler has no say. */
function taken(node: string): any {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `taken-${node}`, namespace: 'kube-system' },
    spec: {
      nodeName: node,
      containers: [{ name: 'c', image: 'x:1', resources: { limits: { [POOL.deviceResource]: '8' } } }],
    },
  };
}

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane, ['kueue', 'volcano']);
  const nodes = POOL.inventory.map((node: any) => ({
    name: node.name,
    labels: { ...POOL.labels, ...node.labels },
    capacity: POOL.allocatable,
  }));
  await controlPlane.call('addNodes', { nodes });
  await startAdmission(controlPlane, BLUEPRINT.clusters[0].scheduler.configuration);
  apply(MANIFESTS.filter((m) => m.kind === 'Namespace' || m.kind === 'PriorityClass'));
  apply(MANIFESTS.filter((m) => m.kind === 'Queue' && m.spec.parent === 'root'));
  apply(MANIFESTS.filter((m) => m.kind === 'Queue' && m.spec.parent !== 'root'));
  await until(
    () => list('queues.scheduling.volcano.sh'),
    (queues) => queues.every((queue) => queue.status?.state === 'Open'),
  );
  // gpu-1 and gpu-3 are taken: two leaves have one node left, and one spine is whole.
  apply([taken('gpu-1'), taken('gpu-3')]);
});
afterAll(async () => {
  await controlPlane?.stop();
});

test('a parent that matches its children by a pattern is taken, and is empty to the scheduler', async () => {
  const byPattern = (hyperNode: any): any => ({
    ...hyperNode,
    spec: {
      ...hyperNode.spec,
      members: [{ type: 'HyperNode', selector: { regexMatch: { pattern: '^leaf-.*' } } }],
    },
  });
  apply(HYPER_NODES.map((h) => (h.spec.tier === 2 ? byPattern(h) : h)));
  apply([jobOf('pretrain')]);
  expect(await nodesAfterAWhile(jobOf('pretrain'))).toStrictEqual(['none', 'none', 'none', 'none']);
});

test('ours names them: a gang of four runs below the spine that has room, once it is there', async () => {
  apply(HYPER_NODES);
  const nodes = await until(
    () => nodesOf(jobOf('pretrain')),
    (found) => !found.includes('none'),
  );
  expect(nodes).toStrictEqual(['gpu-5', 'gpu-6', 'gpu-7', 'gpu-8']);
});

test('HyperNodes are stored as they were sent', () => {
  expect(HYPER_NODES).toHaveLength(7);
  for (const sent of HYPER_NODES) {
    const stored = controlPlane.object('hypernode', sent.metadata.name);
    expect(stored.spec).toStrictEqual(sent.spec);
  }
});

test('a gang that may not leave its leaf waits while two nodes of different leaves are free', async () => {
  apply([jobOf('finetune')]);
  expect(await nodesAfterAWhile(jobOf('finetune'))).toStrictEqual(['none', 'none']);
});

test('without the plugin the scheduler ignores that, and spreads the gang over two leaves', async () => {
  await controlPlane.call('writeSchedulerConfig', { yaml: SchedulerPolicy.mixed().toYaml([POOL.deviceResource]) });
  const nodes = await until(
    () => nodesOf(jobOf('finetune')),
    (found) => !found.includes('none'),
  );
  expect(nodes).toStrictEqual(['gpu-2', 'gpu-4']);
});

describe('discovery', () => {
  const { stack, cluster } = clusterFixture();
  const topology = new NetworkTopology(stack, 'Topology', { cluster, source: TopologySource.labelDiscovery(TIERS) });
  const { networkTopologyDiscovery } = chartsOf(stack).volcano.values.custom.controller_config_override;

  /** What the real chart makes of a value, as the controllers read it. */
  async function configure(override: unknown): Promise<void> {
    const folder = await controlPlane.call<string>('chartFolder', { name: 'volcano' });
    const values = JSON.stringify({ custom: { controller_config_override: override } });
    const text = controlPlane.helm(['template', 'volcano', folder, '-n', 'volcano-system', '-f', '-'], values);
    const objects = parseAllDocuments(text).map((document) => document.toJS());
    apply(objects.filter((object) => object?.metadata.name === 'volcano-controller-configmap'));
  }

  const found = (): any[] => list('hypernodes', '-l', 'volcano.sh/network-topology-source=label');

  test('as text, as upstream shows it, finds nothing: the chart writes text as YAML inside YAML', async () => {
    const entry = 'networkTopologyDiscovery:\n- source: label\n  enabled: true\n  config:\n    networkTopologyTypes:\n';
    await configure(
      `${entry}      cluster:\n      - nodeLabel: acme.com/leaf\n      - nodeLabel: kubernetes.io/hostname\n`,
    );
    const hyperNodes = await until(found, (some) => some.length > 0, 6);
    expect(hyperNodes).toStrictEqual([]);
  });

  test('as ours finds the two tiers in the labels of nodes', async () => {
    await configure({ networkTopologyDiscovery });
    // The discovery was once seen with a leaf twice: what counts is what it settles on.
    const hyperNodes = await until(found, (some) => some.length === 6);
    const sizes = hyperNodes.map((h) => [h.spec.tier, h.spec.members.length]).sort();
    expect(sizes).toStrictEqual([
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 2],
      [2, 2],
      [2, 2],
    ]);
    expect(topology.tier('leaf').tier).toBe(1);
  });

  test('Kueue takes the same tiers', () => {
    new KueueTopology(stack, 'Kueue', { topology, topologyName: 'fabric' });
    const sent = manifestsOf(stack)['Topology/fabric'];
    apply([sent]);
    expect(controlPlane.object('topologies.kueue.x-k8s.io', 'fabric').spec).toStrictEqual(sent.spec);
  });
});
