/** Weights on the NVMe disks of the nodes that serve them, out of a bucket in the cluster. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  Bandwidth,
  ClusterAccess,
  Duration,
  HotTier,
  InferenceEdge,
  Integrity,
  ModelFormat,
  ModelSource,
  NodeSelector,
  Prefetch,
  QueuePurpose,
  Runtime,
  Scale,
  SeaweedFs,
  SecretReference,
  Size,
  TieredModelStore,
  WarmTier,
} from 'cdktf-ai-cloud';

export class Models extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const serve = cluster.pools.add('serve', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'serve' }),
      expectedNodes: 4,
      accelerator: Accelerator.NVIDIA_L20,
      devicesPerNode: 8,
      nvmePerNode: Size.tebibytes(2),
    });
    cluster.queues.add('serving', { pool: serve, deservedDevices: 32, purpose: QueuePurpose.SERVING });

    const storage = new SeaweedFs(this, 'Storage', { cluster, sizePerServer: Size.tebibytes(4) });
    const bucket = storage.addBucket('acme-models');
    bucket.grantRead(SecretReference.named('models-reader'));
    bucket.grantWrite(SecretReference.named('models-writer'));

    const store = new TieredModelStore(this, 'Models', {
      cluster,
      hot: HotTier.nvme({ pools: [serve] }),
      warm: WarmTier.ofBucket(bucket, {
        credentials: SecretReference.named('models-reader'),
        jobCredentials: SecretReference.named('models-writer'),
        bandwidth: Bandwidth.gigabitsPerSecond(50),
      }),
      acceptedLicenses: ['apache-2.0', 'mit'],
    });
    // Cached on all four nodes as soon as it is deployed, checked file by file, and only then served.
    const qwen = store.add('qwen3-32b', {
      source: ModelSource.bucketPath('qwen3-32b/2025-05-01'),
      version: '2025-05-01',
      size: Size.gibibytes(66),
      format: ModelFormat.SAFETENSORS,
      license: 'apache-2.0',
      integrity: Integrity.sumsFile('SHA256SUMS', '9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a'),
      startsWhenWarm: true,
      warmWithin: Duration.minutes(10),
    });
    // Imported into the bucket once, from there on it is like any other.
    store.add('qwen2-5-0-5b', {
      source: ModelSource.huggingFace('Qwen/Qwen2.5-0.5B-Instruct', '7ae557604adf67be50417f59c2c2f167def9a775'),
      size: Size.gibibytes(1),
      license: 'apache-2.0',
    });
    store.addDataset('evaluation', {
      source: ModelSource.bucketPath('evaluation/v1'),
      size: Size.gibibytes(20),
      license: 'mit',
      prefetch: Prefetch.schedule('0 2 * * *'),
    });

    const inference = new InferenceEdge(this, 'Inference', { cluster });
    inference.endpoints.add('chat', {
      model: store.alias('chat-prod', qwen),
      runtime: Runtime.vllm(),
      pool: serve,
      devicesPerReplica: 4,
      scale: Scale.between(1, 8),
    });
  }
}
