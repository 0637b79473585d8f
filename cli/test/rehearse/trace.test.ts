import assert from 'node:assert/strict';
import test from 'node:test';

import type { ApiClient, ApiResponse } from '../../src/control-plane/index.js';
import { byCluster } from '../../src/rehearse/cluster-program.js';
import type { Pod } from '../../src/rehearse/scenarios/pods.js';
import { ARMS, chooseArms, stockProfiles } from '../../src/rehearse/trace/arms.js';
import { figuresOf, meanFigures } from '../../src/rehearse/trace/figures.js';
import type { Figures } from '../../src/rehearse/trace/figures.js';
import { podsOf, priorityClasses, volcanoJob } from '../../src/rehearse/trace/job-objects.js';
import { JobRun } from '../../src/rehearse/trace/job-run.js';
import { Ledger } from '../../src/rehearse/trace/ledger.js';
import { disquiet } from '../../src/rehearse/trace/machine.js';
import { parseTraceFlags } from '../../src/rehearse/trace/options.js';
import { meansOf } from '../../src/rehearse/trace/result.js';
import type { ArmRun } from '../../src/rehearse/trace/result.js';
import { SteadyClient } from '../../src/rehearse/trace/steady.js';
import { traceProgram } from '../../src/rehearse/trace/trace-program.js';
import type { Job } from '../../src/rehearse/trace/workload.js';
import { smallCloud } from './helpers.js';

test('plays arms in their own order', () => {
  assert.deepEqual(
    chooseArms(['program', 'stock']).map(({ name }) => name),
    ['stock', 'program'],
  );
  assert.deepEqual(chooseArms([]), ARMS);
  assert.throws(() => chooseArms(['magic']), /AIC-8019 at --arms: .* got magic, want some of stock/);
});

test('fails on options of no use', () => {
  const flags = { trace: 't.csv', load: '0.9', meanSeconds: '15', seeds: '1,2', podsPerJob: 'whole' };
  const { seeds, jobs, arms } = parseTraceFlags(flags);
  assert.deepEqual([seeds, jobs, arms], [[1, 2], undefined, []]);
  const bad: readonly [object, RegExp][] = [
    [{ load: '0' }, /AIC-8025 at --load: .* got 0, want a number above 0/],
    [{ jobs: '2.5' }, /AIC-8025 at --jobs/],
    [{ seeds: '1,,2' }, /AIC-8025 at --seeds/],
    [{ podsPerJob: 'half' }, /AIC-8025 at --pods-per-job/],
    [{ classHours: '8,1' }, /AIC-8025 at --class-hours/],
  ];
  for (const [change, message] of bad) assert.throws(() => parseTraceFlags({ ...flags, ...change }), message);
});

test('counts device time while jobs arrive, and apart while some wait', () => {
  const ledger = new Ledger(10, 0, 100);
  ledger.note(0, { useful: 4, bound: 5, waiting: 0 });
  ledger.note(50, { useful: 8, bound: 10, waiting: 2 });
  ledger.note(150, { useful: 0, bound: 0, waiting: 0 });
  ledger.note(500, { useful: 0, bound: 0, waiting: 0 });
  assert.deepEqual(ledger.whileArriving(), { useful: 0.6, bound: 0.75 });
  assert.deepEqual(ledger.whileWaiting(), { useful: 0.8, bound: 1 });
  assert.equal(new Ledger(10, 0, 100).whileWaiting(), undefined);
});

test('completion counts from arrival, and a job without an end is stuck', () => {
  const records = [1, 2, 3, 4].map((hours) => ({
    arrival: 3600,
    started: 3600 + 60 * hours,
    finished: 3600 + 3600 * hours,
    restarts: 1,
  }));
  const stuck = { arrival: 0, started: 7200, restarts: 0 };
  const figures = figuresOf([...records, stuck], { useful: 0.5, bound: 0.6 }, undefined);
  assert.deepEqual(
    [figures.meanHours, figures.medianHours, figures.p95Hours, figures.longestWaitHours],
    [2.5, 2, 4, 2],
  );
  assert.deepEqual([figures.jobs, figures.stuck, figures.restarts], [5, 1, 4]);
  assert.equal(meanFigures([figures, figures]).stuck, 2);
});

const JOB: Job = { index: 1, arrival: 0, devices: 2, duration: 7200, pods: [1, 1], class: 0 };

function pod(uid: string, phase: string): Pod {
  return { metadata: { name: uid, namespace: 'n', uid }, spec: { nodeName: 'a', containers: [] }, status: { phase } };
}

test('a job works only while all its pods run, and goes on from its last checkpoint at a price', () => {
  const run = new JobRun(JOB, (ms) => ms / 1000);
  assert.equal(run.take('ADDED', pod('a', 'Running'), 0), undefined);
  assert.equal(run.take('ADDED', pod('b', 'Running'), 1_000_000), 'began');
  assert.equal(run.left, 7200);
  const after = 1_000_000 + 4_000_000;
  assert.equal(run.take('DELETED', pod('b', 'Running'), after), 'stopped');
  assert.equal(run.left, 7200 - 2 * 1800 + 360, 'two checkpoints of half an hour are kept');
  assert.equal(run.take('ADDED', pod('c', 'Running'), 6_000_000), 'began');
  run.finish(10_000_000);
  assert.equal(run.take('MODIFIED', pod('c', 'Succeeded'), 10_000_001), undefined);
  assert.deepEqual(run.record(), { arrival: 0, started: 1000, finished: 10_000, restarts: 1 });
});

test('means are over seeds, and changes against the stock scheduler', () => {
  const run = (arm: string, seed: number, meanHours: number): ArmRun => ({
    arm,
    seed,
    figures: { meanHours, longestWaitHours: 10, stuck: 0, restarts: 0, jobs: 1 } as Figures,
    wallSeconds: 1,
    machine: { before: 0, after: 0, busy: 0 },
  });
  const runs = [run('stock', 1, 20), run('stock', 2, 30), run('program', 1, 15), run('program', 2, 25)];
  const [stock, program] = meansOf([ARMS[0]!, ARMS[2]!], runs, 'stock');
  assert.equal(stock!.change, undefined);
  assert.equal(program!.figures.meanHours, 20);
  assert.ok(Math.abs(program!.change!.mean + 0.2) < 1e-9);
});

test('says when the machine was too busy for figures', () => {
  assert.equal(disquiet(0.1, [{ before: 0, after: 1, busy: 0.5 }]), undefined);
  assert.match(disquiet(1000, [])!, /^load 1000\.0 on \d+ cores before/);
  assert.match(disquiet(0, [{ before: 0, after: 9, busy: 0.99 }])!, /99 % of a run/);
});

test('the stock scheduler has its default profile and one that packs the devices', () => {
  const [first, second] = stockProfiles('nvidia.com/gpu') as any[];
  assert.deepEqual(first, { schedulerName: 'default-scheduler' });
  const { scoringStrategy } = second.pluginConfig[0].args;
  assert.equal(scoringStrategy.type, 'MostAllocated');
  assert.deepEqual(
    scoringStrategy.resources.map(({ name }: any) => name),
    ['cpu', 'memory', 'nvidia.com/gpu'],
  );
});

test('jobs of both schedulers ask for the same, in the ratio of the pool', () => {
  const { pools, queues } = smallCloud();
  const place = { pool: pools[0]!, queue: queues[1]!, schedulerName: 'volcano' };
  const job: Job = { ...JOB, index: 7, devices: 12, pods: [8, 4], class: 2 };
  const [stock, control, program] = ARMS;
  const gang = volcanoJob(program!, job, place) as any;
  assert.deepEqual(
    gang.spec.tasks.map((task: any) => [task.name, task.replicas, task.minAvailable]),
    [
      ['of-8', 1, 1],
      ['of-4', 1, 1],
    ],
  );
  assert.deepEqual(
    [gang.spec.minAvailable, gang.spec.queue, gang.spec.priorityClassName],
    [2, 'research', 'rehearsal-preempting-3'],
  );
  const pods = podsOf(control!, job, place) as any[];
  assert.equal(pods[0].spec.priorityClassName, 'rehearsal-waiting-3');
  assert.equal('priorityClassName' in (podsOf(stock!, job, place)[0] as any).spec, false);
  assert.deepEqual(pods[1].spec.containers[0].resources.requests, {
    cpu: '42000m',
    memory: '458752Mi',
    'nvidia.com/gpu': '4',
  });
  assert.deepEqual(gang.spec.tasks[1].template.spec.containers, pods[1].spec.containers);
});

test('classes of the stock scheduler only order, those of the program may take back', () => {
  const classes = priorityClasses(4).map((one) => [one.metadata!.name, one['value'], one['preemptionPolicy']]);
  assert.equal(classes.length, 8);
  assert.deepEqual(classes[0], ['rehearsal-preempting-1', 4000, 'PreemptLowerPriority']);
  assert.deepEqual(classes[7], ['rehearsal-waiting-4', 1000, 'Never']);
});

test('cuts a program down to its scheduler and one pool, with queues of the size of the replay', () => {
  const blueprint = smallCloud();
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'p' },
  };
  const depth1 = blueprint.units.find(({ path }) => path.endsWith('QueuesOfDepth1')) as any;
  depth1.objects.push({ path: 'p', manifest: policy, tokens: [] });
  const { program, pool, queue } = traceProgram(byCluster([blueprint])[0]!, { nodes: 4 });
  assert.deepEqual(
    program.units.map(({ path }) => path.replace('small-cloud/', '')),
    ['Foundation', 'Volcano', 'QueuesOfDepth1', 'QueuesOfDepth2'],
  );
  const manifests = program.units
    .flatMap((unit) => (unit.kind === 'bundle' ? unit.objects : []))
    .map(({ manifest }) => manifest as any);
  assert.equal(
    manifests.some(({ kind }) => kind === 'ValidatingAdmissionPolicy'),
    false,
  );
  assert.deepEqual(
    manifests.find(({ kind, metadata }) => kind === 'Queue' && metadata.name === 'research').spec.deserved,
    {
      cpu: '192000m',
      memory: '2097152Mi',
      'nvidia.com/gpu': '16',
    },
  );
  assert.deepEqual([pool.nodes, pool.devicesPerNode, queue.deserved['nvidia.com/gpu']], [4, 8, '16']);
  assert.deepEqual([program.trainingJobs, program.endpoints], [[], []]);
});

test('fails without a place for a trace, and on a queue that may not hold all of it', () => {
  const cluster = byCluster([smallCloud()])[0]!;
  assert.throws(() => traceProgram(cluster, { queue: 'serving' }), /AIC-8021 .* got pool h800 with queue research/);
  const guaranteed = smallCloud();
  guaranteed.queues.find(({ name }) => name === 'serving')!.guarantee = { 'nvidia.com/gpu': '64' };
  assert.throws(() => traceProgram(byCluster([guaranteed])[0]!, {}), /AIC-8022 .* got 64 of 128 devices/);
});

test('asks again when a connection drops or the server is busy, and fails on what is refused for good', async () => {
  const answers: (ApiResponse | Error)[] = [
    new Error('socket hang up'),
    { status: 503, body: {} },
    { status: 409, body: {} },
    { status: 403, body: { message: 'no' } },
  ];
  const request = async (): Promise<ApiResponse> => {
    const answer = answers.shift()!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const client = new SteadyClient({ request } as unknown as ApiClient, new AbortController().signal);
  await client.create('/api/v1/pods', {});
  assert.equal(answers.length, 1);
  await assert.rejects(client.create('/api/v1/pods', {}), /AIC-8020 at POST \/api\/v1\/pods: .* got 403 no/);
});
