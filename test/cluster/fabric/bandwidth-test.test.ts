import {
  Bandwidth,
  BandwidthTestProps,
  DeviceSoftware,
  Duration,
  Fabric,
  Framework,
  NicMode,
  Size,
  TestGroups,
  TrainingJob,
} from '../../../lib';
import { absent, manifestsOf } from '../../harness';
import { containerOf, environmentOf, jobOf, taskOf, world } from './bandwidth-support';
import { unitOf } from './support';

describe('gang', () => {
  test('takes whole nodes with all that the fabric gives, beside one launcher', () => {
    const { stack } = world();
    const { spec } = jobOf(stack);
    expect(spec).toMatchObject({ queue: 'research', schedulerName: 'volcano', minAvailable: 5 });
    expect(spec.plugins).toStrictEqual({
      mpi: ['--master=launcher', '--worker=worker', '--port=2222'],
      ssh: [],
      svc: [],
    });
    const worker = taskOf(stack, 'worker');
    expect(worker).toMatchObject({ replicas: 4, minAvailable: 4 });
    expect(worker.template.metadata.annotations['k8s.v1.cni.cncf.io/networks']).toContain('h800-rail-7');
    const benchmark = containerOf(stack, 'worker', 'benchmark');
    expect(benchmark.resources.limits).toMatchObject({ 'nvidia.com/gpu': '8', 'rdma/hca_shared_devices_a': '1' });
    expect(benchmark.resources.requests).toStrictEqual(benchmark.resources.limits);
    expect(benchmark.env).toContainEqual({ name: 'NCCL_IB_TC', value: '106' });
    expect(benchmark.securityContext.capabilities.add).toContain('IPC_LOCK');
    expect(worker.template.spec).toMatchObject({
      nodeSelector: { 'acme.com/pool': 'h800' },
      tolerations: [{ key: 'acme.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      volumes: [{ name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: '32Gi' } }, { name: 'token' }],
    });
  });

  test('claims the devices of a pool that hands them out so', () => {
    const { stack } = world({}, { deviceSoftware: DeviceSoftware.draDriver() });
    const { resourceClaims } = taskOf(stack, 'worker').template.spec;
    expect(containerOf(stack, 'worker', 'benchmark').resources.claims).toStrictEqual([{ name: 'devices-0' }]);
    const { metadata, spec } =
      manifestsOf(stack)[`ResourceClaimTemplate/${resourceClaims[0].resourceClaimTemplateName}`];
    expect(metadata.namespace).toBe(jobOf(stack).metadata.namespace);
    expect(spec.spec.devices.requests[0].exactly).toMatchObject({ deviceClassName: 'gpu.nvidia.com', count: 8 });
    const counted = taskOf(world().stack, 'worker').template.spec;
    expect(counted.resourceClaims).toBeUndefined();
    expect(counted.containers[0].resources.claims).toBeUndefined();
  });

  test('starts anew when it is evicted, and ends when its launcher does', () => {
    const { stack } = world();
    expect(jobOf(stack).spec.policies).toStrictEqual([
      { event: 'PodEvicted', action: 'RestartJob' },
      { event: 'PodFailed', action: 'TerminateJob' },
    ]);
    expect(taskOf(stack, 'launcher').policies).toStrictEqual([{ event: 'TaskCompleted', action: 'CompleteJob' }]);
  });

  test('measures in pairs with large messages unless told otherwise', () => {
    expect(environmentOf(world().stack, 'measure')).toMatchObject({
      GROUP_SIZE: '2',
      SMALLEST: '536870912',
      LARGEST: '8589934592',
      LIMIT: '900',
      PROGRAM: '/opt/nccl_tests/build/all_reduce_perf',
      SLOTS: '8',
      INTERFACE: 'eth0',
    });
  });

  test('takes nodes, groups, messages, limit and threshold from its options', () => {
    const { stack } = world({
      nodes: 3,
      groups: TestGroups.ALL,
      smallestMessage: Size.mebibytes(1),
      largestMessage: Size.gibibytes(1),
      timeLimit: Duration.minutes(2),
      minBusBandwidth: Bandwidth.gigabitsPerSecond(400),
    });
    expect(environmentOf(stack, 'measure')).toMatchObject({
      GROUP_SIZE: '3',
      SMALLEST: '1048576',
      LARGEST: '1073741824',
      LIMIT: '120',
    });
    expect(environmentOf(stack, 'judge')).toMatchObject({ THRESHOLD: '50', LARGEST: '1073741824' });
    expect(taskOf(stack, 'worker').replicas).toBe(3);
  });

  test('lives in the network of the node where the fabric does', () => {
    const fabric = Fabric.roceV2({ nicsPerNode: 8, mode: NicMode.hostNetwork(), socketInterface: '=bond0' });
    const { stack, test } = world({}, { fabric });
    for (const task of ['launcher', 'worker']) {
      expect(taskOf(stack, task).template.spec).toMatchObject({
        hostNetwork: true,
        dnsPolicy: 'ClusterFirstWithHostNet',
      });
    }
    expect(environmentOf(stack, 'measure').INTERFACE).toBe('bond0');
    expect(test.namespace).toBe('fabric-test-rdma');
  });

  test('is privileged only as far as pinned memory asks for it', () => {
    const quiet = Fabric.roceV2({ nicsPerNode: 8, ipcLock: false });
    expect(world().test.namespace).toBe('fabric-test-rdma');
    const { stack, cluster } = world({}, { fabric: quiet });
    expect(cluster.privilegedNamespaces).not.toContain('fabric-test');
    expect(manifestsOf(stack)['Namespace/fabric-test'].metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'baseline',
    });
  });

  test('has another name when it measures something else, and its release another order', () => {
    const name = (props: Partial<BandwidthTestProps>): string => jobOf(world(props).stack).metadata.name;
    expect(name({})).toMatch(/^bandwidth-h800-[0-9a-f]{8}$/);
    expect(name({})).toBe(name({}));
    expect(name({})).not.toBe(name({ nodes: 2 }));
    const unit = unitOf(world().stack, 'bandwidth-h800');
    expect(unit.dependsOn).toContain('test/Cluster/Pools/h800/Fabric/Resource');
  });
});

describe('labels', () => {
  test('are what a job requires, and say that a node is under test before anything else', () => {
    const { stack, test } = world();
    expect(test.nodeLabels).toStrictEqual({ 'ai-cloud/fabric-test': 'passed' });
    expect(containerOf(stack, 'worker', 'testing').command).toStrictEqual([
      'kubectl',
      'label',
      'node',
      '$(NODE_NAME)',
      'ai-cloud/fabric-test=testing',
      '--overwrite',
    ]);
    expect(containerOf(stack, 'launcher', 'label').command).toStrictEqual([
      'kubectl',
      'apply',
      '--server-side',
      '--force-conflicts',
      '--field-manager=ai-cloud-bandwidth-h800',
      '--filename',
      '/results/labels.json',
    ]);
  });

  test('are written with a token that only the containers with kubectl have', () => {
    const { stack } = world();
    const mounts = ['launcher', 'worker'].flatMap((task) => {
      const { spec } = taskOf(stack, task).template;
      expect(spec.automountServiceAccountToken).toBe(false);
      return [...spec.initContainers, ...spec.containers].flatMap((c: any) =>
        c.volumeMounts.filter((m: any) => m.name === 'token').map(() => c.name),
      );
    });
    expect(mounts.sort()).toStrictEqual(['label', 'testing']);
  });

  test('are all that the account may change', () => {
    const all = manifestsOf(world({ label: 'acme.com/proven', testName: 'proof' }).stack);
    expect(all['ClusterRole/ai-cloud-proof'].rules).toStrictEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'patch'] },
    ]);
    const { spec } = all['ValidatingAdmissionPolicy/ai-cloud-proof'];
    expect(spec.matchConditions[0].expression).toContain('system:serviceaccount:fabric-test-rdma:proof');
    expect(spec.validations[0].expression).toContain("k in ['acme.com/proven']");
    expect(all['ValidatingAdmissionPolicyBinding/ai-cloud-proof'].spec.validationActions).toStrictEqual(['Deny']);
  });

  test('close the gate of a training job until they are there', () => {
    const { stack, queue, test } = world();
    new TrainingJob(stack, 'Pretrain', {
      queue,
      framework: Framework.pytorch(),
      image: 'registry.acme.com/train:1',
      command: ['torchrun', 'train.py'],
      gangSize: 2,
      devicesPerPod: 8,
      requires: [test],
    });
    const job = Object.entries<any>(manifestsOf(stack)).find(([name]) => name.startsWith('Job/pretrain-'))![1];
    expect(job.spec.tasks[0].template.spec.nodeSelector).toMatchObject({ 'ai-cloud/fabric-test': 'passed' });
    expect(unitOf(stack, 'training-pretrain').dependsOn).toContain('test/Test/Bundle');
  });
});

describe('schedule', () => {
  test('repeats the same gang, one at a time', () => {
    const { stack } = world({ schedule: '0 3 * * 0', timeZone: 'Asia/Shanghai' });
    const { spec } = manifestsOf(stack)['CronJob/bandwidth-h800'];
    expect(spec).toMatchObject({ schedule: '0 3 * * 0', timeZone: 'Asia/Shanghai', concurrencyPolicy: 'Forbid' });
    expect(spec.jobTemplate.spec).toStrictEqual(jobOf(stack).spec);
  });

  test('is none unless given, and names no zone by itself', () => {
    const cron = (props: Partial<BandwidthTestProps>): any => manifestsOf(world(props).stack)['CronJob/bandwidth-h800'];
    absent(cron, { schedule: '0 3 * * 0' }, {});
    absent(
      (spec: any) => spec.timeZone,
      cron({ schedule: '0 3 * * 0', timeZone: 'UTC' }).spec,
      cron({ schedule: '* * * * *' }).spec,
    );
  });

  test.each(['', '@daily', '0 3 * *', 'TZ=UTC 0 3 * * 0', '0 0 3 * * 0'])('fails on %p', (schedule) => {
    expect(() => world({ schedule })).toThrow(/AIC-2084 at test\/Test: the schedule is none/);
  });
});
