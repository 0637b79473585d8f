import { Release, releasedPath } from './release-paths';
import type { TieredModelStore } from '../../tiered-model-store';

/** Versions that promotions of a store name. */
const promoted = new WeakMap<TieredModelStore, Set<string>>();

/** Whether this is the first promotion of the version. */
export function nameVersion(store: TieredModelStore, release: Release): boolean {
  const versions = promoted.get(store) ?? new Set<string>();
  promoted.set(store, versions);
  const path = releasedPath(release);
  return versions.size < versions.add(path).size;
}

/** Versions that the program names, sorted: models, what aliases stand for, and promotions. */
export function namedVersions(store: TieredModelStore): string[] {
  const models = store.all().flatMap(({ modelName, version }) => {
    return version === undefined ? [] : [releasedPath({ modelName, version })];
  });
  return [...new Set([...models, ...(promoted.get(store) ?? [])])].sort();
}
