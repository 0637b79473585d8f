import { ICluster } from '../../contracts/cluster';
import { IDeliveryUnit } from '../../core/delivery-contract';
import { fail } from '../../core/private/fail';
import { imagesIn, NamedImage } from '../../core/private/images';
import { isToken } from '../../core/private/tokens';
import { jsonPointer, Manifest } from '../../core/private/manifest-member';
import { isUnit } from '../../core/private/registry';

/** Registries that upstream publishes to; a chart value that starts with one escapes a mirror. */
const PUBLIC = /^(docker\.io|gcr\.io|ghcr\.io|nvcr\.io|public\.ecr\.aws|quay\.io|registry\.k8s\.io)(\/|$)/;

/** The units of one cluster, in every stack of the app. */
function unitsFor(cluster: ICluster): IDeliveryUnit[] {
  return cluster.node.root.node
    .findAll()
    .filter(isUnit)
    .filter((unit) => unit.target === cluster);
}

/** Refuses what a node would not pull, or would pull from elsewhere. */
export function checkImages(cluster: ICluster): void {
  for (const unit of unitsFor(cluster)) {
    imagesIn(unit).forEach((image) => checkImage(cluster, image));
    if (unit.chartSource !== undefined) checkValues(cluster, unit);
  }
}

function checkImage(cluster: ICluster, image: NamedImage): void {
  const { reference } = image;
  const where = (): string => `${image.path} at ${image.pointer}`;
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  const [, tag] = /^[^:@]+(?::([^@]+))?/.exec(name) ?? [];
  if (tag === undefined && !name.includes('@sha256:')) {
    throw fail(cluster, {
      code: 'AIC-1302',
      what: `an image has neither tag nor digest (${where()})`,
      got: reference,
      want: 'name:version or name@sha256:…',
      fix: 'Name the version: without one, each node pulls what is newest to it.',
    });
  }
  if (tag === 'latest' && !name.includes('@sha256:')) {
    throw fail(cluster, {
      code: 'AIC-1303',
      what: `an image has the tag latest (${where()})`,
      got: reference,
      want: 'a version or a digest',
      fix: 'Name the version: latest is another program tomorrow.',
    });
  }
  const pulled = cluster.registries.image(reference);
  if (pulled !== reference) {
    throw fail(cluster, {
      code: 'AIC-1304',
      what: `an image escapes the cluster's registries (${where()})`,
      got: reference,
      want: pulled,
      fix: "Pass it through cluster.registries.image(…), or list its host in the mirror's directHosts.",
    });
  }
}

/** Only a mirror can be escaped, and only what is not read through it is public there. */
function checkValues(cluster: ICluster, unit: IDeliveryUnit): void {
  const visit = (value: unknown, path: string[]): void => {
    if (typeof value === 'string') {
      if (!PUBLIC.test(value) || isToken(value) || !isMirrored(cluster, value)) return;
      throw fail(cluster, {
        code: 'AIC-1305',
        what: `a chart value escapes the cluster's registries (${unit.node.path} at ${jsonPointer(path)})`,
        got: value,
        want: 'the mirror',
        fix: 'Compute it with cluster.registries.registryFor(…) or cluster.registries.image(…).',
      });
    }
    if (typeof value !== 'object' || value === null || isToken(value)) return;
    Object.entries(value as Manifest).forEach(([key, item]) => visit(item, [...path, key]));
  };
  visit(unit._values().values, []);
}

function isMirrored(cluster: ICluster, value: string): boolean {
  const host = value.split('/')[0];
  return cluster.registries.registryFor(host) !== host;
}
