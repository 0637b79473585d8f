import { IConstruct } from 'constructs';
import { ResolvedDomain } from './resolve-tree';
import { IPool } from '../../../contracts/pool';
import { fail, prose } from '../../../core/private/fail';

/** Nodes outside of every domain take no gang that names a tier, however idle they are. */
export function checkCoverage(scope: IConstruct, domains: ResolvedDomain[], pools: IPool[]): void {
  const children = new Set(domains.flatMap((domain) => domain.domains));
  const roots = domains.filter((domain) => !children.has(domain.name));
  if (roots.some((root) => root.nodes === undefined)) return;
  const covered = roots.reduce((sum, root) => sum + (root.nodes ?? 0), 0);
  const expected = pools.reduce((sum, pool) => sum + pool.expectedNodes, 0);
  if (covered < expected) {
    throw fail(scope, {
      code: 'AIC-2156',
      what: 'nodes of the pools stand in no domain, where no gang that names a tier can use them',
      got: prose(`${covered} nodes in domains`),
      want: `at least ${expected}: ${pools.map((pool) => `${pool.expectedNodes} of ${pool.poolName}`).join(', ')}`,
      fix: 'Add the missing nodes to their switches, or name the pools that have such a network in pools.',
    });
  }
}
