import type { Gang } from './gangs.js';
import { boundOf, isWhole, isWhollyPending } from './gangs.js';
import { HalfBoundMeter } from './half-bound.js';
import type { Pod } from './pods.js';
import { isBound, isRunning } from './pods.js';
import type { Record, Scenario, ScenarioContext } from './scenario.js';
import { inSeconds, Skip } from './scenario.js';
import { servingDeployment } from './serving.js';
import { endGangs, gangsOf, put, remove, runWhole, startGangs, whyNot } from './stage.js';
import { deservedDevices, devicesOfNode, servingSubject, trainingSubject } from './subjects.js';
import type { ServingSubject, TrainingSubject } from './subjects.js';
import { SystemGuard } from './system-guard.js';
import { SCENARIO_LABEL } from './templates.js';
import { Victims } from './victims.js';

const NAME = 'serving-reclaims';
const SERVING = 'rehearsal-serving';
const START_SECONDS = 45;
const RECLAIM_SECONDS = 60;
const SETTLE_SECONDS = 60;
/** Nothing moves for so many cycles of a second: the pool has settled. */
const QUIET_SECONDS = 3;
const HALF_BOUND_SECONDS = 30;

/** Serving takes back what training borrowed, and training grows back when serving leaves. */
export const SERVING_RECLAIMS: Scenario = {
  name: NAME,
  title: 'serving takes back within a minute what training borrowed, and gives it back whole',
  needsPool: true,
  async play(context, record) {
    const stage = setUp(context);
    const { training, serving, gangs, few } = stage;
    const guard = new SystemGuard(context, training);
    const deployment = servingDeployment(context, serving.fact, SERVING, few);
    try {
      context.tell(`serving runs ${few} replicas, training takes the other ${stage.lent} devices`);
      await Promise.all([put(context, deployment), guard.start()]);
      await served(context, few, START_SECONDS);
      await startGangs(context, training, gangs, NAME);
      const filled = await runWhole(context, gangs, START_SECONDS);
      record.measure('trainingFills', filled);
      await reclaim(context, record, stage);
      await growBack(context, record, stage);
      record.check(await guard.isWhole(), 'every kube-system pod on the pool still runs');
    } finally {
      if (!context.signal.aborted) {
        await Promise.all([remove(context, deployment), guard.end(), endGangs(context, gangs)]);
        await context.watch.until((pods) => servingPods(pods).length === 0, SETTLE_SECONDS);
      }
    }
  },
};

interface Stage {
  readonly training: TrainingSubject;
  readonly serving: ServingSubject;
  readonly gangs: readonly Gang[];
  /** Replicas before and after serving grows. */
  readonly few: number;
  readonly many: number;
  /** Devices that training holds while serving is small. */
  readonly lent: number;
  readonly capacity: number;
  readonly deserved: number;
}

function setUp(context: ScenarioContext): Stage {
  const training = trainingSubject(context);
  const serving = servingSubject(context, training);
  const { pool, fact, queue } = training;
  const { devicesPerReplica, minReplicas, maxReplicas } = serving.fact;
  const onNode = devicesOfNode(pool, fact.deviceResource);
  const capacity = pool.nodes * onNode;
  const few = Math.max(1, minReplicas);
  const many = Math.min(
    maxReplicas,
    Math.floor(deservedDevices(serving.queue, fact.deviceResource) / devicesPerReplica),
  );
  const perNode = Math.floor(onNode / devicesPerReplica);
  const nodesOfServing = Math.ceil(few / perNode);
  const pods = Math.min(training.slots, (pool.nodes - nodesOfServing) * training.podsPerNode);
  const lent = pods * fact.devicesPerPod;
  if (many <= few)
    throw new Skip(`endpoint ${serving.fact.name} cannot grow within what queue ${serving.queue.name} deserves`);
  const deserved = deservedDevices(queue, fact.deviceResource);
  if (lent + many * devicesPerReplica <= capacity)
    throw new Skip(`training and serving fit into pool ${pool.name} side by side`);
  return {
    training,
    serving,
    few,
    many,
    lent,
    capacity,
    deserved,
    gangs: gangsOf(training, 'rehearsal-borrower', pods, Math.floor(deserved / fact.devicesPerPod)),
  };
}

async function reclaim(context: ScenarioContext, record: Record, stage: Stage): Promise<void> {
  const { training, many, gangs, lent, deserved, capacity } = stage;
  const { devicesPerPod } = training.fact;
  const kept = Math.min(lent, Math.floor(deserved / devicesPerPod) * devicesPerPod);
  const victims = new Victims(context.watch);
  const meter = new HalfBoundMeter(context.watch, gangs);
  const limit = RECLAIM_SECONDS + graceOf(context.watch.pods);
  context.tell(`serving grows to ${many} replicas`);
  await scale(context, stage, many);
  const took = await context.watch.until((pods) => servingPods(pods).filter(isRunning).length === many, limit);
  record.check(
    took !== undefined,
    `all ${many} replicas run within ${limit} s (60 s and the job's grace period): ${timeOf(took)}`,
  );
  record.measure('servingGrows', took ?? limit);

  context.tell('training settles');
  const settled = await settle(context, gangs);
  const seen = victims.finish(SERVING);
  const half = meter.finish();
  const held = gangs.reduce((sum, gang) => sum + boundOf(gang, context.watch.pods), 0) * devicesPerPod;
  record.check(settled, `every gang runs whole or waits wholly: ${statesOf(context, gangs)}`);
  record.check(
    held >= kept,
    `training holds ${held} devices, at least the ${kept} that whole pods make of its ${deserved}`,
  );
  record.check(seen.serving.length === 0, `no serving pod was a victim${list(seen.serving)}`);
  record.check(seen.system.length === 0, `no kube-system pod was a victim${list(seen.system)}`);
  const within = `no gang is half bound for more than ${HALF_BOUND_SECONDS} s: at most ${inSeconds(half.seconds)}`;
  record.check(half.seconds <= HALF_BOUND_SECONDS, within);
  record.measure('trainingHolds', held);
  record.measure('trainingDeserves', deserved);
  record.measure('longestHalfBound', half.seconds);
  record.measure('gangsBroken', seen.gangs.size);
  record.say(`${stage.few} to ${many} replicas in ${timeOf(took)} while training held ${lent} of ${capacity} devices`);
  record.say(`${seen.gangs.size} of ${gangs.length} gangs broken, half bound at most ${inSeconds(half.seconds)}`);
  record.say(`training keeps ${held} of ${deserved} deserved devices`);
}

async function growBack(context: ScenarioContext, record: Record, stage: Stage): Promise<void> {
  context.tell('serving shrinks again');
  await scale(context, stage, stage.few);
  const back = await context.watch.until((pods) => stage.gangs.every((gang) => isWhole(gang, pods)), SETTLE_SECONDS);
  const text = `training grows back to ${stage.lent} devices, every gang whole, within ${SETTLE_SECONDS} s: ${timeOf(back)}`;
  if (!record.check(back !== undefined, text)) record.check(false, whyNot(context, stage.gangs));
  record.measure('trainingGrowsBack', back ?? SETTLE_SECONDS);
  record.say(`grows back whole in ${timeOf(back)}`);
}

function timeOf(seconds: number | undefined): string {
  return seconds === undefined ? 'not in time' : inSeconds(seconds);
}

function servingPods(pods: readonly Pod[]): Pod[] {
  return pods.filter(({ metadata }) => metadata.labels?.[SCENARIO_LABEL] === SERVING);
}

async function served(context: ScenarioContext, replicas: number, seconds: number): Promise<void> {
  const took = await context.watch.until((pods) => servingPods(pods).filter(isRunning).length === replicas, seconds);
  if (took === undefined)
    throw new Error(`serving does not run ${replicas} replicas in an empty pool after ${seconds} s`);
}

async function scale({ api, signal }: ScenarioContext, stage: Stage, replicas: number): Promise<void> {
  const url = `/apis/apps/v1/namespaces/${stage.serving.fact.namespace}/deployments/${SERVING}`;
  await api.request('PATCH', url, {
    body: { spec: { replicas } },
    contentType: 'application/merge-patch+json',
    signal,
  });
}

/** Whole or wholly pending, and unmoved for some cycles. */
async function settle(context: ScenarioContext, gangs: readonly Gang[]): Promise<boolean> {
  let state = '';
  let since = Date.now();
  const took = await context.watch.until((pods) => {
    const tidy = gangs.every((gang) => isWhole(gang, pods) || isWhollyPending(gang, pods));
    const now = tidy ? gangs.map((gang) => boundOf(gang, pods)).join() : '';
    if (now !== state || !tidy) since = Date.now();
    state = now;
    return tidy && Date.now() - since >= QUIET_SECONDS * 1000;
  }, SETTLE_SECONDS);
  return took !== undefined;
}

function statesOf(context: ScenarioContext, gangs: readonly Gang[]): string {
  const { pods } = context.watch;
  const whole = gangs.filter((gang) => isWhole(gang, pods)).length;
  const pending = gangs.filter((gang) => isWhollyPending(gang, pods)).length;
  const rest = gangs.length - whole - pending;
  return `${whole} whole, ${pending} waiting${rest > 0 ? `, ${rest} neither: ${whyNot(context, gangs)}` : ''}`;
}

/** The longest grace period of the pods that may have to go. */
function graceOf(pods: readonly Pod[]): number {
  const graces = pods.filter((pod) => isBound(pod) && pod.metadata.labels?.[SCENARIO_LABEL] === NAME);
  return Math.max(0, ...graces.map(({ spec }) => spec.terminationGracePeriodSeconds ?? 30));
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '' : `, but ${names.join(', ')} was`;
}
