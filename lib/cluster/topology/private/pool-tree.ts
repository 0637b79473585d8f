import { IConstruct } from 'constructs';
import { fail, prose } from '../../../core/private/fail';
import { Pool } from '../../pool';
import { TopologyDomain } from '../topology-domain';

interface Branch {
  readonly branches: Map<string, Branch>;
  readonly nodes: string[];
}

const branch = (): Branch => ({ branches: new Map(), nodes: [] });

/** The domains that the inventories of pools speak of, by the labels of each node. */
export function poolTree(scope: IConstruct, nodeLabels: string[], pools: Pool[]): TopologyDomain[] {
  const root = branch();
  for (const pool of pools) {
    for (const node of pool.inventory ?? []) place(scope, root, nodeLabels, node);
  }
  return domainsOf(root);
}

function place(
  scope: IConstruct,
  root: Branch,
  nodeLabels: string[],
  node: { readonly name: string; readonly labels?: { [key: string]: string } },
): void {
  let at = root;
  for (const key of nodeLabels) {
    const value = node.labels?.[key];
    if (value === undefined) {
      throw fail(scope, {
        code: 'AIC-2165',
        what: `node ${node.name} of an inventory has no place in the network`,
        got: prose(`no label ${key}`),
        want: `the labels ${nodeLabels.join(', ')} on each node`,
        fix: 'Add the label to its entry, or name the pools that have such a network in pools.',
      });
    }
    if (!at.branches.has(value)) at.branches.set(value, branch());
    at = at.branches.get(value)!;
  }
  at.nodes.push(node.name);
}

function domainsOf({ branches }: Branch): TopologyDomain[] {
  return [...branches].map(([name, below]) =>
    below.branches.size > 0 ? TopologyDomain.of(name, domainsOf(below)) : TopologyDomain.ofNodes(name, below.nodes),
  );
}
