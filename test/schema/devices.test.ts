import { App, TerraformStack } from 'cdktf';
import {
  Accelerator,
  AINativeCluster,
  ClusterAccess,
  DeviceSoftware,
  KarpenterNodeClass,
  NodeProvisioning,
  NodeSelector,
  PoolOptions,
  Sharing,
  Size,
} from '../../lib';
import { renderClaims } from '../../lib/core/private/device-claims';
import { TestControlPlane } from '../support/control-plane';
import { installCrds } from '../support/definitions';
import { SynthesisedProgram } from '../support/program';

jest.setTimeout(600_000);

const IMAGE = { image: 'registry.acme.com/vendor/plugin:v1' };

/** Every kind of device software and of node class: no example has them all. */
const POOLS: { [name: string]: Partial<PoolOptions> } = {
  amd: { accelerator: Accelerator.AMD_MI300X },
  ascend: { accelerator: Accelerator.ASCEND_910B3, deviceSoftware: DeviceSoftware.ascend(IMAGE) },
  cambricon: { accelerator: Accelerator.CAMBRICON_MLU590, deviceSoftware: DeviceSoftware.cambricon(IMAGE) },
  hami: { sharing: Sharing.hami() },
  hygon: { accelerator: Accelerator.HYGON_K100_AI, deviceSoftware: DeviceSoftware.hygon(IMAGE) },
  kunlun: { accelerator: Accelerator.KUNLUN_P800, deviceSoftware: DeviceSoftware.kunlun(IMAGE) },
  metax: { accelerator: Accelerator.METAX_C500, deviceSoftware: DeviceSoftware.metax(IMAGE) },
  mig: { sharing: Sharing.mig({ '1g.10gb': 7 }), taints: [{ key: 'nvidia.com/gpu' }] },
  vgpu: { sharing: Sharing.volcanoVgpu() },
  ec2: {
    nvmePerNode: Size.tebibytes(28),
    provisioning: NodeProvisioning.karpenter({
      nodeClass: KarpenterNodeClass.ec2({
        amiAlias: 'al2023@v20260801',
        role: 'gpu-node',
        subnetTags: { cluster: 'acme' },
        securityGroupTags: { cluster: 'acme' },
        capacityReservationTags: { block: 'july' },
      }),
      requirements: { 'node.kubernetes.io/instance-type': ['p5.48xlarge'] },
      weight: 10,
    }),
  },
};

function units(): any[] {
  const program = new SynthesisedProgram((app: App) => {
    const stack = new TerraformStack(app, 'devices');
    const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    for (const [name, options] of Object.entries(POOLS)) {
      cluster.pools.add(name, {
        nodes: NodeSelector.labels({ 'acme.com/pool': name }),
        expectedNodes: 2,
        accelerator: Accelerator.NVIDIA_H800,
        devicesPerNode: 8,
        ...options,
      });
    }
  });
  const all: any[] = program.blueprint('devices').units;
  program.remove();
  return all.filter(
    (unit) =>
      unit.objects !== undefined && !/^(queues|scheduling|scheduler-|priority|volcano-budgets)/.test(unit.releaseName),
  );
}

const UNITS = units();

let controlPlane: TestControlPlane;
beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane, ['karpenter', 'karpenter-provider-aws']);
});
afterAll(async () => {
  await controlPlane?.stop();
});

const APPLY = ['apply', '--server-side', '--validate=strict', '-f', '-'];
const listOf = (items: any[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

test('each software and each pool that is provisioned has a release', () => {
  expect(UNITS.map((unit) => unit.releaseName).sort()).toStrictEqual([
    'amd-device-plugin',
    'ascend-device-plugin',
    'cambricon-device-plugin',
    'cluster-foundation',
    'hygon-device-plugin',
    'kunlun-device-plugin',
    'metax-device-plugin',
    'node-labels',
    'nodes-ec2',
    'volcano-vgpu-device-plugin',
  ]);
});

test('the API server accepts every object, in blueprint order, strictly and without a warning', () => {
  const karpenterIsThere = controlPlane.tryKubectl(['get', 'ec2nodeclasses'], '').code === 0;
  for (const unit of UNITS) {
    const items = unit.objects
      .map((object: any) => object.manifest)
      .filter((manifest: any) => manifest.kind !== 'EC2NodeClass' || karpenterIsThere);
    const { code, output } = controlPlane.tryKubectl(APPLY, listOf(items));
    expect({ unit: unit.releaseName, code, text: /warning|invalid|error/i.test(output) ? output : '' }).toStrictEqual({
      unit: unit.releaseName,
      code: 0,
      text: '',
    });
  }
});

test('what is stored is what was sent', () => {
  for (const name of ['amd-amd', 'ascend-ascend', 'cambricon-cambricon', 'volcano-vgpu-vgpu']) {
    const sent = UNITS.flatMap((unit) => unit.objects).find((o: any) => o.manifest.metadata.name === name).manifest;
    const stored = controlPlane.object('daemonset', name, 'ai-cloud-devices');
    expect(stored.spec.template.spec.containers[0]).toMatchObject(sent.spec.template.spec.containers[0]);
  }
});

test('claims of a workload are made of templates that the API server takes, and a pod can name them', () => {
  const rendered = renderClaims({ name: 'finetune', namespace: 'default' }, [
    { deviceClassName: 'gpu.nvidia.com', count: 8 },
  ]);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'finetune', namespace: 'default' },
    spec: {
      automountServiceAccountToken: false,
      resourceClaims: rendered.podClaims,
      containers: [{ name: 'c', image: 'x:1', resources: { claims: rendered.containerClaims } }],
    },
  };
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } };
  const { code, output } = controlPlane.tryKubectl(APPLY, listOf([account, ...rendered.templates, pod]));
  expect({ code, output: code === 0 ? '' : output }).toStrictEqual({ code: 0, output: '' });
});
