import { MountedVolume } from './mounted-volume';
import { SecretKeySelector } from '../contracts/secret-key-selector';
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

/** What a pod with devices is given beside them. */
export interface TrainingPodOptions {
  /**
   * Environment of the program. Wins over the settings of the fabric. What looks like a credential is refused.
   *
   * @default - the settings of the fabric
   */
  readonly environment?: { [name: string]: string };

  /**
   * Environment that comes from Secrets in the namespace of the pods, by name of the variable.
   *
   * @default - none
   */
  readonly secretEnvironment?: { [name: string]: SecretKeySelector };

  /**
   * Size of `/dev/shm`. It counts against the memory of the pod.
   *
   * @default - what the fabric needs, else 16 GiB; at most half of the memory of the pod
   */
  readonly sharedMemory?: Size;

  /**
   * CPU cores of each pod.
   *
   * @default - the share of the node that goes with its devices; an eighth of each node is left to DaemonSets
   */
  readonly cpuPerPod?: number;

  /**
   * Memory of each pod.
   *
   * @default - the share of the node that goes with its devices; an eighth of each node is left to DaemonSets
   */
  readonly memoryPerPod?: Size;

  /**
   * Volumes: data, models to start from, places for checkpoints. All of one namespace, in which the pods then live and
   * which is there already.
   *
   * @default - none
   */
  readonly volumes?: MountedVolume[];

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
   * How long a node may be out of reach before its pods are given up.
   *
   * @default Duration.seconds(30)
   */
  readonly nodeLossTolerance?: Duration;

  /**
   * User that the program runs as.
   *
   * @default - 0 where the fabric needs IPC_LOCK, which has an effect for root only; else 1000
   */
  readonly runAsUser?: number;

  /**
   * Namespace. It is made with the strictest level that the pods can have, which is the loosest for root with IPC_LOCK
   * and for the network of the node.
   *
   * @default - that of the volumes; without them 'training', or 'training-root' for root, or 'training-rdma' for root with
   * IPC_LOCK or the network of the node
   */
  readonly namespace?: string;
}
