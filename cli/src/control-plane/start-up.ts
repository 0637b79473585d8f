import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { ApiClient } from './api-client.js';
import { writeKubeconfig, writeLayout } from './layout.js';
import type { Layout, Ports } from './layout.js';
import { PortReservations } from './ports.js';
import * as processes from './processes.js';
import type { ProcessContext } from './processes.js';
import { isPortTaken, waitUntil } from './readiness.js';
import { SupervisedProcesses } from './supervised.js';
import type { ProcessSpec } from './supervised.js';
import type { StartOptions } from './types.js';

const PORT_ATTEMPTS = 3;
const READY_MS = 60_000;
const DEFAULT_NODE_GRACE_SECONDS = 20;

/** What a started control plane consists of. */
export interface Started {
  readonly running: SupervisedProcesses;
  readonly reservations: PortReservations;
  readonly layout: Layout;
  readonly ports: Ports;
  readonly api: ApiClient;
  readonly apiServerUrl: string;
  readonly kubeconfigPath: string;
  /** How each process was started, in case it is to be started again. */
  readonly specs: Map<string, ProcessSpec>;
}

/** Starts etcd, API server, controllers, scheduler and KWOK; resolves when all of them work. */
export async function startUp(options: StartOptions): Promise<Started> {
  options.signal?.throwIfAborted();
  const running = await SupervisedProcesses.open(options.workDir);
  const reservations = new PortReservations(running.pid);
  try {
    const layout = await writeLayout(running.workDir);
    const started = await startApiServer(options, running, reservations, layout);
    await startControllers(options, started);
    return started;
  } catch (error) {
    await running.shutdown();
    await reservations.release();
    throw error;
  }
}

/** Starts one process and remembers how. */
export async function launch(started: Started, spec: ProcessSpec): Promise<void> {
  started.specs.set(spec.name, spec);
  await started.running.start(spec);
}

/** Waits for something that the named processes bring about. */
export function waitFor(
  started: Started,
  what: string,
  names: readonly string[],
  check: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> {
  return waitUntil(started.running, { what, processes: names, timeoutMs: READY_MS, signal }, check);
}

/** Waits until the API server answers that it is ready. */
export function apiServerReady(started: Started, signal?: AbortSignal): Promise<void> {
  const check = async (): Promise<boolean> => {
    const { status } = await started.api.request('GET', '/readyz', { timeoutMs: 2_000 });
    return status === 200;
  };
  return waitFor(started, 'readiness of the API server', ['kube-apiserver', 'etcd'], check, signal);
}

/** Ports are reserved among rehearsals; another program may still take one first, so it is tried again with others. */
async function startApiServer(
  options: StartOptions,
  running: SupervisedProcesses,
  reservations: PortReservations,
  layout: Layout,
): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await prepare(running, reservations, layout);
    options.onProgress?.({ subject: 'kube-apiserver', state: 'starting', message: started.apiServerUrl });
    const context = contextOf(options, started);
    await launch(started, processes.etcd(context));
    await launch(started, processes.apiServer(context));
    try {
      await apiServerReady(started, options.signal);
      options.onProgress?.({ subject: 'kube-apiserver', state: 'done', message: 'ready' });
      return started;
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !isPortTaken(error)) throw error;
      await undo(started);
    }
  }
}

async function prepare(running: SupervisedProcesses, reservations: PortReservations, layout: Layout): Promise<Started> {
  const ports: Ports = {
    apiServer: await reservations.reserve(),
    etcdClient: await reservations.reserve(),
    etcdPeer: await reservations.reserve(),
  };
  const apiServerUrl = `https://127.0.0.1:${ports.apiServer}`;
  const kubeconfigPath = join(running.workDir, 'kubeconfig');
  await writeKubeconfig(kubeconfigPath, apiServerUrl, layout.caPem, layout.adminToken);
  const api = new ApiClient({ url: apiServerUrl, ca: layout.caPem, token: layout.adminToken });
  return { running, reservations, layout, ports, api, apiServerUrl, kubeconfigPath, specs: new Map() };
}

async function undo({ running, reservations, layout, api }: Started): Promise<void> {
  api.close();
  await Promise.all([running.stop('kube-apiserver'), running.stop('etcd')]);
  await reservations.release();
  const garbage = [layout.etcdDir, running.logFile('etcd'), running.logFile('kube-apiserver')];
  await Promise.all(garbage.map((path) => rm(path, { recursive: true, force: true })));
}

async function startControllers(options: StartOptions, started: Started): Promise<void> {
  const context = contextOf(options, started);
  const specs = [processes.controllerManager(context), processes.scheduler(context), processes.kwok(context)];
  for (const spec of specs) {
    options.onProgress?.({ subject: spec.name, state: 'starting', message: 'starting' });
    await launch(started, spec);
  }
  const names = specs.map(({ name }) => name);
  const check = async (): Promise<boolean> => {
    const { status } = await started.api.request('GET', '/api/v1/namespaces/default/serviceaccounts/default');
    return status === 200;
  };
  await waitFor(started, 'making of the default ServiceAccount', names, check, options.signal);
  names.forEach((subject) => options.onProgress?.({ subject, state: 'done', message: 'ready' }));
}

function contextOf(options: StartOptions, started: Started): ProcessContext {
  return {
    binaries: options.binaries,
    layout: started.layout,
    ports: started.ports,
    kubeconfig: started.kubeconfigPath,
    nodeGraceSeconds: options.nodeGraceSeconds ?? DEFAULT_NODE_GRACE_SECONDS,
  };
}
