import type { ControlPlane } from '../../control-plane/index.js';
import type { Gang } from './gangs.js';
import { isWhole, podsOf } from './gangs.js';
import type { Pod } from './pods.js';
import { isBound } from './pods.js';
import type { Record, Scenario, ScenarioContext } from './scenario.js';
import { inSeconds } from './scenario.js';
import { endGangs, runWhole, startGangs, whyNot } from './stage.js';
import { trainingSubject } from './subjects.js';
import type { TrainingSubject } from './subjects.js';

const NAME = 'node-lost';
const START_SECONDS = 45;
const RECOVER_SECONDS = 90;
const NOT_READY_SECONDS = 120;
/** The longest that pods may stay on a node which fell silent, before Kubernetes marks them for deletion. */
const TOLERATED_SECONDS = 60;
const UNREACHABLE = 'node.kubernetes.io/unreachable';
/** What an operator, or the automation of node health, sets once the machine is known to be off. */
export const OUT_OF_SERVICE = { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' };

/** A node dies under a gang: the operator fences it, and the gang runs whole elsewhere. */
export const NODE_LOST: Scenario = {
  name: NAME,
  title: 'a node dies and is fenced: its gang runs whole elsewhere',
  needsPool: true,
  async play(context, record) {
    const training = trainingSubject(context);
    const { namespace, gangSize } = training.fact;
    const gang: Gang = { namespace, name: 'rehearsal-survivor', size: Math.min(gangSize, training.slots) };
    const spare = await spareNode(context, training, gang);
    let lost: string | undefined;
    try {
      context.tell(`a gang of ${gang.size} runs`);
      await startGangs(context, training, [gang], NAME);
      await runWhole(context, [gang], START_SECONDS);
      lost = podsOf(gang, context.watch.pods)[0]!.spec.nodeName!;
      checkTolerations(record, podsOf(gang, context.watch.pods));
      await loseNode(context, record, gang, lost);
    } finally {
      if (!context.signal.aborted) {
        await endGangs(context, [gang]);
        if (lost !== undefined) await bringBack(context, lost);
        if (spare !== undefined) await context.controlPlane.removeNode(spare);
      }
    }
  },
};

async function loseNode(context: ScenarioContext, record: Record, gang: Gang, node: string): Promise<void> {
  const { controlPlane, watch, tell } = context;
  const before = new Set(podsOf(gang, watch.pods).map(({ metadata }) => metadata.uid));
  tell(`${node} falls silent`);
  const silent = Date.now();
  await controlPlane.failNode(node);
  const [start] = await Promise.all([notReady(context, node), context.whileSilent?.()]);
  record.measure('silentUntilNotReady', (start - silent) / 1000);

  tell(`${node} is NotReady; the operator turns it off and marks it out of service`);
  await taint(context, node, [OUT_OF_SERVICE]);
  const clear = await watch.until(
    (pods) => podsOf(gang, pods).every(({ spec }) => spec.nodeName !== node),
    RECOVER_SECONDS,
  );
  record.measure('podsLeave', clear ?? RECOVER_SECONDS);
  tell('the gang starts again elsewhere');
  const left = RECOVER_SECONDS - (Date.now() - start) / 1000;
  const isBack = (pods: Pod[]): boolean =>
    isWhole(gang, pods) && podsOf(gang, pods).every(({ spec }) => spec.nodeName !== node);
  const took = await watch.until(isBack, Math.max(1, left));
  const seconds = took === undefined ? undefined : (Date.now() - start) / 1000;
  const text = `the gang runs whole elsewhere within ${RECOVER_SECONDS} s of NotReady: ${seconds === undefined ? 'not in time' : inSeconds(seconds)}`;
  const why = whyNot(context, [gang]);
  record.check(seconds !== undefined, seconds === undefined && why !== '' ? `${text}; ${why}` : text);
  const stuck = podsOf(gang, watch.pods).filter(({ spec }) => spec.nodeName === node);
  record.check(stuck.length === 0, `no pod of the job stays bound to ${node}`);
  const kept = podsOf(gang, watch.pods).filter((pod) => isBound(pod) && before.has(pod.metadata.uid));
  record.check(kept.length === 0, `the gang started anew as a whole: ${kept.length} of its pods are from before`);
  record.measure('runsWholeAfterNotReady', seconds ?? RECOVER_SECONDS);
  record.say(`${gang.size} pods whole elsewhere ${inSeconds(seconds ?? RECOVER_SECONDS)} after NotReady`);
  record.say('with the node marked out of service at once, without which its pods stay in Terminating');
}

/** Pods that tolerate a silent node for long keep their gang waiting, even when the node comes back by itself. */
function checkTolerations(record: Record, pods: readonly Pod[]): void {
  const longest = Math.max(
    ...pods.map(({ spec }) => {
      const own = spec.tolerations?.filter(
        ({ key, effect }) =>
          (key === UNREACHABLE || key === undefined) && (effect === undefined || effect === 'NoExecute'),
      );
      return own?.length ? Math.min(...own.map(({ tolerationSeconds }) => tolerationSeconds ?? Infinity)) : 0;
    }),
  );
  const text = Number.isFinite(longest) ? `${longest} s` : 'for ever';
  record.check(
    longest <= TOLERATED_SECONDS,
    `pods leave a silent node by themselves within ${TOLERATED_SECONDS} s: ${text}`,
  );
  record.measure('tolerationSeconds', Number.isFinite(longest) ? longest : -1);
}

/** A replacement joins when the pool has no room for the gang without the lost node. */
async function spareNode(context: ScenarioContext, training: TrainingSubject, gang: Gang): Promise<string | undefined> {
  const { pool, podsPerNode } = training;
  if ((pool.nodes - 1) * podsPerNode >= gang.size) return undefined;
  const name = `${pool.name}-spare`;
  const taints = pool.taints as Parameters<ControlPlane['addNodes']>[0][number]['taints'];
  context.tell(`the pool has no room to spare: node ${name} joins`);
  await context.controlPlane.addNodes([{ name, labels: pool.labels, taints, capacity: pool.allocatable }]);
  return name;
}

interface NodeView {
  readonly spec: { readonly taints?: readonly { readonly key: string; readonly effect: string }[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function readNode({ api, signal }: ScenarioContext, node: string): Promise<NodeView> {
  return (await api.request('GET', `/api/v1/nodes/${node}`, { signal })).body as NodeView;
}

/** When the node was found to be NotReady. */
async function notReady(context: ScenarioContext, node: string): Promise<number> {
  for (const deadline = Date.now() + NOT_READY_SECONDS * 1000; Date.now() < deadline;) {
    const { status } = await readNode(context, node);
    if (status.conditions?.some(({ type, status: value }) => type === 'Ready' && value !== 'True')) return Date.now();
    await context.watch.until(() => false, 0.25);
  }
  throw new Error(`${node} is still Ready ${NOT_READY_SECONDS} s after its kubelet fell silent`);
}

/** Adds taints to those that a node has. */
async function taint(context: ScenarioContext, node: string, added: readonly object[]): Promise<void> {
  const { spec } = await readNode(context, node);
  await patchTaints(context, node, [...(spec.taints ?? []), ...added]);
}

async function bringBack(context: ScenarioContext, node: string): Promise<void> {
  const { spec } = await readNode(context, node);
  await patchTaints(
    context,
    node,
    (spec.taints ?? []).filter(({ key }) => key !== OUT_OF_SERVICE.key),
  );
  await context.controlPlane.reviveNode(node);
}

async function patchTaints({ api }: ScenarioContext, node: string, taints: readonly object[]): Promise<void> {
  const contentType = 'application/merge-patch+json';
  await api.request('PATCH', `/api/v1/nodes/${node}`, { body: { spec: { taints } }, contentType });
}
