import { TerraformStack } from 'cdktf';
import { Accelerator, AINativeCluster, ClusterAccess, NodeSelector, Registries, SchedulingOptions } from '../../../lib';
import { blueprintOf, bundlesOf, manifestsOf, testStack } from '../../harness';
import { pool, SchedulingOnly } from './cluster-stand-in';

const H800 = pool('h800');

function made(options: SchedulingOptions = {}, registries?: Registries): { stack: TerraformStack; c: SchedulingOnly } {
  const stack = testStack();
  return { stack, c: new SchedulingOnly(stack, options, registries) };
}

describe('node groups', () => {
  test('a job labels the nodes of a pool with queues', () => {
    const { stack, c } = made();
    c.scheduling.addPool(pool('idle'));
    c.queues.add('research', {
      pool: pool('h800', { nodeLabels: { 'b.com/x': '1', 'a.com/x': '2' } }),
      deservedDevices: 8,
    });
    const { spec, metadata } = manifestsOf(stack)['CronJob/node-labels-h800'];
    expect(metadata.namespace).toBe('ai-cloud-system');
    const container = spec.jobTemplate.spec.template.spec.containers[0];
    expect(container.command).toContain('--selector=a.com/x=2,b.com/x=1,volcano.sh/nodegroup-name!=h800');
    expect(container.command).toContain('volcano.sh/nodegroup-name=h800');
    expect(Object.keys(manifestsOf(stack)).filter((key) => key.startsWith('CronJob/'))).toStrictEqual([
      'CronJob/node-labels-h800',
    ]);
  });

  test('the account of that job may patch nodes, and by policy their one label only', () => {
    const { stack, c } = made();
    c.queues.add('research', { pool: H800, deservedDevices: 8 });
    const manifests = manifestsOf(stack);
    expect(manifests['ClusterRole/ai-cloud-node-labels'].rules).toStrictEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'patch'] },
    ]);
    expect(manifests['ValidatingAdmissionPolicy/ai-cloud-node-labels'].spec.matchConditions[0].expression).toBe(
      "request.userInfo.username == 'system:serviceaccount:ai-cloud-system:node-labels'",
    );
    expect(manifests['ClusterRoleBinding/ai-cloud-node-labels'].subjects[0].name).toBe('node-labels');
    expect(manifests['ServiceAccount/node-labels'].metadata.namespace).toBe('ai-cloud-system');
  });

  test('nodes that are selected by the label itself need no job, and keep their value', () => {
    const { stack, c } = made();
    const labelled = pool('h800', { nodeLabels: { 'volcano.sh/nodegroup-name': 'rack-7' } });
    c.queues.add('research', { pool: labelled, deservedDevices: 8 });
    const manifests = manifestsOf(stack);
    expect(manifests['Queue/research'].spec.affinity.nodeGroupAffinity).toStrictEqual({
      requiredDuringSchedulingIgnoredDuringExecution: ['rack-7'],
    });
    expect(bundlesOf(stack)['queues-pools']).toBeDefined();
    expect(bundlesOf(stack)['node-labels']).toBeUndefined();
    expect(c.scheduling.nodeLabelsFor(labelled)).toStrictEqual({ 'volcano.sh/nodegroup-name': 'rack-7' });
  });

  test('labelNodes: false leaves labels to you', () => {
    const { stack, c } = made({ labelNodes: false });
    c.queues.add('research', { pool: H800, deservedDevices: 8 });
    expect(bundlesOf(stack)['queues-pools']).toBeDefined();
    expect(bundlesOf(stack)['node-labels']).toBeUndefined();
  });

  test('a pool says which labels its nodes carry for the scheduler once it has a queue', () => {
    const { c } = made();
    c.scheduling.addPool(H800);
    expect(c.scheduling.nodeLabelsFor(H800)).toStrictEqual({});
    c.queues.add('research', { pool: H800, deservedDevices: 8 });
    expect(c.scheduling.nodeLabelsFor(H800)).toStrictEqual({ 'volcano.sh/nodegroup-name': 'h800' });
  });

  test('simulated nodes carry the label as well', () => {
    const stack = testStack();
    const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const options = { nodes: NodeSelector.labels({ a: 'b' }), accelerator: Accelerator.NVIDIA_H800 };
    const gpus = cluster.pools.add('h800', { ...options, expectedNodes: 2, devicesPerNode: 8 });
    const labels = (): any => blueprintOf(stack).pools[0].labels;
    expect(labels()).toStrictEqual({ a: 'b' });
    cluster.queues.add('research', { pool: gpus, deservedDevices: 8 });
    expect(labels()).toStrictEqual({ a: 'b', 'volcano.sh/nodegroup-name': 'h800' });
  });

  test('the job is pulled from the mirror, and named within the limits of a CronJob', () => {
    const { stack, c } = made({}, Registries.mirror('registry.acme.com', { pullSecretName: 'pull' }));
    c.queues.add('research', { pool: pool('h800-in-the-north-hall-behind-the-second-door'), deservedDevices: 8 });
    const [name] = Object.keys(manifestsOf(stack)).filter((key) => key.startsWith('CronJob/'));
    expect(name.length - 'CronJob/'.length).toBeLessThanOrEqual(52);
    const { spec } = manifestsOf(stack)[name].spec.jobTemplate.spec.template;
    expect(spec.containers[0].image).toMatch(/^registry\.acme\.com\/kubectl:v/);
    expect(spec.imagePullSecrets).toStrictEqual([{ name: 'pull' }]);
    expect(blueprintOf(stack).images.map((i: any) => i.reference)).toContain(spec.containers[0].image);
  });

  test('fails on two pools that carry the same value', () => {
    const { c } = made();
    const nodeLabels = { 'volcano.sh/nodegroup-name': 'gpu' };
    c.queues.add('a', { pool: pool('h800', { nodeLabels }), deservedDevices: 8 });
    expect(() => c.queues.add('b', { pool: pool('l20', { nodeLabels }), deservedDevices: 8 })).toThrow(
      /AIC-2113.*pools h800 and l20 with volcano.sh\/nodegroup-name=gpu/,
    );
  });
});
