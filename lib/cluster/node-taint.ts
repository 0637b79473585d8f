/** What a taint keeps away. */
export enum TaintEffect {
  /** New pods without a toleration. */
  NO_SCHEDULE = 'NoSchedule',
  /** New pods, if there is another node. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** New and running pods. */
  NO_EXECUTE = 'NoExecute',
}

/** A taint that the nodes of a pool carry. */
export interface NodeTaint {
  /** Key, for example `nvidia.com/gpu`. */
  readonly key: string;
  /**
   * Value.
   *
   * @default - the taint has none
   */
  readonly value?: string;
  /**
   * What it keeps away.
   *
   * @default TaintEffect.NO_SCHEDULE
   */
  readonly effect?: TaintEffect;
}
