import { fail, prose } from '../../../core/private/fail';
import type { IConstruct } from 'constructs';
import type { WarmTier } from '../../warm/warm-tier';
import type { IRestored } from '../restored';

/** Where a restore runs, and what it brings back. */
export interface RestorePlace {
  readonly namespace: string;
  readonly warm: WarmTier;
}

/** Who restores by a Job says where; by hand it is the bucket of whoever says so. */
const places = new WeakMap<object, RestorePlace>();

export function placeRestore(restore: object, place: RestorePlace): void {
  places.set(restore, place);
}

/** Refuses a Job that is not there to be waited for, or that restores the objects of another bucket. */
export function checkRestorePlace(
  scope: IConstruct,
  { kind, restoredBy, namespace, warm }: RestorePlace & { readonly kind: string; readonly restoredBy: IRestored },
): void {
  const place = places.get(restoredBy);
  if (place === undefined || (place.namespace === namespace && topOf(place.warm) === topOf(warm))) return;
  throw fail(scope, {
    code: 'AIC-3380',
    what: `the restore is of another store than the ${kind}`,
    got: prose(`a Job in ${place.namespace} for ${topOf(place.warm)}`),
    want: `a Job in ${namespace} for ${topOf(warm)}`,
    fix: `Give the RestoreJob the store of the ${kind}.`,
  });
}

function topOf({ endpoint, bucketName, pathPrefix }: WarmTier): string {
  return [endpoint, bucketName, pathPrefix].filter((part) => part !== undefined).join('/');
}
