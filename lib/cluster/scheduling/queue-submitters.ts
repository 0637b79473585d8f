/** A ServiceAccount. */
export interface ServiceAccountReference {
  /** Namespace of the account. */
  readonly namespace: string;
  /** Name of the account. */
  readonly name: string;
}

/**
 * Who may submit to a queue, beside administrators of the cluster.
 *
 * The API server asks RBAC for the verb `submit` on the queue, whoever names it: in a job, a pod group, a pod or a pod
 * template. Operators that make workloads of their own (KServe, LeaderWorkerSet, Spark) submit as their own account.
 */
export interface QueueSubmitters {
  /**
   * Groups of the identity provider.
   *
   * @default - none
   */
  readonly groups?: string[];

  /**
   * Users.
   *
   * @default - none
   */
  readonly users?: string[];

  /**
   * Accounts of programs in the cluster.
   *
   * @default - none
   */
  readonly serviceAccounts?: ServiceAccountReference[];
}
