import assert from 'node:assert/strict';
import test from 'node:test';

import type { PodEvent, PodWatch } from '../../src/rehearse/scenarios/pod-watch.js';
import type { Pod } from '../../src/rehearse/scenarios/pods.js';
import { ARMS } from '../../src/rehearse/trace/arms.js';
import { Replay } from '../../src/rehearse/trace/replay.js';
import type { SteadyClient } from '../../src/rehearse/trace/steady.js';
import type { Workload } from '../../src/rehearse/trace/workload.js';
import { smallCloud } from './helpers.js';

/** A cluster that runs each pod as soon as it is made, and takes away the first pod of a name once. */
class FakeCluster {
  readonly made: string[] = [];
  private readonly pods = new Map<string, Pod>();
  private readonly listeners = new Set<(event: PodEvent) => void>();
  private uid = 0;

  constructor(private readonly evictOnce?: string) {}

  readonly watch = {
    onEvent: (listener: (event: PodEvent) => void) => {
      this.listeners.add(listener);
      return () => this.listeners.delete(listener);
    },
    until: async () => 0,
  } as unknown as PodWatch;

  readonly client = {
    create: async (_path: string, body: any) => this.run(body),
    patch: async (path: string, { status }: any) => this.change(path.split('/').at(-2)!, status.phase),
    remove: async (path: string) => this.remove(path.split('/').at(-1)!),
  } as unknown as SteadyClient;

  private run(body: any): void {
    const { name } = body.metadata;
    this.made.push(name);
    const metadata = { ...body.metadata, uid: String((this.uid += 1)) };
    const pod: Pod = { metadata, spec: { ...body.spec, nodeName: 'a' }, status: { phase: 'Running' } };
    this.pods.set(name, pod);
    this.tell('ADDED', pod);
    if (name === this.evictOnce && this.made.filter((one) => one === name).length === 1)
      setTimeout(() => this.remove(name), 50);
  }

  private change(name: string, phase: string): void {
    const pod = this.pods.get(name);
    if (pod) this.tell('MODIFIED', { ...pod, status: { phase } });
  }

  private remove(name: string): undefined {
    const pod = this.pods.get(name);
    this.pods.delete(name);
    if (pod) this.tell('DELETED', pod);
  }

  private tell(type: PodEvent['type'], pod: Pod): void {
    [...this.listeners].forEach((listener) => listener({ type, pod, at: Date.now() }));
  }
}

/** Three jobs of two pods each; a second here is an hour of the trace. */
const WORKLOAD: Workload = {
  jobs: [0, 1, 2].map((index) => ({
    index,
    arrival: index * 360,
    devices: 2,
    duration: 720,
    pods: [1, 1],
    class: 0,
  })),
  compression: 3600,
  span: 720,
  stretch: 1,
  leftOut: 0,
};

function replayOn(cluster: FakeCluster, workload: Workload = WORKLOAD): Replay {
  const { pools, queues } = smallCloud();
  const place = { pool: pools[0]!, queue: queues[1]!, schedulerName: 'volcano' };
  const { signal } = new AbortController();
  const context = { client: cluster.client, watch: cluster.watch, place, signal, tell: () => undefined };
  return new Replay(context, ARMS[0]!, workload, 8);
}

test('a cluster that runs all at once completes each job when it has worked for its duration', async () => {
  const cluster = new FakeCluster();
  const figures = await replayOn(cluster).play();
  assert.deepEqual([figures.jobs, figures.stuck, figures.restarts], [3, 0, 0]);
  assert.ok(figures.meanHours >= 0.19 && figures.meanHours < 2, `mean of ${figures.meanHours} h for 0.2 h of work`);
  assert.ok(figures.longestWaitHours < 1.5);
  assert.ok(figures.usefulWhileArriving > 0.05 && figures.usefulWhileArriving <= 0.5);
});

test('plain pods that had to go are made again together, and their job pays for the restart', async () => {
  const cluster = new FakeCluster('trace-1-0');
  const figures = await replayOn(cluster).play();
  assert.deepEqual([figures.stuck, figures.restarts], [0, 1]);
  assert.equal(cluster.made.filter((name) => name.startsWith('trace-1-')).length, 4);
});

test('fails at once on what the server refuses, though jobs would arrive for hours', async () => {
  const cluster = new FakeCluster();
  const refused = new Error('refused for good');
  (cluster.client as any).create = () => Promise.reject(refused);
  const late = { ...WORKLOAD.jobs[2]!, arrival: 3600 * 3600 };
  const replay = replayOn(cluster, { ...WORKLOAD, jobs: [WORKLOAD.jobs[0]!, late] });
  const started = Date.now();
  await assert.rejects(replay.play(), refused);
  assert.ok(Date.now() - started < 10_000);
});
