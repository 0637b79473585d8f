import { Construct, IConstruct, IDependable } from 'constructs';
import { HotTier } from '../hot/hot-tier';
import { ModelSource } from './model-source';
import { Prefetch } from '../moving/prefetch';
import { takeSpace } from '../private/capacity';
import { checkModelName, resolveModel } from './private/resolve-model';
import { WarmTier } from '../warm/warm-tier';
import { ICluster } from '../../contracts/cluster';
import { IModel } from '../../contracts/model';
import { IPool } from '../../contracts/pool';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { addFact } from '../../core/private/facts';
import { Size } from '../../units/size';

/** What a model is and where it is kept hot. */
export interface StoredModelOptions {
  /** Where its weights come from. */
  readonly source: ModelSource;

  /** Bytes of its weights: everything below the source's path. What the hot tier must hold. */
  readonly size: Size;

  /**
   * When it is brought into the hot tier.
   *
   * @default Prefetch.ON_DEPLOY
   */
  readonly prefetch?: Prefetch;

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
}

/** A model with the tiers it is kept in. */
export interface StoredModelProps extends StoredModelOptions {
  /** The cluster. */
  readonly cluster: ICluster;
  /** Where it is hot. */
  readonly hot: HotTier;
  /** Where it is warm. */
  readonly warm: WarmTier;
  /** Namespace of its claim. It exists, and lets Fluid's pods run. */
  readonly namespace: string;
}

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
export class StoredModel extends Construct implements IModel {
  /** Name of the model. */
  public readonly modelName: string;
  /** Bytes of its weights. */
  public readonly size: Size;
  /** Namespace of its claim. */
  public readonly namespace: string;
  /** Name of the PersistentVolumeClaim that Fluid makes. */
  public readonly claimName: string;
  /** Path of the weights below the root of the claim, without a slash at either end. It changes with the source. */
  public readonly pathInClaim: string;
  /** Pods only read it. */
  public readonly readOnly: boolean = true;
  /** Labels that pods carry to run where the cache is, and to get their mount back when FUSE was restarted. */
  public readonly podLabels: { [key: string]: string };
  /** The pools that hold it hot, sorted by name. */
  public readonly hotPools: IPool[];
  /** Copies in the hot tier. */
  public readonly replicas: number;
  /** Cache that each node of the pools gives to it. */
  public readonly cachePerNode: Size;
  /** The claim is asked for and, if it is prefetched on deploy, the prefetch too. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: StoredModelProps) {
    const engine = props.hot.engine._config;
    super(scope, checkModelName(scope, id, engine.longestName));
    const { cluster, hot } = props;
    const { files, hotPools, releaseName } = resolveModel(this, id, props);
    takeSpace(this, cluster, hotPools, hot.usablePercent, { ...files.footprint, bytesPerNode: files.bytesPerNode });
    const cache = engine.render(this, files);
    this.modelName = id;
    this.size = props.size;
    this.namespace = props.namespace;
    this.claimName = cache.claimName;
    this.pathInClaim = cache.pathInClaim;
    this.podLabels = cache.podLabels;
    this.hotPools = hotPools;
    this.replicas = files.replicas;
    this.cachePerNode = Size.bytes(files.bytesPerNode);
    const bundle = new Bundle(this, 'Resource', { target: cluster, releaseName, wait: true });
    bundle.node.addDependency(engine.install(this, cluster, undefined));
    if (props.warm.bucketReady !== undefined) bundle.node.addDependency(props.warm.bucketReady);
    for (const { id: objectId, manifest } of cache.objects) new KubernetesObject(bundle, objectId, { manifest });
    this.ready = bundle;
    addFact(this, 'models', () => ({
      cluster: cluster.node.path,
      namespace: this.namespace,
      name: this.modelName,
      sizeBytes: this.size.inBytes,
      source: cache.sourceUrl,
      claim: this.claimName,
      hotPools: this.hotPools.map((pool) => ({
        pool: pool.poolName,
        replicas: this.replicas,
        bytesPerNode: files.bytesPerNode,
        nvmePerNode: pool.nvmePerNode?.inBytes ?? 0,
      })),
    }));
  }

  /** Fails when pods cannot be served from it as it is. One in the warm tier always can. */
  public requireServable(_scope: IConstruct): void {}
}
