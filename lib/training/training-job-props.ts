import { IFramework } from './framework';
import { IQueue } from '../contracts/queue';
import { Duration } from '../units/duration';
import { Size } from '../units/size';

/** Where a job keeps its checkpoints. */
export interface CheckpointVolume {
  /** Name of a PersistentVolumeClaim in the job's namespace that many pods can write. */
  readonly claimName: string;

  /**
   * Where it is mounted.
   *
   * @default '/checkpoints'
   */
  readonly mountPath?: string;
}

/** What is trained, how and on how many devices. */
export interface TrainingJobProps {
  /** The queue it waits in. It decides the pool, the fabric and the cluster. */
  readonly queue: IQueue;

  /** How the pods find each other. */
  readonly framework: IFramework;

  /** Image with the program, by digest or by a version tag. It is pulled as written, not through a mirror. */
  readonly image: string;

  /** The program and its arguments. `$(NAME)` is filled in from the environment. */
  readonly command: string[];

  /** Pods that start together or not at all. */
  readonly gangSize: number;

  /** Devices of each pod. */
  readonly devicesPerPod: number;

  /**
   * How long it will run, roughly. Shorter jobs of a queue go first.
   *
   * @default - counts as up to three days
   */
  readonly expectedDuration?: Duration;

  /**
   * Environment of the program. Wins over the settings of the fabric.
   *
   * @default - the settings of the fabric
   */
  readonly environment?: { [name: string]: string };

  /**
   * Size of `/dev/shm`. It counts against the memory of the pod.
   *
   * @default - what the fabric needs, else 16 GiB; at most half of the memory of the pod
   */
  readonly sharedMemory?: Size;

  /**
   * CPU cores of each pod.
   *
   * @default - nine tenths of the share of the node that goes with its devices; the rest is left to DaemonSets
   */
  readonly cpuPerPod?: number;

  /**
   * Memory of each pod.
   *
   * @default - nine tenths of the share of the node that goes with its devices; the rest is left to DaemonSets
   */
  readonly memoryPerPod?: Size;

  /**
   * Where checkpoints are kept.
   *
   * @default - nowhere: a gang that is broken starts from the beginning
   */
  readonly checkpoints?: CheckpointVolume;

  /**
   * Time that pods have to save their work when devices are taken back.
   *
   * @default Duration.seconds(30)
   */
  readonly terminationGrace?: Duration;

  /**
   * How long a node may be out of reach before the gang starts anew elsewhere.
   *
   * @default Duration.seconds(30)
   */
  readonly nodeLossTolerance?: Duration;

  /**
   * How often the gang may start anew. Every eviction counts.
   *
   * @default 100
   */
  readonly maxRetry?: number;

  /**
   * User that the program runs as.
   *
   * @default - 0 where the fabric needs IPC_LOCK, which has an effect for root only; else 1000
   */
  readonly runAsUser?: number;

  /**
   * Namespace. It is made with the strictest level that the job can have, which is the loosest for root with IPC_LOCK.
   *
   * @default - 'training', or 'training-rdma' for root with IPC_LOCK
   */
  readonly namespace?: string;

  /**
   * Start of the job's name.
   *
   * @default - made of the construct id
   */
  readonly jobName?: string;
}
