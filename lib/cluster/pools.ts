import { Construct } from 'constructs';
import { Pool } from './pool';
import { PoolOptions } from './pool-options';
import { IPoolsHost } from './pools-host';
import { fail } from '../core/private/fail';

/**
 * The pools of a cluster. Reached as `cluster.pools`.
 *
 * @example
 * import { Accelerator, AINativeCluster, NodeSelector } from 'cdktf-ai-cloud';
 *
 * declare const cluster: AINativeCluster;
 * cluster.pools.add('h800', {
 *   nodes: NodeSelector.labels({ 'acme.com/pool': 'h800' }),
 *   expectedNodes: 16,
 *   accelerator: Accelerator.NVIDIA_H800,
 *   devicesPerNode: 8,
 * });
 */
export class Pools extends Construct {
  private readonly pools = new Map<string, Pool>();

  /** Made by `cluster.pools`. */
  constructor(
    scope: Construct,
    id: string,
    private readonly host: IPoolsHost,
  ) {
    super(scope, id);
  }

  /** Adds the nodes that a selector names as a pool. */
  public add(name: string, options: PoolOptions): Pool {
    if (this.pools.has(name)) {
      throw fail(this, {
        code: 'AIC-2005',
        what: 'the pool exists',
        got: name,
        want: 'each name once',
        fix: 'Give the second pool a name of its own.',
      });
    }
    const pool = new Pool(this, name, this.host, options);
    this.checkOverlap(pool);
    this.pools.set(name, pool);
    this.host.joined(pool);
    return pool;
  }

  /** A node in two pools would be counted twice, and two device plugins would fight over it. */
  private checkOverlap(pool: Pool): void {
    const includes = (wide: Pool, narrow: Pool): boolean =>
      Object.entries(wide.nodeLabels).every(([key, value]) => narrow.nodeLabels[key] === value);
    this.checkInventory(pool);
    const other = this.all().find((p) => includes(p, pool) || includes(pool, p));
    if (other !== undefined) {
      throw fail(this, {
        code: 'AIC-2008',
        what: `the pools ${other.poolName} and ${pool.poolName} select the same nodes`,
        got: pool.nodeLabels,
        want: `labels that no node shares with ${labelsText(other)}`,
        fix: 'Give both pools the same label key with different values.',
      });
    }
  }

  /** Labels may keep two pools apart and their inventories not. */
  private checkInventory(pool: Pool): void {
    const names = new Set(pool.inventory?.map((node) => node.name));
    for (const other of this.all()) {
      const twice = other.inventory?.find((node) => names.has(node.name));
      if (twice === undefined) continue;
      throw fail(this, {
        code: 'AIC-2045',
        what: `the inventories of ${other.poolName} and ${pool.poolName} name the same node`,
        got: twice.name,
        want: 'each node in one pool',
        fix: 'Take the node out of one inventory, and lower expectedNodes of that pool.',
      });
    }
  }

  /** All pools, sorted by name. */
  public all(): Pool[] {
    return [...this.pools.values()].sort((a, b) => (a.poolName < b.poolName ? -1 : 1));
  }

  /** The pool of that name; undefined when there is none. */
  public tryFind(name: string): Pool | undefined {
    return this.pools.get(name);
  }
}

function labelsText(pool: Pool): string {
  return Object.entries(pool.nodeLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
