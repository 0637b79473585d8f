import { Duration } from '../../units/duration';

/**
 * How files are brought into the warm tier that are not there yet. The Job opens it with its `jobCredentials`, which must
 * let it write.
 */
export interface ImportOptions {
  /**
   * Image with Python and the package huggingface_hub.
   *
   * @default 'docker.io/kserve/storage-initializer:v0.20.0' - which has 0.32
   */
  readonly huggingFaceImage?: string;

  /**
   * Image with Python and the package modelscope.
   *
   * @default 'docker.io/vllm/vllm-openai:v0.26.0' - large, and on the nodes that serve
   */
  readonly modelScopeImage?: string;

  /**
   * StorageClass of the volume that what comes from a hub passes through.
   *
   * @default - the node's own disk, up to the size of the model
   */
  readonly scratchStorageClass?: string;

  /**
   * How long an import may take, with what it repeats.
   *
   * @default - an hour, and what the size takes at 200 megabits per second
   */
  readonly deadline?: Duration;
}
