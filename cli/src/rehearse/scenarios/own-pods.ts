import type { PoolFact } from '../../blueprint/index.js';
import type { Manifest } from '../../control-plane/index.js';
import type { Gang } from './gangs.js';
import type { ScenarioContext } from './scenario.js';
import { endGangs } from './stage.js';
import { isNamed } from './subjects.js';
import { at, SCENARIO_LABEL } from './templates.js';

const GONE_SECONDS = 30;
/** Rounds in which jobs are deleted, and the time between them. */
const ROUNDS = 5;
const ROUND_SECONDS = 1;
const MERGE = 'application/merge-patch+json';
const JOBS = '/apis/batch.volcano.sh/v1alpha1';

/** A Deployment or StatefulSet that was scaled to nothing. */
export interface Stopped {
  readonly url: string;
  readonly replicas: number;
}

/** Everything of the program that Volcano places makes room; tells what can be started again as it was. */
export async function clearPools(context: ScenarioContext): Promise<Stopped[]> {
  await stopMakers(context);
  const [stopped] = await Promise.all([stopWorkloads(context), endJobs(context)]);
  return stopped;
}

/** Starts again what made room. */
export async function restart({ api }: Pick<ScenarioContext, 'api'>, stopped: readonly Stopped[]): Promise<void> {
  await Promise.all(
    stopped.map(({ url, replicas }) => api.request('PATCH', url, { body: { spec: { replicas } }, contentType: MERGE })),
  );
}

/** Places for pods of so many devices that the program's own pods take of a pool. */
export function ownPods(context: ScenarioContext, pool: PoolFact, devicesPerPod: number): number {
  const { program } = context;
  const queues = new Set(program.queues.filter((queue) => queue.pool === pool.name).map(({ name }) => name));
  const jobs = program.trainingJobs.filter(({ queue }) => queues.has(queue));
  const endpoints = deploymentsOf(context).filter(({ endpoint }) => endpoint.pool === pool.name);
  const places = (pods: number, devices: number): number => pods * Math.ceil(devices / devicesPerPod);
  return (
    jobs.reduce((sum, job) => sum + places(job.gangSize, job.devicesPerPod), 0) +
    endpoints.reduce(
      (sum, { endpoint, deployment }) =>
        sum + places(at<number>(deployment, 'spec', 'replicas') ?? 1, endpoint.devicesPerReplica),
      0,
    )
  );
}

/** Endpoints that are Deployments already; KServe's own do not exist, because its controller does not run. */
function deploymentsOf({ program, find }: ScenarioContext): {
  readonly endpoint: ScenarioContext['program']['endpoints'][number];
  readonly deployment: Manifest;
}[] {
  return program.endpoints.flatMap((endpoint) => {
    const { namespace, name } = endpoint;
    const deployment = find((one) => one.kind === 'Deployment' && isNamed(one, namespace, name));
    return deployment ? [{ endpoint, deployment }] : [];
  });
}

interface Item {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: { readonly [key: string]: string };
  };
}

interface Workload extends Item {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels?: { readonly [key: string]: string } };
    readonly template: { readonly spec: { readonly schedulerName?: string } };
  };
}

/** Objects of a kind that no scenario made; none where the kind is unknown. */
async function listed<T extends Item>({ api, signal }: ScenarioContext, path: string): Promise<T[]> {
  const { status, body } = await api.request('GET', path, { signal });
  if (status !== 200) return [];
  return (body as { items: T[] }).items.filter(({ metadata }) => metadata.labels?.[SCENARIO_LABEL] === undefined);
}

/** Flows and schedules would make jobs anew. */
async function stopMakers(context: ScenarioContext): Promise<void> {
  const flowApi = '/apis/flow.volcano.sh/v1alpha1';
  const [flows, schedules] = await Promise.all([
    listed(context, `${flowApi}/jobflows`),
    listed(context, `${JOBS}/cronjobs`),
  ]);
  await Promise.all([
    ...flows.map(({ metadata: { namespace, name } }) =>
      context.api.request('DELETE', `${flowApi}/namespaces/${namespace}/jobflows/${name}?propagationPolicy=Background`),
    ),
    ...schedules.map(({ metadata: { namespace, name } }) =>
      context.api.request('PATCH', `${JOBS}/namespaces/${namespace}/cronjobs/${name}`, {
        body: { spec: { suspend: true } },
        contentType: MERGE,
      }),
    ),
  ]);
}

/** Again and again: a flow that is deleted may have made its next job a moment before. */
async function endJobs(context: ScenarioContext): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const jobs = await listed(context, `${JOBS}/jobs`);
    if (jobs.length === 0) return;
    await endGangs(
      context,
      jobs.map(({ metadata: { namespace, name } }): Gang => ({ namespace, name, size: 0 })),
    );
    await context.watch.until(() => false, ROUND_SECONDS);
  }
}

/** Endpoints, notebooks and whatever else Volcano places for as long as it is wanted. */
async function stopWorkloads(context: ScenarioContext): Promise<Stopped[]> {
  const schedulerName = context.program.cluster?.schedulerName ?? 'volcano';
  const endpoints = new Set(context.program.endpoints.map(({ namespace, name }) => `${namespace}/${name}`));
  const lists = await Promise.all(
    ['deployments', 'statefulsets'].map(async (plural) => {
      const all = await listed<Workload>(context, `/apis/apps/v1/${plural}`);
      return all.map((workload) => ({ plural, workload }));
    }),
  );
  const placed = lists.flat().filter(({ workload: { metadata, spec } }) => {
    const isEndpoint = endpoints.has(`${metadata.namespace}/${metadata.name}`);
    return isEndpoint || spec.template.spec.schedulerName === schedulerName;
  });
  const stopped = await Promise.all(
    placed.map(async ({ plural, workload: { metadata, spec } }) => {
      const url = `/apis/apps/v1/namespaces/${metadata.namespace}/${plural}/${metadata.name}`;
      await context.api.request('PATCH', url, { body: { spec: { replicas: 0 } }, contentType: MERGE });
      return { url, replicas: spec.replicas ?? 1 };
    }),
  );
  await context.watch.until((pods) => !pods.some(isOfAny(placed.map(({ workload }) => workload))), GONE_SECONDS);
  return stopped;
}

function isOfAny(workloads: readonly Workload[]): (pod: Item) => boolean {
  return ({ metadata }) =>
    workloads.some(
      ({ metadata: { namespace }, spec }) =>
        namespace === metadata.namespace &&
        Object.entries(spec.selector.matchLabels ?? {}).every(([key, value]) => metadata.labels?.[key] === value),
    );
}
