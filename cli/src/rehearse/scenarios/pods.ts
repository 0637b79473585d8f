import { quantity } from '../../quantity.js';

/** A pod, as far as scenarios look at it. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: { readonly [key: string]: string };
    readonly deletionTimestamp?: string;
    readonly resourceVersion?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly terminationGracePeriodSeconds?: number;
    readonly tolerations?: readonly Toleration[];
    readonly containers: readonly {
      readonly resources?: { readonly requests?: { readonly [name: string]: string } };
    }[];
  };
  readonly status?: { readonly phase?: string; readonly conditions?: readonly PodCondition[] };
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** It holds nothing any more, though it is still there. */
export function isFinished(pod: Pod): boolean {
  return ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '');
}

/** Not on its way out and not finished. */
export function isAlive(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isFinished(pod);
}

export function isBound(pod: Pod): boolean {
  return isAlive(pod) && pod.spec.nodeName !== undefined;
}

export function isRunning(pod: Pod): boolean {
  return isBound(pod) && pod.status?.phase === 'Running';
}

/** Devices of one kind that a pod asks for. */
export function devicesOf(pod: Pod, resource: string): number {
  return pod.spec.containers.reduce((sum, { resources }) => sum + quantity(resources?.requests?.[resource] ?? '0'), 0);
}

/** Why a pod that waits is not scheduled. */
export function waitingReason(pod: Pod): string | undefined {
  const condition = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return condition && (condition.message ?? condition.reason);
}
