import { parse } from 'yaml';
import { Accelerator, DeviceSoftware, Registries, Sharing, Size } from '../../../lib';
import { blueprintOf, chartsOf } from '../../harness';
import { defaultValues, unknownKeys } from '../../support/chart-values';
import { BARE, labelsOf, made, withPools } from './support';

const MIRROR = Registries.mirror('registry.acme.com', { pullSecretName: 'pull' });

const references = ({ blueprint }: any): string[] => blueprint.images.map((image: any) => image.reference);

describe("Volcano's vGPU device plugin", () => {
  const vgpu = { sharing: Sharing.volcanoVgpu({ podsPerDevice: 4, memoryStep: Size.mebibytes(64) }) };

  test('splits devices as the pool says, in the same unit of memory as the scheduler', () => {
    const { manifests, pool } = made(vgpu);
    const [container] = manifests['DaemonSet/volcano-vgpu-a'].spec.template.spec.containers;
    expect(container.args).toStrictEqual(['--device-split-count=4']);
    const config = manifests['ConfigMap/volcano-vgpu-device-config'];
    expect(config.metadata.namespace).toBe('kube-system');
    expect(parse(config.data['device-config.yaml']).nvidia).toMatchObject({
      gpuMemoryFactor: 64,
      resourceMemoryName: 'volcano.sh/vgpu-memory',
    });
    expect(pool.allocate(pool, { devices: 1 }).runtimeClassName).toBe('nvidia');
  });

  test('may read its own configuration, nodes and pods, and nothing else', () => {
    const { manifests } = made(vgpu);
    expect(manifests['Role/ai-cloud-volcano-vgpu'].rules).toStrictEqual([
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['volcano-vgpu-device-config'], verbs: ['get'] },
    ]);
    expect(manifests['ClusterRole/ai-cloud-volcano-vgpu'].rules).toStrictEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'patch', 'update'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'patch'] },
    ]);
  });

  test('needs no runtime class where the runtime of the cloud knows devices', () => {
    const { manifests, pool } = made(vgpu, { cloud: BARE });
    expect(manifests['DaemonSet/volcano-vgpu-a'].spec.template.spec.runtimeClassName).toBeUndefined();
    expect(pool.allocate(pool, { devices: 1 }).runtimeClassName).toBeUndefined();
  });

  test('fails on pools that count memory in different steps', () => {
    expect(() => withPools({ a: vgpu, b: { sharing: Sharing.volcanoVgpu() } })).toThrow(
      /AIC-2057.*64 in a and 32 in b/,
    );
  });
});

describe('HAMi', () => {
  const hami = { sharing: Sharing.hami({ podsPerDevice: 5 }) };

  test('has a scheduler of the version of the cluster, certificates and no NodePort', () => {
    const result = made(hami, { kubernetesVersion: '1.34' });
    expect(result.charts.hami.values).toMatchObject({
      scheduler: {
        kubeScheduler: { image: { registry: 'registry.k8s.io', repository: 'kube-scheduler', tag: 'v1.34.0' } },
        certManager: { enabled: true },
        patch: { enabled: false },
        service: { type: 'ClusterIP' },
      },
      devicePlugin: { deviceSplitCount: 5, runtimeClassName: 'nvidia', gpuOperatorToolkitReady: { enabled: true } },
      devices: { kunlun: { enabled: false } },
    });
    expect(labelsOf(result)).toMatchObject({ gpu: 'on', 'nvidia.com/gpu.deploy.device-plugin': 'false' });
    const unit = result.blueprint.units.find((u: any) => u.releaseName === 'hami');
    expect(unit.dependsOn.join()).toMatch(/CertManager/);
  });

  test('finds the driver where it is', () => {
    const root = (cloud?: any): string => made(hami, { cloud }).charts.hami.values.devicePlugin.nvidiaDriverRoot;
    expect(root()).toBe('/run/nvidia/driver');
    expect(root(BARE)).toBe('/');
  });

  test('leaves the proofs of the GPU operator alone, which its webhook would refuse', () => {
    const { charts, blueprint } = made(hami);
    const { whitelistNamespaces } = charts.hami.values.scheduler.admissionWebhook;
    const operator = blueprint.units.find((u: any) => u.releaseName === 'gpu-operator');
    expect(whitelistNamespaces).toStrictEqual([operator.releaseNamespace]);
  });

  test('fails on pools that split devices differently', () => {
    expect(() => withPools({ a: hami, b: { sharing: Sharing.hami() } })).toThrow(/AIC-2057.*5 in a and 10 in b/);
  });
});

describe('the DRA driver', () => {
  const dra = { deviceSoftware: DeviceSoftware.draDriver() };

  test('hands out devices by claims, and queues count their class', () => {
    const { pool, charts, blueprint } = made(dra);
    expect(pool.allocate(pool, { devices: 4 })).toMatchObject({
      resources: {},
      claims: [{ deviceClassName: 'gpu.nvidia.com', count: 4 }],
      devices: 4,
    });
    expect(pool.deviceResource).toBe('deviceclass/gpu.nvidia.com');
    expect(blueprint.pools[0].allocatable).not.toHaveProperty(['deviceclass/gpu.nvidia.com']);
    expect(charts.volcano.values.custom.scheduler_feature_gates).toBe('DynamicResourceAllocation=true');
    expect(made({}).charts.volcano.values.custom.scheduler_feature_gates).toBeUndefined();
  });

  test('finds the driver where it is', () => {
    const root = (cloud?: any): string => made(dra, { cloud }).charts['dra-driver-nvidia-gpu'].values.nvidiaDriverRoot;
    expect(root()).toBe('/run/nvidia/driver');
    expect(root(BARE)).toBe('/');
  });

  test('joins nodes of one NVLink when asked', () => {
    const resources = (software: any): any =>
      made({ deviceSoftware: software }).charts['dra-driver-nvidia-gpu'].values.resources;
    expect(resources(DeviceSoftware.draDriver()).computeDomains.enabled).toBe(false);
    expect(resources(DeviceSoftware.draDriver({ computeDomains: true })).computeDomains.enabled).toBe(true);
  });

  test('fails before Kubernetes 1.34', () => {
    expect(() => made(dra, { kubernetesVersion: '1.33' })).toThrow(/AIC-2059.*1.33/);
  });
});

describe('the plugin of a vendor', () => {
  const ascend = DeviceSoftware.ascend({
    image: 'registry.acme.com/ascend:v1',
    args: ['device-plugin'],
    environment: { LEVEL: '1' },
    hostPaths: ['/opt/vendor'],
  });

  test('runs from the image that is given, with what else is given', () => {
    const result = made({ accelerator: Accelerator.ASCEND_910B3, deviceSoftware: ascend });
    const pod = result.manifests['DaemonSet/ascend-a'].spec.template.spec;
    expect(pod.containers[0]).toMatchObject({
      image: 'registry.acme.com/ascend:v1',
      args: ['device-plugin'],
      securityContext: { privileged: true },
    });
    expect(pod.containers[0].env[0]).toStrictEqual({ name: 'LEVEL', value: '1' });
    expect(pod.volumes).toContainEqual({ name: 'more-0', hostPath: { path: '/opt/vendor' } });
    expect(references(result)).toContain('registry.acme.com/ascend:v1');
  });

  test('is AMD’s without a privilege', () => {
    const { manifests } = made({ accelerator: Accelerator.AMD_MI300X });
    const pod = manifests['DaemonSet/amd-a'].spec.template.spec;
    expect(pod.containers[0].securityContext).toStrictEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(manifests['ClusterRole/ai-cloud-amd-device-plugin']).toBeUndefined();
  });

  test.each([
    ['cambricon', Accelerator.CAMBRICON_MLU590, DeviceSoftware.cambricon({ image: 'r.acme.com/p:v1' })],
    ['hygon', Accelerator.HYGON_K100_AI, DeviceSoftware.hygon({ image: 'r.acme.com/p:v1' })],
    ['kunlun', Accelerator.KUNLUN_P800, DeviceSoftware.kunlun({ image: 'r.acme.com/p:v1' })],
    ['metax', Accelerator.METAX_C500, DeviceSoftware.metax({ image: 'r.acme.com/p:v1' })],
  ])('serves %s on the nodes of its pool', (vendor, accelerator, deviceSoftware) => {
    const { manifests } = made({ accelerator, deviceSoftware, taints: [{ key: 'npu' }] });
    const { template } = manifests[`DaemonSet/${vendor}-a`].spec;
    expect(template.spec.tolerations).toStrictEqual([{ key: 'npu', operator: 'Exists', effect: 'NoSchedule' }]);
    expect(template.spec.containers[0].volumeMounts[0].mountPath).toBe('/var/lib/kubelet/device-plugins');
  });
});

describe('every chart of device software', () => {
  const all = {
    a: {},
    b: { sharing: Sharing.timeSlicing({ replicas: 2 }), deviceSoftware: DeviceSoftware.nvidiaDevicePlugin() },
    c: { sharing: Sharing.hami() },
    d: { accelerator: Accelerator.AWS_TRAINIUM2 },
    e: { sharing: Sharing.mig({ '1g.10gb': 7 }) },
  };

  test.each(['gpu-operator', 'hami', 'neuron-helm-chart', 'node-feature-discovery', 'nvidia-device-plugin'])(
    '%s has every value that is set, where its file is at hand',
    (name) => {
      const { stack } = withPools(all, { registries: MIRROR });
      const chart = Object.values(chartsOf(stack)).find((c) => c.name === name);
      const defaults = defaultValues(name, null);
      expect(defaults === undefined ? [] : unknownKeys(chart.values, defaults)).toStrictEqual([]);
    },
  );

  test('pulls from the mirror', () => {
    const { stack } = withPools({ ...all, f: { deviceSoftware: DeviceSoftware.draDriver() } }, { registries: MIRROR });
    const images: string[] = blueprintOf(stack).images.map((image: any) => image.reference);
    expect(images.filter((image) => !image.startsWith('registry.acme.com/'))).toStrictEqual([]);
    const { hami, neuron, ...charts } = chartsOf(stack);
    expect(hami.values.devicePlugin.image.registry).toBe('registry.acme.com');
    expect(neuron.values.devicePlugin.image.repository).toBe('registry.acme.com/neuron/neuron-device-plugin');
    expect(charts['nvidia-device-plugin'].values).toMatchObject({
      image: { repository: 'registry.acme.com/nvidia/k8s-device-plugin' },
      imagePullSecrets: [{ name: 'pull' }],
    });
    expect(charts['dra-driver-nvidia-gpu'].values.image.repository).toBe(
      'registry.acme.com/dra-driver-nvidia/dra-driver-nvidia-gpu',
    );
  });
});
