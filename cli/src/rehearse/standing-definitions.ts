import type { UpstreamName } from '../control-plane/index.js';
import { manifestsOf } from './cluster-program.js';
import { moduleDefinitions } from './module-definitions.js';
import { apply, established } from './objects/apply.js';
import type { ApplyContext } from './objects/apply.js';
import { isDefinition } from './objects/rest.js';
import type { ClusterProgram } from './scenarios/scenario.js';

/** Groups that a cluster has once, with its storage and before any program, and the module that holds their definitions. */
const STANDING: { readonly [group: string]: UpstreamName } = {
  'objectbucket.io': 'objectBucket',
  'objectstorage.k8s.io': 'cosi',
  'snapshot.storage.k8s.io': 'externalSnapshotter',
};

/** Those that the program has objects of and does not bring itself. */
export function standingGroups(program: ClusterProgram): string[] {
  const manifests = manifestsOf(program);
  const brought = new Set([
    ...program.units.flatMap((unit) => (unit.kind === 'chart' ? (unit.chart.crdGroups ?? []) : [])),
    ...manifests.filter(isDefinition).map(({ spec }) => spec.group),
  ]);
  const used = new Set(manifests.map(({ apiVersion }) => apiVersion.split('/')[0]!));
  return Object.keys(STANDING).filter((group) => used.has(group) && !brought.has(group));
}

/** Installs them; returns the groups that are known then. What cannot be fetched is told with the objects it is missed by. */
export async function installStanding(context: ApplyContext, groups: readonly string[]): Promise<string[]> {
  const known = await Promise.all(groups.map((group) => installGroup(context, group)));
  return groups.filter((_, index) => known[index]);
}

async function installGroup(context: ApplyContext, group: string): Promise<boolean> {
  const own = await moduleDefinitions(STANDING[group]!, [group], context.signal);
  const outcomes = await Promise.all(own.map((definition) => apply(context, definition, { lenient: true })));
  const taken = own.filter((_, index) => outcomes[index]!.outcome !== 'refused');
  const late = await established(
    context,
    taken.map(({ metadata }) => metadata!.name!),
  );
  for (const definition of taken) if (!late.includes(definition.metadata!.name!)) context.kinds.learn(definition);
  return taken.length > late.length;
}
