import { MountedVolume } from './mounted-volume';
import { SparkProgram } from './spark-program';
import { IQueue } from '../contracts/queue';
import { SecretKeySelector } from '../contracts/secret-key-selector';
import { Duration } from '../units/duration';
import { Size } from '../units/size';

/** What one process of a Spark job is given. */
export interface SparkResources {
  /** CPU cores: tasks that run side by side. */
  readonly cores: number;

  /** Memory of the pod: the heap of the JVM and what is beside it. */
  readonly memory: Size;
}

/** What a Spark job runs, where it waits and how large it is. */
export interface SparkJobProps {
  /** The queue it waits in. Its pods run on the nodes of that queue's pool. */
  readonly queue: IQueue;

  /** Image with Spark and the program, by digest or by a version tag. It is pulled as written, not through a mirror. */
  readonly image: string;

  /** Version of Spark in the image, 3.1 or newer. */
  readonly sparkVersion: string;

  /** The program. */
  readonly program: SparkProgram;

  /**
   * Arguments of the program.
   *
   * @default - none
   */
  readonly arguments?: string[];

  /** How many executors work at most. */
  readonly executors: number;

  /**
   * Executors with which the work begins and goes on. They start together or not at all; Spark asks for the others while
   * tasks wait, and gives them back when idle.
   *
   * @default - all of them: executors is fixed
   */
  readonly minExecutors?: number;

  /** What each executor is given. */
  readonly executor: SparkResources;

  /**
   * Accelerators of each executor. Spark itself counts them where they are `nvidia.com/gpu`; devices of another name, or
   * that are claimed, are there for the program, and Spark runs as many tasks as there are cores.
   *
   * @default 0
   */
  readonly devicesPerExecutor?: number;

  /**
   * What the driver is given.
   *
   * @default - 1 core and 4 GiB
   */
  readonly driver?: SparkResources;

  /**
   * Settings of Spark, such as `spark.sql.shuffle.partitions`.
   *
   * What the job sets by itself is refused, and so is what looks like a credential.
   *
   * @default - none
   */
  readonly configuration?: { [name: string]: string };

  /**
   * When it runs, as a cron expression in UTC. A run that is still going on keeps the next one from starting.
   *
   * @default - once, when it is deployed, and anew when it is changed
   */
  readonly schedule?: string;

  /**
   * How long it will run, roughly. Shorter jobs of a queue go first.
   *
   * @default - counts as up to three days
   */
  readonly expectedDuration?: Duration;

  /**
   * How often a run that failed is tried again. A driver that is evicted is a failure too.
   *
   * @default 10
   */
  readonly maxRetry?: number;

  /**
   * Environment of driver and executors. What looks like a credential is refused.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Environment that comes from Secrets in the namespace of the pods, by name of the variable.
   *
   * @default - none
   */
  readonly secretEnvironment?: { [name: string]: SecretKeySelector };

  /**
   * Volumes of driver and executors, all of one namespace, in which the job then lives.
   *
   * @default - none
   */
  readonly volumes?: MountedVolume[];

  /**
   * Namespace.
   *
   * @default - that of the volumes; without them 'training'
   */
  readonly namespace?: string;

  /**
   * User that the program runs as.
   *
   * @default 185 - that of Apache's images
   */
  readonly runAsUser?: number;

  /**
   * Name of the job.
   *
   * @default - made of the construct id
   */
  readonly jobName?: string;
}
