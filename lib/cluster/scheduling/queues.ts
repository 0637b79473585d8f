import { Construct } from 'constructs';
import { ICluster } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { Queue, QueuePurpose } from './queue';

/** What a queue may hold. */
export interface QueueOptions {
  /** The pool whose devices it shares. */
  readonly pool: IPool;

  /** Devices that are its own. It may borrow more while they are idle, and takes its own back. */
  readonly deservedDevices: number;

  /**
   * Devices that are kept free for it, even when it does not use them.
   *
   * @default - none: what is idle is lent
   */
  readonly guaranteedDevices?: number;

  /**
   * Most devices that it may hold, borrowed ones included.
   *
   * @default - the whole pool
   */
  readonly capabilityDevices?: number;

  /**
   * What it is for.
   *
   * @default QueuePurpose.TRAINING
   */
  readonly purpose?: QueuePurpose;
}

/** The queues of a cluster. */
export class Queues extends Construct {
  private readonly cluster: ICluster;

  /** @internal */
  constructor(scope: Construct, cluster: ICluster) {
    super(scope, 'Queues');
    this.cluster = cluster;
  }

  /** Adds a queue for one tenant or purpose on one pool. The name is the Volcano queue's. */
  public add(name: string, options: QueueOptions): Queue {
    return new Queue(this, name, {
      ...options,
      queueName: name,
      cluster: this.cluster,
      purpose: options.purpose ?? QueuePurpose.TRAINING,
      ready: this,
    });
  }
}
