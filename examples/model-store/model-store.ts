import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  Bandwidth,
  CacheEngine,
  ClusterAccess,
  ColdTier,
  Duration,
  HotTier,
  Integrity,
  ModelFormat,
  ModelSource,
  ModelStoreMonitoring,
  Monitoring,
  NodeSelector,
  Prefetch,
  QueuePurpose,
  SecretReference,
  Size,
  StoragePrices,
  TieredModelStore,
} from 'cdktf-ai-cloud';
import { Place } from './places';
import { serve } from './serving';
import { tune } from './tuning';

const SUMS = '1f0c5cf1ddc1b5ad9ed9e5b6cb6a3c6b6cf8d1b52c83a0f0a3cfd7a4f3a8e1d2';

/** Models and datasets in three tiers: what is served is warm and whole before a replica starts. */
export class ModelStore extends TerraformStack {
  constructor(scope: Construct, id: string, place: Place) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', {
      cloud: place.cloud,
      access: ClusterAccess.kubeconfig('~/.kube/config'),
    });
    const training = cluster.pools.add('train', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'train' }),
      expectedNodes: 8,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
      nvmePerNode: Size.tebibytes(3),
    });
    const serving = cluster.pools.add('serve', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'serve' }),
      expectedNodes: 4,
      accelerator: Accelerator.NVIDIA_L20,
      devicesPerNode: 8,
      nvmePerNode: Size.tebibytes(2),
    });
    const research = cluster.queues.add('research', { pool: training, deservedDevices: 64 });
    cluster.queues.add('serving', { pool: serving, deservedDevices: 32, purpose: QueuePurpose.SERVING });

    const cold = ColdTier.archiveAfter(Duration.days(60), {
      pathPrefix: 'models',
      expirations: [{ prefix: 'candidates', after: Duration.days(30) }],
    });
    const warm = place.warm(this, cluster, cold, {
      credentials: SecretReference.named('models-reader'),
      jobCredentials: SecretReference.named('models-writer'),
      pathPrefix: 'models',
      bandwidth: Bandwidth.gigabitsPerSecond(100),
    });
    const acceptedLicenses = ['apache-2.0', 'llama3.1', 'mit'];
    const store = new TieredModelStore(this, 'Models', {
      cluster,
      hot: HotTier.nvme({ pools: [serving, training], nodeBandwidth: Bandwidth.gigabitsPerSecond(25) }),
      warm,
      cold,
      acceptedLicenses,
      prices: StoragePrices.of('CNY', { warmPerMonth: 0.12, egress: 0.5, tenThousandReads: 0.01 }),
    });
    // Small models are read fastest from a copy on the node's own disk.
    const copies = new TieredModelStore(this, 'Copies', {
      cluster,
      hot: HotTier.nvme({ pools: [serving], engine: CacheEngine.localModelCache() }),
      warm,
      acceptedLicenses,
      namespace: 'model-copies',
    });

    const qwen = store.add('qwen3-32b', {
      source: ModelSource.bucketPath('qwen3-32b/2025-05-01'),
      version: '2025-05-01',
      size: Size.gibibytes(66),
      format: ModelFormat.SAFETENSORS,
      license: 'apache-2.0',
      hotPools: [serving],
      pinned: true,
      integrity: Integrity.sumsFile('SHA256SUMS', SUMS),
      startsWhenWarm: true,
    });
    // 140 GB, served on one pool and tuned on the other.
    const llama = store.add('llama-3-1-70b', {
      source: ModelSource.huggingFace('meta-llama/Llama-3.1-70B', '349b2ddb53ce8f2849a6c168a81980ab25258dac', {
        token: { secretName: 'hugging-face', key: 'token' },
      }),
      size: Size.gibibytes(132),
      format: ModelFormat.SAFETENSORS,
      license: 'llama3.1',
      replicas: 2,
      warmWithin: Duration.minutes(30),
    });
    const embedding = copies.add('bge-m3', {
      source: ModelSource.bucketPath('bge-m3/2024-07-03'),
      size: Size.gibibytes(5),
      format: ModelFormat.SAFETENSORS,
      license: 'mit',
    });
    const corpus = store.addDataset('instructions', {
      source: ModelSource.bucketPath('instructions/v3'),
      size: Size.tebibytes(2),
      license: 'apache-2.0',
      hotPools: [training],
      prefetch: Prefetch.schedule('0 2 * * *', { timeZone: 'Asia/Shanghai' }),
    });
    store.addDataset('evaluation', {
      source: ModelSource.bucketPath('evaluation/v1'),
      size: Size.gibibytes(20),
      license: 'mit',
    });

    serve(this, { cluster, pool: serving, chat: store.alias('chat-prod', qwen), embedding });
    tune(this, { store, queue: research, base: llama, data: corpus, diskDriver: place.diskDriver });

    const monitoring = new Monitoring(this, 'Monitoring', { cluster });
    new ModelStoreMonitoring(this, 'ModelStoreMonitoring', { store, monitoring });
  }
}
