import { Duration, IPool, Registries, Size, SparkJob, SparkProgram } from '../../lib';
import { bundlesOf, chartsOf, manifestsOf, terraformOf } from '../harness';
import { FABRIC } from '../cluster/scheduling/cluster-stand-in';
import { application, made, specOf } from './spark-fixture';
import { DIGEST } from './training-fixture';

const NOTHING = { resources: {}, annotations: {}, labels: {}, devices: 1 };

describe('a Spark job', () => {
  test('starts its executors together or not at all, in its queue', () => {
    const objects = manifestsOf(made().stack);
    expect(objects['PodGroup/features-executors'].spec).toStrictEqual({
      minMember: 8,
      priorityClassName: 'ai-cloud-training-within-3d',
      queue: 'research',
    });
    const { driver, executor } = objects['SparkApplication/features'].spec;
    expect(executor.instances).toBe(8);
    expect(executor.template.metadata.annotations).toStrictEqual({
      'scheduling.k8s.io/group-name': 'features-executors',
    });
    expect(driver.template.metadata.annotations).toStrictEqual({ 'scheduling.volcano.sh/queue-name': 'research' });
    expect([driver, executor].map((role: any) => role.template.spec.schedulerName)).toStrictEqual([
      'volcano',
      'volcano',
    ]);
  });

  test('asks for all executors at once, or Spark would wait for the first ten', () => {
    expect(specOf({ executors: 30, executor: { cores: 2, memory: Size.gibibytes(8) } }).sparkConf).toStrictEqual({
      'spark.kubernetes.allocation.batch.size': '30',
    });
  });

  test('goes on with the executors that it must have and takes more when tasks wait', () => {
    const objects = manifestsOf(made({ minExecutors: 2 }).stack);
    expect(objects['PodGroup/features-executors'].spec.minMember).toBe(2);
    const { dynamicAllocation, executor } = objects['SparkApplication/features'].spec;
    expect(dynamicAllocation).toStrictEqual({
      enabled: true,
      initialExecutors: 2,
      minExecutors: 2,
      maxExecutors: 8,
      shuffleTrackingEnabled: true,
    });
    expect(executor.instances).toBeUndefined();
    expect(specOf().dynamicAllocation).toBeUndefined();
  });

  test('divides the memory of a pod as Spark does: Python works beside the heap', () => {
    expect(specOf().executor).toMatchObject({ cores: 5, memory: '29257m', memoryOverhead: '11703m' });
    const java = specOf({ program: SparkProgram.java('local:///app.jar', 'com.acme.Main') });
    expect(java.executor).toMatchObject({ memory: '37236m', memoryOverhead: '3724m' });
    expect(java).toMatchObject({ type: 'Java', mainClass: 'com.acme.Main', mainApplicationFile: 'local:///app.jar' });
    const small = specOf({
      program: SparkProgram.scala('local:///app.jar', 'com.acme.Main'),
      executor: { cores: 1, memory: Size.gibibytes(1) },
    });
    expect(small.executor).toMatchObject({ memory: '640m', memoryOverhead: '384m' });
    expect(small.type).toBe('Scala');
  });

  test('gives the driver a core and 4 GiB, or what is asked for', () => {
    expect(specOf().driver).toMatchObject({ cores: 1, memory: '2925m', memoryOverhead: '1171m' });
    const driver = { cores: 4, memory: Size.gibibytes(16) };
    expect(specOf({ driver }).driver).toMatchObject({ cores: 4, memory: '11702m', memoryOverhead: '4682m' });
  });

  test('lets the driver alone talk to the API server', () => {
    const { driver, executor } = specOf();
    expect(driver).toMatchObject({ serviceAccount: 'spark-operator-spark' });
    expect(driver.template.spec.automountServiceAccountToken).toBe(true);
    expect(executor.template.spec.automountServiceAccountToken).toBe(false);
  });

  test('uses devices when it is given some, and tells Spark how many tasks share one', () => {
    const spec = specOf({ devicesPerExecutor: 1 });
    expect(spec.executor.template.spec.containers[0].resources.limits).toMatchObject({ 'nvidia.com/gpu': '1' });
    expect(spec.sparkConf).toMatchObject({
      'spark.executor.resource.gpu.amount': '1',
      'spark.executor.resource.gpu.vendor': 'nvidia.com',
      'spark.task.resource.gpu.amount': '0.2',
    });
    expect(spec.driver.template.spec.containers[0].resources.limits['nvidia.com/gpu']).toBeUndefined();
    expect(specOf().executor.template.spec.containers[0].resources.limits).toStrictEqual({ cpu: '5', memory: '40Gi' });
  });

  test.each<[string, Partial<IPool>]>([
    ['Ascend 910', { allocate: () => ({ ...NOTHING, resources: { 'huawei.com/Ascend910': '1' } }) }],
    ['slices by another name', { allocate: () => ({ ...NOTHING, resources: { 'nvidia.com/gpu.shared': '1' } }) }],
    ['claims', { allocate: () => ({ ...NOTHING, claims: [{ deviceClassName: 'gpu.nvidia.com', count: 1 }] }) }],
  ])('does not let Spark ask for %s as GPUs, which no node has', (_what, on) => {
    const spec = specOf({ devicesPerExecutor: 1, on });
    expect(spec.sparkConf).toStrictEqual({ 'spark.kubernetes.allocation.batch.size': '8' });
    const { resources } = spec.executor.template.spec.containers[0];
    expect(resources.limits).toStrictEqual({ cpu: '5', memory: '40Gi', ...on.allocate?.(undefined!, {}).resources });
    expect(resources.claims?.length).toBe(on.allocate?.(undefined!, {}).claims?.length);
  });

  test('leaves the fabric of the pool to those who train', () => {
    const { spec } = specOf({ on: { fabric: FABRIC } }).executor.template;
    expect(spec.containers[0].resources.limits).toStrictEqual({ cpu: '5', memory: '40Gi' });
    expect(spec.containers[0].env).toStrictEqual([]);
    expect(made({ on: { fabric: FABRIC } }).job.namespace).toBe('training');
  });

  test('runs once, or by a schedule of which one run at a time is under way', () => {
    expect(application().kind).toBe('SparkApplication');
    const { spec } = manifestsOf(made({ schedule: '0 3 * * *' }).stack)['ScheduledSparkApplication/features'];
    expect(spec).toMatchObject({ schedule: '0 3 * * *', timeZone: 'UTC', concurrencyPolicy: 'Forbid' });
    expect(spec.template).toStrictEqual(specOf());
  });

  test('is tried again ten times unless it says otherwise', () => {
    expect(specOf().restartPolicy).toStrictEqual({
      type: 'OnFailure',
      onFailureRetries: 10,
      onFailureRetryInterval: 10,
      onSubmissionFailureRetries: 5,
      onSubmissionFailureRetryInterval: 20,
    });
    expect(specOf({ maxRetry: 2 }).restartPolicy.onFailureRetries).toBe(2);
  });

  test('takes arguments, settings, environment, a user, a name, a namespace and a duration', () => {
    const { stack, job } = made({
      arguments: ['--day', 'today'],
      configuration: { 'spark.sql.shuffle.partitions': '400' },
      environment: { MODE: 'full' },
      secretEnvironment: { S3_KEY: { secretName: 's3', key: 'key' } },
      runAsUser: 1000,
      jobName: 'nightly',
      namespace: 'data',
      expectedDuration: Duration.minutes(20),
    });
    const { spec } = manifestsOf(stack)['SparkApplication/nightly'];
    expect([job.jobName, job.namespace]).toStrictEqual(['nightly', 'data']);
    expect(spec).toMatchObject({
      arguments: ['--day', 'today'],
      sparkConf: { 'spark.kubernetes.allocation.batch.size': '8', 'spark.sql.shuffle.partitions': '400' },
    });
    const { template } = spec.executor;
    expect(template.spec.securityContext.runAsUser).toBe(1000);
    expect(template.spec.priorityClassName).toBe('ai-cloud-training-within-1h');
    expect(template.spec.containers[0].env).toStrictEqual([
      { name: 'MODE', value: 'full' },
      { name: 'S3_KEY', valueFrom: { secretKeyRef: { name: 's3', key: 'key' } } },
    ]);
    expect(specOf().executor.template.spec.securityContext.runAsUser).toBe(185);
  });

  test('installs the operator once, which looks after the namespaces of all jobs', () => {
    const { stack, job } = made({ namespace: 'data' });
    new SparkJob(stack, 'Labels', {
      queue: job.queue,
      image: DIGEST,
      sparkVersion: '3.5.1',
      program: SparkProgram.python('local:///opt/app/labels.py'),
      executors: 1,
      executor: { cores: 1, memory: Size.gibibytes(4) },
    });
    expect(chartsOf(stack)['spark-operator'].values.spark).toStrictEqual({ jobNamespaces: ['data', 'training'] });
    expect(Object.keys(bundlesOf(stack)).filter((name) => name.startsWith('spark-'))).toStrictEqual([
      'spark-features',
      'spark-labels',
    ]);
  });

  test('pulls the operator through the mirror', () => {
    const registries = Registries.mirror('registry.acme.com/mirror', { pullSecretName: 'pull' });
    const { image } = chartsOf(made({ registries }).stack)['spark-operator'].values;
    expect(image).toMatchObject({ registry: 'registry.acme.com', pullSecrets: [{ name: 'pull' }] });
    expect(image.repository).toMatch(/^mirror\/.*spark-operator\/controller$/);
  });

  test('is written the same way each time', () => {
    expect(terraformOf(made({ minExecutors: 2 }).stack)).toStrictEqual(terraformOf(made({ minExecutors: 2 }).stack));
  });
});
