import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ApiClient } from './api-client.js';
import { createNodes, deleteNode, nodeManifest, setKubelet, unreadyNodes } from './nodes.js';
import { KUBELET_ALIVE, KUBELET_SILENT, profiledScheduler, schedulerConfiguration } from './processes.js';
import { KUBERNETES_VERSION } from './recipe.js';
import { run } from './run.js';
import { apiServerReady, launch, startUp, waitFor } from './start-up.js';
import type { Started } from './start-up.js';
import type {
  CommandOptions,
  CommandResult,
  NodeSpec,
  ProcessName,
  StartOptions,
  VolcanoHandle,
  VolcanoOptions,
  WebhookServer,
} from './types.js';
import type { ProcessSpec } from './supervised.js';
import { startVolcano } from './volcano.js';
import { accepts, writeServingFiles } from './webhooks.js';

/** A real control plane on loopback ports, with simulated nodes. */
export class ControlPlane {
  /** Starts etcd, API server, controllers, scheduler and KWOK; resolves when all of them work. */
  static async start(options: StartOptions): Promise<ControlPlane> {
    return new ControlPlane(options, await startUp(options));
  }

  private ended = false;

  private constructor(
    private readonly options: StartOptions,
    private readonly started: Started,
  ) {}

  /** Folder with data, certificates, logs and kubeconfig; removed by `stop()`. */
  get workDir(): string {
    return this.started.running.workDir;
  }

  get kubeconfigPath(): string {
    return this.started.kubeconfigPath;
  }

  get apiServerUrl(): string {
    return this.started.apiServerUrl;
  }

  /** PEM file of the authority that signed the API server's certificate. */
  get caFile(): string {
    return this.started.layout.caFile;
  }

  /** Bearer token of the administrator. */
  get token(): string {
    return this.started.layout.adminToken;
  }

  /** A bare client of the API server. */
  get api(): ApiClient {
    return this.started.api;
  }

  /** Runs the built kubectl against this API server. */
  kubectl(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return run(this.options.binaries.kubectl, args, this.withAccess(options));
  }

  /** Runs the built helm against this API server, without the user's own Helm settings. */
  helm(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return run(this.options.binaries.helm, args, this.withAccess(options));
  }

  /** The log of one process, also after it ended. */
  logFile(name: ProcessName): string {
    return this.started.running.logFile(name);
  }

  /** What a process printed so far; empty when it was never started. */
  log(name: ProcessName): Promise<string> {
    return readFile(this.logFile(name), 'utf8').catch(() => '');
  }

  /** How a process ended, such as `exit code 1`; undefined while it runs. */
  exitOf(name: ProcessName): string | undefined {
    return this.started.running.exitOf(name);
  }

  /** Starts the real Volcano; its CRDs must be established before. */
  startVolcano(options: VolcanoOptions): Promise<VolcanoHandle> {
    const context = {
      binaries: this.options.binaries,
      start: (spec: Parameters<typeof launch>[1]) => launch(this.started, spec),
      running: this.started.running,
      ports: this.started.reservations,
      authority: this.started.layout.authority,
      kubeconfig: this.kubeconfigPath,
      signal: this.options.signal,
    };
    return startVolcano(context, options);
  }

  /** A port on loopback and certificates for a webhook server of this control plane; see `runProgram()`. */
  async reserveWebhookServer(name: string): Promise<WebhookServer> {
    const { layout, reservations } = this.started;
    const certDir = join(this.workDir, 'secrets', name);
    await writeServingFiles(layout.authority, certDir);
    const port = await reservations.reserve();
    return { port, certDir, baseUrl: `https://127.0.0.1:${port}`, caBundle: layout.authority.caBundle };
  }

  /** Waits until a program listens on its port; fails with its log when it ends before. */
  listening(name: string, port: number): Promise<void> {
    return waitFor(this.started, `answering of ${name}`, [name], () => accepts(port), this.options.signal);
  }

  /** Runs another program beside the control plane, such as a controller; it ends with it. Its log is `logs/<name>.log`. */
  async runProgram(spec: ProcessSpec): Promise<void> {
    await launch(this.started, spec);
  }

  /** Runs the stock scheduler anew with these profiles instead of its default one. */
  async profileScheduler(profiles: readonly object[]): Promise<void> {
    const file = join(this.workDir, 'kube-scheduler.yaml');
    await writeFile(file, schedulerConfiguration(this.kubeconfigPath, profiles));
    await this.stopProcess('kube-scheduler');
    await launch(this.started, profiledScheduler(this.options.binaries, file));
  }

  /** Ends one process, as a crash does unless it is given time to end by itself; data and ports stay. */
  async stopProcess(name: ProcessName, graceSeconds = 0): Promise<void> {
    await this.started.running.stop(name, graceSeconds * 1000);
  }

  /** Starts a stopped process again on the same ports; for etcd and the API server, waits until it answers. */
  async startProcess(name: ProcessName): Promise<void> {
    const spec = this.started.specs.get(name);
    if (!spec) throw new TypeError(`${name} was never started`);
    await launch(this.started, spec);
    if (name === 'etcd' || name === 'kube-apiserver') await apiServerReady(this.started, this.options.signal);
  }

  /** Creates simulated nodes and waits until they are Ready. */
  async addNodes(nodes: readonly NodeSpec[]): Promise<void> {
    const manifests = nodes.map((spec) => nodeManifest(spec, KUBERNETES_VERSION));
    await createNodes(this.api, manifests, this.options.signal);
    await this.nodesReady(new Set(nodes.map(({ name }) => name)));
  }

  /** Deletes the Node object, as a cloud does that took the machine away. */
  async removeNode(name: string): Promise<void> {
    await deleteNode(this.api, name);
  }

  /** The kubelet falls silent: NotReady after the grace period, and nobody confirms the end of its pods. */
  async failNode(name: string): Promise<void> {
    await setKubelet(this.api, name, KUBELET_SILENT);
  }

  /** The kubelet of a failed node comes back; resolves when the node is Ready. */
  async reviveNode(name: string): Promise<void> {
    await setKubelet(this.api, name, KUBELET_ALIVE);
    await this.nodesReady(new Set([name]));
  }

  /** Stops everything and removes the folder, or leaves it running when `keep` was asked for. */
  async stop(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.api.close();
    if (this.options.keep) {
      await this.started.running.detach();
      const message = `runs on; KUBECONFIG=${this.kubeconfigPath}, folder ${this.workDir}`;
      this.options.onProgress?.({ subject: 'control plane', state: 'done', message });
      return;
    }
    await this.started.running.shutdown();
    await this.started.reservations.release();
  }

  private nodesReady(names: ReadonlySet<string>): Promise<void> {
    const check = async (): Promise<boolean> => (await unreadyNodes(this.api, names)).length === 0;
    const what = 'readiness of the simulated nodes';
    return waitFor(this.started, what, ['kube-controller-manager', 'kwok'], check, this.options.signal);
  }

  private withAccess(options: CommandOptions): CommandOptions {
    const helm = join(this.workDir, 'helm');
    const access = {
      KUBECONFIG: this.kubeconfigPath,
      HELM_CACHE_HOME: join(helm, 'cache'),
      HELM_CONFIG_HOME: join(helm, 'config'),
      HELM_DATA_HOME: join(helm, 'data'),
    };
    return { signal: this.options.signal, ...options, env: { ...access, ...options.env } };
  }
}
