/**
 * A complete AI-native cloud on servers of one's own: sixteen H800 servers on a RoCE fabric that training and serving
 * share, a model kept on NVMe, an endpoint that serves it, and an agent that uses the endpoint and one tool.
 */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AgentDatabase,
  AgentPlatform,
  AINativeCluster,
  ClusterAccess,
  Fabric,
  Framework,
  HotTier,
  IDelivery,
  InferenceEdge,
  ModelSource,
  NodeSelector,
  Prefetch,
  QueuePurpose,
  Registries,
  Runtime,
  Scale,
  SecretReference,
  Size,
  TieredModelStore,
  Tool,
  TrainingJob,
  WarmTier,
} from 'cdktf-ai-cloud';

/** What differs between the places this cloud is delivered to. */
export interface CompleteCloudOptions {
  readonly access?: ClusterAccess;
  readonly delivery?: IDelivery;
  readonly registries?: Registries;
}

export class CompleteCloud extends TerraformStack {
  constructor(scope: Construct, id: string, options: CompleteCloudOptions = {}) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', {
      access: options.access ?? ClusterAccess.kubeconfig('~/.kube/config'),
      delivery: options.delivery,
      registries: options.registries,
    });
    const gpus = cluster.pools.add('h800', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'h800' }),
      expectedNodes: 16,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
      fabric: Fabric.roceV2({ nicsPerNode: 8 }),
      nvmePerNode: Size.tebibytes(3),
    });
    const research = cluster.queues.add('research', { pool: gpus, deservedDevices: 64 });
    cluster.queues.add('serving', { pool: gpus, deservedDevices: 64, purpose: QueuePurpose.SERVING });

    const models = new TieredModelStore(this, 'Models', {
      cluster,
      hot: HotTier.nvme({ pools: [gpus] }),
      warm: WarmTier.bucket('acme-models', {
        endpoint: 's3.storage.acme.com',
        credentials: SecretReference.named('models-s3'),
      }),
    });
    const qwen = models.add('qwen3-32b', {
      source: ModelSource.bucketPath('qwen3-32b/2026-11'),
      size: Size.gibibytes(66),
      prefetch: Prefetch.ON_DEPLOY,
    });

    const inference = new InferenceEdge(this, 'Inference', { cluster });
    const chat = inference.endpoints.add('chat', {
      model: qwen,
      runtime: Runtime.vllm(),
      pool: gpus,
      devicesPerReplica: 8,
      scale: Scale.between(2, 8),
    });

    new TrainingJob(this, 'Finetune', {
      queue: research,
      framework: Framework.pytorch(),
      image: 'registry.acme.com/ml/finetune:2026.11',
      command: ['torchrun', 'finetune.py'],
      gangSize: 4,
      devicesPerPod: 8,
    });

    const agents = new AgentPlatform(this, 'Agents', {
      cluster,
      database: AgentDatabase.external({ secretName: 'kagent-database', key: 'url' }),
    });
    agents.add('support', {
      model: chat,
      instructions: 'You help customers of Acme with their orders. Look an order up before you answer.',
      tools: [Tool.mcp('orders', { url: 'https://orders.internal.acme.com/mcp' })],
    });
  }
}
