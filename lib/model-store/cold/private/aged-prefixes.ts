import { ObjectStorageFacts } from '../../../contracts/object-storage';
import { LifecycleRule } from '../lifecycle-rule';

/** Starts of the keys whose objects cannot be read any more when they are old enough, sorted. */
export function agedPrefixes(rules: readonly LifecycleRule[], { storageClasses }: ObjectStorageFacts): string[] {
  const frozen = new Set(storageClasses.filter((c) => c.restoreTime !== undefined).map((c) => c.className));
  const takesAway = ({ transitions = [], expireAfter }: LifecycleRule): boolean =>
    expireAfter !== undefined || transitions.some(({ storageClass }) => frozen.has(storageClass));
  return [...new Set(rules.filter(takesAway).map(({ prefix = '' }) => prefix))].sort();
}
