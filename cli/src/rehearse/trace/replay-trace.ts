import { setMaxListeners } from 'node:events';
import { cpus, loadavg } from 'node:os';

import { Listr } from 'listr2';
import type { ListrTask } from 'listr2';

import { checkValues, parseValues, readProgram } from '../../blueprint/index.js';
import type { Binaries } from '../../control-plane/index.js';
import { DefinitionFolders } from '../charts/definitions.js';
import { byCluster } from '../cluster-program.js';
import { findControlPlane, LIST_OPTIONS, progressLine } from '../output/task-list.js';
import { inSeconds } from '../scenarios/scenario.js';
import type { Arm } from './arms.js';
import { chooseArms, STOCK } from './arms.js';
import { readTrace } from './csv.js';
import { disquiet } from './machine.js';
import type { TraceOptions } from './options.js';
import type { ArmRun, TraceResult } from './result.js';
import { meansOf } from './result.js';
import { traceProgram } from './trace-program.js';
import { SCHEDULE_PERIOD, TraceRehearsal } from './trace-rehearsal.js';
import type { Workload } from './workload.js';
import { workloadOf } from './workload.js';

/** Classes by quartiles of the expected durations. */
const QUARTILES = 4;

/** What else the command line says. */
export interface ReplayOptions extends TraceOptions {
  readonly folder: string;
  readonly stack?: string;
  readonly binaries?: string;
  readonly crds: readonly string[];
  readonly pullCharts: boolean;
  readonly values: readonly string[];
  readonly signal: AbortSignal;
}

/** Replays a trace with each arm and each seed on one control plane of this machine. */
export async function replayTrace(options: ReplayOptions): Promise<TraceResult> {
  const started = Date.now();
  const loadBefore = loadavg()[0]!;
  setMaxListeners(0, options.signal);
  const arms = chooseArms(options.arms);
  const { blueprints } = await readProgram(options.folder, options.stack);
  const values = parseValues(options.values);
  checkValues(values, blueprints);
  const definitions = new DefinitionFolders(options.crds);
  await definitions.check();
  const place = traceProgram(byCluster(blueprints)[0]!, options);
  const { nodes, devicesPerNode } = place.pool;
  const trace = await readTrace(options.file);
  const workloads = options.seeds.map((seed) => ({
    seed,
    workload: workloadOf(trace, { ...options, nodes, devicesPerNode }, seed),
  }));
  const rehearsal = new TraceRehearsal({
    place,
    classes: options.classHours ? options.classHours.length + 1 : QUARTILES,
    definitions,
    pullCharts: options.pullCharts,
    values,
    signal: options.signal,
  });
  const runs: ArmRun[] = [];
  let binaries: Binaries | undefined;
  const tasks: ListrTask[] = [
    findControlPlane(options, (found) => (binaries = found)),
    {
      title: `Start it with ${nodes} simulated nodes of ${devicesPerNode} devices`,
      task: (_, task) => rehearsal.start(binaries!, (progress) => void (task.output = progressLine(progress))),
    },
    { title: 'Install the scheduler and the queues', task: () => rehearsal.install() },
    ...workloads.flatMap(({ seed, workload }) => arms.map((arm) => playTask(rehearsal, arm, workload, seed, runs))),
  ];
  try {
    await new Listr(tasks, LIST_OPTIONS).run();
  } finally {
    await rehearsal.end();
  }
  const { workload } = workloads[0]!;
  return {
    version: 1,
    program: options.folder,
    trace: {
      file: options.file,
      jobs: workload.jobs.length,
      leftOut: workload.leftOut,
      load: options.load,
      podsPerJob: options.podsPerJob,
      compression: workload.compression,
      spanHours: workload.span / 3600,
      stretch: workload.stretch,
    },
    cluster: { pool: place.pool.name, queue: place.queue.name, nodes, devicesPerNode, schedulePeriod: SCHEDULE_PERIOD },
    runs,
    arms: meansOf(arms, runs, STOCK),
    machine: {
      cores: cpus().length,
      loadBefore,
      disquiet: disquiet(
        loadBefore,
        runs.map(({ machine }) => machine),
      ),
    },
    seconds: (Date.now() - started) / 1000,
  };
}

function playTask(rehearsal: TraceRehearsal, arm: Arm, workload: Workload, seed: number, runs: ArmRun[]): ListrTask {
  const title = `Seed ${seed}, ${arm.name}`;
  return {
    title,
    task: async (_, task) => {
      const run = await rehearsal.play(arm, workload, seed, (text) => void (task.output = text));
      runs.push(run);
      const { meanHours, longestWaitHours, stuck } = run.figures;
      task.title = `${title}: mean ${meanHours.toFixed(1)} h, longest wait ${longestWaitHours.toFixed(1)} h, ${stuck} stuck (${inSeconds(run.wallSeconds)})`;
    },
  };
}
