import { Construct } from 'constructs';
import { storedName } from './private/stored-name';
import { StoredFiles } from './private/stored-files';
import { StoragePlace, StoredFilesOptions } from './stored-files-options';
import { Size } from '../../units/size';

/** What a dataset is and how much of it is kept hot. */
export interface StoredDatasetOptions extends StoredFilesOptions {
  /**
   * Bytes of it that the hot tier holds at a time.
   *
   * For a dataset that is larger than the disks: what was read longest ago goes first. It cannot be prefetched or pinned.
   *
   * @default - all of it
   */
  readonly cacheSize?: Size;
}

/** A dataset with the tiers it is kept in. */
export interface StoredDatasetProps extends StoredDatasetOptions, StoragePlace {}

/**
 * A named dataset: warm in the bucket, hot on NVMe, read-only for jobs. Made by `store.addDataset()`.
 *
 * @example
 * import { ModelSource, Size, TieredModelStore } from 'cdktf-ai-cloud';
 *
 * declare const store: TieredModelStore;
 * const corpus = store.addDataset('corpus', { source: ModelSource.bucketPath('corpus/v3'), size: Size.tebibytes(2) });
 * const data = { volume: corpus, mountPath: '/data' };
 */
export class StoredDataset extends StoredFiles {
  /** Name of the dataset, without its version. */
  public readonly datasetName: string;

  constructor(scope: Construct, id: string, props: StoredDatasetProps) {
    const { engine } = props.hot;
    super(scope, storedName(scope, 'dataset', id, props.version, engine._config.longestName), {
      kind: 'dataset',
      name: id,
      props,
      cacheSize: props.cacheSize,
    });
    this.datasetName = id;
  }
}
