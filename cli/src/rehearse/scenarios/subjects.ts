import type { EndpointFact, PoolFact, QueueFact, TrainingJobFact } from '../../blueprint/index.js';
import type { Manifest } from '../../control-plane/index.js';
import { quantity } from '../../quantity.js';
import { isVolcanoJob } from './gangs.js';
import type { ClusterProgram, ScenarioContext } from './scenario.js';
import { Skip } from './scenario.js';
import { at, devicesOfTemplate } from './templates.js';
import type { PodTemplate } from './templates.js';

/** Pods on such pools ask for memory and cores of a device beside a number: how many fit cannot be counted by numbers. */
const FRACTIONS = new Set(['volcano-vgpu', 'hami', 'qgpu', 'cgpu']);

/** A training job of the program, where it runs, and room there. */
export interface TrainingSubject {
  readonly fact: TrainingJobFact;
  readonly manifest: Manifest;
  readonly pool: PoolFact;
  readonly queue: QueueFact;
  /** Pods of the job that fit on one node. */
  readonly podsPerNode: number;
  /** Pods of the job that fit into the pool, as far as its queue and what is guaranteed to others let it. */
  readonly slots: number;
}

/** An endpoint that shares a pool with training. */
export interface ServingSubject {
  readonly fact: EndpointFact;
  readonly queue: QueueFact;
}

/** The training job that others can be modelled on best: rigid, of whole devices, tied to no topology. */
export function trainingSubject(context: ScenarioContext): TrainingSubject {
  const [best] = trainingSubjects(context).sort((a, b) => oddities(a) - oddities(b));
  if (best) return best;
  throw new Skip('the program has no Volcano job with devices, alike in each pod, in a queue of a pool');
}

/** All training jobs whose pool and queue are known, and whose pods are alike and can be counted. */
export function trainingSubjects({ program, find }: ScenarioContext): TrainingSubject[] {
  return program.trainingJobs.flatMap((fact) => {
    const queue = program.queues.find(({ name }) => name === fact.queue);
    const pool = program.pools.find(({ name }) => name === queue?.pool);
    const manifest = find((one) => isVolcanoJob(one) && isNamed(one, fact.namespace, fact.name));
    if (!queue || !pool || !manifest || fact.devicesPerPod <= 0 || pool.nodes <= 0) return [];
    if (!podsAreAlike(manifest, fact) || FRACTIONS.has(pool.sharing ?? 'whole')) return [];
    const podsPerNode = Math.floor(devicesOfNode(pool, fact.deviceResource) / fact.devicesPerPod);
    const limit = Math.floor(mostDevices(program, pool, queue, fact.deviceResource) / fact.devicesPerPod);
    const slots = Math.min(pool.nodes * podsPerNode, limit);
    return slots > 0 ? [{ fact, manifest, pool, queue, podsPerNode, slots }] : [];
  });
}

/** The first endpoint that shares the pool of a training job and has a queue. */
export function servingSubject({ program }: ScenarioContext, training: TrainingSubject): ServingSubject {
  for (const fact of program.endpoints) {
    const queue = program.queues.find(({ name, role }) => name === fact.queue && role === 'serving');
    if (queue && fact.pool === training.pool.name && fact.devicesPerReplica > 0) return { fact, queue };
  }
  throw new Skip(`no endpoint serves from a queue on pool ${training.pool.name}`);
}

/** True for an object of that name in that namespace. */
export function isNamed(manifest: Manifest, namespace: string, name: string): boolean {
  return manifest.metadata?.name === name && manifest.metadata.namespace === namespace;
}

/** Devices that a queue deserves. */
export function deservedDevices(queue: QueueFact, resource: string): number {
  return numberOf(queue.deserved[resource], 0);
}

/** Devices of a kind that one node of the pool offers; a shared device counts as often as it is shared. */
export function devicesOfNode(pool: PoolFact, resource: string): number {
  return numberOf(pool.allocatable[resource], resource === pool.deviceResource ? pool.devicesPerNode : 0);
}

/** The queues of a pool that take jobs. */
export function leavesOf(program: ClusterProgram, pool: PoolFact): QueueFact[] {
  return program.queues.filter(({ pool: of, role }) => of === pool.name && role !== 'parent');
}

/** Devices that a queue may hold when it is alone: what is guaranteed to others is kept free for them. */
export function mostDevices(program: ClusterProgram, pool: PoolFact, queue: QueueFact, resource: string): number {
  const capacity = pool.nodes * devicesOfNode(pool, resource);
  const kept = leavesOf(program, pool)
    .filter(({ name }) => name !== queue.name)
    .reduce((sum, { guarantee }) => sum + numberOf(guarantee?.[resource], 0), 0);
  return Math.min(capacity - kept, numberOf(queue.capability?.[resource], Infinity));
}

function numberOf(value: string | undefined, otherwise: number): number {
  const number = quantity(value ?? 'none');
  return Number.isNaN(number) ? otherwise : number;
}

function podsAreAlike(job: Manifest, { deviceResource, devicesPerPod }: TrainingJobFact): boolean {
  const tasks = at<readonly { readonly template: PodTemplate }[]>(job, 'spec', 'tasks') ?? [];
  return tasks.every(({ template }) => devicesOfTemplate(template, deviceResource) === devicesPerPod);
}

function oddities({ fact, pool }: TrainingSubject): number {
  const isShared = pool.sharing !== undefined && pool.sharing !== 'whole';
  const isElastic = fact.minGang !== undefined && fact.minGang < fact.gangSize;
  return (isShared ? 4 : 0) + (fact.topology ? 2 : 0) + (isElastic ? 1 : 0);
}
