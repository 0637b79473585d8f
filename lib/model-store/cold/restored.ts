import { DependencyGroup, IDependable } from 'constructs';
import { Duration } from '../../units/duration';
import { checkObjectPath } from '../warm/private/object-path';

/** Objects that were brought back from the archive, and can be read. */
export interface IRestored {
  /** Path below the path prefix of the warm tier: everything below it can be read. */
  readonly restoredPath: string;
  /** What brings them back was started. */
  readonly ready: IDependable;
  /** Job in the namespace of the store at whose end they can be read; undefined when they can be read already. */
  readonly jobName?: string;
  /** Until when that Job gives up. */
  readonly deadline?: Duration;
}

/**
 * Objects that were brought back from the archive by other means than a `RestoreJob`, for example in the cloud's console.
 *
 * Most restores last for some days: read the objects into the hot tier, or copy them out of the archive, before that.
 *
 * @example
 * import { ModelSource, Restored, Size, TieredModelStore } from 'cdktf-ai-cloud';
 *
 * declare const store: TieredModelStore;
 * const old = store.add('old', {
 *   source: ModelSource.bucketPath('retired/old'),
 *   size: Size.gibibytes(66),
 *   restoredBy: Restored.byHand('retired/old'),
 * });
 */
export class Restored implements IRestored {
  /**
   * Everything below a path was restored.
   *
   * @param path Path below the path prefix of the warm tier.
   */
  public static byHand(path: string): Restored {
    return new Restored(checkObjectPath('the path that was restored', path));
  }

  /** Nothing has to be started. */
  public readonly ready: IDependable = new DependencyGroup();

  /** Always undefined: they can be read already. */
  public readonly jobName?: string;
  /** Always undefined: nothing is awaited. */
  public readonly deadline?: Duration;

  private constructor(
    /** Path below the path prefix of the warm tier. */
    public readonly restoredPath: string,
  ) {}
}
