import { Construct, IDependable } from 'constructs';
import { SERVING_CLASS, trainingClassFor } from './private/render-priority-classes';
import { resolveQueue } from './private/resolve-queue';
import type { QueueGroup } from './queue-group';
import type { QueueSubmitters } from './queue-submitters';
import type { Queues } from './queues';
import { ICluster } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { IQueue, QueuePurpose } from '../../contracts/queue';
import { fail, prose } from '../../core/private/fail';
import { checkDnsLabel } from '../../core/private/names';
import { Duration } from '../../units/duration';

/** What a queue may hold. */
export interface QueueOptions {
  /** The pool whose devices it shares. */
  readonly pool: IPool;

  /** Devices that are its own. It borrows more while they are idle, and takes its own back from who borrowed them. */
  readonly deservedDevices: number;

  /**
   * What it is for.
   *
   * @default QueuePurpose.TRAINING
   */
  readonly purpose?: QueuePurpose;

  /**
   * Whether others may borrow what is its own while it is idle.
   *
   * @default true
   */
  readonly lendsIdle?: boolean;

  /**
   * Devices that are kept free for it even when it does not use them.
   *
   * @default 0 - or all of its own, when it lends nothing
   */
  readonly guaranteedDevices?: number;

  /**
   * Most devices that it may hold, borrowed ones included.
   *
   * @default - the whole pool
   */
  readonly capabilityDevices?: number;

  /**
   * Whether it gives borrowed devices back when their owner asks.
   *
   * @default true
   */
  readonly reclaimable?: boolean;

  /**
   * The group that it belongs to.
   *
   * @default - the pool
   */
  readonly parent?: QueueGroup;

  /**
   * Who may submit to it, beside administrators of the cluster. Who deploys this program is one of them, or listed.
   *
   * @default - everybody who may make jobs or pods
   */
  readonly submitters?: QueueSubmitters;
}

/** A queue that something else made. */
export interface QueueAttributes {
  /** The cluster it belongs to. */
  readonly cluster: ICluster;

  /** The pool whose devices it shares. */
  readonly pool: IPool;

  /** Devices that are its own. */
  readonly deservedDevices: number;

  /**
   * What it is for.
   *
   * @default QueuePurpose.TRAINING
   */
  readonly purpose?: QueuePurpose;

  /**
   * Whether it gives borrowed devices back when their owner asks.
   *
   * @default true
   */
  readonly reclaimable?: boolean;
}

/**
 * A leaf queue: where jobs or services wait for the devices of one pool.
 *
 * To move devices from one queue to another, shrink the one in a first deployment and grow the other in a second: the
 * scheduler's webhook refuses a moment in which the sum exceeds the pool. To shrink a pool, shrink its queues before.
 *
 * @example
 * import { AINativeCluster, IPool } from 'cdktf-ai-cloud';
 *
 * declare const cluster: AINativeCluster;
 * declare const gpus: IPool;
 * const research = cluster.queues.add('research', { pool: gpus, deservedDevices: 64 });
 */
export class Queue extends Construct implements IQueue {
  /** A queue that exists already, by name. */
  public static fromQueueName(queueName: string, attributes: QueueAttributes): IQueue {
    const { cluster, pool, deservedDevices, purpose = QueuePurpose.TRAINING, reclaimable = true } = attributes;
    return {
      queueName,
      cluster,
      pool,
      deservedDevices,
      purpose,
      reclaimable,
      priorityClassName: classOf(purpose),
      priorityClassFor: (expectedDuration) => classOf(purpose, expectedDuration),
      schedulerName: cluster.schedulerName,
      ready: cluster.schedulingReady,
    };
  }

  /** Name of the Volcano queue. */
  public readonly queueName: string;
  /** The cluster it belongs to. */
  public readonly cluster: ICluster;
  /** The pool whose devices it shares. */
  public readonly pool: IPool;
  /** Devices that are its own. */
  public readonly deservedDevices: number;
  /** Devices that are kept free for it. */
  public readonly guaranteedDevices: number;
  /** PriorityClass of what waits in it, when nothing more is known. */
  public readonly priorityClassName: string;
  /** Name of the scheduler that pods must name. */
  public readonly schedulerName: string;
  /** What must be there before something waits in it. */
  public readonly ready: IDependable;
  /** What it is for. */
  public readonly purpose: QueuePurpose;
  /** Whether it gives borrowed devices back when their owner asks. */
  public readonly reclaimable: boolean;

  constructor(scope: Queues, id: string, options: QueueOptions) {
    super(scope, checkDnsLabel(scope, 'the name of the queue', id));
    if (options.lendsIdle === false && options.guaranteedDevices !== undefined) {
      throw fail(this, {
        code: 'AIC-2108',
        what: 'the queue says twice what it keeps free',
        got: prose(`lendsIdle: false and guaranteedDevices: ${options.guaranteedDevices}`),
        want: 'one of them',
        fix: 'lendsIdle: false guarantees all deserved devices; guaranteedDevices guarantees some.',
      });
    }
    this.purpose = options.purpose ?? QueuePurpose.TRAINING;
    this.reclaimable = options.reclaimable ?? true;
    const resolved = resolveQueue(this, scope._tree, id, {
      ...options,
      guaranteedDevices: options.lendsIdle === false ? options.deservedDevices : options.guaranteedDevices,
      reclaimable: this.reclaimable,
      role: this.purpose,
    });
    this.queueName = resolved.queueName;
    this.cluster = scope._tree.cluster;
    this.pool = options.pool;
    this.deservedDevices = resolved.deservedDevices;
    this.guaranteedDevices = resolved.guaranteedDevices;
    this.priorityClassName = classOf(this.purpose);
    this.schedulerName = scope._tree.schedulerName;
    this.ready = scope._tree.join(this, resolved);
    if (options.submitters !== undefined) this.restrict(scope, options.submitters);
  }

  /** PriorityClass of a job that is expected to run so long: in a training queue, shorter jobs go first. */
  public priorityClassFor(expectedDuration: Duration): string {
    return classOf(this.purpose, expectedDuration);
  }

  private restrict(scope: Queues, submitters: QueueSubmitters): void {
    const { groups = [], users = [], serviceAccounts = [] } = submitters;
    const names = [...groups, ...users, ...serviceAccounts.map(({ namespace, name }) => `${namespace}:${name}`)];
    if (names.length === 0 || names.some((name) => name === '') || new Set(names).size < names.length) {
      throw fail(this, {
        code: 'AIC-2179',
        what: 'the submitters of the queue are not usable',
        got: submitters,
        want: 'at least one group, user or service account, each once and with a name',
        fix: 'Leave submitters out for a queue that everybody may use; administrators may submit in any case.',
      });
    }
    scope._submitters.add(this.queueName, submitters);
  }
}

function classOf(purpose: QueuePurpose, expected?: Duration): string {
  return purpose === QueuePurpose.SERVING ? SERVING_CLASS : trainingClassFor(expected);
}
