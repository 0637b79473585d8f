import { Size } from '../units/size';

/** How PyTorch is wired. */
export interface PytorchOptions {
  /**
   * Port on which the first pod waits for the others.
   *
   * @default 23456
   */
  readonly port?: number;

  /**
   * How often the processes of an elastic gang start anew before its pods fail. A pod that goes is such a start for
   * those that stay, a pod that comes is not.
   *
   * @default 10
   */
  readonly maxRestarts?: number;
}

/** How DeepSpeed is wired. */
export interface DeepspeedOptions {
  /**
   * Port on which the first pod waits for the others.
   *
   * @default 29500
   */
  readonly port?: number;
}

/** How MPI is wired. */
export interface MpiOptions {
  /**
   * Port of ssh. An ordinary user cannot open one below 1024, and with host networking the node's own has 22.
   *
   * @default 2222
   */
  readonly sshPort?: number;

  /**
   * Home, in the image, of the user that the program runs as: keys are mounted to `.ssh` there.
   *
   * @default - '/root' for root, else '/home/mpiuser'
   */
  readonly home?: string;
}

/** How Ray is wired. */
export interface RayOptions {
  /**
   * Port of the head's control store.
   *
   * @default 6379
   */
  readonly port?: number;
}

/** How TensorFlow is wired. */
export interface TensorflowOptions {
  /**
   * Port on which each pod serves.
   *
   * @default 2222
   */
  readonly port?: number;

  /**
   * Parameter servers beside the gang, which have no devices.
   *
   * @default 0 - workers exchange gradients themselves
   */
  readonly parameterServers?: number;

  /**
   * CPU cores of each parameter server.
   *
   * @default 8
   */
  readonly cpuPerServer?: number;

  /**
   * Memory of each parameter server.
   *
   * @default Size.gibibytes(32)
   */
  readonly memoryPerServer?: Size;
}

/** How PaddlePaddle is wired. */
export interface PaddleOptions {
  /**
   * Port on which the first pod waits for the others.
   *
   * @default 49178
   */
  readonly port?: number;
}
