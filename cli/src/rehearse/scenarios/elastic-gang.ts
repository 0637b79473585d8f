import type { Gang } from './gangs.js';
import { gangLike, podsOf, runningOf } from './gangs.js';
import { isRunning } from './pods.js';
import type { Record, Scenario, ScenarioContext } from './scenario.js';
import { inSeconds, Skip } from './scenario.js';
import { endGangs, put, whyNot } from './stage.js';
import { trainingSubjects } from './subjects.js';
import type { TrainingSubject } from './subjects.js';
import { endTenants, tenantsOf } from './tenants.js';
import type { Tenant } from './tenants.js';

const NAME = 'elastic-gang';
const START_SECONDS = 45;
const CHANGE_SECONDS = 60;

interface Stage {
  readonly training: TrainingSubject;
  readonly gang: Gang;
  readonly min: number;
  readonly other: Tenant;
  /** Gangs of the other queue that together are what it deserves. */
  readonly claims: number;
}

/** An elastic job borrows the pool, gives back all but its minimum without a restart, and grows again. */
export const ELASTIC_GANG: Scenario = {
  name: NAME,
  title: 'an elastic job shrinks under pressure, never below its minimum, and grows back',
  needsPool: true,
  async play(context, record) {
    const stage = setUp(context);
    const { training, gang, min, other } = stage;
    try {
      context.tell(`an elastic job of ${min} to ${gang.size} pods grows over the pool`);
      await put(context, gangLike(training.manifest, gang, NAME));
      const grown = await context.watch.until((pods) => runningOf(gang, pods) === gang.size, START_SECONDS);
      if (grown === undefined)
        throw new Error(`the job does not grow to ${gang.size} pods in an empty pool: ${whyNot(context, [gang])}`);
      record.measure('grows', grown);
      await shrink(context, record, stage);
      context.tell(`${other.queue.name} leaves`);
      await other.end();
      const back = await context.watch.until((pods) => runningOf(gang, pods) === gang.size, CHANGE_SECONDS);
      const seen = back === undefined ? `${runningOf(gang, context.watch.pods)} run` : inSeconds(back);
      record.check(back !== undefined, `it grows back to ${gang.size} pods within ${CHANGE_SECONDS} s: ${seen}`);
      record.measure('growsBack', back ?? CHANGE_SECONDS);
      record.say(`back at ${gang.size} in ${seen}`);
    } finally {
      await endTenants(context, [other]);
      if (!context.signal.aborted) await endGangs(context, [gang]);
    }
  },
};

async function shrink(context: ScenarioContext, record: Record, stage: Stage): Promise<void> {
  const { gang, min, other, claims } = stage;
  const { watch } = context;
  const before = new Set(podsOf(gang, watch.pods).map(({ metadata }) => metadata.uid));
  let fewest = gang.size;
  const stop = watch.onEvent(() => (fewest = Math.min(fewest, runningOf(gang, watch.pods))));
  const limit = CHANGE_SECONDS + Math.max(0, ...graces(context, gang));
  context.tell(`${other.queue.name} claims its ${claims * other.gangDevices} devices`);
  await other.ask(claims);
  const took = await watch.until((pods) => other.whole(pods) === claims, limit);
  stop();
  const running = runningOf(gang, watch.pods);
  const kept = podsOf(gang, watch.pods).filter((pod) => isRunning(pod) && before.has(pod.metadata.uid)).length;
  const seen = took === undefined ? 'not in time' : inSeconds(took);
  record.check(
    took !== undefined,
    `${other.queue.name} gets its ${claims * other.gangDevices} devices within ${limit} s: ${seen}`,
  );
  record.check(running < gang.size, `the job shrinks: ${running} of ${gang.size} pods run`);
  record.check(fewest >= min, `at no time run fewer than its minimum of ${min}: at least ${fewest} ran`);
  record.check(kept >= min, `it goes on instead of starting anew: ${kept} of its pods ran all the time, want ${min}`);
  record.measure('shrinks', took ?? limit);
  record.measure('fewestPods', fewest);
  record.measure('minimum', min);
  record.say(`${gang.size} pods gave way to ${running} in ${seen}, never fewer than ${fewest}, ${min} is its minimum`);
}

function graces({ watch }: ScenarioContext, gang: Gang): number[] {
  return podsOf(gang, watch.pods).map(({ spec }) => spec.terminationGracePeriodSeconds ?? 30);
}

function setUp(context: ScenarioContext): Stage {
  const elastic = trainingSubjects(context).filter(
    ({ fact: { minGang, gangSize, topology } }) =>
      minGang !== undefined && minGang < gangSize && topology?.mode !== 'hard',
  );
  if (elastic.length === 0) throw new Skip('the program has no elastic Volcano job');
  for (const training of elastic) {
    const { fact, queue, slots } = training;
    const min = fact.minGang!;
    const gang: Gang = { namespace: fact.namespace, name: 'rehearsal-elastic', size: slots, min };
    const other = tenantsOf(context, training, NAME).find((tenant) => tenant.queue.name !== queue.name);
    if (!other || min >= slots) continue;
    const claims = Math.floor(other.deserved / other.gangDevices);
    return { training, gang, min, other, claims };
  }
  throw new Skip('no other queue with work of the program shares the pool of an elastic job');
}
