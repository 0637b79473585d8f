import { IConstruct } from 'constructs';
import type { QueueTree } from './queue-tree';
import { IPool } from '../../../contracts/pool';
import { foreignAmong } from '../../../core/private/belongs';
import { fail, prose } from '../../../core/private/fail';
import type { QueueGroup } from '../queue-group';

/** What the admission webhook allows: its flag `--max-queue-depth`. */
const DEEPEST = 5;

interface Wanted {
  readonly pool: IPool;
  readonly deservedDevices: number;
  readonly guaranteedDevices?: number;
  readonly capabilityDevices?: number;
  readonly reclaimable: boolean;
  readonly role: string;
  readonly parent?: QueueGroup;
}

/** A queue or a group with every default decided. */
export interface QueuePlan {
  readonly queueName: string;
  readonly pool: IPool;
  readonly parentName: string;
  readonly depth: number;
  readonly deservedDevices: number;
  readonly guaranteedDevices: number;
  readonly capabilityDevices?: number;
  readonly reclaimable: boolean;
  readonly role: string;
}

export function resolveQueue(scope: IConstruct, tree: QueueTree, name: string, wanted: Wanted): QueuePlan {
  checkDevices(scope, wanted);
  checkPool(scope, tree, wanted.pool);
  checkParent(scope, tree, wanted);
  const depth = (wanted.parent?.depth ?? 1) + 1;
  if (depth > DEEPEST) {
    throw fail(scope, {
      code: 'AIC-2107',
      what: 'the queue lies too deep',
      got: prose(`level ${depth} below the root`),
      want: `at most ${DEEPEST}: the scheduler's webhook refuses more`,
      fix: 'Leave out a level of groups.',
    });
  }
  return {
    queueName: name,
    pool: wanted.pool,
    parentName: wanted.parent?.queueName ?? tree.poolQueueName(wanted.pool),
    depth,
    deservedDevices: wanted.deservedDevices,
    guaranteedDevices: wanted.guaranteedDevices ?? 0,
    capabilityDevices: wanted.capabilityDevices,
    reclaimable: wanted.reclaimable,
    role: wanted.role,
  };
}

function checkDevices(scope: IConstruct, wanted: Wanted): void {
  const { deservedDevices: deserved, guaranteedDevices: guaranteed = 0, capabilityDevices: capability } = wanted;
  const counts = {
    deservedDevices: deserved,
    guaranteedDevices: guaranteed,
    capabilityDevices: capability ?? deserved,
  };
  for (const [option, count] of Object.entries(counts)) {
    if (!Number.isInteger(count) || count < (option === 'guaranteedDevices' ? 0 : 1)) {
      throw fail(scope, {
        code: 'AIC-2102',
        what: `${option} is no number of devices`,
        got: count,
        want: 'a whole number, 1 or more (guaranteed: 0 or more)',
        fix: 'A queue without devices of its own would be the first to lose what runs in it: give it at least one.',
      });
    }
  }
  if (guaranteed > deserved || (capability !== undefined && deserved > capability)) {
    throw fail(scope, {
      code: 'AIC-2103',
      what: 'the bounds of the queue do not fit each other',
      got: prose(`guaranteed ${guaranteed}, deserved ${deserved}, capability ${capability ?? 'open'}`),
      want: 'guaranteed ≤ deserved ≤ capability',
      fix: 'Raise deservedDevices or capabilityDevices, or lower guaranteedDevices.',
    });
  }
}

function checkPool(scope: IConstruct, tree: QueueTree, pool: IPool): void {
  const foreign = foreignAmong([pool], tree.cluster);
  if (foreign === undefined) return;
  throw fail(scope, {
    code: 'AIC-2114',
    what: 'the pool belongs to another cluster',
    got: foreign.node.path,
    want: `a pool of ${tree.cluster.node.path}`,
    fix: 'Add the queue to the cluster of the pool, or the pool to this cluster with cluster.pools.add().',
  });
}

function checkParent(scope: IConstruct, tree: QueueTree, wanted: Wanted): void {
  const { parent, pool } = wanted;
  if (parent === undefined) return;
  if (parent.pool.poolName !== pool.poolName || !tree.holds(parent)) {
    throw fail(scope, {
      code: 'AIC-2106',
      what: 'the group belongs to another pool or cluster',
      got: prose(`group ${parent.queueName} of pool ${parent.pool.poolName} (${parent.node.path})`),
      want: `a group of pool ${pool.poolName} of the same cluster`,
      fix: 'Devices are lent within one pool only: make a group for each pool.',
    });
  }
}
