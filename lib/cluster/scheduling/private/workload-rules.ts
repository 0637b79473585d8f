import { isOn, pluginOf, PolicyData } from './policy-data';
import { Fault, issue, Rule, source } from './rule';
import { ObjectsData, QueueData, WorkData } from './workloads';
import { prose } from '../../../core/private/fail';
import { SchedulerAction } from '../scheduler-action';
import { FindingSeverity } from '../scheduler-finding';

const { ERROR, WARNING } = FindingSeverity;
/** Each eviction counts as one: an ordinary day of lending needs more. */
const FEW_RETRIES = 20;

/** A policy and the objects that are meant to work under it. */
export interface Scene {
  readonly policy: PolicyData;
  readonly objects: ObjectsData;
}

/** What a policy that loads does to queues and to what waits in them. */
export const WORKLOAD_RULES: readonly Rule<Scene>[] = [
  {
    code: 'AIC-2143',
    severity: ERROR,
    link: source('pkg/scheduler/actions/reclaim/reclaim.go#L144'),
    faults: each((work, _queue, { policy, objects }) => {
      const never = work.priorityClassNames.filter((name) => objects.never.includes(name));
      return reclaims(policy) && never.length > 0
        ? {
            what: 'what waits there can take nothing back: its class must not preempt',
            got: never,
            want: 'a class with preemptionPolicy: PreemptLowerPriority',
            fix: 'Within a queue nothing is preempted all the same, unless preempt is one of the actions.',
          }
        : undefined;
    }),
  },
  {
    code: 'AIC-2144',
    severity: ERROR,
    link: issue(4658),
    faults: each((work, queue, { objects }) => {
      const counted = new Set(objects.queues.flatMap((q) => Object.keys(q.deserved)));
      const missing = requested(work).filter((name) => counted.has(name) && !(name in queue.deserved));
      return missing.length > 0 && Object.keys(queue.deserved).length > 0
        ? {
            what: `queue ${queue.name} does not count what its work asks for: it holds that without limit`,
            got: missing,
            want: 'each resource that work asks for, in deserved of its queue',
            fix: 'List CPU, memory and devices in the ratio of the nodes; each is compared for itself.',
          }
        : undefined;
    }),
  },
  {
    code: 'AIC-2145',
    severity: WARNING,
    link: source('pkg/scheduler/plugins/capacity/capacity.go#L1855'),
    faults: each((work, queue, { policy }) => {
      const bare = work.pods.find((pod) => !Object.keys(pod).some((name) => name in queue.deserved));
      return reclaims(policy) && bare !== undefined
        ? {
            what: `a pod asks for nothing that queue ${queue.name} deserves, so that it is evicted first, whatever the queue holds`,
            got: Object.keys(bare),
            want: `a request of ${Object.keys(queue.deserved).join(', ') || 'something, and a queue that deserves it'}`,
            fix: 'Give the pod a request of CPU, or its queue deserved CPU.',
          }
        : undefined;
    }),
  },
  {
    code: 'AIC-2146',
    severity: WARNING,
    link: source('pkg/scheduler/plugins/capacity/capacity.go#L648'),
    faults: each((work, queue, { policy }) => {
      const above = Object.entries(work.gang).filter(
        ([name, n]) => name in queue.deserved && n > Number(queue.deserved[name]),
      );
      return reclaims(policy) && above.length > 0
        ? {
            what: `the gang is larger than what queue ${queue.name} deserves: it starts when others leave enough idle, and takes nothing back`,
            got: prose(
              above.map(([name, n]) => `${n} of ${name}, ${String(queue.deserved[name])} deserved`).join(', '),
            ),
            want: 'a gang within deserved',
            fix: 'Make the gang smaller, or give the queue more.',
          }
        : undefined;
    }),
  },
  {
    code: 'AIC-2147',
    severity: ERROR,
    link: source('pkg/controllers/job/state/restarting.go#L33'),
    faults: each((work, _queue, { policy }) =>
      reclaims(policy) && work.maxRetry !== undefined && work.maxRetry < FEW_RETRIES
        ? {
            what: 'the job fails for good after a few evictions: each counts as a retry',
            got: work.maxRetry,
            want: `maxRetry of ${FEW_RETRIES} or more`,
            fix: 'Write maxRetry: 100 for a job that runs on borrowed devices.',
          }
        : undefined,
    ),
  },
  {
    code: 'AIC-2148',
    severity: ERROR,
    link: source('pkg/scheduler/plugins/capacity/capacity.go#L1226'),
    faults: ({ policy, objects }) => {
      if (!isTree(policy)) return [];
      const names = ['root', ...objects.queues.map((q) => q.name)];
      const parents = new Set(['root', ...objects.queues.map((q) => q.parent)]);
      const stops = {
        want: 'work in leaves, and a parent for each queue',
        fix: 'One such object stops the scheduler for every queue.',
      };
      return [
        ...objects.works
          .filter(({ queue }) => parents.has(queue))
          .map(({ place, queue }) => ({
            place,
            what: 'a queue with children has work of its own',
            got: queue,
            ...stops,
          })),
        ...objects.queues
          .filter(({ parent }) => !names.includes(parent))
          .map(({ name, parent }) => ({
            place: `Queue/${name}`,
            what: 'a queue has a parent that is not there',
            got: parent,
            ...stops,
          })),
      ];
    },
  },
  {
    code: 'AIC-2149',
    severity: ERROR,
    link: source('pkg/scheduler/plugins/proportion/proportion.go'),
    faults: ({ policy, objects }) =>
      isTree(policy)
        ? []
        : objects.queues
            .filter(({ parent }) => parent !== 'root')
            .map(({ name, parent }) => ({
              place: `Queue/${name}`,
              what: 'the policy does not know that queues have parents: all share side by side',
              got: prose(`parent ${parent}`),
              want: 'capacity with enableHierarchy: true, in place of proportion',
              fix: 'Start from SchedulerPolicy.mixed().',
            })),
  },
  {
    code: 'AIC-2174',
    severity: ERROR,
    link: issue(4679),
    faults: ({ policy, objects }) =>
      !isTree(policy) || !reclaims(policy) || !policy.actions.includes(SchedulerAction.ENQUEUE)
        ? []
        : objects.queues
            .filter(({ name, hasCapability }) => hasCapability && objects.queues.some((q) => q.parent === name))
            .map(({ name }) => ({
              place: `Queue/${name}`,
              what: 'enqueue holds back what would reclaim while a queue above is full',
              got: prose('enqueue, and capability of a queue with children'),
              want: 'no enqueue, or no capability above leaves',
              fix: 'Drop SchedulerAction.ENQUEUE.',
            })),
  },
  {
    code: 'AIC-2175',
    severity: WARNING,
    link: source('pkg/scheduler/actions/allocate/allocate.go#L286'),
    faults: ({ objects }) =>
      objects.queues
        .filter(({ isFifo }) => isFifo)
        .map(({ name }) => ({
          place: `Queue/${name}`,
          what: 'the scheduler does not read dequeueStrategy: smaller jobs pass a gang that waits',
          got: 'fifo',
          want: 'traverse',
          fix: 'Use reserveAfter of the presets, or a queue of their own for large gangs.',
        })),
  },
];

type Judge = (work: WorkData, queue: QueueData, scene: Scene) => Fault | undefined;

/** Looks at each piece of work whose queue is known. */
function each(judge: Judge): (scene: Scene) => Fault[] {
  return (scene) =>
    scene.objects.works.flatMap((work) => {
      const queue = scene.objects.queues.find(({ name }) => name === work.queue);
      const fault = queue === undefined ? undefined : judge(work, queue, scene);
      return fault === undefined ? [] : [{ place: work.place, ...fault }];
    });
}

function requested(work: WorkData): string[] {
  return [...new Set(work.pods.flatMap((pod) => Object.keys(pod)))];
}

function reclaims({ actions }: PolicyData): boolean {
  return actions.includes(SchedulerAction.RECLAIM) || actions.includes(SchedulerAction.GANG_RECLAIM);
}

function isTree(policy: PolicyData): boolean {
  const capacity = pluginOf(policy, 'capacity');
  return capacity !== undefined && isOn(capacity, 'enableHierarchy');
}
