import { IConstruct } from 'constructs';
import { ICluster } from '../../../contracts/cluster';
import { IMonitoring } from '../../../contracts/monitoring';
import { fail } from '../../../core/private/fail';
import { ModelStoreThresholds } from '../model-store-thresholds';

/** Who watches which namespace of a cluster. */
const watched = new WeakMap<IConstruct, Map<string, string>>();

export function checkCluster(scope: IConstruct, cluster: ICluster, monitoring: IMonitoring): void {
  if (cluster.node.path === monitoring.cluster.node.path) return;
  throw fail(scope, {
    code: 'AIC-3320',
    what: 'the store is on another cluster than what watches it',
    got: monitoring.cluster.node.path,
    want: cluster.node.path,
    fix: "Give the Monitoring of the store's own cluster.",
  });
}

/** One for each namespace: the caches of two stores in one cannot be told apart. */
export function claimNamespace(scope: IConstruct, cluster: ICluster, namespace: string): void {
  const byNamespace = watched.get(cluster) ?? new Map<string, string>();
  watched.set(cluster, byNamespace);
  const first = byNamespace.get(namespace);
  if (first !== undefined) {
    throw fail(scope, {
      code: 'AIC-3321',
      what: `the namespace ${namespace} is watched already`,
      got: first,
      want: 'one ModelStoreMonitoring for each namespace: the caches of two stores in one cannot be told apart',
      fix: 'Give one of the stores a namespace of its own.',
    });
  }
  byNamespace.set(namespace, scope.node.path);
}

export function checkWithout(scope: IConstruct, without: readonly string[], known: readonly string[]): void {
  const unknown = without.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw fail(scope, {
    code: 'AIC-3322',
    what: 'the alert that is left out does not exist',
    got: unknown,
    want: `one of ${known.join(', ')}`,
    fix: 'Correct the name; an alert that the engine of the store cannot have is left out by itself.',
  });
}

export function resolveThresholds(
  scope: IConstruct,
  given: ModelStoreThresholds,
  defaults: Required<ModelStoreThresholds>,
): Required<ModelStoreThresholds> {
  for (const name of ['cacheHitPercent', 'diskFullPercent'] as const) {
    const value = given[name] ?? defaults[name];
    if (Number.isFinite(value) && value > 0 && value <= 100) continue;
    throw fail(scope, {
      code: 'AIC-3323',
      what: `the threshold ${name} is out of range`,
      got: value,
      want: 'more than 0, and 100 at most',
      fix: 'Percentages are written as such: 80, not 0.8.',
    });
  }
  return { ...defaults, ...given };
}
