/** What the scheduler does in each round. @see https://volcano.sh/en/docs/actions/ */
export enum SchedulerAction {
  /** Lets jobs wait without pods until the whole cluster has room. */
  ENQUEUE = 'enqueue',
  /** Binds gangs to nodes. */
  ALLOCATE = 'allocate',
  /** Binds pods that ask for nothing. */
  BACKFILL = 'backfill',
  /** Evicts pods of lower priority in the same queue. */
  PREEMPT = 'preempt',
  /** Takes back what other queues borrowed. */
  RECLAIM = 'reclaim',
  /** Evicts pods to spread load. */
  SHUFFLE = 'shuffle',
  /** Preempts whole gangs. */
  GANG_PREEMPT = 'gangpreempt',
  /** Reclaims whole gangs. */
  GANG_RECLAIM = 'gangreclaim',
}
