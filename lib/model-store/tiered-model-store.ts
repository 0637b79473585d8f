import { Token } from 'cdktf';
import { Construct, IDependable } from 'constructs';
import { HotTier } from './hot/hot-tier';
import { KubeletOptions } from './fluid/kubelet-options';
import { nameWithVersion } from './catalog/private/stored-name';
import { resolveWarm } from './warm/private/resolve-warm';
import { StoredDataset, StoredDatasetOptions } from './catalog/stored-dataset';
import { StoredFiles } from './catalog/private/stored-files';
import { StoragePlace } from './catalog/stored-files-options';
import { StoredModel, StoredModelOptions } from './catalog/stored-model';
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
   * Namespace of the models' claims, and of the pods that use them.
   *
   * Fluid's workers and FUSE processes run in it and mount directories of the host, which only the level `privileged` of
   * the Pod Security Standards lets through: keep everything else out of it.
   *
   * @default 'models'
   */
  readonly namespace?: string;

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
 * The warm tier is plain objects. The hot tier is a read-only cache made by Fluid with Alluxio, which reads plain objects
 * as they are. What does not fit the disks is refused at synthesis, with the sum.
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
  /** Namespace of the models' claims, and of the pods that use them. */
  public readonly namespace: string;
  /** The software of the hot tier is installed. */
  public readonly ready: IDependable;

  private readonly entries: (StoredDataset | StoredModel)[] = [];

  constructor(scope: Construct, id: string, props: TieredModelStoreProps) {
    super(scope, id);
    this.cluster = props.cluster;
    this.hot = props.hot;
    this.warm = props.warm;
    this.checkPools();
    const { endpoint } = resolveWarm(this, this.cluster, this.warm);
    if (!Token.isUnresolved(endpoint) && endpoint.startsWith('http://')) {
      warn(this, 'AIC-3014', `${endpoint} is reached without TLS: weights can be read and changed on the way.`);
    }
    this.ready = this.hot.engine._config.install(this, this.cluster, props.kubelet);
    this.namespace = this.cluster.namespaces.ensure(props.namespace ?? 'models', PodSecurity.PRIVILEGED);
  }

  /** Adds a model. The name, with the version, becomes the name of its claim. */
  public add(name: string, options: StoredModelOptions): StoredModel {
    this.checkNew(name, options.version);
    const model = new StoredModel(this, name, { ...options, ...this.place() });
    this.entries.push(model);
    return model;
  }

  /** Adds a dataset. The name, with the version, becomes the name of its claim. */
  public addDataset(name: string, options: StoredDatasetOptions): StoredDataset {
    this.checkNew(name, options.version);
    const dataset = new StoredDataset(this, name, { ...options, ...this.place() });
    this.entries.push(dataset);
    return dataset;
  }

  /** All models, sorted by name and version. */
  public all(): StoredModel[] {
    return sorted(this.entries.filter((entry): entry is StoredModel => 'modelName' in entry));
  }

  /** All datasets, sorted by name and version. */
  public allDatasets(): StoredDataset[] {
    return sorted(this.entries.filter((entry): entry is StoredDataset => 'datasetName' in entry));
  }

  /**
   * The model of that name; undefined when there is none.
   *
   * @param version Its version; that model which has none when it is left out.
   */
  public tryFind(name: string, version?: string): StoredModel | undefined {
    return this.all().find((model) => model.modelName === name && model.version === version);
  }

  private place(): StoragePlace {
    const { cluster, hot, warm, namespace } = this;
    return { cluster, hot, warm, namespace };
  }

  /** Models and datasets share the names of their claims. */
  private checkNew(name: string, version: string | undefined): void {
    const id = nameWithVersion(name, version);
    if (!this.entries.some((entry) => entry.node.id === id)) return;
    throw fail(this, {
      code: 'AIC-3015',
      what: 'the name is taken by another model or dataset',
      got: id,
      want: 'each name once, with its version',
      fix: 'Give the second one a name or a version of its own.',
    });
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

function sorted<T extends StoredFiles>(files: T[]): T[] {
  return files.sort((a, b) => (a.node.id < b.node.id ? -1 : 1));
}
