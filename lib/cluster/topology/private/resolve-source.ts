import { IConstruct } from 'constructs';
import { checkSource, checkTree } from './check-source';
import { poolTree } from './pool-tree';
import { ResolvedDomain, resolveTree } from './resolve-tree';
import { Pool } from '../../pool';
import { TopologySourceConfig } from '../topology-source';

/** The domains of a source; undefined when Volcano is to find them. */
export function resolveSource(
  scope: IConstruct,
  source: TopologySourceConfig,
  pools: Pool[],
): ResolvedDomain[] | undefined {
  checkSource(scope, source);
  const { domains, fromInventories, nodeLabels = [], tierNames } = source;
  if (fromInventories === true) {
    const tree = poolTree(scope, nodeLabels, pools);
    checkTree(scope, tierNames, tree);
    return resolveTree(scope, { tierNames }, tree);
  }
  if (domains === undefined) return undefined;
  checkTree(scope, tierNames, domains);
  return resolveTree(scope, source, domains);
}
