import type { UnitResult } from './objects/result.js';
import { count } from './objects/result.js';
import type { ScenarioResult } from './scenarios/index.js';
import type { StandInsResult } from './stand-ins.js';
import type { WorkloadsResult } from './workloads.js';

/** What a rehearsal of one cluster found. */
export interface ClusterResult {
  /** Construct path of the cluster. */
  readonly cluster: string;
  readonly nodes: number;
  readonly units: readonly UnitResult[];
  readonly workloads?: WorkloadsResult;
  readonly standIns?: StandInsResult;
  readonly scenarios: readonly ScenarioResult[];
  /** Where a kept control plane is. */
  readonly kept?: { readonly kubeconfig: string; readonly stop: string };
}

/** What a rehearsal found. */
export interface RehearsalResult {
  readonly version: 1;
  readonly program: string;
  readonly held: boolean;
  /** Why it did not hold, one line each. */
  readonly reasons: readonly string[];
  readonly clusters: readonly ClusterResult[];
  readonly seconds: number;
}

/** Why a rehearsal did not hold; empty when all of it did. */
export function reasonsAgainst(clusters: readonly ClusterResult[], allowUnchecked: boolean): string[] {
  const objects = clusters.flatMap(({ units }) => units.flatMap((unit) => unit.objects));
  const number = (outcome: Parameters<typeof count>[1], text: string): string[] => {
    const found = count(objects, outcome);
    return found === 0 ? [] : [`${found} ${found === 1 ? 'object' : 'objects'} ${text}`];
  };
  const scenarios = clusters.flatMap(({ scenarios: played }) => played).filter(({ state }) => state === 'failed');
  const refusedPods = clusters.flatMap(({ workloads }) => workloads?.refused ?? []);
  return [
    ...number('refused', 'refused'),
    ...number('needs-value', 'without a value from Terraform (--value)'),
    ...(allowUnchecked
      ? []
      : number('not-checked', 'not checked (--crds gives their definitions, --allow-unchecked lets them pass)')),
    ...refusedPods.map(({ workload }) => `the pods of ${workload} are refused`),
    ...scenarios.map(({ name }) => `scenario ${name} failed`),
  ];
}
