import { ColdTier } from '../cold/cold-tier';
import { IRestored } from '../cold/restored';
import { HotTier } from '../hot/hot-tier';
import { ImportOptions } from './import-options';
import { ModelSource } from './model-source';
import { Integrity } from '../moving/integrity';
import { Prefetch } from '../moving/prefetch';
import { StoragePrices } from '../storage-prices';
import { WarmTier } from '../warm/warm-tier';
import { ICluster } from '../../contracts/cluster';
import { IPool } from '../../contracts/pool';
import { Duration } from '../../units/duration';
import { Size } from '../../units/size';

/** What models and datasets have in common: files, and where they are kept hot. */
export interface StoredFilesOptions {
  /** Where the files come from. */
  readonly source: ModelSource;

  /** Bytes of everything below the source's path: what the hot tier must hold. */
  readonly size: Size;

  /**
   * Version, for example `2025-05-01`. It is part of the names in the cluster, so that two versions live side by side.
   *
   * @default - none: the name stands for one state of the files
   */
  readonly version?: string;

  /**
   * Licence, as an SPDX identifier, for example `apache-2.0`.
   *
   * @see https://spdx.org/licenses/
   *
   * @default - none is known; a store with `acceptedLicenses` refuses that
   */
  readonly license?: string;

  /**
   * Whether it is never evicted from the hot tier.
   *
   * @default false
   */
  readonly pinned?: boolean;

  /**
   * When it is brought into the hot tier.
   *
   * @default Prefetch.ON_DEPLOY
   */
  readonly prefetch?: Prefetch;

  /**
   * What its files must be, byte for byte: they are verified where pods read them.
   *
   * @default - nobody looks
   */
  readonly integrity?: Integrity;

  /**
   * Whether pods that use it start only on nodes where it is warm and, with `integrity`, verified.
   *
   * Nodes get the label `models.ai-cloud/<name>` once it is, and pods ask for it. It says what was true once: what is
   * evicted later keeps its label. Nodes that join later get it within five minutes; with copies by Dragonfly, once every
   * node has its own.
   *
   * @default false
   */
  readonly startsWhenWarm?: boolean;

  /**
   * Pools that hold it, out of the hot tier's. Pods that use it run there.
   *
   * @default - all pools of the hot tier
   */
  readonly hotPools?: IPool[];

  /**
   * Copies in the hot tier. One copy is spread over all nodes and read by all of them; more copies cost space and are
   * read faster.
   *
   * @default 1
   */
  readonly replicas?: number;

  /**
   * Whether it stands in the archive of its bucket. It keeps its name and takes no space; what would read it is refused
   * until it was restored.
   *
   * @default - whether it is restored: what is brought back stands in the archive
   */
  readonly archived?: boolean;

  /**
   * What brings it back from the archive: a `RestoreJob`, or `Restored.byHand()`. Its cache is filled after that.
   *
   * @default - nothing: it is not archived, or stays there
   */
  readonly restoredBy?: IRestored;

  /**
   * How long it may take until all copies are in the hot tier. A longer time is warned of; the warm tier must have a
   * `bandwidth`, or the hot tier a `nodeBandwidth`, to reckon with.
   *
   * @default - however long it takes
   */
  readonly warmWithin?: Duration;
}

/** The tiers that models and datasets are kept in. */
export interface StoragePlace {
  /** The cluster. */
  readonly cluster: ICluster;
  /** Where they are hot. */
  readonly hot: HotTier;
  /** Where they are warm. */
  readonly warm: WarmTier;
  /**
   * What is archived as it ages.
   *
   * @default - nothing
   */
  readonly cold?: ColdTier;
  /**
   * What storage costs.
   *
   * @default - not known: nothing is said about money
   */
  readonly prices?: StoragePrices;
  /** Namespace of their claims. It exists, and lets the pods of the cache run. */
  readonly namespace: string;

  /**
   * Licences that models may have, as SPDX identifiers.
   *
   * @default - any, and none
   */
  readonly acceptedLicenses?: string[];

  /**
   * How files are brought into the bucket that are not there yet.
   *
   * @default - as `ImportOptions` says
   */
  readonly imports?: ImportOptions;
}
