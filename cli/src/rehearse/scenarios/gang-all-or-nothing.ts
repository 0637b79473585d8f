import type { Gang } from './gangs.js';
import { boundOf, isWhole, podsOf } from './gangs.js';
import { HalfBoundMeter } from './half-bound.js';
import { nodeNames } from '../simulated-nodes.js';
import { devicesOf, isFinished } from './pods.js';
import type { Scenario, ScenarioContext } from './scenario.js';
import { inSeconds, Skip } from './scenario.js';
import { endGangs, runWhole, startGangs, whyNot } from './stage.js';
import { devicesOfNode, trainingSubject } from './subjects.js';
import type { TrainingSubject } from './subjects.js';

const NAME = 'gang-all-or-nothing';
/** Scheduling cycles of a second during which a gang that does not fit must stay free of bindings. */
const WATCHED_SECONDS = 5;
const RUN_SECONDS = 30;

/** A gang that does not fit whole stays wholly pending, and runs when it fits. */
export const GANG_ALL_OR_NOTHING: Scenario = {
  name: NAME,
  title: 'a gang that does not fit whole waits wholly, and runs when it fits',
  needsPool: true,
  async play(context, record) {
    const training = trainingSubject(context);
    const room = freeSlots(context, training);
    const size = Math.max(2, training.fact.gangSize);
    if (room < size) throw new Skip(`pool ${training.pool.name} has room for ${room} pods, a gang needs ${size}`);
    const { namespace } = training.fact;
    const waiting: Gang = { namespace, name: 'rehearsal-waiting', size };
    const filler: Gang = { namespace, name: 'rehearsal-filler', size: room - size + 1 };
    try {
      context.tell(`${filler.size} pods fill the pool but for ${size - 1} places`);
      await startGangs(context, training, [filler], NAME);
      await runWhole(context, [filler], RUN_SECONDS);

      context.tell(`a gang of ${size} must not start`);
      await startGangs(context, training, [waiting], NAME);
      const complete = await context.watch.until((pods) => podsOf(waiting, pods).length === size, RUN_SECONDS);
      const bound = await context.watch.until((pods) => boundOf(waiting, pods) > 0, WATCHED_SECONDS);
      record.check(complete !== undefined, `the waiting gang has all its ${size} pods`);
      record.check(
        bound === undefined,
        `none of its ${size} pods is bound in ${WATCHED_SECONDS} s with ${size - 1} places free`,
      );
      record.say(`${size} pods waited wholly for ${WATCHED_SECONDS} s with ${size - 1} places free`);

      context.tell('the pool is freed');
      const meter = new HalfBoundMeter(context.watch, [waiting]);
      const [took] = await Promise.all([
        context.watch.until((pods) => isWhole(waiting, pods), RUN_SECONDS),
        endGangs(context, [filler]),
      ]);
      const half = meter.finish();
      const whole = record.check(
        took !== undefined,
        `the gang runs whole within ${RUN_SECONDS} s after the pool was freed`,
      );
      if (!whole) record.check(false, whyNot(context, [waiting]));
      record.measure('runsWhole', took ?? RUN_SECONDS);
      record.measure('betweenFirstAndLastBinding', half.seconds);
      record.say(`ran whole ${inSeconds(took ?? RUN_SECONDS)} after the pool was freed`);
    } finally {
      if (!context.signal.aborted) await endGangs(context, [waiting, filler]);
    }
  },
};

/** Places for pods of the job on nodes of its pool, as far as its queue lets it. */
function freeSlots({ watch }: ScenarioContext, { pool, fact, slots }: TrainingSubject): number {
  const free = new Map(nodeNames(pool).map((node) => [node, devicesOfNode(pool, fact.deviceResource)]));
  for (const pod of watch.pods) {
    const { nodeName } = pod.spec;
    const left = nodeName === undefined ? undefined : free.get(nodeName);
    if (left !== undefined && !isFinished(pod)) free.set(nodeName!, left - devicesOf(pod, fact.deviceResource));
  }
  const places = [...free.values()].reduce((sum, left) => sum + Math.max(0, Math.floor(left / fact.devicesPerPod)), 0);
  return Math.min(places, slots);
}
