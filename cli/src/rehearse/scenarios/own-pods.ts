import type { PoolFact } from '../../blueprint/index.js';
import type { Manifest } from '../../control-plane/index.js';
import type { ScenarioContext } from './scenario.js';
import { endGangs } from './stage.js';
import { isNamed } from './subjects.js';
import { at } from './templates.js';
import { ownGangs } from './training-jobs-run.js';

const GONE_SECONDS = 30;

/** The program's own training jobs and endpoints make room. */
export async function clearPools(context: ScenarioContext): Promise<void> {
  await Promise.all([endGangs(context, ownGangs(context)), stopEndpoints(context)]);
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

async function stopEndpoints(context: ScenarioContext): Promise<void> {
  const deployments = deploymentsOf(context).map(({ deployment }) => deployment);
  const contentType = 'application/merge-patch+json';
  await Promise.all(
    deployments.map(({ metadata }) => {
      const url = `/apis/apps/v1/namespaces/${metadata!.namespace}/deployments/${metadata!.name}`;
      return context.api.request('PATCH', url, { body: { spec: { replicas: 0 } }, contentType });
    }),
  );
  const selectors = deployments.map(
    (deployment) => at<{ [key: string]: string }>(deployment, 'spec', 'selector', 'matchLabels') ?? {},
  );
  await context.watch.until(
    (pods) =>
      !pods.some(({ metadata }) =>
        selectors.some((wanted) => Object.entries(wanted).every(([key, value]) => metadata.labels?.[key] === value)),
      ),
    GONE_SECONDS,
  );
}
