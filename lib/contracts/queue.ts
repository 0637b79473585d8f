import { IDependable } from 'constructs';
import type { ICluster } from './cluster';
import { IPool } from './pool';
import { Duration } from '../units/duration';

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
  /** PriorityClass of what waits in it, when nothing more is known. */
  readonly priorityClassName: string;
  /** Name of the scheduler that pods must name. */
  readonly schedulerName: string;
  /** What must be there before something waits in it. */
  readonly ready: IDependable;

  /** PriorityClass of a job that is expected to run so long. */
  priorityClassFor(expectedDuration: Duration): string;
}
