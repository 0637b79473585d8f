import { podTemplate, ResolvedPod } from './render-pod';
import { Manifest } from '../../core/private/manifest-member';
import { Size } from '../../units/size';
import { SparkLanguage, SparkProgram } from '../spark-program';
import { SparkResources } from '../spark-job-props';

/** A Spark job with every default decided. */
export interface ResolvedSparkJob {
  readonly name: string;
  readonly namespace: string;
  readonly queueName: string;
  readonly image: string;
  readonly sparkVersion: string;
  readonly program: SparkProgram;
  readonly arguments: string[];
  readonly executors: number;
  readonly minExecutors: number;
  readonly executor: SparkResources;
  readonly driver: SparkResources;
  readonly devicesPerExecutor: number;
  /** Whether Spark can ask for them and find them by itself: it knows `nvidia.com/gpu`, and nvidia-smi. */
  readonly sparkCountsDevices: boolean;
  readonly configuration: { [name: string]: string };
  readonly schedule?: string;
  readonly maxRetry: number;
  readonly driverPod: ResolvedPod;
  readonly executorPod: ResolvedPod;
  readonly serviceAccount: string;
}

/** What is beside the heap: Spark's own factors. Python workers live there. */
const BESIDE_HEAP = { [SparkLanguage.PYTHON]: 0.4, [SparkLanguage.JAVA]: 0.1, [SparkLanguage.SCALA]: 0.1 };
const LEAST_BESIDE_HEAP = Size.mebibytes(384).inBytes;
const MIB = 1024 ** 2;
const GROUP = 'scheduling.k8s.io/group-name';
const QUEUE = 'scheduling.volcano.sh/queue-name';

/**
 * The executors as a gang of their own: the driver makes them, so that it runs before they exist. The operator's own
 * Volcano support makes one group of all with one member, which holds nothing together.
 */
export function renderExecutorGroup(job: ResolvedSparkJob): Manifest {
  return {
    apiVersion: 'scheduling.volcano.sh/v1beta1',
    kind: 'PodGroup',
    metadata: { name: groupName(job), namespace: job.namespace },
    spec: {
      minMember: job.minExecutors,
      priorityClassName: job.executorPod.priorityClassName,
      queue: job.queueName,
    },
  };
}

export function renderSparkJob(job: ResolvedSparkJob): Manifest {
  const metadata = { name: job.name, namespace: job.namespace };
  const spec = specOf(job);
  if (job.schedule === undefined) {
    return { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', metadata, spec };
  }
  return {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'ScheduledSparkApplication',
    metadata,
    // The runs share one gang, so that there is never more than one.
    spec: { schedule: job.schedule, timeZone: 'UTC', concurrencyPolicy: 'Forbid', template: spec },
  };
}

function specOf(job: ResolvedSparkJob): Manifest {
  const { program, minExecutors, executors } = job;
  const isElastic = minExecutors < executors;
  return {
    type: program.language,
    mode: 'cluster',
    sparkVersion: job.sparkVersion,
    image: job.image,
    imagePullPolicy: 'IfNotPresent',
    mainApplicationFile: program.file,
    ...(program.mainClass === undefined ? {} : { mainClass: program.mainClass }),
    ...(job.arguments.length === 0 ? {} : { arguments: job.arguments }),
    sparkConf: settingsOf(job),
    restartPolicy: {
      type: 'OnFailure',
      onFailureRetries: job.maxRetry,
      onFailureRetryInterval: 10,
      onSubmissionFailureRetries: 5,
      onSubmissionFailureRetryInterval: 20,
    },
    ...(isElastic
      ? {
          dynamicAllocation: {
            enabled: true,
            initialExecutors: minExecutors,
            minExecutors,
            maxExecutors: executors,
            shuffleTrackingEnabled: true,
          },
        }
      : {}),
    driver: {
      ...sizeOf(job, job.driver),
      serviceAccount: job.serviceAccount,
      template: template(job.driverPod, 'spark-kubernetes-driver', { [QUEUE]: job.queueName }, true),
    },
    executor: {
      ...(isElastic ? {} : { instances: executors }),
      ...sizeOf(job, job.executor),
      template: template(job.executorPod, 'spark-kubernetes-executor', { [GROUP]: groupName(job) }, false),
    },
  };
}

/**
 * The executors of a gang are asked for at once: Spark would else wait for the first ten before it asks for more.
 *
 * Devices stand in the template. What Spark is told of them it asks for once more, as `<vendor>/gpu`: of another name, or
 * of devices that are claimed, it would ask for what no node has.
 */
function settingsOf(job: ResolvedSparkJob): { [name: string]: string } {
  const settings = {
    'spark.kubernetes.allocation.batch.size': String(job.executors),
    ...(!job.sparkCountsDevices
      ? {}
      : {
          'spark.executor.resource.gpu.amount': String(job.devicesPerExecutor),
          'spark.executor.resource.gpu.vendor': 'nvidia.com',
          'spark.executor.resource.gpu.discoveryScript': '/opt/spark/examples/src/main/scripts/getGpusResources.sh',
          'spark.task.resource.gpu.amount': String(job.devicesPerExecutor / job.executor.cores),
        }),
    ...job.configuration,
  };
  return Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Spark adds both parts up to what the pod asks for. */
function sizeOf({ program }: ResolvedSparkJob, { cores, memory }: SparkResources): Manifest {
  const factor = BESIDE_HEAP[program.language];
  const beside = Math.max(LEAST_BESIDE_HEAP, (memory.inBytes * factor) / (1 + factor));
  const besideMebibytes = Math.ceil(beside / MIB);
  return {
    cores,
    memory: `${Math.floor(memory.inBytes / MIB) - besideMebibytes}m`,
    memoryOverhead: `${besideMebibytes}m`,
  };
}

/** CPU and memory are added by Spark; the driver talks to the API server, executors do not. */
function template(
  pod: ResolvedPod,
  containerName: string,
  annotations: { [key: string]: string },
  usesApi: boolean,
): Manifest {
  const { metadata, spec } = podTemplate(pod, { containerName });
  const { restartPolicy: _spark, automountServiceAccountToken: _own, ...rest } = spec as Manifest;
  return {
    metadata: { ...metadata, annotations: { ...metadata?.annotations, ...annotations } },
    spec: { ...rest, automountServiceAccountToken: usesApi },
  };
}

function groupName(job: ResolvedSparkJob): string {
  return `${job.name}-executors`;
}
