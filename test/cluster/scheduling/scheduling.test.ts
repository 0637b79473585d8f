import { TerraformStack } from 'cdktf';
import { parse } from 'yaml';
import {
  Accelerator,
  AINativeCluster,
  Chart,
  ClusterAccess,
  JsonPatch,
  NodeSelector,
  Registries,
  SchedulerAction,
  SchedulerConfiguration,
  SchedulerPlugin,
  SchedulingOptions,
} from '../../../lib';
import { blueprintOf, bundlesOf, chartsOf, manifestsOf, terraformOf, testStack } from '../../harness';
import { pool, SchedulingOnly } from './cluster-stand-in';

const H800 = pool('h800');

function made(options: SchedulingOptions = {}, registries?: Registries): { stack: TerraformStack; c: SchedulingOnly } {
  const stack = testStack();
  return { stack, c: new SchedulingOnly(stack, options, registries) };
}

function valuesOf(stack: TerraformStack): any {
  return chartsOf(stack).volcano.values;
}

function warningsOf(stack: TerraformStack): string[] {
  return stack.node.findAll().flatMap((c) => c.node.metadata.map((m) => String(m.data)));
}

describe('the chart', () => {
  test('is Volcano, pinned, in a namespace that allows what it needs', () => {
    const { stack } = made();
    expect(chartsOf(stack).volcano).toMatchObject({ name: 'volcano', version: '1.15.1' });
    expect(manifestsOf(stack)['Namespace/volcano-system'].metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
    const unit = blueprintOf(stack).units.find((u: any) => u.releaseName === 'volcano');
    expect(unit.releaseNamespace).toBe('volcano-system');
  });

  test('runs two of each and elects a leader', () => {
    expect(valuesOf(made().stack).custom).toMatchObject({
      admission_replicas: 2,
      controller_replicas: 2,
      scheduler_replicas: 2,
      leader_elect_enable: true,
    });
  });

  test('needs no election with one replica', () => {
    expect(valuesOf(made({ replicas: 1 }).stack).custom).toMatchObject({
      scheduler_replicas: 1,
      leader_elect_enable: false,
    });
  });

  test.each([0, 1.5, NaN])('fails on %p replicas', (replicas) => {
    expect(() => made({ replicas })).toThrow(/AIC-2112.*no usable number of replicas/);
  });

  test('has webhooks for jobs and queues and none for pods, which would stop every Deployment', () => {
    const paths: string[] = valuesOf(made().stack).custom.enabled_admissions.split(',');
    expect(paths).toContain('/jobs/validate');
    expect(paths).toContain('/queues/validate');
    expect(paths.filter((path) => path.startsWith('/pods/'))).toStrictEqual([]);
  });

  test('comes from the mirror, images and all', () => {
    const mirror = Registries.mirror('registry.acme.com', {
      chartRepository: 'oci://c.acme.com',
      pullSecretName: 'pull',
    });
    const { stack } = made({}, mirror);
    expect(chartsOf(stack).volcano.repository).toBe('oci://c.acme.com');
    expect(valuesOf(stack).basic).toMatchObject({ image_registry: 'registry.acme.com', image_pull_secret: 'pull' });
    const images: string[] = blueprintOf(stack).images.map((i: any) => i.reference);
    expect(images).toContain('registry.acme.com/volcanosh/vc-scheduler:v1.15.1');
    expect(valuesOf(made().stack).basic).not.toHaveProperty('image_pull_secret');
  });

  test('takes patches of its values', () => {
    const { stack, c } = made();
    const chart = c.scheduling.node.findChild('Volcano') as Chart;
    chart.patch(JsonPatch.add('/custom/scheduler_log_level', 5));
    expect(valuesOf(stack).custom).toMatchObject({ scheduler_log_level: 5, scheduler_replicas: 2 });
  });
});

describe('the configuration', () => {
  test('is a text that knows pools which came later', () => {
    const { stack, c } = made();
    const before = valuesOf(stack).custom.scheduler_config_override;
    c.scheduling.addPool(pool('npu', { deviceResource: 'huawei.com/npu' }));
    c.queues.add('research', { pool: H800, deservedDevices: 8 });
    const after = valuesOf(stack).custom.scheduler_config_override;
    expect(before).not.toContain('binpack.resources');
    expect(after).toContain('binpack.resources: "huawei.com/npu, nvidia.com/gpu"');
    expect(terraformOf(stack).resource.helm_release.Cluster_Scheduling_Volcano.values[0]).toContain('huawei.com/npu');
  });

  test('is the same in the chart and in the blueprint', () => {
    const { stack, c } = made();
    expect(c.scheduling.configurationFact()).toStrictEqual({
      namespace: 'volcano-system',
      configMap: 'volcano-scheduler-configmap',
      key: 'volcano-scheduler.conf',
      configuration: valuesOf(stack).custom.scheduler_config_override,
    });
  });

  test('can be your own', () => {
    const configuration = SchedulerConfiguration.of({
      actions: [SchedulerAction.ALLOCATE],
      tiers: [{ plugins: [SchedulerPlugin.of('gang')] }],
    });
    const { stack } = made({ configuration });
    expect(parse(valuesOf(stack).custom.scheduler_config_override)).toStrictEqual({
      actions: 'allocate',
      tiers: [{ plugins: [{ name: 'gang' }] }],
    });
  });

  test('fails with queues when it ignores them', () => {
    const configuration = SchedulerConfiguration.of({
      actions: [SchedulerAction.ALLOCATE],
      tiers: [{ plugins: [SchedulerPlugin.of('capacity')] }],
    });
    const { c } = made({ configuration });
    expect(() => c.queues.add('research', { pool: H800, deservedDevices: 8 })).toThrow(
      /AIC-2111.*ignores what queues say/,
    );
  });

  test('warns of enqueue, which hides jobs that wait', () => {
    const configuration = SchedulerConfiguration.of({
      actions: [SchedulerAction.ENQUEUE, SchedulerAction.ALLOCATE],
      tiers: [{ plugins: [SchedulerPlugin.of('gang')] }],
    });
    expect(warningsOf(made({ configuration }).stack).join()).toContain('AIC-2135');
    expect(warningsOf(made().stack).join()).not.toContain('AIC-2135');
  });
});

describe('order', () => {
  test('ready means the chart, the priorities and the policies', () => {
    const { stack, c } = made();
    const units: any[] = blueprintOf(stack).units;
    const names = units.map((u) => u.releaseName);
    expect(names.indexOf('volcano')).toBeLessThan(names.indexOf('priority-classes'));
    expect(names.indexOf('priority-classes')).toBeLessThan(names.indexOf('scheduling-policies'));
    expect(c.scheduling.ready).toBe(c.scheduling.node.findChild('Policies'));
    expect(c.scheduling.schedulerName).toBe('volcano');
  });
});

test('priorities put services first and shorter jobs before longer ones, and let all of them reclaim', () => {
  const { stack } = made();
  const manifests = manifestsOf(stack);
  const classes = bundlesOf(stack)['priority-classes'].map((key) => manifests[key]);
  const byValue = classes.sort((a, b) => b.value - a.value).map((c) => c.metadata.name);
  expect(byValue).toStrictEqual([
    'serving',
    'training-within-1h',
    'training-within-8h',
    'training-within-3d',
    'training-longer',
  ]);
  expect(new Set(classes.map((c) => c.preemptionPolicy))).toStrictEqual(new Set(['PreemptLowerPriority']));
});

describe('policies', () => {
  const { stack, c } = made({ unmanagedNamespaces: ['acme-monitoring'] });
  const vision = c.queues.addGroup('vision', { pool: H800, deservedDevices: 16 });
  c.queues.add('segmentation', { pool: H800, parent: vision, deservedDevices: 8 });
  const manifests = manifestsOf(stack);
  const specOf = (name: string): any => manifests[`ValidatingAdmissionPolicy/${name}`].spec;

  test.each(['jobs', 'cronjobs', 'podgroups', 'pods'])('%s may not name a queue with children', (kind) => {
    const { matchConstraints, validations } = specOf(`leaf-queues-${kind}`);
    expect(matchConstraints.resourceRules[0].resources).toStrictEqual([kind]);
    expect(validations[0].expression).toContain("in ['pool-h800', 'root', 'vision'])");
  });

  test('what waits in a queue that became a parent can still be updated, and so be taken away', () => {
    expect(specOf('leaf-queues-jobs').matchConditions[1].expression).toBe(
      'oldObject == null || !(has(oldObject.spec) && has(oldObject.spec.queue) && oldObject.spec.queue == object.spec.queue)',
    );
  });

  test('pods that ask for devices of a pool with queues name the scheduler', () => {
    const { matchConditions, validations } = specOf('managed-devices');
    expect(matchConditions[0].expression).toContain("['nvidia.com/gpu']");
    expect(validations[0].expression).toContain("object.spec.schedulerName == 'volcano'");
  });

  test('leave the namespaces of the system alone, and those that the user names', () => {
    expect(specOf('managed-devices').matchConstraints.namespaceSelector.matchExpressions[0]).toStrictEqual({
      key: 'kubernetes.io/metadata.name',
      operator: 'NotIn',
      values: ['acme-monitoring', 'gpu-operator', 'kube-system', 'volcano-system'],
    });
    expect(specOf('leaf-queues-pods').matchConstraints.namespaceSelector.matchExpressions[0].values).toStrictEqual([
      'kube-system',
    ]);
  });

  test('are all bound, to deny', () => {
    const names = Object.keys(manifests).filter((key) => key.startsWith('ValidatingAdmissionPolicy/'));
    for (const name of names.map((key) => key.split('/')[1])) {
      expect(manifests[`ValidatingAdmissionPolicyBinding/${name}`].spec).toStrictEqual({
        policyName: name,
        validationActions: ['Deny'],
      });
    }
    expect(names.length).toBe(6);
  });
});

describe('node groups', () => {
  test('a job labels the nodes of a pool with queues', () => {
    const { stack, c } = made();
    c.scheduling.addPool(pool('idle'));
    c.queues.add('research', {
      pool: pool('h800', { nodeLabels: { 'b.com/x': '1', 'a.com/x': '2' } }),
      deservedDevices: 8,
    });
    const { spec, metadata } = manifestsOf(stack)['CronJob/node-groups-h800'];
    expect(metadata.namespace).toBe('volcano-system');
    const container = spec.jobTemplate.spec.template.spec.containers[0];
    expect(container.command).toContain('--selector=a.com/x=2,b.com/x=1,volcano.sh/nodegroup-name!=h800');
    expect(container.command).toContain('volcano.sh/nodegroup-name=h800');
    expect(Object.keys(manifestsOf(stack)).filter((key) => key.startsWith('CronJob/'))).toStrictEqual([
      'CronJob/node-groups-h800',
    ]);
  });

  test('the account of that job may patch nodes, and by policy their one label only', () => {
    const { stack, c } = made();
    c.queues.add('research', { pool: H800, deservedDevices: 8 });
    const manifests = manifestsOf(stack);
    expect(manifests['ClusterRole/node-groups'].rules).toStrictEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'patch'] },
    ]);
    expect(manifests['ValidatingAdmissionPolicy/node-groups'].spec.matchConditions[0].expression).toBe(
      "request.userInfo.username == 'system:serviceaccount:volcano-system:node-groups'",
    );
    expect(manifests['ClusterRoleBinding/node-groups'].subjects[0].name).toBe('node-groups');
    expect(manifests['ServiceAccount/node-groups'].metadata.namespace).toBe('volcano-system');
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
    expect(bundlesOf(stack)['node-groups']).toBeUndefined();
    expect(c.scheduling.nodeLabelsFor(labelled)).toStrictEqual({ 'volcano.sh/nodegroup-name': 'rack-7' });
  });

  test('labelNodes: false leaves labels to you', () => {
    const { stack, c } = made({ labelNodes: false });
    c.queues.add('research', { pool: H800, deservedDevices: 8 });
    expect(bundlesOf(stack)['queues-pools']).toBeDefined();
    expect(bundlesOf(stack)['node-groups']).toBeUndefined();
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

test('the same program gives the same bytes twice', () => {
  const written = (): string => {
    const { stack, c } = made();
    c.queues.add('research', { pool: H800, deservedDevices: 8 });
    return JSON.stringify([blueprintOf(stack), blueprintOf(stack), terraformOf(stack)]);
  };
  expect(written()).toBe(written());
});
