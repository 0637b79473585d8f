import { setMaxListeners } from 'node:events';

import { Listr } from 'listr2';
import type { ListrTask } from 'listr2';

import { checkValues, parseValues, readProgram } from '../blueprint/index.js';
import type { Unit } from '../blueprint/index.js';
import type { Binaries } from '../control-plane/index.js';
import { DefinitionFolders } from './charts/definitions.js';
import { byCluster } from './cluster-program.js';
import { ClusterRehearsal } from './cluster-rehearsal.js';
import { findControlPlane, LIST_OPTIONS, progressLine } from './output/task-list.js';
import type { UnitResult } from './objects/result.js';
import { count } from './objects/result.js';
import type { RehearsalResult } from './result.js';
import { reasonsAgainst } from './result.js';
import { chooseScenarios } from './scenarios/index.js';
import type { Scenario } from './scenarios/index.js';
import { inSeconds } from './scenarios/scenario.js';

/** What the command line says. */
export interface RehearseOptions {
  readonly folder: string;
  readonly stack?: string;
  readonly scenarios: readonly string[];
  readonly play: boolean;
  readonly binaries?: string;
  readonly crds: readonly string[];
  readonly pullCharts: boolean;
  readonly values: readonly string[];
  readonly keep: boolean;
  readonly allowUnchecked: boolean;
  readonly signal: AbortSignal;
}

/** Characters of what a scenario saw that are told while others play; all of it is told at the end. */
const TOLD = 300;

/** Something did not hold; shown by the task list, told by the result. */
class DidNotHold extends Error {}

/** Plays a program on a real control plane on this machine; resolves with what it found, whether it held or not. */
export async function rehearse(options: RehearseOptions): Promise<RehearsalResult> {
  const started = Date.now();
  setMaxListeners(0, options.signal);
  const scenarios = options.play ? chooseScenarios(options.scenarios) : [];
  const program = await readProgram(options.folder, options.stack);
  const values = parseValues(options.values);
  checkValues(values, program.blueprints);
  const clusters = byCluster(program.blueprints);
  const definitions = new DefinitionFolders(options.crds);
  await definitions.check();
  const rehearsals = clusters.map((cluster) => ({
    program: cluster,
    rehearsal: new ClusterRehearsal({
      program: cluster,
      scenarios,
      definitions,
      pullCharts: options.pullCharts,
      values,
      keep: options.keep,
      signal: options.signal,
    }),
  }));
  let binaries: Binaries | undefined;
  const tasks: ListrTask[] = [
    findControlPlane(options, (found) => (binaries = found)),
    ...rehearsals.flatMap(({ program: { path, units }, rehearsal }) =>
      tasksOf(rehearsal, units, scenarios, options, () => binaries!, clusters.length > 1 ? ` of ${path}` : ''),
    ),
  ];
  const list = new Listr(tasks, LIST_OPTIONS);
  let success = false;
  try {
    await list.run();
    success = true;
  } finally {
    await Promise.all(rehearsals.map(({ rehearsal }) => rehearsal.end(success)));
  }
  const results = await Promise.all(rehearsals.map(({ rehearsal }) => rehearsal.result()));
  const reasons = reasonsAgainst(results, options.allowUnchecked);
  return {
    version: 1,
    program: options.folder,
    held: reasons.length === 0,
    reasons,
    clusters: results,
    seconds: (Date.now() - started) / 1000,
  };
}

function tasksOf(
  rehearsal: ClusterRehearsal,
  units: readonly Unit[],
  scenarios: readonly Scenario[],
  options: RehearseOptions,
  binaries: () => Binaries,
  suffix: string,
): ListrTask[] {
  return [
    {
      title: `Start it with ${rehearsal.nodeCount} simulated nodes${suffix}`,
      task: (_, task) => rehearsal.start(binaries(), (progress) => void (task.output = progressLine(progress))),
    },
    {
      task: (_, task) =>
        task.newListr([installTask(rehearsal, units, suffix), playTask(rehearsal, scenarios, suffix)], {
          concurrent: true,
          exitOnError: true,
        }),
    },
    {
      title: `Look after the pods of all workloads${suffix}`,
      task: async (_, task) => {
        const { workloads, ready, refused, waiting } = await rehearsal.finishWorkloads();
        const rest = waiting.length > 0 ? `; waiting: ${waiting.join(', ')}` : '';
        task.title = `${ready} of ${workloads} workloads run${suffix}${rest}`;
        if (options.keep) await rehearsal.restore();
        if (refused.length > 0) task.title += `; refused: ${refused.map(({ workload }) => workload).join(', ')}`;
      },
    },
  ];
}

function installTask(rehearsal: ClusterRehearsal, units: readonly Unit[], suffix: string): ListrTask {
  return {
    title: `Install ${units.length} units${suffix}`,
    task: (_, task) => {
      rehearsal.beginInstallation();
      const tasks = units.map((unit) => ({
        title: unit.path,
        task: async (_context: unknown, own: { title?: string }) => {
          const result = await rehearsal.installed(unit);
          own.title = unitLine(result);
          if (!holds(result)) throw new DidNotHold(own.title);
        },
      }));
      return task.newListr(tasks, { concurrent: true, exitOnError: false });
    },
  };
}

/** Scenarios begin when what they need is there, and are played while the rest is being installed. */
function playTask(rehearsal: ClusterRehearsal, scenarios: readonly Scenario[], suffix: string): ListrTask {
  return {
    title: `Play ${scenarios.length} scenarios${suffix}`,
    skip: scenarios.length === 0,
    task: (_, task) =>
      task.newListr(
        scenarios.map((scenario) => ({
          title: scenario.title,
          task: async (_context, own) => {
            await rehearsal.readyFor(scenario);
            const { state, summary, seconds } = await rehearsal.play(scenario, (text) => void (own.output = text));
            const seen = summary.length > TOLD ? `${summary.slice(0, TOLD)}…` : summary;
            own.title = `${scenario.title}: ${state === 'held' ? '' : `${state}: `}${seen} (${inSeconds(seconds)})`;
            if (state === 'skipped') own.skip(own.title);
            if (state === 'failed') throw new DidNotHold(own.title);
          },
        })),
        { concurrent: false, exitOnError: false },
      ),
  };
}

function holds({ objects }: UnitResult): boolean {
  return objects.every(({ outcome }) => ['accepted', 'changed', 'left-out'].includes(outcome));
}

function unitLine({ path, objects, seconds, source }: UnitResult): string {
  const number = (outcome: Parameters<typeof count>[1], text: string): string[] => {
    const found = count(objects, outcome);
    return found === 0 ? [] : [`${found} ${text}`];
  };
  const parts = [
    ...number('accepted', 'accepted'),
    ...number('changed', 'changed by admission'),
    ...number('refused', 'refused'),
    ...number('not-checked', 'not checked'),
    ...number('needs-value', 'without a value'),
    ...number('left-out', 'left out'),
  ];
  return `${path}: ${parts.join(', ') || 'nothing to apply'}${source ? `, from ${source}` : ''} (${inSeconds(seconds)})`;
}
