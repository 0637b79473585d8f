import type { Blueprint } from '../blueprint/index.js';
import { CliFailure } from '../control-plane/index.js';
import type { Manifest } from '../control-plane/index.js';
import type { ClusterProgram } from './scenarios/scenario.js';

/** The program taken apart by cluster, each with the units of all stacks in their order. */
export function byCluster(blueprints: readonly Blueprint[]): ClusterProgram[] {
  const units = blueprints.flatMap((blueprint) => blueprint.units);
  const paths = [...new Set(units.map(({ cluster }) => cluster))];
  if (paths.length === 0) {
    throw new CliFailure({
      code: 'AIC-8007',
      where: blueprints.map(({ stack }) => stack).join(', '),
      what: 'there is nothing to rehearse',
      got: 'no bundles and no charts',
      fix: 'Add something to a cluster and synthesise again.',
    });
  }
  return paths.map((path) => {
    const of = <T extends { readonly cluster: string }>(section: (blueprint: Blueprint) => readonly T[]): T[] =>
      blueprints.flatMap(section).filter(({ cluster }) => cluster === path);
    return {
      path,
      cluster: blueprints.flatMap(({ clusters }) => clusters).find((cluster) => cluster.path === path),
      deliveries: [...new Set(blueprints.flatMap(({ delivery }) => delivery))],
      pools: of(({ pools }) => pools),
      queues: of(({ queues }) => queues),
      trainingJobs: of(({ trainingJobs }) => trainingJobs),
      endpoints: of(({ endpoints }) => endpoints),
      units: units.filter(({ cluster }) => cluster === path),
    };
  });
}

/** All objects that the program's bundles bring. */
export function manifestsOf({ units }: ClusterProgram): Manifest[] {
  return units.flatMap((unit) => (unit.kind === 'bundle' ? unit.objects.map(({ manifest }) => manifest) : []));
}
