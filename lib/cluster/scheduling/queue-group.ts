import { Construct } from 'constructs';
import { resolveQueue } from './private/resolve-queue';
import type { Queues } from './queues';
import { IPool } from '../../contracts/pool';
import { checkDnsLabel } from '../../core/private/names';

/** What the queues of a group may hold together. */
export interface QueueGroupOptions {
  /** The pool whose devices they share. */
  readonly pool: IPool;

  /** Devices that are the group's own, for its queues to share out. */
  readonly deservedDevices: number;

  /**
   * Devices that are kept free for the group: the most that its queues can be guaranteed together.
   *
   * @default 0
   */
  readonly guaranteedDevices?: number;

  /**
   * The group above.
   *
   * @default - the pool
   */
  readonly parent?: QueueGroup;
}

/**
 * A queue of queues, for a department with teams. Takes no jobs itself, which is why it is no `IQueue`.
 *
 * @example
 * import { AINativeCluster, IPool } from 'cdktf-ai-cloud';
 *
 * declare const cluster: AINativeCluster;
 * declare const gpus: IPool;
 * const vision = cluster.queues.addGroup('vision', { pool: gpus, deservedDevices: 32 });
 * cluster.queues.add('segmentation', { pool: gpus, parent: vision, deservedDevices: 24 });
 */
export class QueueGroup extends Construct {
  /** Name of the Volcano queue. */
  public readonly queueName: string;
  /** The pool whose devices are shared. */
  public readonly pool: IPool;
  /** Devices that are the group's own. */
  public readonly deservedDevices: number;
  /** Devices that are kept free for it. */
  public readonly guaranteedDevices: number;
  /** Levels below the root: a group of a pool is at 2. */
  public readonly depth: number;

  constructor(scope: Queues, id: string, options: QueueGroupOptions) {
    super(scope, checkDnsLabel(scope, 'the name of the queue', id));
    const resolved = resolveQueue(this, scope._tree, id, { ...options, reclaimable: true, role: 'parent' });
    this.queueName = resolved.queueName;
    this.pool = options.pool;
    this.deservedDevices = resolved.deservedDevices;
    this.guaranteedDevices = resolved.guaranteedDevices;
    this.depth = resolved.depth;
    scope._tree.join(this, resolved);
  }
}
