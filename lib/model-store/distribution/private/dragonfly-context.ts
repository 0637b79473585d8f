import { Toleration } from '../../../contracts/pool';

/** The namespace that the chart is made for. */
export const NAMESPACE = 'dragonfly-system';
/** The name of the release, which the names of all its objects begin with. */
export const RELEASE = 'dragonfly';
/** Where clients listen for requests of their node. */
export const SOCKET_DIRECTORY = '/var/run/dragonfly';
export const PROXY_PORT = 4001;

/** Databases that are there, with every default decided. */
export interface ResolvedDragonflyDatabase {
  readonly mysqlHost: string;
  readonly mysqlPort: number;
  readonly mysqlUser: string;
  readonly mysqlDatabase: string;
  readonly redisAddresses: readonly string[];
  readonly redisMasterName?: string;
  readonly configurationSecretName: string;
}

/** Dragonfly with every default decided. */
export interface ResolvedDragonfly {
  /** Undefined to try it out. */
  readonly database?: ResolvedDragonflyDatabase;
  readonly pools: readonly {
    readonly nodeLabels: { readonly [key: string]: string };
    readonly tolerations: readonly Toleration[];
  }[];
  readonly nvmePath: string;
  readonly cacheBytes: number;
  readonly highWatermarkPercent: number;
  readonly lowWatermarkPercent: number;
  readonly replicas: number;
  readonly storageClass?: string;
  readonly proxiedUrls: readonly string[];
  /** Undefined when the container runtime is left alone. */
  readonly containerdConfigPath?: string;
  readonly pullSecretName?: string;
}

/** Directory of its pieces on the nodes. */
export function storageDirectory(nvmePath: string): string {
  return `${nvmePath}/dragonfly`;
}
