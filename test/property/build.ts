import { TerraformStack, TerraformVariable } from 'cdktf';
import { BundlePart, ModelPart, PoolPart, Program } from './programs';
import {
  Accelerator,
  AgentDatabase,
  AgentPlatform,
  AINativeCluster,
  Bundle,
  CloudProfile,
  ClusterAccess,
  Delivery,
  Endpoint,
  Fabric,
  Framework,
  HotTier,
  IModel,
  InferenceEdge,
  KubernetesObject,
  ModelSource,
  NodeSelector,
  Pool,
  Prefetch,
  Queue,
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
} from '../../lib';
import { testStack } from '../harness';

const ACCELERATORS = [
  Accelerator.NVIDIA_H800,
  Accelerator.NVIDIA_H20,
  Accelerator.NVIDIA_L20,
  Accelerator.NVIDIA_A100_80GB,
];

/** Images of one's own are pulled from where they are built. */
const MIRROR = { pullSecretName: 'mirror', directHosts: ['registry.acme.com'] };

/** The one that a number points at, whatever number it is; undefined when there is none. */
function pick<T>(from: readonly T[], index: number): T | undefined {
  const whole = Number.isFinite(index) ? Math.abs(Math.trunc(index)) : 0;
  return from[whole % Math.max(1, from.length)];
}

/** Writes a program down as a user would. Throws what the library throws. */
export function build(program: Program): TerraformStack {
  const stack = testStack();
  const cluster = new AINativeCluster(stack, 'Cluster', {
    access: ClusterAccess.kubeconfig('~/.kube/config'),
    cloud: program.cloud === 'tencent' ? CloudProfile.tencent({ region: 'ap-guangzhou' }) : CloudProfile.generic(),
    delivery: program.delivery === 'helm' ? Delivery.helm() : Delivery.perObject(),
    registries: program.mirror ? Registries.mirror('mirror.acme.com/ai', MIRROR) : undefined,
  });
  const token = new TerraformVariable(stack, 'Token', { type: 'string' });
  program.bundles.forEach((bundle) => addBundle(stack, cluster, bundle, token.stringValue));
  const pools = program.pools.map((pool) => addPool(cluster, pool));
  const queues = addQueues(cluster, pools, program);
  const models = addModels(stack, cluster, pools, program);
  const endpoints = addEndpoints(stack, cluster, pools, models, program);
  addJobs(stack, queues, program);
  addAgents(stack, cluster, endpoints, program);
  return stack;
}

function addBundle(stack: TerraformStack, cluster: AINativeCluster, part: BundlePart, token: string): void {
  const bundle = new Bundle(stack, part.id, { target: cluster });
  for (const { id, name, namespace, data, token: withToken } of part.objects) {
    const all = withToken ? { ...data, fromTerraform: token } : data;
    new KubernetesObject(bundle, id, {
      manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: all },
    });
  }
}

function addPool(cluster: AINativeCluster, part: PoolPart): Pool {
  return cluster.pools.add(part.name, {
    nodes: NodeSelector.labels({ 'acme.com/pool': part.name }),
    expectedNodes: part.nodes,
    accelerator: pick(ACCELERATORS, part.accelerator) ?? ACCELERATORS[0],
    devicesPerNode: part.devices,
    nvmePerNode: Size.gibibytes(part.nvmeGib),
    taints: part.tainted ? [{ key: 'nvidia.com/gpu' }] : undefined,
    fabric: part.fabric ? Fabric.roceV2({ nicsPerNode: 8 }) : undefined,
  });
}

function addQueues(cluster: AINativeCluster, pools: Pool[], program: Program): Queue[] {
  return program.queues.flatMap((part) => {
    const pool = pick(pools, part.pool);
    if (pool === undefined) return [];
    const queue = cluster.queues.add(part.name, {
      pool,
      deservedDevices: part.devices,
      purpose: part.serving ? QueuePurpose.SERVING : QueuePurpose.TRAINING,
      lendsIdle: part.lendsIdle,
    });
    return [queue];
  });
}

function addModels(stack: TerraformStack, cluster: AINativeCluster, pools: Pool[], program: Program): IModel[] {
  if (pools.length === 0 || program.models.length === 0) return [];
  const store = new TieredModelStore(stack, 'Models', {
    cluster,
    hot: HotTier.nvme({ pools }),
    warm: WarmTier.bucket('acme-models', { credentials: SecretReference.named('s3'), endpoint: 'minio.storage.svc' }),
    acceptedLicenses: ['apache-2.0', 'mit'],
  });
  return program.models.flatMap((part) => addModel(store, part));
}

function addModel(store: TieredModelStore, part: ModelPart): IModel[] {
  const options = {
    source: sourceOf(part),
    size: Size.gibibytes(part.gib),
    replicas: part.replicas,
    prefetch: part.prefetch ? Prefetch.ON_DEPLOY : Prefetch.NEVER,
    hotPools: part.onePool ? [store.hot.pools[0]] : undefined,
    version: part.version === '' ? undefined : part.version,
    license: part.license === '' ? undefined : part.license,
  };
  if (part.dataset) {
    store.addDataset(part.name, options);
    return [];
  }
  const model = store.add(part.name, options);
  return part.alias === '' || store.tryFindAlias(part.alias) !== undefined ? [model] : [store.alias(part.alias, model)];
}

function sourceOf({ path, revision }: ModelPart): ModelSource {
  if (revision === '') return ModelSource.bucketPath(path);
  return revision.startsWith('v')
    ? ModelSource.modelScope('Qwen/Qwen3', revision)
    : ModelSource.huggingFace('Qwen/Qwen3', revision);
}

function addEndpoints(
  stack: TerraformStack,
  cluster: AINativeCluster,
  pools: Pool[],
  models: IModel[],
  program: Program,
): Endpoint[] {
  if (models.length === 0 || program.endpoints.length === 0) return [];
  const inference = new InferenceEdge(stack, 'Inference', { cluster });
  return program.endpoints.map((part) => {
    const model = pick(models, part.model) ?? models[0];
    return inference.endpoints.add(part.name, {
      model,
      runtime: Runtime.vllm(),
      pool: pick(model.hotPools as Pool[], part.pool) ?? pools[0],
      devicesPerReplica: part.devices,
      scale: part.max === part.min ? Scale.fixed(part.min) : Scale.between(part.min, part.max),
    });
  });
}

function addJobs(stack: TerraformStack, queues: Queue[], program: Program): void {
  for (const part of program.jobs) {
    const queue = pick(
      queues.filter((q) => q.purpose === QueuePurpose.TRAINING),
      part.queue,
    );
    if (queue === undefined) continue;
    new TrainingJob(stack, part.id, {
      queue,
      framework: Framework.pytorch(),
      image: part.image,
      command: ['torchrun', 'train.py'],
      gangSize: part.gang,
      devicesPerPod: part.devices,
    });
  }
}

function addAgents(stack: TerraformStack, cluster: AINativeCluster, endpoints: Endpoint[], program: Program): void {
  if (endpoints.length === 0 || program.agents.length === 0) return;
  const database = AgentDatabase.external({ secretName: 'kagent-database', key: 'url' });
  const agents = new AgentPlatform(stack, 'Agents', { cluster, database });
  for (const part of program.agents) {
    agents.add(part.name, {
      model: pick(endpoints, part.endpoint) ?? endpoints[0],
      instructions: part.instructions,
      tools: part.tools.map((tool) => Tool.mcp(tool, { url: 'https://tools.acme.com/mcp' })),
    });
  }
}
