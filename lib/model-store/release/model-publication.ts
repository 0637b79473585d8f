import { candidatePath, bucketOf, checkRelease, releasedPath } from './private/release-paths';
import { PUBLISH_VERSION } from './private/release-scripts';
import { MODEL_STORE_IMAGES } from '../../catalog/model-store-images';
import { SecretKeySelector } from '../../contracts/secret-key-selector';
import { IVolume } from '../../contracts/volume';
import { rcloneEnvironment, rclonePath } from '../moving/private/rclone';
import type { TieredModelStore } from '../tiered-model-store';
import { keysFor } from '../warm/private/access';
import { checkObjectPath } from '../warm/private/object-path';
import { SecretReference } from '../warm/secret-reference';

/** Which files become which version. */
export interface ModelPublicationProps {
  /** The store whose bucket takes them. */
  readonly store: TieredModelStore;

  /** Name of the model. */
  readonly modelName: string;

  /** Version that the files become. It is written once. */
  readonly version: string;

  /** Where the job writes its checkpoints. */
  readonly checkpoint: IVolume;

  /**
   * Directory of the checkpoint, below the path of the volume.
   *
   * @default - all of the volume
   */
  readonly path?: string;

  /**
   * Keys that may write below `candidates/`, in the namespace of the step.
   *
   * @default - those with which jobs open the warm tier: the Secret must be there too
   */
  readonly credentials?: SecretReference;
}

/**
 * A step of a pipeline that makes a version of a model out of a checkpoint: a candidate, until `ModelPromotion`.
 *
 * It holds what the step runs. The step needs no devices, and the volume at `mountPath`.
 *
 * @example
 * import { Framework, IQueue, IVolume, ModelPublication, PipelineStep, Size, TieredModelStore } from 'cdktf-ai-cloud';
 *
 * declare const research: IQueue;
 * declare const runs: IVolume;
 * declare const store: TieredModelStore;
 * const publication = new ModelPublication({ store, modelName: 'chat', version: '7', checkpoint: runs, path: 'chat/last' });
 * const publish = PipelineStep.of('publish', {
 *   job: {
 *     queue: research,
 *     framework: Framework.single(),
 *     image: publication.image,
 *     command: publication.command,
 *     environment: publication.environment,
 *     secretEnvironment: publication.secretEnvironment,
 *     volumes: [{ volume: publication.checkpoint, mountPath: publication.mountPath }],
 *     gangSize: 1,
 *     devicesPerPod: 0,
 *     cpuPerPod: 2,
 *     memoryPerPod: Size.gibibytes(4),
 *   },
 * });
 */
export class ModelPublication {
  /** Image of the step. */
  public readonly image: string;
  /** Command of the step. */
  public readonly command: string[];
  /** Environment of the step. */
  public readonly environment: { [name: string]: string };
  /** Environment of the step that comes from Secrets of its namespace. */
  public readonly secretEnvironment: { [name: string]: SecretKeySelector };
  /** The volume to mount. */
  public readonly checkpoint: IVolume;
  /** Where the step expects the volume. */
  public readonly mountPath: string = '/checkpoint';
  /** Path of the candidate below the path prefix of the warm tier. */
  public readonly candidatePath: string;
  /** Path that it has once it is promoted: what `ModelSource.bucketPath()` takes. */
  public readonly releasedPath: string;

  constructor(props: ModelPublicationProps) {
    const { store, checkpoint, credentials, path } = props;
    checkRelease(store, props);
    if (path !== undefined) checkObjectPath('the path of the checkpoint', path);
    const bucket = bucketOf(store, store);
    const access = keysFor(store, 'a step of a pipeline', credentials?._access ?? bucket.jobAccess);
    const variables = rcloneEnvironment('warm', bucket, access);
    this.image = store.cluster.registries.image(MODEL_STORE_IMAGES.rclone);
    this.command = ['sh', '-ec', PUBLISH_VERSION];
    this.candidatePath = candidatePath(props);
    this.environment = Object.fromEntries([
      ...variables.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]),
      ['LC_ALL', 'C'],
      ['SOURCE', path === undefined ? this.mountPath : `${this.mountPath}/${path}`],
      ['TARGET', rclonePath('warm', bucket, this.candidatePath)],
    ]);
    this.secretEnvironment = Object.fromEntries(
      variables
        .filter(({ valueFrom }) => valueFrom !== undefined)
        .map(({ name, valueFrom: { secretKeyRef } }) => [
          name,
          { secretName: secretKeyRef.name, key: secretKeyRef.key },
        ]),
    );
    this.checkpoint = checkpoint;
    this.releasedPath = releasedPath(props);
  }
}
