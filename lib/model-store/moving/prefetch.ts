/** When a model is brought into the hot tier. */
export enum Prefetch {
  /** As soon as it is deployed, and again when its source, its pools or its number of copies change. */
  ON_DEPLOY = 'on-deploy',
  /** Never ahead of time: the first reader waits for the warm tier. */
  NEVER = 'never',
}
