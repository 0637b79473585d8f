import assert from 'node:assert/strict';
import test from 'node:test';

import type { Manifest } from '../../src/control-plane/index.js';
import type { RehearsalResult } from '../../src/rehearse/index.js';
import { gateLabels } from '../../src/rehearse/gate-labels.js';
import { gangLike } from '../../src/rehearse/scenarios/gangs.js';
import { resolveDomains } from '../../src/rehearse/scenarios/hyper-nodes.js';
import type { HyperNode } from '../../src/rehearse/scenarios/hyper-nodes.js';
import type { ScenarioContext } from '../../src/rehearse/scenarios/scenario.js';
import { mostDevices, trainingSubject, trainingSubjects } from '../../src/rehearse/scenarios/subjects.js';
import { tenantsOf } from '../../src/rehearse/scenarios/tenants.js';
import { simulatedNodes } from '../../src/rehearse/simulated-nodes.js';
import { program, rehearsed, smallCloud } from './helpers.js';
import { configure, jobOf, toTrainingCluster, withoutTopology } from './training-cluster.js';

const LONG = { timeout: 360_000 };

function only(...names: string[]): string[] {
  return names.flatMap((name) => ['--scenario', name]);
}

function scenario({ clusters }: RehearsalResult, name: string): RehearsalResult['clusters'][0]['scenarios'][0] {
  return clusters[0]!.scenarios.find((one) => one.name === name)!;
}

/** A context of the training cluster, as far as subjects look at it. */
function contextOf(change: (blueprint: ReturnType<typeof smallCloud>) => void = () => undefined): ScenarioContext {
  const blueprint = smallCloud();
  toTrainingCluster(blueprint);
  change(blueprint);
  const own = blueprint.units.flatMap((unit) =>
    unit.kind === 'bundle' ? unit.objects.map(({ manifest }) => manifest as Manifest) : [],
  );
  return {
    program: blueprint,
    find: (matches: (one: Manifest) => boolean) => own.find(matches),
  } as unknown as ScenarioContext;
}

test('two teams, two switches and an elastic job: every scenario holds', LONG, async (t) => {
  const names = ['fair-share', 'tenant-flood', 'one-hypernode', 'elastic-gang', 'webhooks-down'];
  const { code, found, stdout, stderr } = await rehearsed(t, program(t, toTrainingCluster), ...only(...names));
  assert.equal(code, 0, stdout + stderr);
  assert.deepEqual(
    found.clusters[0]!.scenarios.map(({ name, state }) => [name, state]),
    names.map((name) => [name, 'held']),
  );
  assert.equal(scenario(found, 'fair-share').measured['heldAlone'], 64);
  assert.match(scenario(found, 'fair-share').summary, /research 32 of 32, product 32 of 32/);
  assert.equal(scenario(found, 'tenant-flood').measured['floodGangs'], 20);
  assert.equal(scenario(found, 'one-hypernode').measured['placesFreeInAll'], 6);
  assert.ok(scenario(found, 'elastic-gang').measured['fewestPods']! >= 2);
  assert.equal(scenario(found, 'webhooks-down').measured['queuesRefused'], 1);
});

test('fails where a cluster is broken: each scenario sees the fault that it is for', LONG, async (t) => {
  const unfair = program(t, (blueprint) => {
    toTrainingCluster(blueprint);
    withoutTopology(blueprint);
    configure(blueprint, (configuration) => configuration.replace(', reclaim', ''));
    const volcano = blueprint.units.find(({ path }) => path === 'small-cloud/Volcano') as any;
    volcano.chart.values.custom.enabled_admissions =
      '/jobs/mutate,/jobs/validate,/podgroups/validate,/queues/mutate,/queues/validate,/pods/validate';
  });
  const restless = program(t, (blueprint) => {
    toTrainingCluster(blueprint);
    jobOf(blueprint, 'elastic').spec['policies'] = [{ event: 'PodEvicted', action: 'RestartJob' }];
  });
  const [first, second] = await Promise.all([
    rehearsed(t, unfair, ...only('fair-share', 'tenant-flood', 'one-hypernode', 'webhooks-down')),
    rehearsed(t, restless, ...only('elastic-gang')),
  ]);
  assert.equal(first.code, 1);
  assert.match(
    scenario(first.found, 'fair-share').summary,
    /research holds 64 devices, more than its 32, .* product does/,
  );
  assert.match(
    scenario(first.found, 'tenant-flood').summary,
    /the flood delays a gang of 32 devices of product .* not in time/,
  );
  assert.match(scenario(first.found, 'one-hypernode').summary, /none of them is bound in 5 s with 6 places free/);
  assert.match(scenario(first.found, 'webhooks-down').summary, /a plain Deployment in team-a (is admitted|runs)/);
  assert.equal(second.code, 1);
  assert.match(scenario(second.found, 'elastic-gang').summary, /it goes on instead of starting anew: 0 of its pods/);
});

test('models scenarios on the plainest job, and counts what others are guaranteed', () => {
  const context = contextOf();
  assert.equal(trainingSubject(context).fact.name, 'finetune');
  assert.equal(trainingSubject(context).slots, 8);
  const { program: cluster } = contextOf((blueprint) => {
    const product = blueprint.queues.find(({ name }) => name === 'product')!;
    product.guarantee = { ...product.deserved };
    blueprint.queues.find(({ name }) => name === 'research')!.capability = { 'nvidia.com/gpu': '40' };
  });
  const [pool] = cluster.pools;
  const most = (name: string): number =>
    mostDevices(
      cluster,
      pool!,
      cluster.queues.find((queue) => queue.name === name)!,
      'nvidia.com/gpu',
    );
  assert.deepEqual([most('research'), most('product')], [32, 64]);
});

test('takes no job as a model whose pods differ in devices, or take a part of one', () => {
  const context = contextOf((blueprint) => {
    const [launcher] = jobOf(blueprint, 'finetune').spec['tasks'];
    launcher.template.spec.containers[0].resources = {};
  });
  assert.deepEqual(
    trainingSubjects(context).map(({ fact }) => fact.name),
    ['pretrain', 'elastic'],
  );
  const shared = contextOf((blueprint) => (blueprint.pools[0]!.sharing = 'volcano-vgpu'));
  assert.deepEqual(trainingSubjects(shared), []);
});

test('nodes carry the labels that jobs wait for, but for those that the pool sets itself', () => {
  const { program: cluster } = contextOf((blueprint) => {
    const [master] = jobOf(blueprint, 'pretrain').spec['tasks'];
    Object.assign(master.template.spec.nodeSelector, { 'acme.com/fabric': 'passed', 'acme.com/pool': 'other' });
  });
  const [node] = simulatedNodes(cluster.pools, gateLabels(cluster)).slice(2);
  assert.deepEqual(node!.labels, {
    'kubernetes.io/arch': 'amd64',
    'acme.com/fabric': 'passed',
    'acme.com/pool': 'h800',
    'acme.com/leaf': 'leaf-1',
  });
});

test('a tenant is a leaf queue that the program runs something in', () => {
  const context = contextOf((blueprint) => {
    blueprint.queues.push({ ...blueprint.queues.find(({ name }) => name === 'product')!, name: 'idle' });
  });
  const tenants = tenantsOf(context, trainingSubject(context), 'x');
  const halves = tenantsOf(context, trainingSubject(context), 'x', 2);
  assert.deepEqual(
    halves.map(({ gangDevices }) => gangDevices),
    [16, 16],
  );
  assert.deepEqual(
    tenants.map(({ queue, gangDevices, deserved }) => [queue.name, gangDevices, deserved]),
    [
      ['research', 32, 32],
      ['product', 32, 32],
    ],
  );
});

test('a gang like a job keeps its topology only where that is asked for', () => {
  const job = jobOf(contextDraft(), 'pretrain');
  const gang = { namespace: 'team-a', name: 'g', size: 3 };
  assert.equal('networkTopology' in (gangLike(job, gang, 'x') as typeof job).spec, false);
  const kept = gangLike(job, gang, 'x', { topology: true }) as typeof job;
  assert.deepEqual(kept.spec['networkTopology'], { mode: 'hard', highestTierAllowed: 1 });
  const pinned = gangLike(job, gang, 'x', { nodes: ['a', 'b'] }) as typeof job;
  const [{ matchExpressions }] =
    pinned.spec['tasks'][0].template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution
      .nodeSelectorTerms;
  assert.deepEqual(matchExpressions, [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['a', 'b'] }]);
});

test('an elastic gang like a job keeps its minimum, in the job and in its largest task', () => {
  const job = jobOf(contextDraft(), 'finetune');
  const made = gangLike(job, { namespace: 'team-a', name: 'g', size: 8, min: 3 }, 'x') as typeof job;
  assert.equal(made.spec['minAvailable'], 3);
  assert.deepEqual(
    made.spec['tasks'].map((task: any) => [task.replicas, task.minAvailable]),
    [
      [1, 1],
      [7, 2],
    ],
  );
});

function contextDraft(): ReturnType<typeof smallCloud> {
  const blueprint = smallCloud();
  toTrainingCluster(blueprint);
  return blueprint;
}

test('finds the nodes below a HyperNode by name, pattern and label, through others, and ends in circles', () => {
  const member = (type: 'Node' | 'HyperNode', selector: object): never => ({ type, selector }) as never;
  const hyperNode = (name: string, tier: number, ...members: never[]): HyperNode => ({
    metadata: { name },
    spec: { tier, members },
  });
  const nodes = ['n1', 'n2', 'n3', 'n4'].map((name, index) => ({
    metadata: { name, labels: { rack: index < 3 ? 'r1' : 'r2' } },
  }));
  const domains = resolveDomains(
    [
      hyperNode('exact', 1, member('Node', { exactMatch: { name: 'n1' } })),
      hyperNode('pattern', 1, member('Node', { regexMatch: { pattern: '^n[23]$' } })),
      hyperNode('label', 1, member('Node', { labelMatch: { matchLabels: { rack: 'r2' } } })),
      hyperNode(
        'expressions',
        1,
        member('Node', { labelMatch: { matchExpressions: [{ key: 'rack', operator: 'NotIn', values: ['r2'] }] } }),
      ),
      hyperNode('spine', 2, member('HyperNode', { regexMatch: { pattern: 'exact|label|spine' } })),
    ],
    nodes,
  );
  assert.deepEqual(
    domains.map(({ name, tier, nodes: below }) => [name, tier, [...below].join(' ')]),
    [
      ['exact', 1, 'n1'],
      ['pattern', 1, 'n2 n3'],
      ['label', 1, 'n4'],
      ['expressions', 1, 'n1 n2 n3'],
      ['spine', 2, 'n1 n4'],
    ],
  );
});
