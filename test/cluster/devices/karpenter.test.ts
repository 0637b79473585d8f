import {
  Accelerator,
  DeviceSoftware,
  Duration,
  Fabric,
  IFabric,
  KarpenterNodeClass,
  KarpenterOptions,
  NodeProvisioning,
  NodeSelector,
  PoolOptions,
  Sharing,
  Size,
  TaintEffect,
} from '../../../lib';
import { blueprintOf, manifestsOf } from '../../harness';
import { clusterFixture, poolOptions, warningsOf } from '../support';
import { withPools } from './support';

const NODE_CLASS = KarpenterNodeClass.existing({ group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'gpu' });
const REQUIREMENTS = { 'node.kubernetes.io/instance-type': ['p5e.48xlarge', 'p5.48xlarge'] };

function karpenter(changes: Partial<KarpenterOptions> = {}, pool: Partial<PoolOptions> = {}): any {
  const provisioning = NodeProvisioning.karpenter({ nodeClass: NODE_CLASS, requirements: REQUIREMENTS, ...changes });
  const { stack, pools } = withPools({ train: { provisioning, ...pool } });
  return { manifests: manifestsOf(stack), pool: pools.train, stack };
}

const nodePool = (...args: Parameters<typeof karpenter>): any => karpenter(...args).manifests['NodePool/train'].spec;

describe('nodes made by Karpenter', () => {
  test('are at most those of the pool, and only empty ones are taken away', () => {
    expect(nodePool()).toStrictEqual({
      template: {
        metadata: { labels: { 'acme.com/pool': 'train' } },
        spec: {
          nodeClassRef: { group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'gpu' },
          requirements: [
            { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
            { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
            { key: 'node.kubernetes.io/instance-type', operator: 'In', values: ['p5.48xlarge', 'p5e.48xlarge'] },
          ],
          expireAfter: 'Never',
        },
      },
      limits: { 'nvidia.com/gpu': '16' },
      disruption: { consolidationPolicy: 'WhenEmpty', consolidateAfter: '600s', budgets: [{ nodes: '10%' }] },
    });
  });

  test('follow the options', () => {
    const spec = nodePool(
      { consolidateAfter: Duration.minutes(1), expireAfter: Duration.days(7), disruptionBudget: '1', weight: 10 },
      {
        taints: [
          { key: 'gpu', value: 'yes' },
          { key: 'b', effect: TaintEffect.NO_EXECUTE },
        ],
      },
    );
    expect(spec.weight).toBe(10);
    expect(spec.template.spec.expireAfter).toBe('604800s');
    expect(spec.disruption).toStrictEqual({
      consolidationPolicy: 'WhenEmpty',
      consolidateAfter: '60s',
      budgets: [{ nodes: '1' }],
    });
    expect(spec.template.spec.taints).toStrictEqual([
      { key: 'gpu', value: 'yes', effect: 'NoSchedule' },
      { key: 'b', effect: 'NoExecute' },
    ]);
  });

  test('carry the labels of scheduler and software from the start', () => {
    const { stack, cluster } = clusterFixture();
    const provisioning = NodeProvisioning.karpenter({ nodeClass: NODE_CLASS, requirements: REQUIREMENTS });
    const deviceSoftware = DeviceSoftware.nvidiaDevicePlugin();
    const nodes = NodeSelector.labels({ 'karpenter.sh/nodepool': 'train' });
    const pool = cluster.pools.add('train', poolOptions('train', { provisioning, deviceSoftware, nodes }));
    cluster.queues.add('research', { pool, deservedDevices: 8 });
    expect(manifestsOf(stack)['NodePool/train'].spec.template.metadata.labels).toStrictEqual({
      'nvidia.com/gpu.deploy.device-plugin': 'false',
      'nvidia.com/gpu.deploy.gpu-feature-discovery': 'false',
      'volcano.sh/nodegroup-name': 'train',
    });
  });

  test('keep pods with devices where they are', () => {
    const { pool } = karpenter();
    expect(pool.allocate(pool, { devices: 8 }).annotations).toStrictEqual({ 'karpenter.sh/do-not-disrupt': 'true' });
  });

  test('come from an EC2NodeClass of their own', () => {
    const nodeClass = KarpenterNodeClass.ec2({
      amiAlias: 'al2023@v20260801',
      role: 'gpu-node',
      subnetTags: { cluster: 'acme' },
      securityGroupTags: { cluster: 'acme' },
      capacityReservationTags: { block: 'july' },
      tags: { team: 'research' },
    });
    const { manifests } = karpenter({ nodeClass }, { nvmePerNode: Size.tebibytes(28) });
    expect(manifests['EC2NodeClass/train'].spec).toStrictEqual({
      amiSelectorTerms: [{ alias: 'al2023@v20260801' }],
      role: 'gpu-node',
      subnetSelectorTerms: [{ tags: { cluster: 'acme' } }],
      securityGroupSelectorTerms: [{ tags: { cluster: 'acme' } }],
      capacityReservationSelectorTerms: [{ tags: { block: 'july' } }],
      instanceStorePolicy: 'RAID0',
      tags: { team: 'research' },
    });
    expect(manifests['NodePool/train'].spec.template.spec.nodeClassRef).toStrictEqual({
      group: 'karpenter.k8s.aws',
      kind: 'EC2NodeClass',
      name: 'train',
    });
    expect(karpenter({ nodeClass }).manifests['EC2NodeClass/train'].spec.instanceStorePolicy).toBeUndefined();
  });

  test('have a release of their own, which pods of the pool wait for', () => {
    const { stack } = karpenter();
    const unit = blueprintOf(stack).units.find((u: any) => u.releaseName === 'nodes-train');
    expect(unit.objects.map((o: any) => o.manifest.kind)).toStrictEqual(['NodePool']);
  });

  test.each([
    ['shares of devices', { sharing: Sharing.volcanoVgpu() }],
    ['partitions', { sharing: Sharing.mig({ '1g.10gb': 7 }) }],
    ['claims', { deviceSoftware: DeviceSoftware.draDriver() }],
  ])('fail for pods that ask for %s, which it cannot foresee', (_what, pool) => {
    expect(() => karpenter({}, pool)).toThrow(/AIC-2062.*Karpenter cannot make nodes/);
  });

  test.each([
    ['no requirements', { requirements: {} }, {}, 'no requirements'],
    ['a requirement without values', { requirements: { a: [] } }, {}, 'a without values'],
    ['a weight of 0', { weight: 0 }, {}, 'weight 0'],
    ['a budget that is none', { disruptionBudget: 'some' }, {}, 'disruptionBudget some'],
    [
      'nodes of another node pool',
      {},
      { nodes: NodeSelector.labels({ 'karpenter.sh/nodepool': 'other' }) },
      'karpenter.sh/nodepool=other',
    ],
  ])('fail with %s', (_what, options, pool, got) => {
    expect(() => karpenter(options, pool)).toThrow(new RegExp(`AIC-2063.*got ${got}`));
  });

  test('are not all made for a job that checks their fabric', () => {
    const fabric = Fabric.efa({ adaptersPerNode: 32, hugePages: Size.bytes(0) });
    const jobs = (stack: any): string[] =>
      Object.keys(manifestsOf(stack)).filter((key) => key.startsWith('Job/preflight-'));
    expect(jobs(karpenter({}, { fabric }).stack)).toStrictEqual([]);
    expect(jobs(withPools({ train: { fabric } }).stack)).toHaveLength(1);
  });

  test('warn of what a fabric asks for and Karpenter does not know', () => {
    const warned = (fabric: IFabric): string => warningsOf(karpenter({}, { fabric }).stack).join();
    expect(warned(Fabric.efa({ adaptersPerNode: 32 }))).toMatch(/AIC-2065: .*ask for hugepages-2Mi, /);
    expect(warned(Fabric.roceV2({ nicsPerNode: 8 }))).toMatch(/AIC-2065: .*ask for rdma\/hca_shared_devices_a, /);
    expect(warned(Fabric.efa({ adaptersPerNode: 32, hugePages: Size.bytes(0) }))).not.toMatch(/AIC-2065/);
  });

  test('fail on an image that is not pinned', () => {
    const ec2 = { role: 'r', subnetTags: { a: 'b' }, securityGroupTags: { a: 'b' } };
    expect(() => KarpenterNodeClass.ec2({ ...ec2, amiAlias: 'al2023@latest' })).toThrow(/AIC-2064/);
    expect(() => KarpenterNodeClass.ec2({ ...ec2, amiAlias: 'al2023' })).toThrow(/AIC-2064/);
  });

  test('serve other vendors as well', () => {
    expect(nodePool({}, { accelerator: Accelerator.AWS_TRAINIUM2, devicesPerNode: 16 }).limits).toStrictEqual({
      'aws.amazon.com/neuron': '32',
    });
  });
});
