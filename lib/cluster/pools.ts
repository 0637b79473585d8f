import { Construct } from 'constructs';
import { AINativeCluster } from './ai-native-cluster';
import { Pool, PoolOptions } from './pool';
import { resolvePool } from './private/resolve-pool';
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
  private readonly cluster: AINativeCluster;
  private readonly pools = new Map<string, Pool>();

  constructor(scope: AINativeCluster, id: string) {
    super(scope, id);
    this.cluster = scope;
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
    const pool = new Pool(this, name, resolvePool(this, name, options, this.cluster.nvidiaResource));
    this.pools.set(name, pool);
    this.cluster.scheduling.addPool(pool);
    return pool;
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
