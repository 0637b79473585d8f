/** What a framework is, for engines that run only some of them. */
export enum FrameworkKind {
  /** PyTorch, told where its gang is through torchrun or the environment. */
  PYTORCH = 'pytorch',
  /** DeepSpeed with its own launcher. */
  DEEPSPEED = 'deepspeed',
  /** Open MPI. */
  MPI = 'mpi',
  /** Ray. */
  RAY = 'ray',
  /** TensorFlow. */
  TENSORFLOW = 'tensorflow',
  /** PaddlePaddle. */
  PADDLE = 'paddle',
  /** Anything else. */
  CUSTOM = 'custom',
}

/** Pods of one role in a gang. */
export interface FrameworkTask {
  /** Name of the role: part of the pods' names. */
  readonly name: string;
  /** How many pods have it. */
  readonly replicas: number;

  /**
   * With how many of them the gang can do.
   *
   * @default - all of them
   */
  readonly minReplicas?: number;

  /**
   * The command of its pods.
   *
   * @default - that of the framework
   */
  readonly command?: string[];

  /**
   * CPU and memory of its pods, which then have no devices.
   *
   * @default - devices and what goes with them, as the job says
   */
  readonly resources?: { [name: string]: string };

  /**
   * Whether the job is done when its pods are: the others are ended then.
   *
   * @default false
   */
  readonly endsJob?: boolean;
}

/** The gang that a framework lays out. */
export interface FrameworkRequest {
  /** Pods with devices in the gang, when it is whole. */
  readonly gangSize: number;
  /** Pods with which it starts and goes on; as many as `gangSize` when it is rigid. */
  readonly minGangSize: number;
  /** Devices of each pod; at least 1, also for a part of one. */
  readonly devicesPerPod: number;
  /** The command as the user wrote it. */
  readonly command: string[];
  /** User that the program runs as. */
  readonly runAsUser: number;
}

/** How Kubeflow Trainer runs a gang. */
export interface KubeflowTrainerLayout {
  /** The command of the pods; with MPI, of the launcher. */
  readonly command: string[];

  /**
   * With MPI: the command of all pods but the launcher. Without it each pod is told its rank as torchrun expects it.
   *
   * @default - no MPI
   */
  readonly mpiWorkerCommand?: string[];

  /**
   * With MPI: where ssh looks for its keys.
   *
   * @default - no MPI
   */
  readonly sshDirectory?: string;
}

/** What a framework needs of the job controller. */
export interface FrameworkConfig {
  /** The roles; together they are the gang. */
  readonly tasks: FrameworkTask[];
  /** Plugins of the job controller, each with its flags. All that its webhook would add must be there. */
  readonly plugins: { [name: string]: string[] };
  /** Environment that the plugins set in each container, which the user therefore may not. */
  readonly environmentNames: string[];

  /**
   * The command that each pod runs.
   *
   * @default - the user's
   */
  readonly command?: string[];

  /**
   * Environment of each container.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Environment of each container that Kubernetes fills from a field of the pod, for example `status.podIP`.
   *
   * @default - none
   */
  readonly podFields?: { [name: string]: string };

  /**
   * Linux capabilities without which the framework does not work as root. Another user goes without.
   *
   * @default - none
   */
  readonly rootCapabilities?: string[];

  /**
   * Whether keys of the job controller are mounted, which ssh refuses when a group can read them.
   *
   * @default false
   */
  readonly usesSsh?: boolean;

  /**
   * What it is, for engines that run only some.
   *
   * @default FrameworkKind.CUSTOM
   */
  readonly kind?: FrameworkKind;

  /**
   * How Kubeflow Trainer runs it.
   *
   * @default - it does not
   */
  readonly kubeflowTrainer?: KubeflowTrainerLayout;

  /**
   * Whether it goes on when the gang shrinks, and takes in pods that come later.
   *
   * @default false
   */
  readonly elastic?: boolean;
}

/** How the pods of a gang find each other. Implement it to bring a framework of your own. */
export interface IFramework {
  /** Lays a gang out. Called once, in the constructor of the job. */
  bind(request: FrameworkRequest): FrameworkConfig;
}
