import { IPool } from '../../../contracts/pool';

/** The label by which the scheduler knows the nodes of a pool. */
export const NODE_GROUP_LABEL = 'volcano.sh/nodegroup-name';

/** The nodes' own word, if their pool is selected by it, else the name of the pool. */
export function nodeGroupOf(pool: IPool): string {
  return pool.nodeLabels[NODE_GROUP_LABEL] ?? pool.poolName;
}
