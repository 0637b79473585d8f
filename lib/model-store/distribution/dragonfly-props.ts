import { DragonflyDatabase } from './dragonfly-database';
import { DragonflyRuntimeOptions } from './dragonfly-runtime-options';
import { ICluster } from '../../contracts/cluster';
import { IMonitoring } from '../../contracts/monitoring';
import { IPool } from '../../contracts/pool';
import { Size } from '../../units/size';

/** Where peers run and what they keep. */
export interface DragonflyProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /** Pools whose nodes hand on to each other what one of them has read. */
  readonly pools: IPool[];

  /** Where it keeps what it knows of peers and tasks. */
  readonly database: DragonflyDatabase;

  /**
   * Directory on the nodes where the NVMe file system is mounted. It must be there: nothing is kept on a system disk by
   * mistake. Pieces stand below it in `dragonfly`.
   *
   * @default '/mnt/nvme'
   */
  readonly nvmePath?: string;

  /**
   * Space of each node, and of each seed client, for pieces. A file that is larger is not fanned out.
   *
   * @default Size.gibibytes(200)
   */
  readonly cacheSize?: Size;

  /**
   * Share of that space, in whole percent, from which on the oldest files go. It is looked at every quarter of an hour.
   *
   * @default 80
   */
  readonly highWatermarkPercent?: number;

  /**
   * Share of that space, in whole percent, down to which they go.
   *
   * @default 60
   */
  readonly lowWatermarkPercent?: number;

  /**
   * Share of a pool's `nvmePerNode` that caches may take together, in whole percent.
   *
   * @default 90
   */
  readonly usablePercent?: number;

  /**
   * How many managers, schedulers and seed clients run, each.
   *
   * @default 3
   */
  readonly replicas?: number;

  /**
   * Requests through the proxy of a node that are fanned out, as regular expressions of their URLs. Others are passed on.
   *
   * @default - layers of images, and files of Hugging Face
   */
  readonly proxiedUrls?: string[];

  /**
   * Makes containerd pull images through Dragonfly. It rewrites the configuration of containerd on every node and restarts
   * it: running pods go on, but nothing starts there meanwhile, and a configuration that the cloud manages may be undone.
   *
   * @default - the container runtime is left alone
   */
  readonly containerd?: DragonflyRuntimeOptions;

  /**
   * What collects its metrics.
   *
   * @default - nothing does
   */
  readonly monitoring?: IMonitoring;
}
