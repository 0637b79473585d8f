import { IConstruct } from 'constructs';
import { fail, prose } from '../../../core/private/fail';
import { Duration } from '../../../units/duration';
import { checkObjectPath } from '../../warm/private/object-path';
import type { CacheEngineConfig } from '../../hot/private/engine';
import type { WarmTier } from '../../warm/warm-tier';
import type { ColdTier } from '../cold-tier';

const DAY = 86400;

/** The age in days; refused when it is no whole number of them, or not beyond the age before it. */
export function ageInDays(what: string, age: Duration, before?: Duration): number {
  const days = age.inSeconds / DAY;
  if (!Number.isInteger(days) || days < 1 || (before !== undefined && age.inSeconds <= before.inSeconds)) {
    throw fail(undefined, {
      code: 'AIC-3130',
      what: `the age ${what} is not usable`,
      got: prose(age.toGoString()),
      want: before === undefined ? 'whole days, at least one' : `whole days, more than ${before.inSeconds / DAY}`,
      fix: 'Buckets look at ages once a day: infrequentAfter, then archiveAfter, then expireAfter, each a Duration.days().',
    });
  }
  return days;
}

/** Refuses paths that reach what is served, and such that two rules would fight for. */
export function checkPrefixes(archived: string[], expiring: string[]): void {
  const all = [...archived, ...expiring];
  if (archived.length === 0 || all.includes('')) {
    throw fail(undefined, {
      code: 'AIC-3131',
      what: 'the cold tier names no path',
      got: all,
      want: 'paths that hold nothing but what is retired',
      fix: "Write prefixes: ['retired']: a rule for the whole bucket archives models while they are served.",
    });
  }
  for (const prefix of all) checkObjectPath('a path of the cold tier', prefix);
  const nested = all.find((prefix, i) => all.some((other, j) => i !== j && isBelow(prefix, other)));
  if (nested === undefined) return;
  throw fail(undefined, {
    code: 'AIC-3132',
    what: 'two rules of the cold tier meet the same objects',
    got: all,
    want: 'paths of which none is below another',
    fix: `Leave ${nested} out, or give it a path of its own: clouds differ in which rule wins.`,
  });
}

/** Whether a path is that path, or below it. */
export function isBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

/** What a store is made of, as far as the cold tier asks. */
export interface ColdStore {
  readonly cold?: ColdTier;
  readonly warm: WarmTier;
  readonly engine: CacheEngineConfig;
}

/** Refuses rules that do not meet the objects of the warm tier that they are for, or take away what is in use. */
export function checkColdTier(scope: IConstruct, { cold, warm, engine }: ColdStore): void {
  if (!engine.storesPlainObjects && (cold !== undefined || (warm._bucket?.agedPrefixes ?? []).length > 0)) {
    throw fail(scope, {
      code: 'AIC-3147',
      what: `the bucket of ${engine.engineName} holds chunks, and rules by age would take away those that are in use`,
      got: prose(cold === undefined ? 'a bucket with such rules' : 'a cold tier'),
      want: 'neither',
      fix: 'Leave both out, or use an engine that reads plain objects: CacheEngine.alluxio().',
    });
  }
  if (cold === undefined) return;
  if (warm._files !== undefined) {
    throw fail(scope, {
      code: 'AIC-3146',
      what: 'a file system archives nothing by itself',
      got: prose('a cold tier beside a file system'),
      want: 'a cold tier with a bucket',
      fix: 'Leave cold out, or keep the models in a bucket: WarmTier.bucket(…).',
    });
  }
  if (cold.pathPrefix === warm.pathPrefix) return;
  const { pathPrefix } = warm;
  throw fail(scope, {
    code: 'AIC-3143',
    what: 'the cold tier and the warm tier do not mean the same paths',
    got: prose(`${inBucket(cold.pathPrefix)}, and models ${inBucket(pathPrefix)}`),
    want: 'one path prefix',
    fix: `Write ColdTier.archiveAfter(…, ${pathPrefix === undefined ? '{ … } without pathPrefix' : `{ pathPrefix: '${pathPrefix}' }`}).`,
  });
}

function inBucket(pathPrefix: string | undefined): string {
  return pathPrefix === undefined ? 'at the top of the bucket' : `below ${pathPrefix}`;
}
