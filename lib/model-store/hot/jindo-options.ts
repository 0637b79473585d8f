/** Whether the master of Jindo may be lost. */
export interface JindoOptions {
  /**
   * Masters of each cache: 1, or 3 that agree by Raft.
   *
   * @default 1
   */
  readonly masters?: number;
}
