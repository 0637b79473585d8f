import { IDependable } from 'constructs';
import type { ICluster } from './cluster';
import { IPool } from './pool';
import { Duration } from '../units/duration';

/** What a queue is for. */
export enum QueuePurpose {
  /** Gangs of training pods. Borrows what is idle and gives it back. */
  TRAINING = 'training',
  /** Replicas of endpoints. Its pods come before training. */
  SERVING = 'serving',
}

/** A leaf queue of the scheduler: where jobs and services wait for devices of one pool. */
export interface IQueue {
  /** Name of the Volcano queue. */
  readonly queueName: string;
  /** The cluster it belongs to. */
  readonly cluster: ICluster;
  /** The pool whose devices it shares. */
  readonly pool: IPool;
  /** Devices that are its own. */
  readonly deservedDevices: number;
  /** What it is for. */
  readonly purpose: QueuePurpose;
  /** Whether it gives borrowed devices back when their owner asks: its work is evicted then. */
  readonly reclaimable: boolean;
  /** PriorityClass of what waits in it, when nothing more is known. */
  readonly priorityClassName: string;
  /** Name of the scheduler that pods must name. */
  readonly schedulerName: string;
  /** What must be there before something waits in it. */
  readonly ready: IDependable;

  /** PriorityClass of a job that is expected to run so long. */
  priorityClassFor(expectedDuration: Duration): string;
}
