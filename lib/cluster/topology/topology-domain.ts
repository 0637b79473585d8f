/** Nodes that are known by a label. */
export interface LabelledDomainOptions {
  /**
   * Value of the tier's label on the nodes.
   *
   * @default - the name of the domain
   */
  readonly labelValue?: string;

  /**
   * How many nodes carry it. Lets gangs that are too large for the domain, and pools that are not covered, be refused.
   *
   * @default - not known
   */
  readonly expectedNodes?: number;
}

/**
 * A switch, rack or zone of the network with what is below it: one HyperNode.
 *
 * @example
 * import { TopologyDomain } from 'cdktf-ai-cloud';
 *
 * const spine = TopologyDomain.of('spine-1', [
 *   TopologyDomain.ofNodes('leaf-1', ['gpu-01', 'gpu-02']),
 *   TopologyDomain.ofNodes('leaf-2', ['gpu-03', 'gpu-04']),
 * ]);
 */
export class TopologyDomain {
  /** What is made of smaller domains, for example a spine of leaves. */
  public static of(name: string, domains: TopologyDomain[]): TopologyDomain {
    return new TopologyDomain(name, [...domains], [], undefined);
  }

  /** Nodes by name, for example those below one leaf switch. */
  public static ofNodes(name: string, nodeNames: string[]): TopologyDomain {
    return new TopologyDomain(name, [], [...nodeNames], undefined);
  }

  /** Nodes by label: all that carry the label of their tier with this name, or another value, as its value. */
  public static ofLabel(name: string, options: LabelledDomainOptions = {}): TopologyDomain {
    return new TopologyDomain(name, [], [], options);
  }

  private constructor(
    /** Name: the HyperNode's. */
    public readonly domainName: string,
    /** The domains below. */
    public readonly domains: TopologyDomain[],
    /** Names of its nodes. */
    public readonly nodeNames: string[],
    /** How its nodes are known by label; undefined when they are known by name, or when it has domains below. */
    public readonly label: LabelledDomainOptions | undefined,
  ) {}
}
