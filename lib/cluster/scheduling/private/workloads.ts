import { isMap } from './argument-type';
import { QUEUE_ANNOTATION } from './render-policies';

type Map_ = { readonly [key: string]: unknown };

/** A queue as its object says it. */
export interface QueueData {
  readonly name: string;
  readonly parent: string;
  readonly deserved: Map_;
  readonly hasCapability: boolean;
  readonly isFifo: boolean;
}

/** Something that waits in a queue. */
export interface WorkData {
  readonly place: string;
  readonly queue: string;
  readonly priorityClassNames: readonly string[];
  /** What each of its pods asks for. */
  readonly pods: readonly Map_[];
  /** Whole devices that must be there at once, by resource. */
  readonly gang: { readonly [resource: string]: number };
  /** Of Volcano's jobs. */
  readonly maxRetry?: number;
}

/** What objects say of queues and of what waits in them. */
export interface ObjectsData {
  readonly queues: readonly QueueData[];
  readonly works: readonly WorkData[];
  /** Names of classes whose pods must not preempt. */
  readonly never: readonly string[];
}

export function objectsOf(objects: readonly unknown[]): ObjectsData {
  const maps = objects.filter(isMap).flatMap((o) => (Array.isArray(o.items) ? o.items.filter(isMap) : [o]));
  return {
    queues: maps.filter((o) => o.kind === 'Queue').map(queueOf),
    works: maps.flatMap(workOf),
    never: maps.filter((o) => o.kind === 'PriorityClass' && o.preemptionPolicy === 'Never').map(nameOf),
  };
}

function queueOf(object: Map_): QueueData {
  const spec = at(object, 'spec');
  return {
    name: nameOf(object),
    parent: String(spec.parent ?? 'root'),
    deserved: at(object, 'spec', 'deserved'),
    hasCapability: Object.keys(at(object, 'spec', 'capability')).length > 0,
    isFifo: spec.dequeueStrategy === 'fifo',
  };
}

function workOf(object: Map_): WorkData[] {
  const spec = at(object, 'spec');
  const place = `${String(object.kind)}/${nameOf(object)}`;
  const isVolcanoJob = object.kind === 'Job' && String(object.apiVersion).startsWith('batch.volcano.sh/');
  if (isVolcanoJob) return [volcanoJob(place, spec)];
  const template = object.kind === 'Pod' ? object : at(object, 'spec', 'template');
  // Else it is a template of other objects, such as the JobSet of a TrainingRuntime.
  if (!Array.isArray(at(template, 'spec').containers)) return [];
  const queue = at(template, 'metadata', 'annotations')[QUEUE_ANNOTATION];
  if (typeof queue !== 'string') return [];
  return [{ place, queue, priorityClassNames: classesOf([template]), pods: [requestsOf(template)], gang: {} }];
}

function volcanoJob(place: string, spec: Map_): WorkData {
  const tasks = (Array.isArray(spec.tasks) ? spec.tasks : []).filter(isMap);
  const templates = tasks.map((task) => at(task, 'template'));
  const pods = templates.map(requestsOf);
  const gang: { [resource: string]: number } = {};
  tasks.forEach((task, i) => {
    const members = Number(task.minAvailable ?? task.replicas ?? 1);
    for (const [resource, quantity] of Object.entries(pods[i])) {
      if (resource.includes('/')) gang[resource] = (gang[resource] ?? 0) + members * Number(quantity);
    }
  });
  return {
    place,
    queue: String(spec.queue ?? 'default'),
    priorityClassNames: [
      ...classesOf(templates),
      ...(spec.priorityClassName === undefined ? [] : [String(spec.priorityClassName)]),
    ],
    pods,
    gang,
    maxRetry: Number(spec.maxRetry ?? 3),
  };
}

function classesOf(templates: readonly Map_[]): string[] {
  return templates.flatMap((t) => {
    const name = at(t, 'spec').priorityClassName;
    return typeof name === 'string' ? [name] : [];
  });
}

function requestsOf(template: Map_): Map_ {
  const { containers } = at(template, 'spec');
  const list = (Array.isArray(containers) ? containers : []).filter(isMap);
  return Object.assign(
    {},
    ...list.map((c) => ({ ...at(c, 'resources', 'limits'), ...at(c, 'resources', 'requests') })),
  );
}

function nameOf(object: Map_): string {
  return String(at(object, 'metadata').name);
}

function at(object: Map_, ...path: string[]): Map_ {
  return path.reduce<Map_>((map, key) => (isMap(map[key]) ? map[key] : {}), object);
}
