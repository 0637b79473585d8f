import { Construct } from 'constructs';
import { nodeFeatureDiscoveryImage, renderNodeFeatureDiscovery } from './render-node-feature-discovery';
import { chartFrom } from '../../catalog/chart-from';
import { CHARTS } from '../../catalog/charts';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { Chart } from '../../core/chart';
import { addFact } from '../../core/private/facts';

const ID = 'NodeFeatureDiscovery';

/**
 * Node feature discovery, the one of the cluster: the charts of the GPU operator, the network operator and the NVIDIA
 * device plugin each bring one too, and theirs stay off.
 */
export class NodeFeatureDiscovery extends Chart {
  /** The cluster's; made at the first call. From then on it runs on the pool's nodes, whatever their taints. */
  public static of(cluster: ICluster, pool: IPool): NodeFeatureDiscovery {
    const existing = cluster.node.tryFindChild(ID) as NodeFeatureDiscovery | undefined;
    const found = existing ?? new NodeFeatureDiscovery(cluster, ID, cluster);
    found.pools.set(pool.poolName, pool);
    return found;
  }

  private readonly pools: Map<string, IPool>;

  private constructor(scope: Construct, id: string, cluster: ICluster) {
    const pools = new Map<string, IPool>();
    super(scope, id, {
      target: cluster,
      chart: chartFrom(CHARTS.nodeFeatureDiscovery, cluster.registries),
      releaseName: 'node-feature-discovery',
      namespace: cluster.namespaces.ensure('node-feature-discovery', PodSecurity.PRIVILEGED),
      values: {},
      source: {
        toManifest: () =>
          renderNodeFeatureDiscovery(
            cluster.registries,
            [...pools.values()].flatMap((p) => p.tolerations),
          ),
      },
    });
    this.pools = pools;
    addFact(this, 'images', () => ({ reference: nodeFeatureDiscoveryImage(cluster.registries) }));
  }
}
