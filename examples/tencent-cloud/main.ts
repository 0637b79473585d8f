/**
 * The same ideas on Tencent Cloud: TKE brings driver, device plugin and RDMA network, COS holds the models, and the
 * gateway gets an internal load balancer. Only what the cloud does not bring is installed.
 */
import { App, TerraformStack, TerraformVariable } from 'cdktf';
import {
  Accelerator,
  AINativeCluster,
  CloudProfile,
  ClusterAccess,
  Duration,
  Fabric,
  Framework,
  HotTier,
  InferenceEdge,
  ModelSource,
  NodeSelector,
  QueuePurpose,
  Runtime,
  Scale,
  SecretReference,
  Size,
  TieredModelStore,
  TrainingJob,
  WarmTier,
} from 'cdktf-ai-cloud';

const app = new App();
const stack = new TerraformStack(app, 'tencent-cloud');

const token = new TerraformVariable(stack, 'ClusterToken', { type: 'string', sensitive: true });
const cluster = new AINativeCluster(stack, 'Cluster', {
  cloud: CloudProfile.tencent({ region: 'ap-guangzhou', loadBalancerSubnetId: 'subnet-12345678' }),
  access: ClusterAccess.endpoint({
    host: 'https://cls-12345678.ccs.tencent-cloud.com',
    clusterCaCertificate: new TerraformVariable(stack, 'ClusterCa', { type: 'string' }).stringValue,
    token: token.stringValue,
  }),
});
const gpus = cluster.pools.add('h20', {
  nodes: NodeSelector.labels({ 'acme.com/pool': 'h20' }),
  expectedNodes: 8,
  accelerator: Accelerator.NVIDIA_H20,
  devicesPerNode: 8,
  fabric: Fabric.roceV2({ nicsPerNode: 8 }),
  nvmePerNode: Size.tebibytes(3),
});
const research = cluster.queues.add('research', { pool: gpus, deservedDevices: 48 });
cluster.queues.add('serving', { pool: gpus, deservedDevices: 16, purpose: QueuePurpose.SERVING });

const models = new TieredModelStore(stack, 'Models', {
  cluster,
  hot: HotTier.nvme({ pools: [gpus] }),
  warm: WarmTier.bucket('acme-models-1250000000', { credentials: SecretReference.named('models-cos') }),
});
const inference = new InferenceEdge(stack, 'Inference', { cluster });
inference.endpoints.add('chat', {
  model: models.add('qwen3-32b', { source: ModelSource.bucketPath('qwen3-32b/2026-11'), size: Size.gibibytes(66) }),
  runtime: Runtime.vllm(),
  pool: gpus,
  devicesPerReplica: 4,
  scale: Scale.between(1, 4),
});

new TrainingJob(stack, 'Pretrain', {
  queue: research,
  framework: Framework.pytorch(),
  image: 'registry.acme.com/ml/pretrain:2026.11',
  command: ['torchrun', 'pretrain.py'],
  gangSize: 6,
  devicesPerPod: 8,
  expectedDuration: Duration.days(2),
});

app.synth();
