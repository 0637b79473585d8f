import { TerraformStack } from 'cdktf';
import {
  Accelerator,
  AINativeCluster,
  AINativeClusterProps,
  ClusterAccess,
  HotTier,
  ModelSource,
  NodeSelector,
  Pool,
  PoolOptions,
  SecretReference,
  Size,
  StoredModelOptions,
  TieredModelStore,
  TieredModelStoreProps,
  WarmTier,
  WarmTierOptions,
} from '../../lib';
import { testStack } from '../harness';

export const CREDENTIALS = SecretReference.named('models-s3');
export const QWEN = { source: ModelSource.bucketPath('qwen3-32b/2025-05-01'), size: Size.gibibytes(66) };

/** A cluster with one pool, and what a store needs. */
export class Fixture {
  public readonly stack: TerraformStack;
  public readonly cluster: AINativeCluster;
  public readonly gpus: Pool;

  constructor(pool: Partial<PoolOptions> = {}, cluster: Partial<AINativeClusterProps> = {}) {
    this.stack = testStack();
    const access = ClusterAccess.kubeconfig('~/.kube/config');
    this.cluster = new AINativeCluster(this.stack, 'Cluster', { access, ...cluster });
    this.gpus = this.addPool('h800', pool);
  }

  public addPool(name: string, options: Partial<PoolOptions> = {}): Pool {
    return this.cluster.pools.add(name, {
      nodes: NodeSelector.labels({ 'acme.com/pool': name }),
      expectedNodes: 16,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
      nvmePerNode: Size.tebibytes(3),
      ...options,
    });
  }

  public store(props: Partial<TieredModelStoreProps> = {}, id = 'Models'): TieredModelStore {
    return new TieredModelStore(this.stack, id, {
      cluster: this.cluster,
      hot: HotTier.nvme({ pools: [this.gpus] }),
      warm: minio(),
      ...props,
    });
  }
}

export function minio(options: Partial<WarmTierOptions> = {}): WarmTier {
  return WarmTier.bucket('acme-models', { credentials: CREDENTIALS, endpoint: 'minio.storage.svc:9000', ...options });
}

/** A stack with one store and one model. */
export function stackWith(
  model: Partial<StoredModelOptions> = {},
  store: Partial<TieredModelStoreProps> = {},
): TerraformStack {
  const fixture = new Fixture();
  fixture.store(store).add('qwen3-32b', { ...QWEN, ...model });
  return fixture.stack;
}
