import type { ScenarioContext } from './scenario.js';

/** A HyperNode with the nodes below it. */
export interface Domain {
  readonly name: string;
  readonly tier: number;
  readonly nodes: ReadonlySet<string>;
}

interface Selector {
  readonly exactMatch?: { readonly name: string };
  readonly regexMatch?: { readonly pattern: string };
  readonly labelMatch?: {
    readonly matchLabels?: { readonly [key: string]: string };
    readonly matchExpressions?: readonly {
      readonly key: string;
      readonly operator: string;
      readonly values?: readonly string[];
    }[];
  };
}

/** A HyperNode as Volcano stores it. */
export interface HyperNode {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly tier: number;
    readonly members?: readonly { readonly type: 'Node' | 'HyperNode'; readonly selector: Selector }[];
  };
}

/** A node, as far as HyperNodes look at it. */
export interface LabelledNode {
  readonly metadata: { readonly name: string; readonly labels?: { readonly [key: string]: string } };
}

/** The HyperNodes of the cluster, written by the program or found by Volcano's discovery. */
export async function domainsOf({ api, signal }: ScenarioContext): Promise<Domain[]> {
  const [hyperNodes, nodes] = await Promise.all([
    api.request('GET', '/apis/topology.volcano.sh/v1alpha1/hypernodes', { signal }),
    api.request('GET', '/api/v1/nodes', { signal }),
  ]);
  if (hyperNodes.status !== 200) return [];
  return resolveDomains(
    (hyperNodes.body as { items: HyperNode[] }).items,
    (nodes.body as { items: LabelledNode[] }).items,
  );
}

/** The nodes below each HyperNode, through the HyperNodes below it. */
export function resolveDomains(hyperNodes: readonly HyperNode[], nodes: readonly LabelledNode[]): Domain[] {
  const byName = new Map(hyperNodes.map((one) => [one.metadata.name, one]));
  const below = (hyperNode: HyperNode, above: ReadonlySet<string>): string[] =>
    (hyperNode.spec.members ?? []).flatMap(({ type, selector }) => {
      if (type === 'Node') return nodes.filter((node) => matches(selector, node)).map(({ metadata }) => metadata.name);
      return [...byName.values()]
        .filter((one) => !above.has(one.metadata.name) && matches(selector, one))
        .flatMap((one) => below(one, new Set([...above, one.metadata.name])));
    });
  return hyperNodes.map((one) => ({
    name: one.metadata.name,
    tier: one.spec.tier,
    nodes: new Set(below(one, new Set([one.metadata.name]))),
  }));
}

function matches({ exactMatch, regexMatch, labelMatch }: Selector, { metadata }: LabelledNode): boolean {
  if (exactMatch) return metadata.name === exactMatch.name;
  if (regexMatch) return new RegExp(regexMatch.pattern).test(metadata.name);
  if (!labelMatch) return false;
  const labels = metadata.labels ?? {};
  return (
    Object.entries(labelMatch.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (labelMatch.matchExpressions ?? []).every(({ key, operator, values }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isIn = value !== undefined && (values ?? []).includes(value);
      return operator === 'In' ? isIn : !isIn;
    })
  );
}
