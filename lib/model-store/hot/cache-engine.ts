import { AlluxioOptions } from './alluxio-options';
import { JindoOptions } from './jindo-options';
import { JuiceFsOptions } from './juice-fs-options';
import { alluxioEngine } from './private/alluxio';
import { dragonflyEngine } from './private/dragonfly-copies';
import { efcEngine } from './private/efc';
import { CacheEngineConfig } from './private/engine';
import { jindoEngine } from './private/jindo';
import { juiceFsEngine } from './private/juicefs';
import { localModelCacheEngine } from './private/local-model-cache';
import { Dragonfly } from '../distribution/dragonfly';

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
   * A whole copy on every node of the pools, by KServe's LocalModelCache.
   *
   * Pods read a directory of their own node, at the speed of the disk and with nothing running beside them. It costs the
   * size of the model on each node.
   *
   * The pools have no taints, which KServe's downloads do not tolerate. The Secret with the credentials is in the namespace
   * `kserve-localmodel-jobs`, where downloads run.
   *
   * @see https://github.com/kserve/kserve/tree/v0.20.0/pkg/controller/v1alpha1/localmodel
   */
  public static localModelCache(): CacheEngine {
    return new CacheEngine(localModelCacheEngine());
  }

  /**
   * Jindo, by Fluid: the cache of Alibaba for its object storage. Closed software; refused elsewhere.
   *
   * @see https://github.com/aliyun/alibabacloud-jindodata
   */
  public static jindo(options: JindoOptions = {}): CacheEngine {
    return new CacheEngine(jindoEngine(options));
  }

  /**
   * JuiceFS of the community, by Fluid: where the bucket is a JuiceFS volume already.
   *
   * Its bucket holds chunks, not files: nothing else can read it, and rules of lifecycle would archive what is in use. So
   * `ModelSource.bucketPath()` names a directory of the volume that was written through JuiceFS, below the path prefix of
   * the warm tier, and there is no cold tier. The credentials of the warm tier must be able to write: JuiceFS tries the
   * bucket when it starts. Each node that reads has a whole copy.
   *
   * @see https://juicefs.com/docs/community/architecture
   */
  public static juiceFs(options: JuiceFsOptions): CacheEngine {
    return new CacheEngine(juiceFsEngine(options));
  }

  /**
   * EFC, by Fluid: Alibaba's client of NAS and CPFS, with a cache that the nodes share. Closed software; refused elsewhere.
   *
   * The warm tier is the export: `WarmTier.fileSystem(WarmFileSystem.nfs({ server: … }))`. Fluid has no loader for it: a
   * prefetch is a Job that reads all files once.
   *
   * @see https://github.com/fluid-cloudnative/fluid/blob/v1.0.8/docs/zh/samples/efc_runtime.md
   */
  public static efc(): CacheEngine {
    return new CacheEngine(efcEngine());
  }

  /**
   * A whole copy on every node of the pools, handed on between them by Dragonfly.
   *
   * A model leaves the bucket once, and pods read a directory of their own node. It costs the size of the model on each
   * node; what Dragonfly itself keeps of it are links to the same bytes, as long as it has room for them. A copy that is
   * taken out of the program stays on the disks until its directory is removed.
   * The path of the hot tier is below `nvmePath` of Dragonfly.
   *
   * @see https://github.com/dragonflyoss/client
   */
  public static dragonfly(dragonfly: Dragonfly): CacheEngine {
    return new CacheEngine(dragonflyEngine(dragonfly));
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
