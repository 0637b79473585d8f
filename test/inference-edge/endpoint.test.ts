import { Duration, IChatModel, JsonPatch, Registries, Scale, Size } from '../../lib';
import { absent, blueprintOf, manifestsOf } from '../harness';
import { chat, queue, served, stub, world, World } from './support';

const serviceOf = (w: World, name = 'chat'): any => manifestsOf(w.stack)[`InferenceService/${name}`];
const predictorOf = (w: World, name = 'chat'): any => serviceOf(w, name).spec.predictor;
const containerOf = (w: World, name = 'chat'): any => predictorOf(w, name).containers[0];

describe('where replicas run', () => {
  test('is the namespace of the model, next to its claim', () => {
    const w = served();
    expect(serviceOf(w).metadata.namespace).toBe('models');
    expect(predictorOf(w).volumes[0]).toEqual({
      name: 'model',
      persistentVolumeClaim: { claimName: 'qwen3-32b', readOnly: true },
    });
    expect(containerOf(w).volumeMounts[0]).toEqual({ name: 'model', mountPath: '/mnt/models', readOnly: true });
  });

  test('is the pool, by its labels and taints', () => {
    const taint = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };
    const tainted = served({}, { pool: { tolerations: [taint] } });
    expect(predictorOf(tainted).nodeSelector).toEqual({ 'acme.com/pool': 'h800' });
    expect(predictorOf(tainted).tolerations).toEqual([taint]);
    absent((w: World) => predictorOf(w).tolerations, tainted, served());
  });

  test('is near the cache, by the labels of the model', () => {
    const anywhere = served({}, { model: { podLabels: {} } });
    expect(predictorOf(served()).labels).toEqual({ 'fuse.serverful.fluid.io/inject': 'true' });
    absent((w: World) => predictorOf(w).labels, served(), anywhere);
  });

  test('may be any pool for a model without a hot tier', () => {
    expect(served({}, { model: { hotPools: [] } }).chat.namespace).toBe('models');
  });
});

describe('how replicas are scheduled', () => {
  test('is by the scheduler, class and queue of serving', () => {
    const predictor = predictorOf(served());
    expect(predictor.annotations).toEqual({ 'scheduling.volcano.sh/queue-name': 'serving' });
    expect(predictor).toMatchObject({ schedulerName: 'volcano', priorityClassName: 'ai-cloud-serving' });
  });

  test('is by another queue when one is given', () => {
    const w = world();
    const own = queue(w.cluster, w.pool, { queueName: 'chat-only', priorityClassName: 'high', schedulerName: 'other' });
    chat(w, { queue: own });
    expect(predictorOf(w)).toMatchObject({
      annotations: { 'scheduling.volcano.sh/queue-name': 'chat-only' },
      schedulerName: 'other',
      priorityClassName: 'high',
    });
  });

  test('may use the share of the node that goes with its devices', () => {
    const w = world();
    chat(w, { devicesPerReplica: 2 });
    expect(containerOf(w).resources.limits).toEqual({ cpu: '40', memory: '480Gi', 'nvidia.com/gpu': '2' });
  });

  test('asks for what goes with its devices, so that the cache and the daemons of a node fit beside it', () => {
    const w = world();
    chat(w, { devicesPerReplica: 2 });
    expect(containerOf(w).resources.requests).toEqual({ cpu: '34', memory: '420Gi', 'nvidia.com/gpu': '2' });
  });

  test('writes parts of cores and of gibibytes exactly', () => {
    const w = world({
      pool: {
        cpuPerNode: 15,
        memoryPerNode: Size.gibibytes(15),
        cpuPerDevice: 1.6405,
        memoryPerDevice: Size.mebibytes(1680),
      },
    });
    chat(w, { devicesPerReplica: 2 });
    expect(containerOf(w).resources.limits).toMatchObject({ cpu: '3750m', memory: '3840Mi' });
    expect(containerOf(w).resources.requests).toMatchObject({ cpu: '3281m', memory: '3360Mi' });
  });

  test('asks for the device resource of the pool', () => {
    const w = served({}, { pool: { deviceResource: 'huawei.com/Ascend910' } });
    expect(containerOf(w).resources.limits['huawei.com/Ascend910']).toBe('8');
  });
});

describe('the number of replicas', () => {
  test('follows the load between its bounds', () => {
    const w = served();
    expect(predictorOf(w)).toMatchObject({ minReplicas: 2, maxReplicas: 8, scaleMetric: 'cpu' });
    expect(serviceOf(w).metadata.annotations['serving.kserve.io/autoscalerClass']).toBe('hpa');
  });

  test('rises at half of the busy cores: 10 of 140 are busy, so at 4 percent', () => {
    expect(predictorOf(served()).scaleTarget).toBe(4);
  });

  test('rises later when a replica may be busier', () => {
    expect(predictorOf(served({ scale: Scale.between(2, 8, { targetBusyPercent: 80 }) })).scaleTarget).toBe(6);
  });

  test('rises at 1 percent at the earliest and at 100 at the latest', () => {
    const early = Scale.between(1, 2, { targetBusyPercent: 1 });
    const late = Scale.between(1, 2, { targetBusyPercent: 100 });
    expect(predictorOf(served({ scale: early })).scaleTarget).toBe(1);
    expect(predictorOf(served({ scale: late }, { pool: { cpuPerDevice: 0.5 } })).scaleTarget).toBe(100);
  });

  test('stays when it is fixed, and nothing scales it', () => {
    const fixed = served({ scale: Scale.fixed(3) });
    expect(predictorOf(fixed)).toMatchObject({ minReplicas: 3, maxReplicas: 3 });
    expect(serviceOf(fixed).metadata.annotations['serving.kserve.io/autoscalerClass']).toBe('none');
    absent((w: World) => predictorOf(w).scaleMetric, served(), fixed);
    absent((w: World) => predictorOf(w).scaleTarget, served(), fixed);
  });

  test('sinks by one at a time in a rollout, which needs no free devices', () => {
    expect(predictorOf(served()).deploymentStrategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });

  test('never sinks to none: a single replica is replaced after its successor is ready', () => {
    const single = served({ scale: Scale.between(1, 4) });
    expect(predictorOf(single).deploymentStrategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  });

  test('sinks by one at a time when nodes are emptied', () => {
    expect(manifestsOf(served().stack)['PodDisruptionBudget/chat-predictor']).toMatchObject({
      metadata: { namespace: 'models' },
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'isvc.chat-predictor' } } },
    });
  });
});

describe('the pod', () => {
  test('is made by KServe as a Deployment', () => {
    expect(serviceOf(served()).metadata.annotations['serving.kserve.io/deploymentMode']).toBe('Standard');
  });

  test('has no privileges, no root and no token of the API server', () => {
    const w = served();
    expect(predictorOf(w)).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 2000, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(containerOf(w).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  });

  test('shares memory between the processes of its devices: 2 GiB for each', () => {
    const w = served();
    expect(predictorOf(w).volumes).toContainEqual({
      name: 'shared-memory',
      emptyDir: { medium: 'Memory', sizeLimit: '16Gi' },
    });
    expect(containerOf(w).volumeMounts).toContainEqual({ name: 'shared-memory', mountPath: '/dev/shm' });
  });

  test('may take ten minutes and a cold read to start: 66 GiB at 250 MiB/s', () => {
    expect(containerOf(served()).startupProbe).toMatchObject({ periodSeconds: 10, failureThreshold: 88 });
  });

  test('may take as long to start as is said', () => {
    const w = served({ startupTimeout: Duration.minutes(30) });
    expect(containerOf(w).startupProbe).toMatchObject({ periodSeconds: 10, failureThreshold: 180 });
  });

  test('is ready when its engine answers', () => {
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      expect(containerOf(served())[probe].httpGet).toEqual({ path: '/health', port: 8080 });
    }
  });

  test('ends in time for requests under way: settle, drain and some seconds to spare', () => {
    const w = served();
    const settle = containerOf(w).lifecycle.preStop.sleep.seconds;
    const drain = Number(
      containerOf(w)
        .args.find((a: string) => a.startsWith('--shutdown-timeout='))
        .split('=')[1],
    );
    expect(settle + drain).toBeLessThan(predictorOf(w).terminationGracePeriodSeconds);
  });

  test('is pulled as the registries say', () => {
    const registries = Registries.mirror('registry.acme.com', { pullSecretName: 'mirror' });
    const mirrored = served({}, { registries });
    expect(containerOf(mirrored).image).toMatch(/^registry\.acme\.com\/vllm\/vllm-openai:v/);
    expect(predictorOf(mirrored).imagePullSecrets).toEqual([{ name: 'mirror' }]);
    expect(blueprintOf(mirrored.stack).images.map((image: any) => image.reference)).toContain(
      containerOf(mirrored).image,
    );
    absent((w: World) => predictorOf(w).imagePullSecrets, mirrored, served());
  });
});

describe('what others read', () => {
  test('is a chat model under the Service that KServe makes, on its port 80', () => {
    const endpoint: IChatModel = served().chat;
    expect(endpoint.baseUrl).toBe('http://chat-predictor.models.svc.cluster.local/v1');
    expect(endpoint.servedModelName).toBe('qwen3-32b');
  });

  test('equals what was rendered', () => {
    const w = served({ servedModelName: 'Qwen/Qwen3-32B' });
    expect(w.chat.servedModelName).toBe('Qwen/Qwen3-32B');
    expect(containerOf(w).args).toContain('--served-model-name=Qwen/Qwen3-32B');
    expect(w.chat).toMatchObject({ endpointName: 'chat', namespace: 'models', serviceName: 'chat-predictor' });
    expect(w.inference.endpoints.tryFind('chat')).toBe(w.chat);
    expect(w.inference.endpoints.tryFind('other')).toBeUndefined();
  });

  test('stands in the blueprint', () => {
    expect(blueprintOf(served().stack).endpoints).toEqual([
      {
        path: 'test/Inference/Endpoints/chat',
        cluster: 'test/Cluster',
        namespace: 'models',
        name: 'chat',
        model: 'qwen3-32b',
        runtime: 'vllm',
        pool: 'h800',
        queue: 'serving',
        minReplicas: 2,
        maxReplicas: 8,
        devicesPerReplica: 8,
        deviceResource: 'nvidia.com/gpu',
        url: 'http://inference-gateway.envoy-gateway-system.svc.cluster.local/chat/v1',
      },
    ]);
  });

  test('can be waited for', () => {
    const w = served();
    const after = stub(w.stack, w.cluster, 'After');
    after.node.addDependency(w.chat.ready);
    const unit = blueprintOf(w.stack).units.find((u: any) => u.path === 'test/After');
    expect(unit.dependsOn).toContain('test/Inference/Endpoints/chat/Resource');
  });

  test('can be patched where no prop reaches', () => {
    const w = served();
    w.chat.inferenceService.patch(JsonPatch.add('/spec/predictor/runtimeClassName', 'nvidia'));
    expect(predictorOf(w).runtimeClassName).toBe('nvidia');
  });
});
