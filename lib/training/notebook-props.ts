import { TrainingPodOptions } from './training-pod-options';
import { DeviceRequest } from '../contracts/device-request';
import { IQueue } from '../contracts/queue';
import { SecretKeySelector } from '../contracts/secret-key-selector';
import { Duration } from '../units/duration';
import { Size } from '../units/size';

/** What a notebook runs on and who may open it. */
export interface NotebookProps extends TrainingPodOptions {
  /** The queue that its devices come from. It decides the pool and the cluster. */
  readonly queue: IQueue;

  /** Image with JupyterLab, by digest or by a version tag. It is pulled as written, not through a mirror. */
  readonly image: string;

  /** What it gets of the pool's accelerators: a part of one, or whole ones. */
  readonly devices: DeviceRequest;

  /** The token that opens it: key of a Secret in its namespace, which is made elsewhere. */
  readonly token: SecretKeySelector;

  /**
   * How long nothing may happen in it until it is stopped and its devices are given back. A kernel that computes is not
   * idle, nor is a terminal that prints.
   *
   * @default Duration.hours(1)
   */
  readonly idleAfter?: Duration;

  /**
   * Room for what it keeps, in `/home/jovyan`. It outlives the notebook. Kubernetes lets nobody change it in a StatefulSet
   * that exists: make the claim larger, where the storage can, and leave this as it is.
   *
   * @default Size.gibibytes(20)
   */
  readonly homeSize?: Size;

  /**
   * The program. It listens on port 8888 and answers Jupyter's API there.
   *
   * @default - JupyterLab
   */
  readonly command?: string[];

  /**
   * Name of the notebook, at most 40 characters.
   *
   * @default - made of the construct id
   */
  readonly notebookName?: string;
}
