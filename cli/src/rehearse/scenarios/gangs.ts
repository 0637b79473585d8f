import type { Manifest } from '../../control-plane/index.js';
import type { Pod } from './pods.js';
import { isAlive, isBound, isRunning } from './pods.js';
import { forScenario, onNodes, SCENARIO_LABEL } from './templates.js';
import type { PodTemplate } from './templates.js';

/** A gang: a Volcano job whose pods start together or not at all. */
export interface Gang {
  readonly namespace: string;
  readonly name: string;
  readonly size: number;
  /** Pods with which an elastic gang is content. @default - all of them */
  readonly min?: number;
}

/** What differs from the program's own job besides name and size. */
export interface GangChanges {
  /** Keep the job's network topology; a gang of another size may fit under no HyperNode. @default false */
  readonly topology?: boolean;
  /** Run on these nodes only. */
  readonly nodes?: readonly string[];
}

interface Task {
  readonly name?: string;
  readonly replicas: number;
  readonly minAvailable?: number;
  readonly template: PodTemplate;
  readonly [field: string]: unknown;
}

interface JobSpec {
  readonly tasks: readonly Task[];
  readonly [field: string]: unknown;
}

/** True for a Volcano job. */
export function isVolcanoJob(manifest: Manifest): boolean {
  return manifest.kind === 'Job' && manifest.apiVersion.startsWith('batch.volcano.sh/');
}

/** True for a schedule that makes Volcano jobs. */
export function isScheduleOfJobs(manifest: Manifest): boolean {
  return manifest.kind === 'CronJob' && manifest.apiVersion.startsWith('batch.volcano.sh/');
}

/** A job like the program's own, under another name and of another size; everything else that decides its fate stays. */
export function gangLike(job: Manifest, gang: Gang, scenario: string, changes: GangChanges = {}): Manifest {
  const spec = job['spec'] as JobSpec;
  const own = spec.tasks.map((task) => task.replicas);
  const replicas = resized(own, gang.size);
  const minima = gang.min === undefined ? undefined : resized(own, gang.min);
  const { volumes: _volumes, networkTopology, ...rest } = spec;
  return {
    ...job,
    metadata: {
      name: gang.name,
      namespace: gang.namespace,
      labels: { ...job.metadata?.labels, [SCENARIO_LABEL]: scenario },
      annotations: { ...job.metadata?.annotations },
    },
    spec: {
      ...rest,
      ...(changes.topology && networkTopology !== undefined ? { networkTopology } : {}),
      minAvailable: gang.min ?? gang.size,
      tasks: spec.tasks.flatMap((task, index) =>
        taskLike(task, replicas[index]!, minima?.[index], scenario, changes.nodes),
      ),
    },
  };
}

/** A task without pods is left out; Volcano takes a task without a minimum as one that needs all of its pods. */
function taskLike(
  task: Task,
  replicas: number,
  min: number | undefined,
  scenario: string,
  nodes: GangChanges['nodes'],
): Task[] {
  if (replicas === 0) return [];
  const { partitionPolicy: _policy, ...rest } = task;
  const template = forScenario(task.template, scenario);
  const minAvailable = min ?? (task.minAvailable === undefined ? undefined : replicas);
  return [
    {
      ...rest,
      replicas,
      ...(minAvailable === undefined ? {} : { minAvailable }),
      template: nodes === undefined ? template : onNodes(template, nodes),
    } as Task,
  ];
}

/** The largest task takes what is more or less; others keep their replicas as far as the size allows. */
export function resized(replicas: readonly number[], size: number): number[] {
  const largest = replicas.indexOf(Math.max(...replicas));
  const result = [...replicas];
  let rest = size;
  for (const [index, wanted] of replicas.entries()) {
    if (index === largest) continue;
    result[index] = Math.min(wanted, rest);
    rest -= result[index]!;
  }
  result[largest] = rest;
  return result;
}

/** The pods that a job has, terminating ones included. */
export function podsOf(gang: Gang, pods: readonly Pod[]): Pod[] {
  return pods.filter(
    ({ metadata }) => metadata.namespace === gang.namespace && metadata.labels?.['volcano.sh/job-name'] === gang.name,
  );
}

/** How many pods of the gang run. */
export function runningOf(gang: Gang, pods: readonly Pod[]): number {
  return podsOf(gang, pods).filter(isRunning).length;
}

/** Every pod of the gang runs. */
export function isWhole(gang: Gang, pods: readonly Pod[]): boolean {
  return runningOf(gang, pods) === gang.size;
}

/** Every pod of the gang is there, and none of them is bound. */
export function isWhollyPending(gang: Gang, pods: readonly Pod[]): boolean {
  const own = podsOf(gang, pods);
  return own.length === gang.size && own.every((pod) => isAlive(pod) && !isBound(pod));
}

/** How many pods of the gang are bound. */
export function boundOf(gang: Gang, pods: readonly Pod[]): number {
  return podsOf(gang, pods).filter(isBound).length;
}
