/** Something that happened while binaries are built or processes are started; meant for a progress line. */
export interface Progress {
  /** The binary or process the message is about, such as `kube-apiserver`. */
  readonly subject: string;
  readonly state: 'waiting' | 'building' | 'starting' | 'done';
  /** One short line without a trailing newline, such as `compiled 412 packages`. */
  readonly message: string;
  /** Binaries finished so far and in all; only while building. */
  readonly done?: number;
  readonly total?: number;
}

/** Receives progress; must not throw. */
export type OnProgress = (progress: Progress) => void;

/** Any Kubernetes object as plain data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: { readonly [key: string]: string };
    readonly annotations?: { readonly [key: string]: string };
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/** A taint as Kubernetes writes it. */
export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** One simulated node. */
export interface NodeSpec {
  readonly name: string;
  /** Labels besides `kubernetes.io/hostname`, `kubernetes.io/os` and `kubernetes.io/arch`, which are filled in. */
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly taints?: readonly NodeTaint[];
  /** Quantities by resource; `cpu`, `memory`, `ephemeral-storage` and `pods` are filled in when left out. */
  readonly capacity?: { readonly [resource: string]: string };
  /** @default - the same as `capacity` */
  readonly allocatable?: { readonly [resource: string]: string };
}

/** What a finished command printed. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run one command. */
export interface CommandOptions {
  /** Text for standard input. */
  readonly input?: string;
  /** Return instead of throwing when the command exits with something other than 0. */
  readonly allowFailure?: boolean;
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/** The binaries a control plane is made of. */
export type BinaryName =
  | 'etcd'
  | 'helm'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubectl'
  | 'kwok'
  | 'vc-controller-manager'
  | 'vc-scheduler'
  | 'vc-webhook-manager';

/** Where each binary is. */
export type Binaries = { readonly [name in BinaryName]: string };

/** How to get the binaries. */
export interface BuildOptions {
  /** Cache of built binaries. @default - `$XDG_CACHE_HOME/cdktf-ai-cloud`, else `~/.cache/cdktf-ai-cloud` */
  readonly cacheDir?: string;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** How a control plane is started. */
export interface StartOptions {
  readonly binaries: Binaries;
  /** Folder for data, certificates and logs; must be empty or absent. @default - a new one in the system's temporary folder */
  readonly workDir?: string;
  /** `stop()` leaves everything running, and a signal or a crash still cleans up. @default false */
  readonly keep?: boolean;
  /** How long a node may be silent before it counts as NotReady; Kubernetes itself waits 50 s. @default 20 */
  readonly nodeGraceSeconds?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** The processes that can be stopped and started one by one. */
export type ProcessName = Exclude<BinaryName, 'helm' | 'kubectl'>;

/** How the real Volcano is started. */
export interface VolcanoOptions {
  /** The scheduler's configuration as the chart would mount it (`actions`, `tiers`, `configurations`). */
  readonly schedulerConfigYaml: string;
  /** @default 'volcano' */
  readonly schedulerName?: string;
  /** Run the webhook manager too. @default true */
  readonly admission?: boolean;
  /** Admission paths served. @default - the chart's own list */
  readonly enabledAdmission?: readonly string[];
  /** Period of a scheduling cycle. @default '1s' - what the chart's scheduler does */
  readonly schedulePeriod?: string;
  /** More flags for vc-scheduler, such as `--default-queue=…`. */
  readonly schedulerArgs?: readonly string[];
  /** klog verbosity of all three; from 3 on the scheduler tells about every task in every cycle. @default 2 */
  readonly logLevel?: number;
}

/** The running Volcano. */
export interface VolcanoHandle {
  /** Where the webhook manager answers for a path such as `/jobs/validate`; undefined without admission. */
  webhookUrlFor(path: string): string | undefined;
  /** Base64 PEM bundle for `clientConfig.caBundle`; empty without admission. */
  readonly caBundle: string;
  /** Points Volcano's own webhook configurations to the running webhook manager, or drops them without admission. */
  rewriteWebhooks<T extends Manifest>(manifests: readonly T[]): T[];
  /**
   * Waits until the webhook manager answers; call it after the rewritten webhook configurations are applied, because
   * it serves only when every configuration of its enabled paths exists.
   */
  waitForAdmission(): Promise<void>;
  /** Replaces the scheduler's configuration; Volcano watches the file and reads it anew. */
  writeSchedulerConfig(yaml: string): Promise<void>;
}

/** Where a webhook server is to listen, and what its clients trust. */
export interface WebhookServer {
  readonly port: number;
  /** Folder with `tls.crt` and `tls.key`. */
  readonly certDir: string;
  /** Such as `https://127.0.0.1:21000`. */
  readonly baseUrl: string;
  /** PEM bundle in base64. */
  readonly caBundle: string;
}
