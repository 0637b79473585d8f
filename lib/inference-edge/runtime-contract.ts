import { IModel, ModelFormat } from '../contracts/model';
import { Size } from '../units/size';

/** What a runtime is asked to serve. */
export interface RuntimeRequest {
  /** The model. */
  readonly model: IModel;
  /** Where its weights are in the container. */
  readonly modelPath: string;
  /** The name that requests carry in `model`. */
  readonly servedModelName: string;
  /** Devices that one replica has. */
  readonly devices: number;
  /** Seconds that requests under way may still take when a replica ends. */
  readonly drainSeconds: number;
}

/** How a runtime runs in a container. */
export interface RuntimeConfig {
  /** Name of the runtime, for reports. */
  readonly runtimeName: string;
  /** Image, pinned by tag or digest. */
  readonly image: string;
  /**
   * Command of the container.
   *
   * @default - the image's own
   */
  readonly command?: string[];
  /** Arguments of the container. */
  readonly arguments: string[];
  /**
   * Environment of the container.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };
  /** Port that speaks the OpenAI API under `/v1`. */
  readonly port: number;
  /** Path that answers with 200 once the model is loaded, and as long as the engine works. */
  readonly healthPath: string;
  /** Directory that is made writable, for caches. */
  readonly homeDirectory: string;
  /** User that the process runs as; not 0. */
  readonly userId: number;
  /** Group that the process runs as. */
  readonly groupId: number;
  /** Part of the devices' memory that weights and cache may use, from 0 to 1. */
  readonly deviceMemoryShare: number;
  /** Memory that the cache of running requests needs at least. */
  readonly cacheSize: Size;
  /** Cores that the runtime keeps busy while it works. */
  readonly busyCores: number;
  /**
   * How weights may be stored for it to read them.
   *
   * @default - nobody said: it is not checked
   */
  readonly modelFormats?: ModelFormat[];
}

/** A server for models that speaks the OpenAI API. Implement it to add your own. */
export interface IRuntime {
  /** Called once per endpoint. Returns data and creates nothing. */
  bind(request: RuntimeRequest): RuntimeConfig;
}
