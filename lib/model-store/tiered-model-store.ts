import { Token } from 'cdktf';
import { Construct, IDependable } from 'constructs';
import { HotTier } from './hot/hot-tier';
import { KubeletOptions } from './fluid/kubelet-options';
import { resolveWarm } from './warm/private/resolve-warm';
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

  private readonly models = new Map<string, StoredModel>();

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

  /** Adds a model. The name becomes the name of its claim. */
  public add(name: string, options: StoredModelOptions): StoredModel {
    if (this.models.has(name)) {
      throw fail(this, {
        code: 'AIC-3015',
        what: 'the model exists',
        got: name,
        want: 'each name once',
        fix: 'Give the second one a name of its own, for example with its revision.',
      });
    }
    const { cluster, hot, warm, namespace } = this;
    const model = new StoredModel(this, name, { ...options, cluster, hot, warm, namespace });
    this.models.set(name, model);
    return model;
  }

  /** All models, sorted by name. */
  public all(): StoredModel[] {
    return [...this.models.values()].sort((a, b) => (a.modelName < b.modelName ? -1 : 1));
  }

  /** The model of that name; undefined when there is none. */
  public tryFind(name: string): StoredModel | undefined {
    return this.models.get(name);
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
