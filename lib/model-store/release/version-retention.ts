import { fail } from '../../core/private/fail';
import { Duration } from '../../units/duration';

const DAY = 86_400;

/**
 * Which candidates go, of those that the program does not name.
 *
 * @example
 * import { VersionRetention } from 'cdktf-ai-cloud';
 *
 * const few = VersionRetention.keepNewest(5);
 */
export class VersionRetention {
  /** All but the newest of each model. */
  public static keepNewest(count: number): VersionRetention {
    if (!Number.isInteger(count) || count < 1) throw unusable(count);
    return new VersionRetention(count, '');
  }

  /** Those that were published longer ago, in whole days. */
  public static keepFor(age: Duration): VersionRetention {
    const days = age.inSeconds / DAY;
    if (!Number.isInteger(days) || days < 1) throw unusable(age.toGoString());
    return new VersionRetention(0, `--min-age ${days}d`);
  }

  private constructor(
    /** @internal */
    public readonly _newest: number,
    /** @internal */
    public readonly _age: string,
  ) {}
}

function unusable(got: unknown): Error {
  return fail(undefined, {
    code: 'AIC-3369',
    what: 'the retention would keep nothing',
    got,
    want: 'at least one version, or whole days',
    fix: 'Write VersionRetention.keepNewest(5) or VersionRetention.keepFor(Duration.days(90)).',
  });
}
