import { Construct } from 'constructs';
import { refuseAdmission } from './private/admission';
import { checkSparkJob } from './private/check-spark-job';
import { checkJobName, checkQueue, checkRetries } from './private/check-training-job';
import { NO_DEVICES, PodWithNamespace, resolvePod } from './private/resolve-pod';
import { renderExecutorGroup, renderSparkJob } from './private/render-spark-job';
import { SPARK_SERVICE_ACCOUNT, sparkOperatorFor } from './private/spark-operator';
import { SparkJobProps, SparkResources } from './spark-job-props';
import { DeviceAllocation } from '../contracts/device-request';
import { IQueue } from '../contracts/queue';
import { Bundle } from '../core/bundle';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';
import { dnsLabel, releaseName } from '../core/private/names';
import { Size } from '../units/size';

/** User of the images that Apache publishes. */
const SPARK_USER = 185;
const USUAL_DRIVER: SparkResources = { cores: 1, memory: Size.gibibytes(4) };
/** What Spark asks for by itself, and its script finds. */
const SPARKS_GPU = 'nvidia.com/gpu';
/** The names of pods and of the gang add to it. */
const LONGEST_NAME = 40;

/**
 * A Spark job whose executors are a gang in a queue: data is made ready on the nodes that train.
 *
 * The first such job of a cluster installs the Spark operator. The driver, which asks for the executors, starts by
 * itself; the executors then start together or not at all, as many as `minExecutors`.
 *
 * @see https://www.kubeflow.org/docs/components/spark-operator/
 *
 * @example
 * import { IQueue, Size, SparkJob, SparkProgram } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const research: IQueue;
 * new SparkJob(stack, 'Features', {
 *   queue: research,
 *   image: 'registry.acme.com/data/features:2026.11',
 *   sparkVersion: '4.0.0',
 *   program: SparkProgram.python('local:///opt/app/features.py'),
 *   executors: 16,
 *   minExecutors: 4,
 *   executor: { cores: 5, memory: Size.gibibytes(40) },
 *   schedule: '0 3 * * *',
 * });
 */
export class SparkJob extends Construct {
  /** Name of the SparkApplication, or of the ScheduledSparkApplication. */
  public readonly jobName: string;
  /** Its namespace. */
  public readonly namespace: string;
  /** The queue it waits in. */
  public readonly queue: IQueue;

  constructor(scope: Construct, id: string, props: SparkJobProps) {
    super(scope, id);
    const { queue } = props;
    const { cluster, pool } = queue;
    refuseAdmission(this, 'a Spark job', props.volumes);
    checkQueue(this, queue);
    checkSparkJob(this, props);
    checkRetries(this, queue, props.maxRetry);
    this.queue = queue;
    this.jobName = props.jobName ?? dnsLabel(releaseName([id]), LONGEST_NAME);
    checkJobName(this, this.jobName, LONGEST_NAME);
    const driver = props.driver ?? USUAL_DRIVER;
    const devicesPerExecutor = props.devicesPerExecutor ?? 0;
    const allocation = devicesPerExecutor === 0 ? NO_DEVICES : pool.allocate(this, { devices: devicesPerExecutor });
    const driverPod = this.podOf(props, driver, NO_DEVICES);
    const executorPod = this.podOf(props, props.executor, allocation);
    this.namespace = executorPod.namespace;
    const job = {
      ...props,
      name: this.jobName,
      namespace: this.namespace,
      queueName: queue.queueName,
      arguments: props.arguments ?? [],
      minExecutors: props.minExecutors ?? props.executors,
      driver,
      devicesPerExecutor,
      sparkCountsDevices: SPARKS_GPU in allocation.resources,
      configuration: props.configuration ?? {},
      maxRetry: props.maxRetry ?? 10,
      driverPod: driverPod.pod,
      executorPod: executorPod.pod,
      serviceAccount: SPARK_SERVICE_ACCOUNT,
    };
    const bundle = new Bundle(this, 'Bundle', { target: cluster, releaseName: `spark-${this.jobName}` });
    for (const manifest of executorPod.objects) new KubernetesObject(bundle, manifest.metadata.name, { manifest });
    new KubernetesObject(bundle, 'Executors', { manifest: renderExecutorGroup(job) });
    this.node.defaultChild = new KubernetesObject(bundle, 'Job', { manifest: renderSparkJob(job) });
    bundle.node.addDependency(queue.ready, cluster.schedulingReady, sparkOperatorFor(cluster, this.namespace));
    if (pool.ready !== undefined) bundle.node.addDependency(pool.ready);
    for (const { volume } of props.volumes ?? []) bundle.node.addDependency(volume.ready);
    addFact(this, 'images', () => ({ reference: props.image }));
  }

  private podOf(props: SparkJobProps, size: SparkResources, allocation: DeviceAllocation): PodWithNamespace {
    const { queue, expectedDuration } = props;
    return resolvePod(this, {
      name: this.jobName,
      queue,
      priorityClassName:
        expectedDuration === undefined ? queue.priorityClassName : queue.priorityClassFor(expectedDuration),
      image: props.image,
      allocation,
      usesFabric: false,
      options: {
        cpuPerPod: size.cores,
        memoryPerPod: size.memory,
        sharedMemory: Size.mebibytes(64),
        environment: props.environment,
        secretEnvironment: props.secretEnvironment,
        volumes: props.volumes,
        namespace: props.namespace,
        runAsUser: props.runAsUser ?? SPARK_USER,
      },
    });
  }
}
