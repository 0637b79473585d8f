import { ErrorPolicy } from './error-policy';
import { IFramework } from './framework-contract';
import { JobPlacement } from './job-placement';
import { TrainingEngine } from './training-engine';
import { TrainingPodOptions } from './training-pod-options';
import { DeviceRequest } from '../contracts/device-request';
import { INodeGate } from '../contracts/node-gate';
import { IQueue } from '../contracts/queue';
import { Duration } from '../units/duration';

/** What is trained, how and on how many devices. */
export interface TrainingJobProps extends TrainingPodOptions {
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

  /**
   * Whole devices of each pod; 0 for one pod that says by `cpuPerPod` and `memoryPerPod` how large it is.
   *
   * @default - what `deviceRequest` says; one of the two is needed
   */
  readonly devicesPerPod?: number;

  /**
   * A part of a device, for a gang of one pod.
   *
   * @default - whole devices, by `devicesPerPod`
   */
  readonly deviceRequest?: DeviceRequest;

  /**
   * Pods with which an elastic gang starts and goes on. It gives the others back when their owner asks, without starting
   * anew, and takes in more when there is room. PyTorch with a command that starts with torchrun can do that.
   *
   * @default - as many as gangSize
   */
  readonly minGangSize?: number;

  /**
   * Who runs the pods.
   *
   * @default TrainingEngine.volcano()
   */
  readonly engine?: TrainingEngine;

  /**
   * How close to each other the pods run.
   *
   * @default - wherever there is room
   */
  readonly placement?: JobPlacement;

  /**
   * What nodes must have passed, such as a bandwidth test.
   *
   * @default - nothing
   */
  readonly requires?: INodeGate[];

  /**
   * How long it will run, roughly. Shorter jobs of a queue go first.
   *
   * @default - counts as up to three days
   */
  readonly expectedDuration?: Duration;

  /**
   * How long it may run before it is ended. Volcano counts each start for itself, by `timeout` of coreutils in the image;
   * the other engines count from the first start.
   *
   * @default - as long as it takes
   */
  readonly timeLimit?: Duration;

  /**
   * How often the gang may start anew. Every eviction counts.
   *
   * @default 100
   */
  readonly maxRetry?: number;

  /**
   * What is done for exit codes of the program.
   *
   * @default - every failure starts the gang anew
   */
  readonly errorPolicies?: ErrorPolicy[];

  /**
   * How long the job is kept after its end, with its pods and their logs. With a delivery that makes good what is gone
   * (per object, GitOps), a job that was taken away runs again at the next deployment.
   *
   * @default - until it leaves the program; it holds no devices then
   */
  readonly keepFinished?: Duration;

  /**
   * Whether it is made without being started. Volcano cannot do that, the other engines can.
   *
   * @default false
   */
  readonly suspended?: boolean;

  /**
   * Start of the job's name.
   *
   * @default - made of the construct id
   */
  readonly jobName?: string;
}
