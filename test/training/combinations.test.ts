import {
  Accelerator,
  DeviceSoftware,
  Duration,
  Framework,
  KarpenterNodeClass,
  NodeProvisioning,
  Notebook,
  PoolOptions,
  SchedulerPolicy,
  Sharing,
  Size,
  SparkJob,
  SparkProgram,
  TrainingJob,
} from '../../lib';
import { clusterFixture, poolOptions } from '../cluster/support';
import { manifestsOf } from '../harness';
import { eachKind } from './each-kind';

/** All specs of pods that name a scheduler, anywhere in some objects. */
function podSpecs(value: unknown): any[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'containers' in value && 'schedulerName' in value ? [value] : [];
  return [...own, ...Object.values(value).flatMap(podSpecs)];
}

const objectsOf = (blueprint: any): any[] =>
  blueprint.units.flatMap((unit: any) => unit.objects ?? []).map((object: any) => object.manifest);

describe('combination 2', () => {
  test.each<[string, Partial<PoolOptions>]>([
    ['whole devices', {}],
    ['parts of devices, with all their dimensions', { sharing: Sharing.volcanoVgpu() }],
    ['partitions', { accelerator: Accelerator.NVIDIA_H100, sharing: Sharing.mig({ '1g.10gb': 7 }, { devices: 4 }) }],
    ['claims', { deviceSoftware: DeviceSoftware.draDriver() }],
  ])('every parent lists every resource that a child lists, for %s', (_what, options) => {
    const { stack, cluster } = clusterFixture();
    const pool = cluster.pools.add('p', poolOptions('p', { expectedNodes: 4, ...options }));
    const outer = cluster.queues.addGroup('group', { pool, deservedDevices: 16, guaranteedDevices: 8 });
    const nested = cluster.queues.addGroup('inner', { pool, parent: outer, deservedDevices: 8, guaranteedDevices: 8 });
    cluster.queues.add('leaf', { pool, parent: nested, deservedDevices: 8, lendsIdle: false, capabilityDevices: 8 });
    const manifests = manifestsOf(stack);
    for (const name of ['leaf', 'inner', 'group']) {
      const child = manifests[`Queue/${name}`].spec;
      const parent = manifests[`Queue/${child.parent}`].spec;
      expect(Object.keys(parent.deserved)).toEqual(expect.arrayContaining(Object.keys(child.deserved)));
      expect(Object.keys(parent.guarantee.resource)).toEqual(
        expect.arrayContaining(Object.keys(child.guarantee.resource)),
      );
    }
  });
});

describe('combination 8', () => {
  test('every Volcano job starts anew when it gives back, often enough, and has gone within the minute of serving', () => {
    const jobs = objectsOf(eachKind()).filter((o) => o.kind === 'Job' && o.apiVersion.startsWith('batch.volcano.sh'));
    expect(jobs.length).toBeGreaterThan(8);
    for (const { spec } of jobs) {
      const policies = [spec, ...spec.tasks].flatMap((holder: any) => holder.policies ?? []);
      for (const event of ['PodEvicted', 'PodFailed']) {
        expect(policies).toContainEqual({ event, action: 'RestartJob' });
      }
      expect(spec.maxRetry).toBe(100);
      for (const pod of podSpecs(spec)) expect(pod.terminationGracePeriodSeconds).toBe(30);
    }
  });

  test.each([
    ['mixed', SchedulerPolicy.mixed()],
    ['serving', SchedulerPolicy.serving()],
    ['training', SchedulerPolicy.training()],
  ])('gangreclaim, which lost a job, is nothing that the policy %s does', (_name, policy) => {
    expect(policy.toYaml(['nvidia.com/gpu'])).toMatch(/^actions: "allocate, backfill(, reclaim)?"$/m);
  });
});

test('combination 9: autoscalers see gangs that wait, make no more than queues may hold, and leave gangs alone', () => {
  const { stack, cluster } = clusterFixture();
  const provisioning = NodeProvisioning.karpenter({
    nodeClass: KarpenterNodeClass.existing({ group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'gpu' }),
    requirements: { 'node.kubernetes.io/instance-type': ['p5.48xlarge'] },
  });
  const pool = cluster.pools.add('burst', poolOptions('burst', { provisioning }));
  const queue = cluster.queues.add('research', { pool, deservedDevices: 16 });
  const framework = Framework.pytorch();
  new TrainingJob(stack, 'Job', { queue, framework, image: 'a.b/c:1', command: ['x'], gangSize: 2, devicesPerPod: 8 });
  const manifests = manifestsOf(stack);
  expect(cluster.scheduling.configurationFact().configuration).not.toContain('enqueue');
  expect(manifests['NodePool/burst'].spec.limits['nvidia.com/gpu']).toBe(
    manifests['Queue/pool-burst'].spec.deserved['nvidia.com/gpu'],
  );
  const job = manifests[Object.keys(manifests).find((key) => key.startsWith('Job/job-'))!];
  for (const { template } of job.spec.tasks) {
    expect(template.metadata.annotations).toMatchObject({ 'karpenter.sh/do-not-disrupt': 'true' });
  }
});

test('combination 10: whatever uses devices gives a node up that is lost for half a minute, not for five', () => {
  const { stack, cluster } = clusterFixture();
  const pool = cluster.pools.add('h800', poolOptions('h800'));
  const queue = cluster.queues.add('research', { pool, deservedDevices: 16 });
  new SparkJob(stack, 'Features', {
    queue,
    image: 'a.b/c:1',
    sparkVersion: '4.0.0',
    program: SparkProgram.python('local:///x.py'),
    executors: 2,
    executor: { cores: 1, memory: Size.gibibytes(4) },
  });
  new Notebook(stack, 'Explore', {
    queue,
    image: 'a.b/c:1',
    devices: { devices: 1 },
    token: { secretName: 'explore', key: 'token' },
    idleAfter: Duration.hours(1),
  });
  const own = Object.values(manifestsOf(stack)).filter((o: any) => /SparkApplication|StatefulSet/.test(o.kind));
  const pods = podSpecs([...objectsOf(eachKind()), ...own]);
  expect(pods.length).toBeGreaterThan(20);
  for (const { tolerations } of pods) {
    for (const state of ['not-ready', 'unreachable']) {
      expect(tolerations).toContainEqual({
        key: `node.kubernetes.io/${state}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 30,
      });
    }
  }
});
