import { IConstruct } from 'constructs';
import { ResolvedWarm } from './resolve-warm';
import { warn } from '../../../core/private/fail';
import { withoutToken } from '../../private/hashed';

/** A place in the warm tier that a namespace reads. */
interface Place {
  readonly store: string;
  readonly namespace: string;
  readonly where: string;
  /** With a slash at the end; empty for all of it. */
  readonly prefix: string;
}

const places = new WeakMap<IConstruct, Place[]>();

/** Notes where a store reads, and warns when two namespaces read the same: their tenants see each other's models. */
export function checkTenants(scope: IConstruct, cluster: IConstruct, namespace: string, warm: ResolvedWarm): void {
  const known = places.get(cluster) ?? [];
  places.set(cluster, known);
  const where = warm.kind === 'bucket' ? `${warm.endpoint}/${warm.bucketName}` : warm.claimName;
  const prefix = warm.pathPrefix === undefined ? '' : `${warm.pathPrefix}/`;
  const place = { store: scope.node.path, namespace, where, prefix };
  const other = known.find((one) => isShared(one, place));
  known.push(place);
  if (other === undefined) return;
  warn(
    scope,
    'AIC-3247',
    `${withoutToken(where)} below '${prefix}' is read in the namespace ${namespace}, and below '${other.prefix}' in ` +
      `${other.namespace} by ${other.store}: whoever reads one reads the other. Tenants have prefixes of their own, ` +
      'beside one another: warm.forTenant().',
  );
}

function isShared(a: Place, b: Place): boolean {
  if (a.namespace === b.namespace || a.where !== b.where) return false;
  return a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
}
