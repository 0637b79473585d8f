import { IConstruct } from 'constructs';
import { QueuePlan } from './resolve-queue';
import { IPool } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';
import { QueueModel } from '../scheduler-policy-options';

/** Refuses a queue that the scheduler's policy, or the sharing of its pool, makes a mere name. */
export function assertPlaceable(construct: IConstruct, plan: QueuePlan, model: QueueModel, pools: IPool[]): void {
  assertCounted(construct, plan.pool);
  if (model === QueueModel.NONE) {
    throw fail(construct, {
      code: 'AIC-2111',
      what: "the scheduler's configuration ignores what queues say",
      got: prose('no capacity or no nodegroup with enableHierarchy'),
      want: 'both, so that parents, deserved devices and pools count',
      fix: 'Start from SchedulerPolicy.mixed(), or add the two plugins to your own (or proportion, for flat queues).',
    });
  }
  if (model === QueueModel.FLAT) assertFlat(construct, plan, pools);
}

function assertCounted(construct: IConstruct, pool: IPool): void {
  if (pool.sharing.worksWithQueues) return;
  throw fail(construct, {
    code: 'AIC-2177',
    what: 'the devices of the pool are handed out by another scheduler, so that no queue counts them',
    got: prose(`pool ${pool.poolName}, shared by ${pool.sharing.kind}`),
    want: 'a pool that is shared in no way, or in one that Volcano places: MIG, time slicing, MPS or its own vGPU',
    fix: 'Leave pods of this pool to the scheduler of its sharing software, without a queue, or share it otherwise.',
  });
}

function assertFlat(construct: IConstruct, plan: QueuePlan, pools: IPool[]): void {
  const asks = [
    ...(plan.role === 'parent' ? ['a group'] : []),
    ...(plan.role === 'serving' ? ['a queue for serving, which takes back what it lent'] : []),
  ];
  if (asks.length > 0) {
    throw fail(construct, {
      code: 'AIC-2178',
      what: 'queues that share by weight have one level and take nothing back',
      got: prose(asks.join(', ')),
      want: 'queues for training alone, side by side',
      fix: 'Use SchedulerPolicy.mixed(), whose queues have parents, lend and take back.',
    });
  }
  const other = pools.find((p) => p.poolName !== plan.pool.poolName && p.deviceResource === plan.pool.deviceResource);
  if (other !== undefined) {
    throw fail(construct, {
      code: 'AIC-2180',
      what: 'queues that share by weight cannot tell two pools with the same resource apart',
      got: prose(`${plan.pool.poolName} and ${other.poolName}, both ${plan.pool.deviceResource}`),
      want: 'queues on one pool of each resource',
      fix: 'Use SchedulerPolicy.mixed(), whose queues belong to a pool.',
    });
  }
}
