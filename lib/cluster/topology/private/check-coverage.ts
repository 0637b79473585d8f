import { IConstruct } from 'constructs';
import { ResolvedDomain } from './resolve-tree';
import { fail, prose } from '../../../core/private/fail';
import { InventoryNode } from '../../pool-options';
import { Pool } from '../../pool';

/** Nodes outside of every domain take no gang that names a tier, however idle they are. */
export function checkCoverage(scope: IConstruct, domains: ResolvedDomain[], pools: Pool[]): void {
  const isCovered = coverageOf(domains);
  const outside = pools.flatMap((pool) => (pool.inventory ?? []).filter((node) => !isCovered(node)).map((n) => n.name));
  if (outside.length > 0) throw uncovered(scope, outside.join(', '), 'each node of the inventories in one domain');

  const counts = rootsOf(domains).map((root) => root.nodes);
  if (counts.some((nodes) => nodes === undefined)) return;
  const covered = counts.reduce<number>((sum, nodes) => sum + (nodes ?? 0), 0);
  const expected = pools.reduce((sum, pool) => sum + pool.expectedNodes, 0);
  const wanted = pools.map((pool) => `${pool.expectedNodes} of ${pool.poolName}`).join(', ');
  if (covered < expected) throw uncovered(scope, `${covered} nodes in domains`, `at least ${expected}: ${wanted}`);
}

function uncovered(scope: IConstruct, got: string, want: string): Error {
  return fail(scope, {
    code: 'AIC-2156',
    what: 'nodes of the pools stand in no domain, where no gang that names a tier can use them',
    got: prose(got),
    want,
    fix: 'Add the missing nodes to their switches, or name the pools that have such a network in pools.',
  });
}

function coverageOf(domains: ResolvedDomain[]): (node: InventoryNode) => boolean {
  const names = new Set(domains.flatMap((domain) => domain.nodeNames));
  const labels = new Set(domains.flatMap(({ label }) => (label === undefined ? [] : [`${label.key}=${label.value}`])));
  return ({ name, labels: own = {} }) =>
    names.has(name) || Object.entries(own).some(([key, value]) => labels.has(`${key}=${value}`));
}

function rootsOf(domains: ResolvedDomain[]): ResolvedDomain[] {
  const children = new Set(domains.flatMap((domain) => domain.domains));
  return domains.filter((domain) => !children.has(domain.name));
}
