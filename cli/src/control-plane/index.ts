import type {
  Binaries,
  BuildOptions,
  CommandOptions,
  CommandResult,
  Manifest,
  NodeSpec,
  ProcessName,
  StartOptions,
  VolcanoHandle,
  VolcanoOptions,
} from './types.js';

export type * from './types.js';

/** Builds every binary once into the cache (or finds them there). */
export declare function buildBinaries(options?: BuildOptions): Promise<Binaries>;

/** Takes ready-made binaries from a folder; fails naming the ones that are missing. */
export declare function findBinaries(dir: string): Promise<Binaries>;

/** Builds the program that runs KServe's own validators; returns its path. */
export declare function buildKserveValidate(options?: BuildOptions): Promise<string>;

/** Stops a control plane that was kept, and removes its folder. */
export declare function stop(workDir: string): Promise<void>;

/** Rewrites webhook configurations of a service in one namespace to a URL on loopback. */
export declare function rewriteWebhooks<T extends Manifest>(
  manifests: readonly T[],
  target: { service: string; namespace: string; baseUrl: string; caBundle: string },
): T[];

/** A failure with a code, in a fixed order: code, where, what, got, want, fix. */
export declare class CliFailure extends Error {
  readonly code: string;
  constructor(parts: { code: string; where?: string; what: string; got?: unknown; want?: string; fix: string });
}

/** A bare HTTPS client with keep-alive for the API server. */
export interface ApiClient {
  /** Sends JSON, or what `contentType` says; rejects only when there is no answer. */
  request(
    method: string,
    path: string,
    options?: { body?: unknown; contentType?: string; signal?: AbortSignal },
  ): Promise<{ status: number; body: unknown }>;
}

/** A real control plane on loopback ports. */
export declare class ControlPlane {
  static start(options: StartOptions): Promise<ControlPlane>;

  readonly workDir: string;
  readonly kubeconfigPath: string;
  readonly apiServerUrl: string;
  /** PEM file of the authority that signed the API server's certificate. */
  readonly caFile: string;
  /** Bearer token of the administrator. */
  readonly token: string;
  readonly api: ApiClient;

  kubectl(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  helm(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** The log of one process, also after it ended. */
  logFile(name: ProcessName): string;
  startVolcano(options: VolcanoOptions): Promise<VolcanoHandle>;
  stopProcess(name: ProcessName): Promise<void>;
  startProcess(name: ProcessName): Promise<void>;
  /** Creates simulated nodes and waits until they are Ready. */
  addNodes(nodes: readonly NodeSpec[]): Promise<void>;
  /** Deletes the Node object, as a cloud does that took the machine away. */
  removeNode(name: string): Promise<void>;
  /** The kubelet falls silent: NotReady after the grace period, its pods stay Terminating. */
  failNode(name: string): Promise<void>;
  /** The kubelet of a failed node comes back. */
  reviveNode(name: string): Promise<void>;
  /** Stops everything and removes the folder, or leaves it running when `keep` was asked for. */
  stop(): Promise<void>;
}
