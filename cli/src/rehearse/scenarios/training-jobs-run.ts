import type { Gang } from './gangs.js';
import { boundOf, isWhole, isWhollyPending } from './gangs.js';
import type { Scenario, ScenarioContext } from './scenario.js';
import { Skip } from './scenario.js';
import { whyNot } from './stage.js';

const START_SECONDS = 60;

/** The program's own training jobs run, as far as the pools hold them at the same time. */
export const TRAINING_JOBS_RUN: Scenario = {
  name: 'training-jobs-run',
  title: "the program's own training jobs run whole",
  needsPool: false,
  async play(context, record) {
    const { trainingJobs } = context.program;
    if (trainingJobs.length === 0) throw new Skip('the program has no training jobs');
    const gangs = ownGangs(context);
    const tidy = await context.watch.until(
      (pods) =>
        gangs.every((gang) => isWhole(gang, pods) || isWhollyPending(gang, pods)) &&
        gangs.some((gang) => isWhole(gang, pods)),
      START_SECONDS,
    );
    const { pods } = context.watch;
    const whole = gangs.filter((gang) => isWhole(gang, pods));
    const waiting = gangs.filter((gang) => !isWhole(gang, pods));
    record.check(
      tidy !== undefined,
      `jobs run whole or wait wholly${tidy === undefined ? `: ${whyNot(context, gangs)}` : ''}`,
    );
    if (fitsTogether(context)) {
      record.check(
        waiting.length === 0,
        `all ${gangs.length} run at the same time${waiting.length > 0 ? `: ${whyNot(context, gangs)}` : ''}`,
      );
    }
    record.measure('running', whole.length);
    record.measure('waiting', waiting.length);
    record.measure(
      'podsRunning',
      gangs.reduce((sum, gang) => sum + boundOf(gang, pods), 0),
    );
    record.say(`${whole.length} of ${gangs.length} running whole`);
    if (waiting.length > 0) record.say(`${waiting.length} waiting for room`);
  },
};

/** The training jobs of the program as gangs. */
export function ownGangs({ program }: ScenarioContext): Gang[] {
  return program.trainingJobs.map(({ namespace, name, gangSize }) => ({ namespace, name, size: gangSize }));
}

/** Whether the devices of each pool suffice for all of its jobs at once. */
function fitsTogether({ program }: ScenarioContext): boolean {
  return program.pools.every((pool) => {
    const queues = new Set(program.queues.filter((queue) => queue.pool === pool.name).map(({ name }) => name));
    const jobs = program.trainingJobs.filter(({ queue }) => queues.has(queue));
    const nodes = jobs.reduce(
      (sum, { gangSize, devicesPerPod }) =>
        sum + gangSize / Math.max(1, Math.floor(pool.devicesPerNode / Math.max(1, devicesPerPod))),
      0,
    );
    return nodes <= pool.nodes;
  });
}
