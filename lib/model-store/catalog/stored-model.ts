import { Construct, IConstruct } from 'constructs';
import { storedName } from './private/stored-name';
import { StoredFiles } from './private/stored-files';
import { StoragePlace, StoredFilesOptions } from './stored-files-options';
import { IModel, ModelFormat } from '../../contracts/model';
import { fail, prose } from '../../core/private/fail';

/** What a model is and where it is kept hot. */
export interface StoredModelOptions extends StoredFilesOptions {
  /**
   * How its weights are stored: runtimes that cannot read them refuse the model.
   *
   * @default - nobody said: runtimes find out when they start
   */
  readonly format?: ModelFormat;
}

/** A model with the tiers it is kept in. */
export interface StoredModelProps extends StoredModelOptions, StoragePlace {}

/**
 * A named model: warm in the bucket, hot on NVMe, read-only for pods. Made by `models.add()`.
 *
 * Its bundle holds a Dataset (`Resource/Dataset`), the cache (`Resource/Runtime`) and the prefetch (`Resource/Prefetch`).
 *
 * @example
 * import { ModelSource, Size, TieredModelStore } from 'cdktf-ai-cloud';
 *
 * declare const models: TieredModelStore;
 * const qwen = models.add('qwen3-32b', { source: ModelSource.bucketPath('qwen3-32b/2025-05-01'), size: Size.gibibytes(66) });
 * const claim = qwen.claimName;
 */
export class StoredModel extends StoredFiles implements IModel {
  /** Name of the model, without its version. */
  public readonly modelName: string;
  /** How its weights are stored; undefined when nobody said. */
  public readonly format?: ModelFormat;

  constructor(scope: Construct, id: string, props: StoredModelProps) {
    const { engine } = props.hot;
    super(scope, storedName(scope, 'model', id, props.version, engine._config.longestName), {
      kind: 'model',
      name: id,
      props,
      format: props.format,
    });
    this.modelName = id;
    this.format = props.format;
  }

  /**
   * Fails when pods cannot be served from it as it is.
   *
   * It stands in the archive and was not restored, or is only loaded for jobs that a queue admits.
   *
   * @param scope Who asks: failures name its path.
   */
  public requireServable(scope: IConstruct): void {
    this._requireReadable(scope);
    if (this.admissionPrefetch !== undefined) throw onlyForJobs(scope, this.modelName);
  }
}

function onlyForJobs(scope: IConstruct, modelName: string): Error {
  return fail(scope, {
    code: 'AIC-3283',
    what: `${modelName} is loaded when a queue admits a job, and servers are no such job`,
    got: prose('Prefetch.ON_QUEUE_ADMISSION'),
    want: 'a prefetch that does not wait for a job: replicas would wait for one',
    fix: 'Write prefetch: Prefetch.ON_DEPLOY.',
  });
}
