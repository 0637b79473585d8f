import { at } from './templates.js';
import type { ScenarioContext } from './scenario.js';
import { isNamed } from './subjects.js';
import { endGangs } from './stage.js';
import { ownGangs } from './training-jobs-run.js';

const GONE_SECONDS = 30;

/** The program's own training jobs and endpoints make room. */
export async function clearPools(context: ScenarioContext): Promise<void> {
  await Promise.all([endGangs(context, ownGangs(context)), stopEndpoints(context)]);
}

/** Endpoints that are Deployments already; KServe's own do not exist, because its controller does not run. */
async function stopEndpoints({ api, program, find, watch }: ScenarioContext): Promise<void> {
  const deployments = program.endpoints
    .map(({ namespace, name }) => find((one) => one.kind === 'Deployment' && isNamed(one, namespace, name)))
    .filter((found) => found !== undefined);
  const contentType = 'application/merge-patch+json';
  await Promise.all(
    deployments.map(({ metadata }) => {
      const url = `/apis/apps/v1/namespaces/${metadata!.namespace}/deployments/${metadata!.name}`;
      return api.request('PATCH', url, { body: { spec: { replicas: 0 } }, contentType });
    }),
  );
  const labels = deployments.map(
    (deployment) => at<{ [key: string]: string }>(deployment, 'spec', 'selector', 'matchLabels') ?? {},
  );
  await watch.until(
    (pods) =>
      !pods.some((pod) =>
        labels.some((wanted) => Object.entries(wanted).every(([key, value]) => pod.metadata.labels?.[key] === value)),
      ),
    GONE_SECONDS,
  );
}
