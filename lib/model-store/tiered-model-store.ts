import { Token } from 'cdktf';
import { Construct, IDependable } from 'constructs';
import { Catalog } from './catalog/private/catalog';
import { ColdTier } from './cold/cold-tier';
import { checkColdTier } from './cold/private/check-cold-tier';
import { HotTier } from './hot/hot-tier';
import { KubeletOptions } from './fluid/kubelet-options';
import { resolveWarm } from './warm/private/resolve-warm';
import { ImportOptions } from './catalog/import-options';
import { checkTenants } from './warm/private/tenants';
import { ModelAlias } from './catalog/model-alias';
import { StoredDataset, StoredDatasetOptions } from './catalog/stored-dataset';
import { StoragePlace } from './catalog/stored-files-options';
import { StoredModel, StoredModelOptions } from './catalog/stored-model';
import { StoragePrices } from './storage-prices';
import { WarmTier } from './warm/warm-tier';
import { ICluster, PodSecurity } from '../contracts/cluster';
import { foreignAmong } from '../core/private/belongs';
import { fail, warn } from '../core/private/fail';

/** Which tiers a store has and where. */
export interface TieredModelStoreProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /** Local disks that cache models. */
  readonly hot: HotTier;

  /** Object storage that holds them. */
  readonly warm: WarmTier;

  /**
   * What is archived as it ages. Hand its `lifecycleRules()` to the bucket as well: the store only keeps models out of the way.
   *
   * @default - nothing
   */
  readonly cold?: ColdTier;

  /**
   * What storage costs: it is shown in the blueprint, and by what would cost.
   *
   * @default - not known: nothing is said about money
   */
  readonly prices?: StoragePrices;

  /**
   * Namespace of the models' claims, and of the pods that use them.
   *
   * Fluid's workers and FUSE processes run in it and mount directories of the host, which only the level `privileged` of
   * the Pod Security Standards lets through: keep everything else out of it.
   *
   * @default 'models'
   */
  readonly namespace?: string;

  /**
   * Licences that models may have, as SPDX identifiers, for example `apache-2.0`. A model without one is refused then.
   *
   * @see https://spdx.org/licenses/
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

  /**
   * Where the nodes' kubelet keeps its files.
   *
   * @default - as kubeadm does
   */
  readonly kubelet?: KubeletOptions;
}

/**
 * Models as named things: warm in a bucket, hot on the NVMe disks of the nodes that serve them.
 *
 * The hot tier is a read-only cache: Fluid with Alluxio reads the objects of the bucket as they are, unless another engine
 * is chosen. What does not fit the disks is refused at synthesis, with the sum.
 *
 * @see https://github.com/fluid-cloudnative/fluid
 *
 * @example
 * import { AINativeCluster, HotTier, IPool, ModelSource, SecretReference, Size, TieredModelStore, WarmTier } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: AINativeCluster;
 * declare const gpus: IPool;
 * const models = new TieredModelStore(stack, 'Models', {
 *   cluster,
 *   hot: HotTier.nvme({ pools: [gpus] }),
 *   warm: WarmTier.bucket('acme-models', { credentials: SecretReference.named('models-s3') }),
 * });
 * models.add('qwen3-32b', { source: ModelSource.bucketPath('qwen3-32b/2025-05-01'), size: Size.gibibytes(66) });
 */
export class TieredModelStore extends Construct {
  /** The cluster. */
  public readonly cluster: ICluster;
  /** Local disks that cache models. */
  public readonly hot: HotTier;
  /** Object storage that holds them. */
  public readonly warm: WarmTier;
  /** What is archived as it ages; undefined for nothing. */
  public readonly cold?: ColdTier;
  /** What storage costs; undefined when nobody said. */
  public readonly prices?: StoragePrices;
  /** Namespace of the models' claims, and of the pods that use them. */
  public readonly namespace: string;
  /** The software of the hot tier is installed. */
  public readonly ready: IDependable;

  private readonly acceptedLicenses?: string[];
  private readonly imports?: ImportOptions;
  private readonly catalog: Catalog;

  constructor(scope: Construct, id: string, props: TieredModelStoreProps) {
    super(scope, id);
    this.cluster = props.cluster;
    this.hot = props.hot;
    this.warm = props.warm;
    this.cold = props.cold;
    this.prices = props.prices;
    checkColdTier(this, { cold: this.cold, warm: this.warm, engine: this.hot.engine._config });
    this.checkPools();
    this.ready = this.hot.engine._config.install(this, this.cluster, props.kubelet);
    this.namespace = this.cluster.namespaces.ensure(props.namespace ?? 'models', PodSecurity.PRIVILEGED);
    this.checkWarm();
    this.acceptedLicenses = props.acceptedLicenses;
    this.imports = props.imports;
    this.catalog = new Catalog(this, this.cluster, this.namespace, props.acceptedLicenses);
  }

  /** Adds a model. The name, with the version, becomes the name of its claim. */
  public add(name: string, options: StoredModelOptions): StoredModel {
    this.catalog.checkNew('model', name, options.version);
    const model = new StoredModel(this, name, { ...options, ...this.place() });
    this.catalog.add(model);
    return model;
  }

  /** Adds a dataset. The name, with the version, becomes the name of its claim. */
  public addDataset(name: string, options: StoredDatasetOptions): StoredDataset {
    this.catalog.checkNew('dataset', name, options.version);
    const dataset = new StoredDataset(this, name, { ...options, ...this.place() });
    this.catalog.add(dataset);
    return dataset;
  }

  /** Gives a version of a model another name, such as `chat-prod`: what serves the name follows when it moves. */
  public alias(name: string, model: StoredModel): ModelAlias {
    return this.catalog.alias(name, model);
  }

  /** All models, sorted by name and version. */
  public all(): StoredModel[] {
    return this.catalog.models();
  }

  /** All datasets, sorted by name and version. */
  public allDatasets(): StoredDataset[] {
    return this.catalog.datasets();
  }

  /**
   * The model of that name; undefined when there is none.
   *
   * @param version Its version; that model which has none when it is left out.
   */
  public tryFind(name: string, version?: string): StoredModel | undefined {
    return this.all().find((model) => model.modelName === name && model.version === version);
  }

  /** The alias of that name; undefined when there is none. */
  public tryFindAlias(name: string): ModelAlias | undefined {
    return this.catalog.tryFindAlias(name);
  }

  private place(): StoragePlace {
    const { cluster, hot, warm, cold, prices, namespace, acceptedLicenses, imports } = this;
    return { cluster, hot, warm, cold, prices, namespace, acceptedLicenses, imports };
  }

  private checkWarm(): void {
    const warm = resolveWarm(this, this.cluster, this.warm);
    checkTenants(this, this.cluster, this.namespace, warm);
    if (warm.kind === 'bucket' && !Token.isUnresolved(warm.endpoint) && warm.endpoint.startsWith('http://')) {
      warn(this, 'AIC-3014', `${warm.endpoint} is reached without TLS: weights can be read and changed on the way.`);
    }
  }

  private checkPools(): void {
    const foreign = foreignAmong(this.hot.pools, this.cluster);
    if (foreign === undefined) return;
    throw fail(this, {
      code: 'AIC-3020',
      what: 'a pool of the hot tier belongs to another cluster',
      got: foreign.node.path,
      want: `pools of ${this.cluster.node.path}`,
      fix: 'Make a TieredModelStore for each cluster; they may share the bucket.',
    });
  }
}
