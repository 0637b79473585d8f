import { alluxioEngine } from './private/alluxio';
import { CacheEngineConfig } from './private/engine';

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
  public static alluxio(): CacheEngine {
    return new CacheEngine(alluxioEngine());
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
