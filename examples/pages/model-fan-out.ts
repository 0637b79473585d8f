/** A model on every node of a pool, read from the bucket once. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  Bandwidth,
  CacheEngine,
  ClusterAccess,
  Dragonfly,
  DragonflyDatabase,
  HotTier,
  ModelSource,
  NodeSelector,
  SecretReference,
  Size,
  TieredModelStore,
  WarmTier,
} from 'cdktf-ai-cloud';

export class FannedOut extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const serve = cluster.pools.add('serve', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'serve' }),
      expectedNodes: 32,
      accelerator: Accelerator.NVIDIA_H20,
      devicesPerNode: 8,
      nvmePerNode: Size.tebibytes(2),
    });
    const dragonfly = new Dragonfly(this, 'Dragonfly', {
      cluster,
      pools: [serve],
      database: DragonflyDatabase.external({
        mysqlHost: 'mysql.acme.internal',
        redisAddresses: ['redis.acme.internal:6379'],
      }),
      cacheSize: Size.gibibytes(300),
    });
    const store = new TieredModelStore(this, 'Models', {
      cluster,
      hot: HotTier.nvme({ pools: [serve], engine: CacheEngine.dragonfly(dragonfly) }),
      warm: WarmTier.bucket('acme-models', {
        credentials: SecretReference.named('models-reader'),
        endpoint: 'ceph.acme.internal',
        bandwidth: Bandwidth.gigabitsPerSecond(100),
      }),
    });
    store.add('llama-3-1-70b', {
      source: ModelSource.bucketPath('llama-3-1-70b/2024-07-23'),
      size: Size.gibibytes(132),
    });
  }
}
