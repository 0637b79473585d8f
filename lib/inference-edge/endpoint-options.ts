import { IRuntime } from './runtime-contract';
import { Scale } from './scale';
import { IModel } from '../contracts/model';
import { IPool } from '../contracts/pool';
import { IQueue } from '../contracts/queue';
import { Duration } from '../units/duration';

/** What is served, with what, where and how often. */
export interface InferenceEndpointOptions {
  /** The model. Replicas run in its namespace, where its claim is. */
  readonly model: IModel;

  /** The server. */
  readonly runtime: IRuntime;

  /** The pool whose devices it uses. */
  readonly pool: IPool;

  /** Devices of one replica: 1, 2, 4, 8, … of one node. The model is split between them. */
  readonly devicesPerReplica: number;

  /** Number of replicas. */
  readonly scale: Scale;

  /**
   * The queue that replicas wait in. It takes its own devices back from training when load rises.
   *
   * @default - the serving queue of the pool
   */
  readonly queue?: IQueue;

  /**
   * The name that requests carry in `model`.
   *
   * @default - the name of the model
   */
  readonly servedModelName?: string;

  /**
   * How long a replica may take to load its model before it is started again.
   *
   * @default - ten minutes to compile, and the time to read the weights at 250 MiB/s, as from a cold cache
   */
  readonly startupTimeout?: Duration;
}
