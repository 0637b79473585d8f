import { setTimeout as sleep } from 'node:timers/promises';

import type { Manifest } from '../../control-plane/index.js';
import type { Pod } from './pods.js';
import { isRunning } from './pods.js';
import type { Record, Scenario, ScenarioContext } from './scenario.js';
import { inSeconds, Skip } from './scenario.js';
import { put, remove } from './stage.js';
import { SCENARIO_LABEL } from './templates.js';

const NAME = 'webhooks-down';
const PROCESS = 'vc-webhook-manager';
const START_SECONDS = 30;
const BACK_SECONDS = 60;

/** Volcano's webhooks cannot be reached: what does not concern Volcano starts all the same. */
export const WEBHOOKS_DOWN: Scenario = {
  name: NAME,
  title: "with Volcano's webhooks down, a pod of kube-system and a plain Deployment still start",
  needsPool: false,
  afterInstallation: true,
  async play(context, record) {
    const { controlPlane, program } = context;
    if ((await controlPlane.log(PROCESS)) === '') throw new Skip('the program runs Volcano without its webhooks');
    const namespace = program.trainingJobs[0]?.namespace ?? 'default';
    const system = pod('kube-system');
    const plain = deployment(namespace);
    try {
      context.tell('the webhooks go down');
      await controlPlane.stopProcess(PROCESS);
      const blocked = !(await takesQueues(context));
      record.check(controlPlane.exitOf(PROCESS) !== undefined, 'the webhook manager does not run');
      context.tell('a pod of kube-system and a plain Deployment start meanwhile');
      await Promise.all([starts(context, record, system), starts(context, record, plain)]);
      record.measure('queuesRefused', blocked ? 1 : 0);
      record.say(`meanwhile new queues and jobs are ${blocked ? 'refused' : 'taken unchecked'}`);
    } finally {
      if (!context.signal.aborted) await restore(context, record, [system, plain]);
    }
  },
};

/** An object is admitted, and its pod runs. */
async function starts(context: ScenarioContext, record: Record, manifest: Manifest): Promise<void> {
  const { kind, metadata } = manifest;
  const { namespace } = metadata!;
  const name = kind === 'Pod' ? `a pod of ${namespace}` : `a plain Deployment in ${namespace}`;
  try {
    await put(context, manifest);
  } catch (error) {
    record.check(false, `${name} is admitted: ${(error as Error).message}`);
    return;
  }
  const own = ({ metadata: of }: Pod): boolean => of.labels?.[SCENARIO_LABEL] === NAME && of.namespace === namespace;
  const took = await context.watch.until((pods) => pods.some((one) => own(one) && isRunning(one)), START_SECONDS);
  const seen = took === undefined ? 'not in time' : inSeconds(took);
  record.check(took !== undefined, `${name} runs within ${START_SECONDS} s: ${seen}`);
  record.measure(kind === 'Pod' ? 'systemPodRuns' : 'deploymentRuns', took ?? START_SECONDS);
  record.say(`${name} ran in ${seen}`);
}

async function restore(context: ScenarioContext, record: Record, manifests: readonly Manifest[]): Promise<void> {
  const { controlPlane, watch, tell } = context;
  tell('the webhooks come back');
  await Promise.all(manifests.map((manifest) => remove(context, manifest)));
  await controlPlane.startProcess(PROCESS);
  const deadline = Date.now() + BACK_SECONDS * 1000;
  let back = await takesQueues(context);
  while (!back && Date.now() < deadline) {
    await sleep(200, undefined, { signal: context.signal });
    back = await takesQueues(context);
  }
  record.check(back, `queues are admitted again within ${BACK_SECONDS} s after the webhooks came back`);
  await watch.until((pods) => !pods.some(({ metadata }) => metadata.labels?.[SCENARIO_LABEL] === NAME), START_SECONDS);
}

/** Whether a queue passes admission now; nothing is stored. */
async function takesQueues({ api, signal }: ScenarioContext): Promise<boolean> {
  const apiVersion = 'scheduling.volcano.sh/v1beta1';
  const body = { apiVersion, kind: 'Queue', metadata: { name: 'rehearsal-probe' }, spec: { weight: 1 } };
  const { status } = await api.request('POST', `/apis/${apiVersion}/queues?dryRun=All`, { body, signal });
  return status < 300;
}

/** A pod that the strictest pod security lets pass, with all that a quota may ask for. */
const SPEC = {
  securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
  automountServiceAccountToken: false,
  containers: [
    {
      name: 'pause',
      image: 'registry.k8s.io/pause:3.10',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      resources: { requests: { cpu: '10m', memory: '8Mi' }, limits: { cpu: '10m', memory: '8Mi' } },
    },
  ],
};

function pod(namespace: string): Manifest {
  const labels = { [SCENARIO_LABEL]: NAME };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'rehearsal-system-pod', namespace, labels }, spec: SPEC };
}

function deployment(namespace: string): Manifest {
  const labels = { [SCENARIO_LABEL]: NAME };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'rehearsal-plain', namespace, labels },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: SPEC } },
  };
}
