import { Construct, DependencyGroup, IDependable } from 'constructs';
import { checkCoverage } from './private/check-coverage';
import { renderDiscovery } from './private/render-discovery';
import { renderHyperNode } from './private/render-hyper-nodes';
import { resolveSource } from './private/resolve-source';
import { ResolvedDomain } from './private/resolve-tree';
import { TopologySource } from './topology-source';
import { AINativeCluster } from '../ai-native-cluster';
import { Pool } from '../pool';
import { ITopologyTier } from '../../contracts/topology';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { foreignAmong } from '../../core/private/belongs';
import { fail, prose } from '../../core/private/fail';
import { ShardedBundle } from '../../core/sharded-bundle';

const RELEASE = 'network-topology';

/** Which cluster, and how its network is known. */
export interface NetworkTopologyProps {
  /** The cluster. */
  readonly cluster: AINativeCluster;

  /** Where the tree comes from. */
  readonly source: TopologySource;

  /**
   * Pools whose nodes the tree covers.
   *
   * @default - all pools of the cluster
   */
  readonly pools?: Pool[];

  /**
   * Releases that share the tree: one holds about 5,000 nodes. Changing it makes all HyperNodes again.
   *
   * @default 1
   */
  readonly shards?: number;
}

/**
 * What the network between nodes looks like, so that gangs stay close together.
 *
 * Each domain is a HyperNode of Volcano. The narrowest tier has number 1, and a gang that may not leave it runs below one
 * of its domains or waits. A cluster has one topology; the policy of its scheduler gets the plugin that reads it.
 *
 * @see https://volcano.sh/en/docs/network_topology_aware_scheduling/
 *
 * @example
 * import { AINativeCluster, NetworkTopology, TopologyDomain, TopologySource } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: AINativeCluster;
 * const topology = new NetworkTopology(stack, 'Topology', {
 *   cluster,
 *   source: TopologySource.inventory(['spine', 'leaf'], [
 *     TopologyDomain.of('spine-1', [
 *       TopologyDomain.ofNodes('leaf-1', ['gpu-01', 'gpu-02']),
 *       TopologyDomain.ofNodes('leaf-2', ['gpu-03', 'gpu-04']),
 *     ]),
 *   ]),
 * });
 * const leaf = topology.tier('leaf');
 */
export class NetworkTopology extends Construct {
  /** The cluster. */
  public readonly cluster: AINativeCluster;
  /** What the tiers are called, the widest first. */
  public readonly tierNames: string[];
  /** Labels of nodes by which the tiers are known, the widest first; empty when nodes are known by name. */
  public readonly nodeLabels: string[];
  /** The HyperNodes, or what discovers them, are there. */
  public readonly ready: IDependable;

  private readonly domains: ResolvedDomain[];

  constructor(scope: Construct, id: string, props: NetworkTopologyProps) {
    super(scope, id);
    const { cluster } = props;
    const { config } = props.source;
    this.cluster = cluster;
    this.tierNames = [...config.tierNames];
    this.nodeLabels = [...(config.nodeLabels ?? [])];
    const pools = (): Pool[] => props.pools ?? cluster.pools.all();
    this.checkPools(pools());
    const tree = resolveSource(this, config, pools());
    const isKnown = tree !== undefined;
    this.domains = tree ?? [];
    cluster.scheduling._readTopology({ scope: this, discovery: isKnown ? undefined : renderDiscovery(config) });
    this.ready = isKnown ? this.makeHyperNodes(props.shards ?? 1) : cluster.scheduling.ready;
    this.node.addValidation({
      validate: () => {
        if (isKnown) checkCoverage(this, this.domains, pools());
        return [];
      },
    });
  }

  /** A tier by name, for what must stay below one of its domains. */
  public tier(tierName: string): ITopologyTier {
    const depth = this.tierNames.indexOf(tierName);
    if (depth < 0) {
      throw fail(this, {
        code: 'AIC-2158',
        what: 'the topology has no such tier',
        got: tierName,
        want: `one of ${this.tierNames.join(', ')}`,
        fix: 'Tiers are named by the source of the topology.',
      });
    }
    const sizes = this.domains.filter((domain) => domain.tierName === tierName).map((domain) => domain.nodes);
    const isCounted = sizes.length > 0 && sizes.every((size) => size !== undefined);
    return {
      cluster: this.cluster,
      tier: this.tierNames.length - depth,
      tierName,
      nodesPerDomain: isCounted ? Math.max(...(sizes as number[])) : undefined,
      ready: this.ready,
    };
  }

  /** Pools of two clusters often have the same names; their nodes never share a switch of one tree. */
  private checkPools(pools: Pool[]): void {
    const foreign = foreignAmong(pools, this.cluster);
    if (foreign !== undefined) {
      throw fail(this, {
        code: 'AIC-2166',
        what: 'the topology covers a pool of another cluster',
        got: prose(foreign.node.path),
        want: `pools of ${this.cluster.node.path}`,
        fix: 'Give each cluster a NetworkTopology of its own.',
      });
    }
  }

  private makeHyperNodes(shards: number): IDependable {
    const { cluster } = this;
    const bundleOf = this.bundles(shards);
    const all = new DependencyGroup();
    for (const domain of this.domains) {
      const bundle = bundleOf(domain.name);
      all.add(bundle);
      new KubernetesObject(bundle, domain.name, { manifest: renderHyperNode(domain) });
      bundle.node.addDependency(cluster.scheduling.ready);
    }
    return all;
  }

  private bundles(shards: number): (name: string) => Bundle {
    const target = this.cluster;
    if (shards === 1) {
      const bundle = new Bundle(this, 'HyperNodes', { target, releaseName: RELEASE });
      return () => bundle;
    }
    const sharded = new ShardedBundle(this, 'HyperNodes', { target, releaseName: RELEASE, shards });
    return (name) => sharded.bundleFor(name);
  }
}
