import { Duration } from '../../units/duration';

/** When objects move to another class of storage. */
export interface LifecycleTransition {
  /** Age of the object, since it was last written, in whole days. */
  readonly after: Duration;
  /** Name of the class as the cloud spells it, for example `ARCHIVE`. */
  readonly storageClass: string;
}

/** What a bucket does by itself with objects as they age. */
export interface LifecycleRule {
  /** Name of the rule: a-z, 0-9 and '-'. */
  readonly name: string;

  /**
   * Objects whose key starts so.
   *
   * @default - all objects of the bucket
   */
  readonly prefix?: string;

  /**
   * Moves to cheaper classes, by age.
   *
   * @default - none
   */
  readonly transitions?: LifecycleTransition[];

  /**
   * Age at which objects are deleted, in whole days.
   *
   * @default - never
   */
  readonly expireAfter?: Duration;

  /**
   * Age at which versions that were overwritten or deleted go, in whole days.
   *
   * @default - never
   */
  readonly expireOldVersionsAfter?: Duration;

  /**
   * Age at which uploads that nobody finished go, in whole days.
   *
   * @default - never
   */
  readonly abortUploadsAfter?: Duration;
}
