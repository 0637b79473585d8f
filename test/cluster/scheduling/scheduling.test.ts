import { TerraformStack } from 'cdktf';
import { parse } from 'yaml';
import {
  Chart,
  JsonPatch,
  Registries,
  SchedulerAction,
  SchedulerPolicy,
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

  test('keeps replicas on different nodes where it can', () => {
    const { scheduler_affinity: affinity } = valuesOf(made().stack).custom;
    const [{ podAffinityTerm: term }] = affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution;
    expect(term).toStrictEqual({
      labelSelector: { matchLabels: { app: 'volcano-scheduler' } },
      topologyKey: 'kubernetes.io/hostname',
    });
    expect(valuesOf(made({ replicas: 1 }).stack).custom).not.toHaveProperty('scheduler_affinity');
  });

  test('lets draining nodes take one of each at a time', () => {
    const budgets = (stack: TerraformStack): any[] =>
      Object.values(manifestsOf(stack)).filter((manifest) => manifest.kind === 'PodDisruptionBudget');
    const { stack } = made();
    expect(bundlesOf(stack)['volcano-budgets']).toHaveLength(3);
    expect(manifestsOf(stack)['PodDisruptionBudget/volcano-scheduler']).toStrictEqual({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'volcano-scheduler', namespace: 'volcano-system' },
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: { app: 'volcano-scheduler' } },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
    expect(budgets(made({ replicas: 1 }).stack)).toStrictEqual([]);
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
    const policy = SchedulerPolicy.of({
      actions: [SchedulerAction.ALLOCATE],
      tiers: [{ plugins: [SchedulerPlugin.of('gang')] }],
    });
    const { stack } = made({ policy });
    expect(parse(valuesOf(stack).custom.scheduler_config_override)).toStrictEqual({
      actions: 'allocate',
      tiers: [{ plugins: [{ name: 'gang' }] }],
    });
  });

  test('fails with queues when it ignores them', () => {
    const policy = SchedulerPolicy.of({
      actions: [SchedulerAction.ALLOCATE],
      tiers: [{ plugins: [SchedulerPlugin.of('capacity')] }],
    });
    const { c } = made({ policy });
    expect(() => c.queues.add('research', { pool: H800, deservedDevices: 8 })).toThrow(
      /AIC-2111.*ignores what queues say/,
    );
  });

  test('warns of enqueue, which hides jobs that wait', () => {
    const policy = SchedulerPolicy.of({
      actions: [SchedulerAction.ENQUEUE, SchedulerAction.ALLOCATE],
      tiers: [{ plugins: [SchedulerPlugin.of('gang')] }],
    });
    expect(warningsOf(made({ policy }).stack).join()).toContain('AIC-2135');
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
    'ai-cloud-serving',
    'ai-cloud-training-within-1h',
    'ai-cloud-training-within-8h',
    'ai-cloud-training-within-3d',
    'ai-cloud-training-longer',
  ]);
  expect(new Set(classes.map((c) => c.preemptionPolicy))).toStrictEqual(new Set(['PreemptLowerPriority']));
});

test('the same program gives the same bytes twice', () => {
  const written = (): string => {
    const { stack, c } = made();
    c.queues.add('research', { pool: H800, deservedDevices: 8 });
    return JSON.stringify([blueprintOf(stack), blueprintOf(stack), terraformOf(stack)]);
  };
  expect(written()).toBe(written());
});
