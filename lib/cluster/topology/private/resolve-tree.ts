import { IConstruct } from 'constructs';
import { fail, prose } from '../../../core/private/fail';
import { isDnsSubdomain } from '../../../core/private/names';
import { TopologyDomain } from '../topology-domain';
import { TopologySourceConfig } from '../topology-source';

const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** One HyperNode to be. Exactly one of the three kinds of members is there. */
export interface ResolvedDomain {
  readonly name: string;
  /** 1 for the narrowest. */
  readonly tier: number;
  readonly tierName: string;
  /** Names of the domains below, sorted. */
  readonly domains: string[];
  /** Names of its nodes, sorted. */
  readonly nodeNames: string[];
  readonly label?: { readonly key: string; readonly value: string };
  /** Nodes below it; undefined when some of them are known by label and nobody said how many. */
  readonly nodes?: number;
}

/** The domains of a tree, sorted by name. What is refused here is refused by nobody else: Volcano ignores or waits. */
export function resolveTree(
  scope: IConstruct,
  source: TopologySourceConfig,
  roots: TopologyDomain[],
): ResolvedDomain[] {
  const tree = new Tree(scope, source);
  roots.forEach((root) => tree.add(root, 0));
  return tree.resolved();
}

class Tree {
  private readonly domains: ResolvedDomain[] = [];
  private readonly names = new Set<string>();
  /** Domain of each node name, and of each label value. */
  private readonly owners = { node: new Map<string, string>(), label: new Map<string, string>() };

  constructor(
    private readonly scope: IConstruct,
    private readonly source: TopologySourceConfig,
  ) {}

  public resolved(): ResolvedDomain[] {
    return [...this.domains].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Returns how many nodes are below. */
  public add(domain: TopologyDomain, depth: number): number | undefined {
    this.checkName(domain);
    this.checkDepth(domain, depth);
    const { tierNames } = this.source;
    const below = domain.domains.map((child) => this.add(child, depth + 1));
    const resolved: ResolvedDomain = {
      name: domain.domainName,
      tier: tierNames.length - depth,
      tierName: tierNames[depth],
      domains: domain.domains.map((child) => child.domainName).sort(),
      nodeNames: [...domain.nodeNames].sort(),
      label: this.labelOf(domain, depth),
      nodes: domain.label === undefined ? sum([domain.nodeNames.length, ...below]) : domain.label.expectedNodes,
    };
    domain.nodeNames.forEach((node) => this.own('node', node, domain));
    if (resolved.label !== undefined) this.own('label', resolved.label.value, domain);
    this.domains.push(resolved);
    return resolved.nodes;
  }

  private checkName(domain: TopologyDomain): void {
    const name = domain.domainName;
    const wrong = [name, ...domain.nodeNames].find((n) => !isDnsSubdomain(n));
    if (wrong !== undefined) {
      throw fail(this.scope, {
        code: 'AIC-2151',
        what: wrong === name ? 'a domain has no Kubernetes name' : `a node of ${name} has no Kubernetes name`,
        got: wrong,
        want: "a DNS subdomain: a-z, 0-9, '-' and '.', at most 253 characters",
        fix: 'Domains become objects, and nodes are matched by the name that kubectl get nodes shows.',
      });
    }
    if (this.names.has(name)) {
      throw fail(this.scope, {
        code: 'AIC-2152',
        what: 'a domain stands in the tree twice: with two parents no gang that names a tier is placed any more',
        got: name,
        want: 'each domain once, whatever its tier',
        fix: 'Give the second one a name of its own.',
      });
    }
    this.names.add(name);
  }

  private checkDepth(domain: TopologyDomain, depth: number): void {
    const { tierNames, nodeLabels } = this.source;
    const isLast = depth === tierNames.length - 1;
    const has = domain.domains.length > 0 ? 'domains' : domain.label !== undefined ? 'label' : 'nodes';
    const wanted = isLast ? (nodeLabels === undefined ? 'nodes' : 'label') : 'domains';
    if (has !== wanted || (has === 'nodes' && domain.nodeNames.length === 0)) {
      const wants = { domains: `domains of ${tierNames[depth + 1]}`, nodes: 'node names', label: 'nodes by label' };
      throw fail(this.scope, {
        code: 'AIC-2153',
        what: `${domain.domainName} is a ${tierNames[depth]} and has the wrong things below it`,
        got: prose(
          has === 'nodes' && domain.nodeNames.length === 0 ? 'nothing' : has === 'label' ? 'nodes by label' : has,
        ),
        want: `${wants[wanted]}, at least one`,
        fix: 'Every branch has every tier: put a domain of one where a switch is missing.',
      });
    }
  }

  private labelOf(domain: TopologyDomain, depth: number): ResolvedDomain['label'] {
    const key = this.source.nodeLabels?.[depth];
    if (domain.label === undefined || key === undefined) return undefined;
    const { labelValue: value = domain.domainName, expectedNodes } = domain.label;
    if (
      !LABEL_VALUE.test(value) ||
      (expectedNodes !== undefined && !(Number.isInteger(expectedNodes) && expectedNodes > 0))
    ) {
      throw fail(this.scope, {
        code: 'AIC-2154',
        what: `the nodes of ${domain.domainName} are not usable`,
        got: { labelValue: value, expectedNodes },
        want: 'the value of a label, 63 characters at most, and a whole number of nodes',
        fix: `Write what kubectl get nodes -L ${key} shows.`,
      });
    }
    return { key, value };
  }

  private own(kind: 'node' | 'label', thing: string, domain: TopologyDomain): void {
    const owners = this.owners[kind];
    const other = owners.get(thing);
    if (other !== undefined) {
      throw fail(this.scope, {
        code: 'AIC-2155',
        what: `two domains overlap, and the scheduler would count ${kind === 'node' ? 'a node' : 'nodes'} twice`,
        got: prose(`${kind} ${thing} in ${other} and ${domain.domainName}`),
        want: `each ${kind === 'node' ? 'node' : 'value of a label'} in one domain`,
        fix: 'Take it out of one of the two.',
      });
    }
    owners.set(thing, domain.domainName);
  }
}

function sum(counts: (number | undefined)[]): number | undefined {
  return counts.reduce((total, n) => (total === undefined || n === undefined ? undefined : total + n), 0);
}
