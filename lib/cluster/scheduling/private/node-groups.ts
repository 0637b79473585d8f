import { Construct } from 'constructs';
import { NODE_GROUP_LABEL, nodeGroupOf } from './node-group';
import { ICluster } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { labelNodes } from '../../private/node-labels';

/** Gives the nodes of pools with queues the label by which the scheduler knows them. */
export class NodeGroups {
  private readonly groups = new Map<string, string>();

  constructor(
    private readonly scope: Construct,
    private readonly cluster: ICluster,
  ) {}

  public add(pool: IPool): void {
    const group = nodeGroupOf(pool);
    const other = this.groups.get(group);
    if (other !== undefined) {
      throw fail(this.scope, {
        code: 'AIC-2113',
        what: 'two pools are one to the scheduler',
        got: prose(`pools ${other} and ${pool.poolName} with ${NODE_GROUP_LABEL}=${group}`),
        want: 'a value of its own for each pool',
        fix: `Select the nodes by another label, or give them another value of ${NODE_GROUP_LABEL}.`,
      });
    }
    this.groups.set(group, pool.poolName);
    labelNodes(this.cluster, pool, { [NODE_GROUP_LABEL]: group });
  }
}
