import { IConstruct } from 'constructs';
import { nodeGroupOf } from './node-group';
import { renderQueue } from './render-queue';
import { assertPlaceable } from './queue-model';
import { QueuePlan } from './resolve-queue';
import { capacityOf, Quantities } from './resources';
import { deviceShare } from '../../../units/private/device-share';
import { ICluster } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { Bundle } from '../../../core/bundle';
import { KubernetesObject } from '../../../core/kubernetes-object';
import { addFact } from '../../../core/private/facts';
import { fail, prose } from '../../../core/private/fail';
import type { Queues } from '../queues';
import { QueueModel } from '../scheduler-policy-options';

/** What queues need of the scheduler. */
export interface QueueContext {
  readonly cluster: ICluster;
  readonly schedulerName: string;
  /** The unit that the first level of queues waits for. */
  readonly ready: IConstruct;
  /** What the scheduler's policy can do of what queues say. */
  readonly queueModel: QueueModel;
  /** Called for each pool that gets its first queue. */
  readonly onPool: (pool: IPool) => void;
}

/** The queues of a cluster: root → one per pool → groups → leaves. One bundle per level, parents first. */
export class QueueTree {
  public readonly cluster: ICluster;
  public readonly schedulerName: string;
  private readonly plans = new Map<string, QueuePlan>();
  private readonly levels: Bundle[] = [];
  private readonly pools = new Map<string, IPool>();

  constructor(
    private readonly scope: Queues,
    private readonly context: QueueContext,
  ) {
    this.cluster = context.cluster;
    this.schedulerName = context.schedulerName;
  }

  public poolQueueName(pool: IPool): string {
    return `pool-${pool.poolName}`;
  }

  /** Names of the queues that take no jobs, sorted. */
  public parentNames(): string[] {
    const groups = [...this.plans.values()].filter((p) => p.role === 'parent').map((p) => p.queueName);
    const pools = this.isFlat ? [] : [...this.pools.values()].map((pool) => this.poolQueueName(pool));
    return [...groups, ...pools].sort();
  }

  /** Pools that have queues, sorted by name. */
  public poolsWithQueues(): IPool[] {
    return [...this.pools.values()].sort((a, b) => (a.poolName < b.poolName ? -1 : 1));
  }

  public holds(construct: IConstruct): boolean {
    return construct.node.scope === this.scope;
  }

  public assertFree(name: string): void {
    if (this.plans.has(name) || name === 'root' || name === 'default' || name.startsWith('pool-')) {
      throw fail(this.scope, {
        code: 'AIC-2101',
        what: 'the name of the queue is taken',
        got: name,
        want: 'a name of its own; root, default and pool-… belong to the scheduler',
        fix: 'Queues have no namespace: put the tenant and the pool into the name, such as research-h800.',
      });
    }
  }

  /** Takes a queue in: checks the sums above it, makes its object, and tells what it is there with. */
  public join(construct: IConstruct, plan: QueuePlan): Bundle {
    assertPlaceable(construct, plan, this.context.queueModel, this.poolsWithQueues());
    this.assertOneServingQueue(construct, plan);
    this.assertFits(construct, plan);
    this.ensurePool(plan.pool);
    this.plans.set(plan.queueName, plan);
    const guarantee = plan.guaranteedDevices > 0 ? this.devices(plan.pool, plan.guaranteedDevices) : undefined;
    const capability =
      plan.capabilityDevices === undefined ? undefined : deviceShare(plan.pool, plan.capabilityDevices);
    this.write(construct, plan, guarantee, capability);
    return this.level(plan.depth);
  }

  /** The queue above all queues of a pool. It never changes as queues come and go. */
  private ensurePool(pool: IPool): void {
    if (this.pools.has(pool.poolName)) return;
    this.pools.set(pool.poolName, pool);
    if (this.isFlat) return;
    this.context.onPool(pool);
    const devices = capacityOf(pool);
    const plan = {
      queueName: this.poolQueueName(pool),
      pool,
      parentName: 'root',
      depth: 1,
      deservedDevices: devices,
      guaranteedDevices: devices,
      reclaimable: true,
      role: 'parent',
    };
    this.write(undefined, plan, this.devices(pool, devices), undefined);
  }

  /** Guarantees name devices alone: kept-back CPU would starve the queue `default` on nodes of no pool. */
  private devices(pool: IPool, count: number): Quantities {
    const { cpu: _cpu, memory: _memory, ...devices } = deviceShare(pool, count);
    return devices;
  }

  /** Queues of one level, without a pool above them. */
  private get isFlat(): boolean {
    return this.context.queueModel === QueueModel.FLAT;
  }

  private write(owner: IConstruct | undefined, plan: QueuePlan, guarantee?: Quantities, capability?: Quantities): void {
    const deserved = deviceShare(plan.pool, plan.deservedDevices);
    const parent = this.isFlat ? 'root' : plan.parentName;
    const manifest = renderQueue({
      name: plan.queueName,
      parent,
      weight: this.isFlat ? plan.deservedDevices : 1,
      nodeGroup: this.isFlat ? undefined : nodeGroupOf(plan.pool),
      deserved,
      guarantee,
      capability,
      reclaimable: plan.reclaimable,
    });
    const object = new KubernetesObject(this.level(plan.depth), plan.queueName, { manifest });
    addFact(owner ?? object, 'queues', () => ({
      cluster: this.cluster.node.path,
      name: plan.queueName,
      parent,
      pool: plan.pool.poolName,
      role: plan.role,
      deserved,
      ...(guarantee === undefined ? {} : { guarantee }),
      ...(capability === undefined ? {} : { capability }),
      reclaimable: plan.reclaimable,
    }));
  }

  private level(depth: number): Bundle {
    if (this.levels[depth] === undefined) {
      const before = depth === 1 || this.isFlat ? this.context.ready : this.level(depth - 1);
      this.levels[depth] = new Bundle(this.scope, `Depth${depth}`, {
        target: this.cluster,
        releaseName: depth === 1 ? 'queues-pools' : `queues-depth-${depth}`,
      });
      this.levels[depth].node.addDependency(before);
    }
    return this.levels[depth];
  }

  private assertFits(construct: IConstruct, plan: QueuePlan): void {
    const above = this.plans.get(plan.parentName);
    const siblings = [...this.plans.values()].filter((p) => p.parentName === plan.parentName);
    const limit = above?.deservedDevices ?? capacityOf(plan.pool);
    const deserved = [...siblings, plan].map((p) => ({ name: p.queueName, devices: p.deservedDevices }));
    if (total(deserved) > limit) {
      throw fail(construct, {
        code: 'AIC-2104',
        what: `the queues of ${plan.parentName} deserve more than it has`,
        got: prose(`${sum(deserved)} = ${total(deserved)} devices`),
        want: `at most ${limit}${above === undefined ? ` (${plan.pool.expectedNodes} nodes of ${plan.pool.devicesPerNode})` : ''}`,
        fix: 'Lower deservedDevices; a queue borrows what others leave idle all the same.',
      });
    }
    const guaranteed = [...siblings, plan].map((p) => ({ name: p.queueName, devices: p.guaranteedDevices }));
    const kept = above?.guaranteedDevices ?? limit;
    if (total(guaranteed) > kept) {
      throw fail(construct, {
        code: 'AIC-2105',
        what: `the queues of ${plan.parentName} are guaranteed more than it is`,
        got: prose(`${sum(guaranteed)} = ${total(guaranteed)} devices`),
        want: `at most ${kept}`,
        fix: 'Raise guaranteedDevices of the group, or lower those of its queues.',
      });
    }
  }

  private assertOneServingQueue(construct: IConstruct, plan: QueuePlan): void {
    if (plan.role !== 'serving') return;
    const onPool = [...this.plans.values()].filter((p) => p.pool.poolName === plan.pool.poolName);
    const other = onPool.find((p) => p.role === 'serving');
    if (other !== undefined) {
      throw fail(construct, {
        code: 'AIC-2109',
        what: 'the pool has two serving queues',
        got: prose(`${other.queueName} and ${plan.queueName} on ${plan.pool.poolName}`),
        want: 'one, so that endpoints know theirs',
        fix: 'Share one serving queue, or give the second service a pool of its own.',
      });
    }
  }
}

interface Part {
  readonly name: string;
  readonly devices: number;
}

function total(parts: Part[]): number {
  return parts.reduce((all, part) => all + part.devices, 0);
}

function sum(parts: Part[]): string {
  return parts.map((part) => `${part.name} ${part.devices}`).join(' + ');
}
