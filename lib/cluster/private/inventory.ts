import { IConstruct } from 'constructs';
import { isNodeLabel } from './node-label';
import { fail, prose } from '../../core/private/fail';
import { isDnsSubdomain } from '../../core/private/names';
import { InventoryNode } from '../pool-options';

/** The nodes sorted by name; fails when they are not what the pool expects. */
export function readInventory(
  scope: IConstruct,
  poolName: string,
  nodes: InventoryNode[],
  expectedNodes: number,
): InventoryNode[] {
  const sorted = [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1));
  const wrong = sorted.find(
    ({ name, labels = {} }, i) =>
      !isDnsSubdomain(name) || name === sorted[i + 1]?.name || !Object.entries(labels).every(isNodeLabel),
  );
  if (wrong !== undefined || nodes.length !== expectedNodes) {
    throw fail(scope, {
      code: 'AIC-2044',
      what: `the inventory of ${poolName} is not that of its nodes`,
      got: prose(wrong === undefined ? `${nodes.length} nodes` : `a node ${wrong.name}`),
      want: `${expectedNodes} nodes (expectedNodes), each name once and with labels that a node can carry`,
      fix: 'Give names and labels as kubectl get nodes --show-labels does, and expectedNodes from the same source.',
    });
  }
  return sorted.map(({ name, labels }) => ({ name, labels: { ...labels } }));
}
