import type { EndpointFact, PoolFact } from '../../blueprint/index.js';
import type { Manifest } from '../../control-plane/index.js';
import { nodeSelectorOf } from '../gate-labels.js';
import { nodeNames } from '../simulated-nodes.js';
import { isBound, isRunning, waitingReason } from './pods.js';
import type { Pod } from './pods.js';
import type { Record, Scenario, ScenarioContext } from './scenario.js';
import { inSeconds, Skip } from './scenario.js';
import { servingDeployment, servingTemplate } from './serving.js';
import { put, remove } from './stage.js';
import { isNamed } from './subjects.js';
import { SCENARIO_LABEL } from './templates.js';

const NAME = 'rehearsal-warm';
/** Until the scheduler has looked at the replica and says why it waits. */
const LOOKED_AT_SECONDS = 30;
/** Scheduling cycles of a second during which a replica must not be placed on a cold node. */
const WATCHED_SECONDS = 5;
const RUN_SECONDS = 30;
const GONE_SECONDS = 30;
const SERVING_KINDS = new Set(['Deployment', 'InferenceService', 'LLMInferenceService']);
const MERGE = 'application/merge-patch+json';

type Labels = { readonly [key: string]: string };

interface Stage {
  readonly endpoint: EndpointFact;
  readonly pool: PoolFact;
  /** Labels that the model's gate gives to a node, beside those of the pool itself. */
  readonly gate: Labels;
  readonly nodes: readonly string[];
}

/** An endpoint whose model starts when it is warm runs on nodes where the model is, and only there. */
export const WARM_BEFORE_SERVING: Scenario = {
  name: 'warm-before-serving',
  title: 'no replica starts before its model is warm and verified, and then only where it is',
  needsPool: true,
  async play(context, record) {
    const stage = setUp(context);
    const deployment = servingDeployment(context, stage.endpoint, NAME, 1);
    deliveredInOrder(context, record, stage);
    try {
      context.tell(`the model of ${stage.endpoint.name} is nowhere warm yet`);
      await label(context, stage.nodes, closed(stage.gate));
      await put(context, deployment);
      await mustWait(context, record, stage);
      await mustStartWhereWarm(context, record, stage);
    } finally {
      if (!context.signal.aborted) {
        await Promise.all([remove(context, deployment), label(context, stage.nodes, stage.gate)]);
        await context.watch.until((pods) => replicas(pods).length === 0, GONE_SECONDS);
      }
    }
  },
};

function setUp({ program, find }: ScenarioContext): Stage {
  for (const endpoint of program.endpoints) {
    const pool = program.pools.find(({ name }) => name === endpoint.pool);
    if (pool === undefined || pool.nodes === 0) continue;
    const asked = Object.entries(nodeSelectorOf(servingTemplate(find, endpoint)));
    const gate = Object.fromEntries(asked.filter(([key]) => pool.labels[key] === undefined));
    if (Object.keys(gate).length > 0) return { endpoint, pool, gate, nodes: nodeNames(pool) };
  }
  throw new Skip('no endpoint waits until its model is warm');
}

/** What makes the model warm is delivered before the endpoint that waits for it. */
function deliveredInOrder({ program: { units } }: ScenarioContext, record: Record, { endpoint, gate }: Stage): void {
  const first = (matches: (manifest: Manifest) => boolean): number =>
    units.findIndex((unit) => unit.kind === 'bundle' && unit.objects.some(({ manifest }) => matches(manifest)));
  const keys = Object.keys(gate);
  const opens = first((one) => one.kind === 'Job' && keys.some((key) => JSON.stringify(one).includes(key)));
  const serves = first((one) => SERVING_KINDS.has(one.kind) && isNamed(one, endpoint.namespace, endpoint.name));
  const inOrder = opens >= 0 && opens < serves;
  record.check(inOrder, `the job that says when the model is warm is delivered before the endpoint ${endpoint.name}`);
}

async function mustWait(context: ScenarioContext, record: Record, { endpoint, nodes }: Stage): Promise<void> {
  const seen = await context.watch.until(
    (pods) => replicas(pods).some((pod) => waitingReason(pod) !== undefined),
    LOOKED_AT_SECONDS,
  );
  const bound = await context.watch.until((pods) => replicas(pods).some(isBound), WATCHED_SECONDS);
  const reason = replicas(context.watch.pods).map(waitingReason)[0] ?? 'the scheduler said nothing';
  record.check(seen !== undefined, `the scheduler looks at the replica within ${LOOKED_AT_SECONDS} s: ${reason}`);
  record.check(
    bound === undefined,
    `it is not placed in ${WATCHED_SECONDS} s, though all ${nodes.length} nodes are free`,
  );
  record.say(`a replica of ${endpoint.name} waited while no node was warm`);
}

async function mustStartWhereWarm(context: ScenarioContext, record: Record, stage: Stage): Promise<void> {
  const warm = stage.nodes[stage.nodes.length - 1]!;
  context.tell(`the model is warm and verified on ${warm}`);
  await label(context, [warm], stage.gate);
  const took = await context.watch.until((pods) => replicas(pods).some(isRunning), RUN_SECONDS);
  const home = replicas(context.watch.pods).find(isBound)?.spec.nodeName;
  record.check(took !== undefined, `it runs within ${RUN_SECONDS} s once a node is warm`);
  record.check(home === warm, `it runs on ${warm}, the one node that is warm: ${home ?? 'it runs nowhere'}`);
  record.measure('startsWhenWarm', took ?? RUN_SECONDS);
  record.say(`and started ${inSeconds(took ?? RUN_SECONDS)} after one was, there`);
}

function closed(gate: Labels): { readonly [key: string]: null } {
  return Object.fromEntries(Object.keys(gate).map((key) => [key, null]));
}

async function label(
  { api, signal }: ScenarioContext,
  nodes: readonly string[],
  labels: { readonly [key: string]: string | null },
): Promise<void> {
  const body = { metadata: { labels } };
  await Promise.all(
    nodes.map((node) => api.request('PATCH', `/api/v1/nodes/${node}`, { body, contentType: MERGE, signal })),
  );
}

function replicas(pods: readonly Pod[]): Pod[] {
  return pods.filter(({ metadata }) => metadata.labels?.[SCENARIO_LABEL] === NAME);
}
