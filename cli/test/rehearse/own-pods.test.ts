import assert from 'node:assert/strict';
import test from 'node:test';

import { clearPools, restart } from '../../src/rehearse/scenarios/own-pods.js';
import type { PodEvent } from '../../src/rehearse/scenarios/pod-watch.js';
import type { Pod } from '../../src/rehearse/scenarios/pods.js';
import type { ScenarioContext } from '../../src/rehearse/scenarios/scenario.js';
import { endShortJobs } from '../../src/rehearse/scenarios/short-jobs.js';
import { ownGangs } from '../../src/rehearse/scenarios/training-jobs-run.js';
import { smallCloud } from './helpers.js';

const SCENARIO = { 'cdktf-ai-cloud/rehearsal': 'fair-share' };

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: any;
}

function item(name: string, more: object = {}): any {
  return { metadata: { name, namespace: 'team-a' }, ...more };
}

function workload(name: string, schedulerName: string, replicas: number): any {
  return item(name, {
    spec: { replicas, selector: { matchLabels: { app: name } }, template: { spec: { schedulerName } } },
  });
}

/** A cluster that answers with these lists, of which jobs go when they are deleted. */
function cluster(lists: { [plural: string]: any[] }): { context: ScenarioContext; calls: Call[] } {
  const calls: Call[] = [];
  const request = async (method: string, path: string, options?: { readonly body?: unknown }): Promise<unknown> => {
    if (method !== 'GET') calls.push({ method, path: path.split('?')[0]!, body: options?.body });
    const [, plural, name] = /\/(jobflows|cronjobs|jobs|pods|podgroups|deployments|statefulsets)(?:\/([\w-]+))?$/.exec(
      path.split('?')[0]!,
    )!;
    if (method === 'DELETE' && name !== undefined) {
      const own = lists['jobs'] ?? [];
      own.splice(0, own.length, ...own.filter(({ metadata }) => metadata.name !== name));
    }
    return plural! in lists ? { status: 200, body: { items: [...lists[plural!]!] } } : { status: 404, body: {} };
  };
  const api = { request };
  const kinds = { pathOf: async ({ metadata }: any) => `/apis/batch.volcano.sh/v1alpha1/jobs/${metadata.name}` };
  const watch = { pods: [], until: async (check: (pods: Pod[]) => boolean) => (check([]) ? 0 : undefined) };
  const program = { ...smallCloud(), cluster: { schedulerName: 'volcano' } };
  return { context: { api, kinds, watch, program } as unknown as ScenarioContext, calls };
}

test('all that Volcano places makes room: flows and schedules first, then jobs, endpoints and notebooks', async () => {
  const { context, calls } = cluster({
    jobflows: [item('release')],
    cronjobs: [item('nightly')],
    jobs: [
      item('finetune'),
      item('release-train'),
      { metadata: { name: 'mine', namespace: 'team-a', labels: SCENARIO } },
    ],
    deployments: [workload('chat', 'default-scheduler', 2), workload('operator', 'default-scheduler', 1)],
    statefulsets: [workload('notebook', 'volcano', 1)],
  });
  Object.assign(context.program.endpoints[0]!, { namespace: 'team-a', name: 'chat' });
  const stopped = await clearPools(context);
  const changed = calls.map(({ method, path }) => `${method} ${path.split('/').slice(-2).join('/')}`);
  assert.deepEqual(changed.slice(0, 2), ['DELETE jobflows/release', 'PATCH cronjobs/nightly']);
  assert.deepEqual(
    changed
      .slice(2)
      .filter((one) => !one.includes('/pods') && !one.includes('podgroups/'))
      .sort(),
    ['DELETE jobs/finetune', 'DELETE jobs/release-train', 'PATCH deployments/chat', 'PATCH statefulsets/notebook'],
  );
  assert.deepEqual(
    stopped.map(({ url, replicas }) => [url.split('/').at(-1), replicas]),
    [
      ['chat', 2],
      ['notebook', 1],
    ],
  );
  calls.splice(0);
  await restart(context, stopped);
  assert.deepEqual(
    calls.map(({ body }) => body.spec.replicas),
    [2, 1],
  );
});

test('ends pods of jobs that are no training jobs, once, and those of nobody else', async () => {
  const pod = (name: string, job: string | undefined, labels: object = {}, phase = 'Running'): Pod => ({
    metadata: {
      name,
      namespace: 'team-a',
      uid: name,
      labels: { ...(job === undefined ? {} : { 'volcano.sh/job-name': job }), ...labels },
    },
    spec: { nodeName: 'n', containers: [] },
    status: { phase },
  });
  const ended: string[] = [];
  let tell: (event: PodEvent) => void = () => undefined;
  const request = async (_method: string, path: string, { body }: { body: any }): Promise<object> => {
    ended.push(`${path.split('/').at(-2)} ${body.status.phase}`);
    return { status: 200 };
  };
  const program = smallCloud();
  const [training] = program.trainingJobs;
  Object.assign(training!, { namespace: 'team-a', name: 'finetune' });
  const watch = { pods: [pod('step', 'release-train')], onEvent: (listener: typeof tell) => (tell = listener) };
  endShortJobs({ api: { request }, program, watch } as unknown as Parameters<typeof endShortJobs>[0]);
  for (const one of [
    pod('step', 'release-train'),
    pod('worker', 'finetune'),
    pod('gang', 'mine', SCENARIO),
    pod('plain', undefined),
    pod('early', 'bandwidth', {}, 'Pending'),
    pod('test', 'bandwidth'),
  ]) {
    tell({ type: 'MODIFIED', pod: one, at: 0 });
  }
  assert.deepEqual(ended, ['step Succeeded', 'test Succeeded']);
});

test('counts pods without devices as members of the gang', () => {
  const program = smallCloud();
  const [fact] = program.trainingJobs;
  const job = {
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { name: fact!.name, namespace: fact!.namespace },
  };
  const sizeOf = (): unknown =>
    ownGangs({ program, find: (matches: any) => (matches(job) ? job : undefined) } as unknown as ScenarioContext).map(
      ({ size, min }) => [size, min],
    );
  fact!.gangSize = 2;
  assert.deepEqual(sizeOf(), [[2, undefined]]);
  Object.assign(fact!, { podsWithoutDevices: 1 });
  assert.deepEqual(sizeOf(), [[3, undefined]]);
  fact!.minGang = 1;
  assert.deepEqual(sizeOf(), [[3, 2]]);
});
