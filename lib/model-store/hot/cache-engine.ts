import { AlluxioOptions } from './alluxio-options';
import { alluxioEngine } from './private/alluxio';
import { CacheEngineConfig } from './private/engine';
import { localModelCacheEngine } from './private/local-model-cache';

/**
 * The software of a hot tier: it decides what the warm tier may be, and how files reach a node.
 *
 * @example
 * import { CacheEngine, HotTier, IPool } from 'cdktf-ai-cloud';
 *
 * declare const pool: IPool;
 * const hot = HotTier.nvme({ pools: [pool], engine: CacheEngine.alluxio() });
 */
export class CacheEngine {
  /**
   * Alluxio, by Fluid: reads plain objects as they are and spreads blocks over all nodes of the pools.
   *
   * @see https://github.com/fluid-cloudnative/fluid
   */
  public static alluxio(options: AlluxioOptions = {}): CacheEngine {
    return new CacheEngine(alluxioEngine(options));
  }

  /**
   * A whole copy on every node of the pools, by KServe's LocalModelCache: pods read a directory of their own node, at the
   * speed of the disk and with nothing running beside them. It costs the size of the model on each node.
   *
   * The pools have no taints, which KServe's downloads do not tolerate. The Secret with the credentials is in the namespace
   * `kserve-localmodel-jobs`, where downloads run.
   *
   * @see https://github.com/kserve/kserve/tree/v0.20.0/pkg/controller/v1alpha1/localmodel
   */
  public static localModelCache(): CacheEngine {
    return new CacheEngine(localModelCacheEngine());
  }

  private constructor(private readonly config: CacheEngineConfig) {}

  /** Name of the engine, for example `alluxio`. */
  public get engineName(): string {
    return this.config.engineName;
  }

  /** @internal */
  public get _config(): CacheEngineConfig {
    return this.config;
  }
}
