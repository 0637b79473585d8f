import type { Blueprint, BundleUnit, QueueFact, TrainingJobFact } from '../../src/blueprint/index.js';
import type { Manifest } from '../../src/control-plane/index.js';
import { bundle } from './helpers.js';
import type { Draft } from './helpers.js';

type Job = Manifest & { spec: { [field: string]: any } };

const NODES = ['h800-a', 'h800-b', 'h800-c', 'h800-d', 'h800-e', 'h800-f', 'h800-g', 'h800-h'];
const TOPOLOGY_PLUGIN = '  - name: network-topology-aware\n';

/** The small cloud with eight nodes below two switches, two teams with a half each, and a job of each kind. */
export function toTrainingCluster(blueprint: Draft<Blueprint>): void {
  const [pool] = blueprint.pools;
  pool!.nodes = NODES.length;
  pool!.inventory = NODES.map((name, index) => ({
    name,
    labels: { 'acme.com/leaf': index < 4 ? 'leaf-1' : 'leaf-2' },
  }));
  configure(blueprint, (configuration) =>
    configuration.replace('  - name: predicates\n', `  - name: predicates\n${TOPOLOGY_PLUGIN}`),
  );
  setQueues(blueprint);
  const job = bundle(blueprint, 'Finetune').objects[0]!.manifest as unknown as Job;
  blueprint.endpoints = [];
  blueprint.units = blueprint.units.filter(({ path }) => path !== 'small-cloud/Chat');
  blueprint.trainingJobs = [];
  addJob(blueprint, pretrain(structuredClone(job)), { topology: { mode: 'hard', highestTierAllowed: 1 } });
  addJob(blueprint, elastic(structuredClone(job)), { minGang: 2 });
  addJob(blueprint, named(job, 'finetune', 'product'), {});
  addHyperNodes(blueprint);
}

/** Changes the scheduler's configuration, where it is told and where it is delivered. */
export function configure(blueprint: Draft<Blueprint>, change: (configuration: string) => string): void {
  const fact = blueprint.clusters[0]!.scheduler!;
  const before = fact.configuration;
  fact.configuration = change(before);
  if (fact.configuration === before) throw new Error('the configuration stayed as it is');
  const volcano = blueprint.units.find(({ path }) => path === 'small-cloud/Volcano');
  const chart = (volcano as { chart: { values: { [key: string]: any } } }).chart;
  chart.values['custom'].scheduler_config_override = fact.configuration;
}

/** Takes the plugin away that keeps gangs below one HyperNode. */
export function withoutTopology(blueprint: Draft<Blueprint>): void {
  configure(blueprint, (configuration) => configuration.replace(TOPOLOGY_PLUGIN, ''));
}

/** The job of that name in the training cluster. */
export function jobOf(blueprint: Draft<Blueprint>, name: string): Job {
  return bundle(blueprint, `Job-${name}`).objects[0]!.manifest as unknown as Job;
}

function setQueues(blueprint: Draft<Blueprint>): void {
  const share = (devices: number): QueueFact['deserved'] => ({
    cpu: String(devices * 12),
    memory: `${devices * 128}Gi`,
    'nvidia.com/gpu': String(devices),
  });
  const rename = (from: string, to: string, devices: number): void => {
    const fact = blueprint.queues.find(({ name }) => name === from)!;
    Object.assign(fact, { name: to, role: fact.role === 'parent' ? 'parent' : 'training', deserved: share(devices) });
    const units = [bundle(blueprint, 'QueuesOfDepth1'), bundle(blueprint, 'QueuesOfDepth2')];
    const queue = units.flatMap(({ objects }) => objects).find(({ manifest }) => manifest.metadata?.name === from)!;
    const manifest = queue.manifest as Job;
    (manifest.metadata as { name: string }).name = to;
    manifest.spec['deserved'] = share(devices);
  };
  rename('h800', 'h800', 64);
  rename('research', 'research', 32);
  rename('serving', 'product', 32);
}

function named(job: Job, name: string, queue: string): Job {
  (job.metadata as { name: string }).name = name;
  job.spec['queue'] = queue;
  return job;
}

function pretrain(job: Job): Job {
  named(job, 'pretrain', 'research');
  job.spec['networkTopology'] = { mode: 'hard', highestTierAllowed: 1 };
  return job;
}

/** A master that the gang cannot do without, so that it is never taken back, and workers of which one is enough. */
function elastic(job: Job): Job {
  named(job, 'elastic', 'research');
  const { policies } = job.spec;
  const [master, worker] = job.spec['tasks'];
  Object.assign(job.spec, { minAvailable: 2, policies: [] });
  Object.assign(master, { policies });
  master.template.metadata.annotations['volcano.sh/preemptable'] = 'false';
  Object.assign(worker, { minAvailable: 1 });
  return job;
}

function addJob(blueprint: Draft<Blueprint>, job: Job, facts: Partial<TrainingJobFact>): void {
  const { name, namespace } = job.metadata as { name: string; namespace: string };
  const path = `small-cloud/Job-${name}`;
  blueprint.trainingJobs.push({
    path,
    cluster: 'small-cloud/Cluster',
    namespace,
    name,
    queue: job.spec['queue'],
    gangSize: 4,
    devicesPerPod: 8,
    deviceResource: 'nvidia.com/gpu',
    ...facts,
  });
  blueprint.units = blueprint.units.filter((unit) => unit.path !== 'small-cloud/Finetune');
  addBundle(blueprint, `Job-${name}`, ['Foundation', 'QueuesOfDepth2', 'Priorities', 'HyperNodes'], [job]);
}

function addHyperNodes(blueprint: Draft<Blueprint>): void {
  const members = (type: string, names: readonly string[]): object[] =>
    names.map((name) => ({ type, selector: { exactMatch: { name } } }));
  const hyperNode = (name: string, tier: number, of: object[]): Manifest => ({
    apiVersion: 'topology.volcano.sh/v1alpha1',
    kind: 'HyperNode',
    metadata: { name },
    spec: { tier, members: of },
  });
  addBundle(
    blueprint,
    'HyperNodes',
    ['Foundation', 'Volcano'],
    [
      hyperNode('leaf-1', 1, members('Node', NODES.slice(0, 4))),
      hyperNode('leaf-2', 1, members('Node', NODES.slice(4))),
      hyperNode('spine', 2, members('HyperNode', ['leaf-1', 'leaf-2'])),
    ],
  );
}

function addBundle(
  blueprint: Draft<Blueprint>,
  id: string,
  dependsOn: readonly string[],
  manifests: readonly Manifest[],
): void {
  const path = `small-cloud/${id}`;
  const unit: BundleUnit = {
    path,
    kind: 'bundle',
    cluster: 'small-cloud/Cluster',
    releaseName: id.toLowerCase(),
    releaseNamespace: 'default',
    dependsOn: dependsOn.map((one) => `small-cloud/${one}`),
    objects: manifests.map((manifest) => ({ path: `${path}/${manifest.metadata?.name}`, manifest, tokens: [] })),
  };
  blueprint.units.push(unit as Draft<BundleUnit>);
}
