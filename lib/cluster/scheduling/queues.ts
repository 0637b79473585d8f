import { Construct } from 'constructs';
import { Submitters } from './private/submitters';
import { QueueTree } from './private/queue-tree';
import { Queue, QueueOptions } from './queue';
import { QueueGroup, QueueGroupOptions } from './queue-group';
import type { Scheduling } from './scheduling';
import { IQueue } from '../../contracts/queue';

/**
 * The queues of a cluster. Reached as `cluster.queues`.
 *
 * @example
 * import { AINativeCluster, IPool, QueuePurpose } from 'cdktf-ai-cloud';
 *
 * declare const cluster: AINativeCluster;
 * declare const gpus: IPool;
 * cluster.queues.add('research', { pool: gpus, deservedDevices: 64 });
 * cluster.queues.add('serving', { pool: gpus, deservedDevices: 64, purpose: QueuePurpose.SERVING });
 */
export class Queues extends Construct {
  /** @internal */
  public readonly _tree: QueueTree;

  /** @internal */
  public readonly _submitters: Submitters;

  constructor(scope: Scheduling, id: string) {
    super(scope, id);
    this._tree = new QueueTree(this, scope._context);
    this._submitters = new Submitters(scope, scope._context.cluster);
  }

  /** Adds a queue for one tenant or purpose on one pool. The name is the Volcano queue's. */
  public add(name: string, options: QueueOptions): Queue {
    this._tree.assertFree(name);
    return new Queue(this, name, options);
  }

  /** Adds a queue of queues on one pool. */
  public addGroup(name: string, options: QueueGroupOptions): QueueGroup {
    this._tree.assertFree(name);
    return new QueueGroup(this, name, options);
  }

  /** The queue that serving uses on a pool; undefined when the pool has no serving queue. */
  public tryFindServingQueue(poolName: string): IQueue | undefined {
    return this.leaves().find((queue) => queue.pool.poolName === poolName && queue.purpose === 'serving');
  }

  /** All queues that take jobs, sorted by name. */
  public leaves(): Queue[] {
    return this.node.children
      .filter((child): child is Queue => 'purpose' in child)
      .sort((a, b) => (a.queueName < b.queueName ? -1 : 1));
  }
}
