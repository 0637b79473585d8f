import { TerraformStack } from 'cdktf';
import { Construct, IDependable } from 'constructs';
import {
  Bundle,
  CloudFacts,
  Endpoint,
  ICluster,
  IModel,
  InferenceEdge,
  InferenceEdgeProps,
  InferenceEndpointOptions,
  IPool,
  SharingKind,
  IQueue,
  QueuePurpose,
  IRegistries,
  KubernetesObject,
  PodSecurity,
  Registries,
  Runtime,
  Scale,
  Size,
} from '../../lib';
import { TestTarget, testStack } from '../harness';

const PLAIN: CloudFacts = {
  name: 'test',
  internalLoadBalancerAnnotations: {},
  bringsDriver: false,
  bringsToolkit: false,
  bringsDevicePlugin: false,
};

/** A cluster with a foundation, a scheduler that is a bundle, and queues that tests give it. */
export class TestCluster extends TestTarget implements ICluster {
  public readonly foundation: Bundle;
  public readonly levels: { [namespace: string]: PodSecurity } = {};
  public readonly schedulerName = 'volcano';
  public readonly schedulingReady: Bundle;
  public readonly certManager: Bundle;
  public readonly servingQueues = new Map<string, IQueue>();
  public readonly namespaces = {
    ensure: (name: string, level: PodSecurity): string => {
      this.levels[name] = level;
      return name;
    },
  };

  constructor(
    scope: Construct,
    public readonly registries: IRegistries = Registries.upstream(),
    public readonly cloudFacts: CloudFacts = PLAIN,
    id = 'Cluster',
  ) {
    super(scope, id);
    this.foundation = new Bundle(this, 'Foundation', { target: this, releaseNamespace: 'kube-system' });
    this.schedulingReady = stub(this, this, 'Scheduling');
    this.certManager = stub(this, this, 'Certificates');
  }

  public tryFindServingQueue(poolName: string): IQueue | undefined {
    return this.servingQueues.get(poolName);
  }

  public certificates(): IDependable {
    return this.certManager;
  }
}

/** A bundle with one object that stands for what something waits for. */
export function stub(scope: Construct, cluster: TestCluster, id: string): Bundle {
  const bundle = new Bundle(scope, id, { target: cluster });
  new KubernetesObject(bundle, 'Object', {
    manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id.toLowerCase(), namespace: 'stubs' } },
  });
  return bundle;
}

/** Sixteen nodes with eight H800. */
export function pool(overrides: Partial<IPool> = {}): IPool {
  const deviceResource = overrides.deviceResource ?? 'nvidia.com/gpu';
  return {
    poolName: 'h800',
    nodeLabels: { 'acme.com/pool': 'h800' },
    tolerations: [],
    expectedNodes: 16,
    devicesPerNode: 8,
    deviceResource,
    acceleratorName: 'NVIDIA H800',
    sharing: {
      kind: SharingKind.WHOLE,
      isolatesMemory: true,
      worksWithQueues: true,
      nodeResources: { [deviceResource]: 8 },
    },
    allocate: (_scope, { devices = 1 }) => ({
      resources: { [deviceResource]: String(devices) },
      annotations: {},
      labels: {},
      devices,
    }),
    deviceMemory: Size.gibibytes(80),
    cpuPerNode: 160,
    memoryPerNode: Size.gibibytes(1920),
    cpuPerDevice: 17,
    memoryPerDevice: Size.gibibytes(210),
    ...overrides,
  };
}

export function queue(cluster: TestCluster, of: IPool, overrides: Partial<IQueue> = {}): IQueue {
  return {
    queueName: 'serving',
    cluster,
    pool: of,
    deservedDevices: 64,
    purpose: QueuePurpose.SERVING,
    reclaimable: true,
    priorityClassName: 'ai-cloud-serving',
    priorityClassFor: () => 'ai-cloud-serving',
    schedulerName: 'volcano',
    ready: stub(cluster, cluster, `Queue-${overrides.queueName ?? 'serving'}`),
    ...overrides,
  };
}

export function model(cluster: TestCluster, of: IPool, overrides: Partial<IModel> = {}): IModel {
  const modelName = overrides.modelName ?? 'qwen3-32b';
  return {
    modelName,
    size: Size.gibibytes(66),
    namespace: 'models',
    claimName: modelName,
    pathInClaim: 'weights/v1',
    readOnly: true,
    podLabels: { 'fuse.serverful.fluid.io/inject': 'true' },
    hotPools: [of],
    requireServable: () => undefined,
    ready: stub(cluster, cluster, `Model-${modelName}`),
    ...overrides,
  };
}

export interface World {
  readonly stack: TerraformStack;
  readonly cluster: TestCluster;
  readonly pool: IPool;
  readonly queue: IQueue;
  readonly model: IModel;
  readonly inference: InferenceEdge;
}

export interface WorldOptions {
  readonly edge?: Partial<InferenceEdgeProps>;
  readonly pool?: Partial<IPool>;
  readonly queue?: Partial<IQueue>;
  readonly model?: Partial<IModel>;
  readonly registries?: IRegistries;
  readonly cloud?: Partial<CloudFacts>;
}

/** A stack with a cluster, a pool with a serving queue, a model and an inference edge. */
export function world(options: WorldOptions = {}): World {
  const stack = testStack();
  const cluster = new TestCluster(stack, options.registries, { ...PLAIN, ...options.cloud });
  const gpus = pool(options.pool);
  const serving = queue(cluster, gpus, options.queue);
  cluster.servingQueues.set(gpus.poolName, serving);
  const qwen = model(cluster, gpus, options.model);
  const inference = new InferenceEdge(stack, 'Inference', { cluster, ...options.edge });
  return { stack, cluster, pool: gpus, queue: serving, model: qwen, inference };
}

/** Adds the endpoint of the examples. */
export function chat(w: World, options: Partial<InferenceEndpointOptions> = {}, name = 'chat'): Endpoint {
  return w.inference.endpoints.add(name, {
    model: w.model,
    runtime: Runtime.vllm(),
    pool: w.pool,
    devicesPerReplica: 8,
    scale: Scale.between(2, 8),
    ...options,
  });
}

/** A stack with one endpoint. */
export function served(
  options: Partial<InferenceEndpointOptions> = {},
  of: WorldOptions = {},
): World & { chat: Endpoint } {
  const w = world(of);
  return { ...w, chat: chat(w, options) };
}
