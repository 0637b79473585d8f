import { TopologyDomain } from './topology-domain';
import { Duration } from '../../units/duration';

/** A tier of the network that nodes carry a label for. */
export interface TopologyTierLabel {
  /** What the tier is called, for example `leaf`. */
  readonly tierName: string;
  /** Key of the label, for example `acme.com/leaf`. */
  readonly nodeLabel: string;
}

/** Where NVIDIA's Unified Fabric Manager answers. */
export interface UfmOptions {
  /** Its address, for example `https://ufm.acme.com`. */
  readonly endpoint: string;

  /** Secret in `volcano-system` with the keys `username` and `password`. Volcano asks again until it is there. */
  readonly credentialsSecretName: string;

  /**
   * How often it is asked.
   *
   * @default Duration.hours(1)
   */
  readonly interval?: Duration;

  /**
   * Whether a certificate that cannot be verified is taken.
   *
   * @default false
   */
  readonly skipCertificateCheck?: boolean;
}

/** Where a tree of domains comes from, once everything about it is said. */
export interface TopologySourceConfig {
  /** Names of the tiers, the widest first. */
  readonly tierNames: string[];

  /**
   * Node labels of the tiers, in the same order.
   *
   * @default - nodes are not labelled
   */
  readonly nodeLabels?: string[];

  /**
   * The tree.
   *
   * @default - it is discovered in the cluster
   */
  readonly domains?: TopologyDomain[];

  /**
   * Whether the tree is that of the pools' inventories.
   *
   * @default false
   */
  readonly fromInventories?: boolean;

  /**
   * The fabric manager that is asked.
   *
   * @default - none
   */
  readonly ufm?: UfmOptions;
}

/**
 * Where the network topology comes from: a list that you keep, labels of nodes, or what Volcano finds in the cluster.
 *
 * @example
 * import { TopologyDomain, TopologySource } from 'cdktf-ai-cloud';
 *
 * const source = TopologySource.inventory(['spine', 'leaf'], [
 *   TopologyDomain.of('spine-1', [TopologyDomain.ofNodes('leaf-1', ['gpu-01', 'gpu-02'])]),
 * ]);
 */
export class TopologySource {
  /**
   * A tree with the names of its nodes. Every branch has every tier.
   *
   * @param tierNames What the tiers are called, the widest first.
   * @param domains The domains of the widest tier.
   */
  public static inventory(tierNames: string[], domains: TopologyDomain[]): TopologySource {
    return new TopologySource({ tierNames: [...tierNames], domains: [...domains] });
  }

  /**
   * The tree that the inventories of the pools speak of: each node there carries a label for each tier. Add the pools first.
   *
   * @param tiers The tiers, the widest first.
   */
  public static poolInventories(tiers: TopologyTierLabel[]): TopologySource {
    return new TopologySource({ ...labelled(tiers), fromInventories: true });
  }

  /**
   * A tree whose nodes are known by their labels, so that a node which is replaced needs no change.
   *
   * @param tiers The tiers, the widest first. Volcano reads the label of the last one; Kueue reads all.
   * @param domains The domains of the widest tier.
   */
  public static nodeLabels(tiers: TopologyTierLabel[], domains: TopologyDomain[]): TopologySource {
    return new TopologySource({ ...labelled(tiers), domains: [...domains] });
  }

  /**
   * What Volcano finds by the labels of nodes. A value of a label must stand for one domain in all of the cluster.
   *
   * @param tiers The tiers, the widest first.
   * @see https://github.com/volcano-sh/volcano/blob/v1.15.1/docs/user-guide/how_to_use_hypernode_auto_discovery.md
   */
  public static labelDiscovery(tiers: TopologyTierLabel[]): TopologySource {
    return new TopologySource(labelled(tiers));
  }

  /** What NVIDIA's Unified Fabric Manager knows of an InfiniBand fabric: the tiers `spine` and `leaf`. */
  public static ufm(options: UfmOptions): TopologySource {
    return new TopologySource({ tierNames: ['spine', 'leaf'], ufm: options });
  }

  private constructor(
    /** What was said. */
    public readonly config: TopologySourceConfig,
  ) {}
}

function labelled(tiers: TopologyTierLabel[]): TopologySourceConfig {
  return { tierNames: tiers.map((tier) => tier.tierName), nodeLabels: tiers.map((tier) => tier.nodeLabel) };
}
