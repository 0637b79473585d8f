import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { ApiClient } from './api-client.js';
import { writeKubeconfig, writeLayout } from './layout.js';
import type { Layout, Ports } from './layout.js';
import { createNodes, deleteNode, nodeManifest, setKubelet, unreadyNodes } from './nodes.js';
import { PortReservations } from './ports.js';
import * as processes from './processes.js';
import type { ProcessContext } from './processes.js';
import { isPortTaken, waitUntil } from './readiness.js';
import { KUBERNETES_VERSION } from './recipe.js';
import { run } from './run.js';
import { SupervisedProcesses } from './supervised.js';
import type { ProcessSpec } from './supervised.js';
import type {
  CommandOptions,
  CommandResult,
  NodeSpec,
  ProcessName,
  StartOptions,
  VolcanoHandle,
  VolcanoOptions,
} from './types.js';
import { startVolcano } from './volcano.js';

const PORT_ATTEMPTS = 3;
const READY_MS = 60_000;

/** A real control plane on loopback ports, with simulated nodes. */
export class ControlPlane {
  /** Starts etcd, API server, controllers, scheduler and KWOK; resolves when all of them work. */
  static async start(options: StartOptions): Promise<ControlPlane> {
    options.signal?.throwIfAborted();
    const running = await SupervisedProcesses.open(options.workDir);
    const ports = new PortReservations(running.pid);
    try {
      const layout = await writeLayout(running.workDir);
      const controlPlane = new ControlPlane(options, running, ports, layout);
      await controlPlane.startApiServer();
      await controlPlane.startControllers();
      return controlPlane;
    } catch (error) {
      await running.shutdown();
      await ports.release();
      throw error;
    }
  }

  readonly kubeconfigPath: string;
  private readonly specs = new Map<ProcessName, ProcessSpec>();
  private chosen: Ports | undefined;
  private client: ApiClient | undefined;

  private constructor(
    private readonly options: StartOptions,
    private readonly running: SupervisedProcesses,
    private readonly ports: PortReservations,
    private readonly layout: Layout,
  ) {
    this.kubeconfigPath = join(running.workDir, 'kubeconfig');
  }

  /** Folder with data, certificates, logs and kubeconfig; removed by `stop()`. */
  get workDir(): string {
    return this.running.workDir;
  }

  get apiServerUrl(): string {
    return `https://127.0.0.1:${this.chosen!.apiServer}`;
  }

  /** PEM file of the authority that signed the API server's certificate. */
  get caFile(): string {
    return this.layout.caFile;
  }

  /** Bearer token of the administrator. */
  get token(): string {
    return this.layout.adminToken;
  }

  /** A bare client of the API server. */
  get api(): ApiClient {
    return this.client!;
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
    return this.running.logFile(name);
  }

  /** What a process printed so far; empty when it was never started. */
  log(name: ProcessName): Promise<string> {
    return readFile(this.logFile(name), 'utf8').catch(() => '');
  }

  /** Starts the real Volcano; its CRDs must be established before. */
  async startVolcano(options: VolcanoOptions): Promise<VolcanoHandle> {
    return startVolcano(
      {
        binaries: this.options.binaries,
        start: (spec) => this.launch(spec),
        running: this.running,
        ports: this.ports,
        authority: this.layout.authority,
        kubeconfig: this.kubeconfigPath,
        signal: this.options.signal,
      },
      options,
    );
  }

  /** Ends one process, as a crash does unless it is given time to end by itself; data and ports stay. */
  async stopProcess(name: ProcessName, graceSeconds = 0): Promise<void> {
    await this.running.stop(name, graceSeconds * 1000);
  }

  /** Starts a stopped process again on the same ports; for etcd and the API server, waits until it answers. */
  async startProcess(name: ProcessName): Promise<void> {
    const spec = this.specs.get(name);
    if (!spec) throw new TypeError(`${name} was never started`);
    await this.launch(spec);
    if (name === 'etcd' || name === 'kube-apiserver') await this.apiServerReady();
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
    await setKubelet(this.api, name, processes.KUBELET_SILENT);
  }

  /** The kubelet of a failed node comes back; resolves when the node is Ready. */
  async reviveNode(name: string): Promise<void> {
    await setKubelet(this.api, name, processes.KUBELET_ALIVE);
    await this.nodesReady(new Set([name]));
  }

  /** Stops everything and removes the folder, or leaves it running when `keep` was asked for. */
  async stop(): Promise<void> {
    this.api.close();
    if (this.options.keep) {
      await this.running.detach();
      return;
    }
    await this.running.shutdown();
    await this.ports.release();
  }

  private async startApiServer(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      await this.choosePorts();
      this.tell('kube-apiserver', 'starting', this.apiServerUrl);
      await this.launch(processes.etcd(this.context()));
      await this.launch(processes.apiServer(this.context()));
      try {
        await this.apiServerReady();
        this.tell('kube-apiserver', 'done', 'ready');
        return;
      } catch (error) {
        if (attempt === PORT_ATTEMPTS || !isPortTaken(error)) throw error;
        await Promise.all([this.running.stop('kube-apiserver'), this.running.stop('etcd')]);
        await Promise.all([
          this.ports.release(),
          rm(this.layout.etcdDir, { recursive: true, force: true }),
          ...(['etcd', 'kube-apiserver'] as const).map((name) => rm(this.logFile(name), { force: true })),
        ]);
      }
    }
  }

  private async choosePorts(): Promise<void> {
    const apiServer = await this.ports.reserve();
    this.chosen = { apiServer, etcdClient: await this.ports.reserve(), etcdPeer: await this.ports.reserve() };
    this.client?.close();
    this.client = new ApiClient({ url: this.apiServerUrl, ca: this.layout.caPem, token: this.token });
    await writeKubeconfig(this.kubeconfigPath, this.apiServerUrl, this.layout.caPem, this.token);
  }

  private async startControllers(): Promise<void> {
    const context = this.context();
    const specs = [processes.controllerManager(context), processes.scheduler(context), processes.kwok(context)];
    for (const spec of specs) {
      this.tell(spec.name, 'starting', 'starting');
      await this.launch(spec);
    }
    const names = specs.map(({ name }) => name);
    await this.wait('making of the default ServiceAccount', names, async () => {
      const { status } = await this.api.request('GET', '/api/v1/namespaces/default/serviceaccounts/default');
      return status === 200;
    });
    names.forEach((name) => this.tell(name, 'done', 'ready'));
  }

  private apiServerReady(): Promise<void> {
    return this.wait('readiness of the API server', ['kube-apiserver', 'etcd'], async () => {
      const { status } = await this.api.request('GET', '/readyz', { timeoutMs: 2_000 });
      return status === 200;
    });
  }

  private nodesReady(names: ReadonlySet<string>): Promise<void> {
    return this.wait('readiness of the simulated nodes', ['kube-controller-manager', 'kwok'], async () => {
      return (await unreadyNodes(this.api, names)).length === 0;
    });
  }

  private wait(what: string, names: readonly string[], check: () => Promise<boolean>): Promise<void> {
    return waitUntil(this.running, { what, processes: names, timeoutMs: READY_MS, signal: this.options.signal }, check);
  }

  private async launch(spec: ProcessSpec): Promise<void> {
    this.specs.set(spec.name as ProcessName, spec);
    await this.running.start(spec);
  }

  private context(): ProcessContext {
    return {
      binaries: this.options.binaries,
      layout: this.layout,
      ports: this.chosen!,
      kubeconfig: this.kubeconfigPath,
      nodeGraceSeconds: this.options.nodeGraceSeconds ?? 20,
    };
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

  private tell(subject: string, state: 'starting' | 'done', message: string): void {
    this.options.onProgress?.({ subject, state, message });
  }
}
