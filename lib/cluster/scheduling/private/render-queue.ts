import { Quantities } from './resources';
import { Manifest } from '../../../core/private/manifest-member';

/** All that is known of a Volcano queue. */
export interface ResolvedQueue {
  readonly name: string;
  readonly parent: string;
  readonly weight: number;
  readonly nodeGroup?: string;
  readonly deserved: Quantities;
  readonly guarantee?: Quantities;
  readonly capability?: Quantities;
  readonly reclaimable: boolean;
}

/** Says what the admission webhook would fill in, so that what is stored is what was sent. */
export function renderQueue(queue: ResolvedQueue): Manifest {
  return {
    apiVersion: 'scheduling.volcano.sh/v1beta1',
    kind: 'Queue',
    metadata: { name: queue.name },
    spec: {
      parent: queue.parent,
      weight: queue.weight,
      reclaimable: queue.reclaimable,
      dequeueStrategy: 'traverse',
      deserved: queue.deserved,
      ...(queue.guarantee === undefined ? {} : { guarantee: { resource: queue.guarantee } }),
      ...(queue.capability === undefined ? {} : { capability: queue.capability }),
      ...(queue.nodeGroup === undefined
        ? {}
        : { affinity: { nodeGroupAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [queue.nodeGroup] } } }),
    },
  };
}
