import { nodeNames } from '../simulated-nodes.js';
import type { Gang } from './gangs.js';
import { boundOf, gangLike, isWhole, podsOf } from './gangs.js';
import type { Domain } from './hyper-nodes.js';
import { domainsOf } from './hyper-nodes.js';
import { isBound } from './pods.js';
import type { Record, Scenario, ScenarioContext } from './scenario.js';
import { inSeconds, Skip } from './scenario.js';
import { endGangs, put, runWhole, whyNot } from './stage.js';
import { trainingSubjects } from './subjects.js';
import type { TrainingSubject } from './subjects.js';

const NAME = 'one-hypernode';
const START_SECONDS = 45;
/** Scheduling cycles of a second during which a gang that fits nowhere whole must stay free of bindings. */
const WATCHED_SECONDS = 5;
const RUN_SECONDS = 30;

interface Stage {
  readonly training: TrainingSubject;
  readonly tier: number;
  /** HyperNodes of the highest allowed tier, with the pool's nodes below them and the places for pods there. */
  readonly places: readonly { readonly domain: Domain; readonly nodes: readonly string[]; readonly slots: number }[];
  readonly gang: Gang;
  /** One gang in each HyperNode, so that the places left there do not hold the gang. */
  readonly blockers: readonly { readonly gang: Gang; readonly nodes: readonly string[] }[];
}

/** A gang that must stay below one HyperNode does, even where the pool has room for it in two halves. */
export const ONE_HYPERNODE: Scenario = {
  name: NAME,
  title: 'a gang with a hard topology runs below one HyperNode, or waits',
  needsPool: true,
  async play(context, record) {
    const stage = await setUp(context);
    const { training, gang, blockers } = stage;
    const gangs = [...blockers.map((blocker) => blocker.gang), gang];
    try {
      context.tell(`each HyperNode keeps ${gang.size - 1} places, one too few for a gang`);
      await Promise.all(
        blockers.map((blocker) =>
          put(context, gangLike(training.manifest, blocker.gang, NAME, { nodes: blocker.nodes })),
        ),
      );
      await runWhole(
        context,
        blockers.map((blocker) => blocker.gang),
        START_SECONDS,
      );
      await mustWait(context, record, stage);
      await mustStayTogether(context, record, stage);
    } finally {
      if (!context.signal.aborted) await endGangs(context, gangs);
    }
  },
};

async function mustWait(context: ScenarioContext, record: Record, stage: Stage): Promise<void> {
  const { training, gang, places, tier } = stage;
  const free = places.reduce((sum, { slots }) => sum + Math.min(slots, gang.size - 1), 0);
  context.tell(`a gang of ${gang.size} must not start in ${free} places that no HyperNode has together`);
  await put(context, gangLike(training.manifest, gang, NAME, { topology: true }));
  const complete = await context.watch.until((pods) => podsOf(gang, pods).length === gang.size, RUN_SECONDS);
  const bound = await context.watch.until((pods) => boundOf(gang, pods) > 0, WATCHED_SECONDS);
  record.check(complete !== undefined, `the gang has all its ${gang.size} pods`);
  record.check(
    bound === undefined,
    `none of them is bound in ${WATCHED_SECONDS} s with ${free} places free, but none of ${places.length} HyperNodes of tier ${tier} with ${gang.size}`,
  );
  record.measure('placesFreeInAll', free);
  record.say(
    `${gang.size} pods waited for ${WATCHED_SECONDS} s with ${free} places free across ${places.length} HyperNodes`,
  );
}

async function mustStayTogether(context: ScenarioContext, record: Record, stage: Stage): Promise<void> {
  const { gang, blockers, places, tier } = stage;
  context.tell('one HyperNode gets room');
  await endGangs(context, [blockers[0]!.gang]);
  const took = await context.watch.until((pods) => isWhole(gang, pods), RUN_SECONDS);
  const whole = record.check(took !== undefined, `it runs whole within ${RUN_SECONDS} s once one HyperNode has room`);
  if (!whole) record.check(false, whyNot(context, [gang]));
  const used = new Set(
    podsOf(gang, context.watch.pods)
      .filter(isBound)
      .map(({ spec }) => spec.nodeName!),
  );
  const home = places.find(({ domain }) => [...used].every((node) => domain.nodes.has(node)));
  const spread = `its pods are on ${[...used].sort().join(', ')}`;
  record.check(
    used.size > 0 && home !== undefined,
    `all its pods are below one HyperNode of tier ${tier}: ${home ? home.domain.name : spread}`,
  );
  record.measure('runsWhole', took ?? RUN_SECONDS);
  record.measure('tier', tier);
  record.say(
    `ran whole below ${home?.domain.name ?? 'none'} of tier ${tier} ${inSeconds(took ?? RUN_SECONDS)} after it had room`,
  );
}

async function setUp(context: ScenarioContext): Promise<Stage> {
  const bound = trainingSubjects(context).filter(({ fact }) => fact.topology?.mode === 'hard');
  if (bound.length === 0) throw new Skip('the program has no Volcano job with a hard network topology');
  const domains = await domainsOf(context);
  const stages = bound.map((training) => stageOf(training, domains)).filter((stage) => stage !== undefined);
  const playable = stages.find(({ training, blockers, gang, places }) => {
    const rest = places.reduce((sum, { slots }) => sum + Math.min(slots, gang.size - 1), 0);
    return blockers.reduce((sum, { gang: { size } }) => sum + size, 0) + rest <= training.slots;
  });
  if (playable) return playable;
  throw new Skip(
    stages.length === 0
      ? 'no two HyperNodes of the tier that a job allows share its pool'
      : 'the queue of the job may not hold the whole pool',
  );
}

function stageOf(training: TrainingSubject, domains: readonly Domain[]): Stage | undefined {
  const { fact, pool, podsPerNode } = training;
  const own = new Set(nodeNames(pool));
  const allowed = domains.filter(({ tier }) => tier <= fact.topology!.highestTierAllowed);
  const tier = Math.max(...allowed.map((domain) => domain.tier));
  const places = allowed
    .filter((domain) => domain.tier === tier)
    .map((domain) => {
      const nodes = [...domain.nodes].filter((node) => own.has(node)).sort();
      return { domain, nodes, slots: nodes.length * podsPerNode };
    })
    .filter(({ slots }) => slots > 0)
    .sort((a, b) => b.slots - a.slots);
  const largest = places[0]?.slots ?? 0;
  const size = Math.min(fact.gangSize, largest);
  if (places.length < 2 || size < 2) return undefined;
  const { namespace } = fact;
  const blockers = places
    .map(({ nodes, slots }, index) => ({
      nodes,
      gang: { namespace, name: `rehearsal-blocker-${index}`, size: slots - (size - 1) },
    }))
    .filter(({ gang }) => gang.size > 0);
  return { training, tier, places, blockers, gang: { namespace, name: 'rehearsal-together', size } };
}
