import type { EndpointFact, PoolFact, QueueFact, TrainingJobFact } from '../../blueprint/index.js';
import type { Manifest } from '../../control-plane/index.js';
import { quantity } from '../../quantity.js';
import { isVolcanoJob } from './gangs.js';
import type { ScenarioContext } from './scenario.js';
import { Skip } from './scenario.js';

/** A training job of the program, where it runs, and room there. */
export interface TrainingSubject {
  readonly fact: TrainingJobFact;
  readonly manifest: Manifest;
  readonly pool: PoolFact;
  readonly queue: QueueFact;
  /** Pods of the job that fit on one node. */
  readonly podsPerNode: number;
  /** Pods of the job that fit into the pool, as far as its queue lets it. */
  readonly slots: number;
}

/** An endpoint that shares a pool with training. */
export interface ServingSubject {
  readonly fact: EndpointFact;
  readonly queue: QueueFact;
}

/** The first training job whose pool and queue are known; skips the scenario when there is none. */
export function trainingSubject({ program, find }: ScenarioContext): TrainingSubject {
  for (const fact of program.trainingJobs) {
    const queue = program.queues.find(({ name }) => name === fact.queue);
    const pool = program.pools.find(({ name }) => name === queue?.pool);
    const manifest = find((one) => isVolcanoJob(one) && isNamed(one, fact.namespace, fact.name));
    if (queue && pool && manifest && fact.devicesPerPod > 0 && pool.nodes > 0) {
      const podsPerNode = Math.floor(pool.devicesPerNode / fact.devicesPerPod);
      const allowed = quantity(queue.capability?.[fact.deviceResource] ?? 'none');
      const limit = Number.isNaN(allowed) ? Infinity : Math.floor(allowed / fact.devicesPerPod);
      const slots = Math.min(pool.nodes * podsPerNode, limit);
      if (slots > 0) return { fact, manifest, pool, queue, podsPerNode, slots };
    }
  }
  throw new Skip('the program has no training job with devices in a queue of a pool');
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
  const value = quantity(queue.deserved[resource] ?? '0');
  return Number.isNaN(value) ? 0 : value;
}
