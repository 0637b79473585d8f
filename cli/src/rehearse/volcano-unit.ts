import { setTimeout as sleep } from 'node:timers/promises';

import type { ChartUnit, ClusterFact } from '../blueprint/index.js';
import type { ControlPlane, Manifest, NodeSpec, VolcanoHandle } from '../control-plane/index.js';
import { apply } from './objects/apply.js';
import type { ApplyContext } from './objects/apply.js';
import { inParallel } from './objects/parallel.js';
import type { ObjectResult } from './objects/result.js';
import { resultOf } from './objects/result.js';
import { reportDevices } from './registered-devices.js';

/** The chart that is followed by the real scheduler, controllers and webhook manager. */
export const VOLCANO_CHART = 'volcano';

/** What started, and what became of Volcano's webhook configurations. */
export interface StartedVolcano {
  readonly handle?: VolcanoHandle;
  readonly objects: readonly ObjectResult[];
  readonly notes: readonly string[];
}

/** What starting needs. */
export interface VolcanoContext extends ApplyContext {
  readonly controlPlane: ControlPlane;
  readonly cluster?: ClusterFact;
  /** All simulated nodes. */
  readonly nodes: readonly NodeSpec[];
  /** Another period of scheduling cycles than the chart's. */
  readonly schedulePeriod?: string;
}

/** Flags of the chart's Deployment that the scheduler here gets too; the rest is about its place in a cluster. */
const SCHEDULER_FLAGS = ['feature-gates', 'percentage-nodes-to-find', 'node-worker-threads', 'default-queue'];
const QUEUES_MS = 20_000;

/** Starts the real Volcano with the configuration that the chart's ConfigMap holds after it was applied. */
export async function startVolcano(
  context: VolcanoContext,
  unit: ChartUnit,
  webhooks: readonly Manifest[],
): Promise<StartedVolcano> {
  const place = configurationPlace(context.cluster, unit);
  const configuration = await readConfiguration(context, place);
  if (configuration === undefined) {
    const manifest = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: place.configMap, namespace: place.namespace },
    };
    const reason = `the scheduler has no configuration: the chart made no such ConfigMap with key ${place.key}`;
    return { objects: [resultOf(manifest, 'refused', { reason })], notes: [] };
  }
  const [scheduler, admission] = await Promise.all([
    flagsOf(context, unit.releaseNamespace, `${unit.releaseName}-scheduler`),
    flagsOf(context, unit.releaseNamespace, `${unit.releaseName}-admission`),
  ]);
  const enabled = admission.get('enabled-admission');
  const handle = await context.controlPlane.startVolcano({
    schedulerConfigYaml: configuration,
    schedulerName: context.cluster?.schedulerName,
    schedulePeriod: context.schedulePeriod ?? scheduler.get('schedule-period'),
    admission: webhooks.length > 0,
    enabledAdmission: enabled?.split(','),
    schedulerArgs: SCHEDULER_FLAGS.filter((flag) => scheduler.has(flag)).map(
      (flag) => `--${flag}=${scheduler.get(flag)}`,
    ),
  });
  const objects = await inParallel(handle.rewriteWebhooks(webhooks), (manifest) => apply(context, manifest));
  await Promise.all([
    handle.waitForAdmission(),
    ownQueues(context),
    reportDevices(context, context.controlPlane, context.nodes),
  ]);
  const notes = [
    webhooks.length > 0 ? 'admission by the real Volcano webhooks' : 'the chart has no Volcano webhooks',
    `the real scheduler reads key ${place.key} of ConfigMap ${place.namespace}/${place.configMap}`,
  ];
  return { handle, objects, notes };
}

interface ConfigurationPlace {
  readonly namespace: string;
  readonly configMap: string;
  readonly key: string;
}

/** As the blueprint says, else where the chart puts it. */
function configurationPlace(cluster: ClusterFact | undefined, unit: ChartUnit): ConfigurationPlace {
  return (
    cluster?.scheduler ?? {
      namespace: unit.releaseNamespace,
      configMap: `${unit.releaseName}-scheduler-configmap`,
      key: 'volcano-scheduler.conf',
    }
  );
}

async function readConfiguration(context: ApplyContext, place: ConfigurationPlace): Promise<string | undefined> {
  const url = `/api/v1/namespaces/${place.namespace}/configmaps/${place.configMap}`;
  const { status, body } = await context.api.request('GET', url, { signal: context.signal });
  return status === 200 ? (body as { data?: { [key: string]: string } }).data?.[place.key] : undefined;
}

/** The `--flag=value` arguments of a Deployment's first container. */
async function flagsOf(context: ApplyContext, namespace: string, name: string): Promise<Map<string, string>> {
  const url = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  const { status, body } = await context.api.request('GET', url, { signal: context.signal });
  if (status !== 200) return new Map();
  const { containers } = (
    body as { spec: { template: { spec: { containers: readonly { args?: readonly string[] }[] } } } }
  ).spec.template.spec;
  const pairs = (containers[0]?.args ?? [])
    .map((arg) => /^--([\w-]+)=(.*)$/.exec(arg))
    .filter((match) => match !== null);
  return new Map(pairs.map((match) => [match[1]!, match[2]!]));
}

/** The scheduler makes the queues `root` and `default` itself; others are refused before. */
async function ownQueues({ api, signal }: ApplyContext): Promise<void> {
  for (const deadline = Date.now() + QUEUES_MS; Date.now() < deadline;) {
    const answers = await Promise.all(
      ['root', 'default'].map((name) =>
        api.request('GET', `/apis/scheduling.volcano.sh/v1beta1/queues/${name}`, { signal }),
      ),
    );
    if (answers.every(({ status }) => status === 200)) return;
    await sleep(50, undefined, { signal });
  }
}
