import { Construct, IDependable } from 'constructs';
import { ICluster } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { IQueue } from '../../contracts/queue';

/** What a queue is for. */
export enum QueuePurpose {
  /** Gangs of training pods. Borrows what is idle and gives it back. */
  TRAINING = 'training',
  /** Replicas of endpoints. Its pods come before training. */
  SERVING = 'serving',
}

/**
 * A leaf queue: where jobs or services wait for the devices of one pool.
 *
 * @example
 * import { AINativeCluster, IPool } from 'cdktf-ai-cloud';
 *
 * declare const cluster: AINativeCluster;
 * declare const gpus: IPool;
 * const research = cluster.queues.add('research', { pool: gpus, deservedDevices: 64 });
 */
export class Queue extends Construct implements IQueue {
  /** Name of the Volcano queue. */
  public readonly queueName: string;
  /** The cluster it belongs to. */
  public readonly cluster: ICluster;
  /** The pool whose devices it shares. */
  public readonly pool: IPool;
  /** Devices that are its own. */
  public readonly deservedDevices: number;
  /** Name of the scheduler that pods must name. */
  public readonly schedulerName: string;
  /** What must be there before something waits in it. */
  public readonly ready: IDependable;
  /** What it is for. */
  public readonly purpose: QueuePurpose;

  /** @internal */
  constructor(scope: Construct, id: string, props: any) {
    super(scope, id);
    this.queueName = props.queueName;
    this.cluster = props.cluster;
    this.pool = props.pool;
    this.deservedDevices = props.deservedDevices;
    this.schedulerName = props.cluster.schedulerName;
    this.ready = props.ready;
    this.purpose = props.purpose;
  }
}
