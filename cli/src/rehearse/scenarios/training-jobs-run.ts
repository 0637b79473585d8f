import type { Gang } from './gangs.js';
import { boundOf, isVolcanoJob, isWhollyPending, runningOf } from './gangs.js';
import type { Pod } from './pods.js';
import type { Scenario, ScenarioContext } from './scenario.js';
import { Skip } from './scenario.js';
import { whyNot } from './stage.js';
import { devicesOfNode, isNamed } from './subjects.js';

const START_SECONDS = 60;

/** The program's own training jobs run, as far as the pools hold them at the same time. */
export const TRAINING_JOBS_RUN: Scenario = {
  name: 'training-jobs-run',
  title: "the program's own training jobs run whole",
  needsPool: false,
  async play(context, record) {
    const { trainingJobs } = context.program;
    const gangs = ownGangs(context);
    if (gangs.length === 0) throw new Skip('the program has no Volcano jobs');
    const others = trainingJobs.length - gangs.length;
    const tidy = await context.watch.until(
      (pods) =>
        gangs.every((gang) => runs(gang, pods) || isWhollyPending(gang, pods)) &&
        gangs.some((gang) => runs(gang, pods)),
      START_SECONDS,
    );
    // The first gang may run a moment before the others do.
    const together = fitsTogether(context);
    if (together) await context.watch.until((pods) => gangs.every((gang) => runs(gang, pods)), START_SECONDS);
    const { pods } = context.watch;
    const whole = gangs.filter((gang) => runs(gang, pods));
    const waiting = gangs.filter((gang) => !runs(gang, pods));
    record.check(
      tidy !== undefined,
      `jobs run whole or wait wholly${tidy === undefined ? `: ${whyNot(context, gangs)}` : ''}`,
    );
    if (together) {
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
    if (others > 0) record.say(`${others} of other engines, whose controllers do not run here`);
  },
};

/** The training jobs of the program that Volcano itself runs, as gangs. */
export function ownGangs({ program, find }: ScenarioContext): Gang[] {
  return program.trainingJobs
    .filter(({ namespace, name }) => find((one) => isVolcanoJob(one) && isNamed(one, namespace, name)))
    .map(({ namespace, name, gangSize, podsWithoutDevices = 0, minGang }) => ({
      namespace,
      name,
      size: gangSize + podsWithoutDevices,
      min: minGang === undefined ? undefined : minGang + podsWithoutDevices,
    }));
}

/** All pods run; of an elastic job at least its minimum. */
function runs(gang: Gang, pods: readonly Pod[]): boolean {
  return runningOf(gang, pods) >= (gang.min ?? gang.size);
}

/** Whether the devices of each pool suffice for all of its jobs and endpoints at once. */
function fitsTogether({ program }: ScenarioContext): boolean {
  return program.pools.every((pool) => {
    const queues = new Set(program.queues.filter((queue) => queue.pool === pool.name).map(({ name }) => name));
    const nodes = (pods: number, devices: number, resource: string): number =>
      devices === 0 ? 0 : pods / Math.max(1, Math.floor(devicesOfNode(pool, resource) / devices));
    const jobs = program.trainingJobs
      .filter(({ queue }) => queues.has(queue))
      .map((job) => nodes(job.gangSize, job.devicesPerPod, job.deviceResource));
    const endpoints = program.endpoints
      .filter((endpoint) => endpoint.pool === pool.name)
      .map((endpoint) => nodes(endpoint.minReplicas, endpoint.devicesPerReplica, endpoint.deviceResource));
    return [...jobs, ...endpoints].reduce((sum, one) => sum + one, 0) <= pool.nodes;
  });
}
