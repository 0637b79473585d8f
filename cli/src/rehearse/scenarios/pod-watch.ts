import { setTimeout as sleep } from 'node:timers/promises';

import { KubeConfig, Watch } from '@kubernetes/client-node';

import type { ControlPlane } from '../../control-plane/index.js';
import type { Pod } from './pods.js';

/** Something that happened to a pod; `before` is how it looked until then. */
export interface PodEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly pod: Pod;
  readonly before?: Pod;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

type Listener = (event: PodEvent) => void;

const PATH = '/api/v1/pods';
const RECHECK_MS = 250;

/** All pods of the cluster, kept up to date by a watch. */
export class PodWatch {
  /** Lists the pods and starts to watch them. */
  static async start(controlPlane: ControlPlane, signal: AbortSignal): Promise<PodWatch> {
    const watch = new PodWatch(controlPlane, signal);
    const version = await watch.list();
    void watch.follow(version);
    return watch;
  }

  private readonly byUid = new Map<string, Pod>();
  private readonly listeners = new Set<Listener>();
  private readonly watch: Watch;
  private request: AbortController | undefined;
  private closed = false;

  private constructor(
    private readonly controlPlane: ControlPlane,
    private readonly signal: AbortSignal,
  ) {
    const config = new KubeConfig();
    config.loadFromFile(controlPlane.kubeconfigPath);
    this.watch = new Watch(config);
    signal.addEventListener('abort', () => this.close(), { once: true });
  }

  /** The pods as they are now. */
  get pods(): Pod[] {
    return [...this.byUid.values()];
  }

  /** Tells of every change; the returned function ends it. */
  onEvent(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Seconds until the check holds, looked at after every change; undefined when time is up. */
  async until(check: (pods: Pod[]) => boolean, timeoutSeconds: number): Promise<number | undefined> {
    const started = Date.now();
    for (;;) {
      this.signal.throwIfAborted();
      if (check(this.pods)) return (Date.now() - started) / 1000;
      const left = started + timeoutSeconds * 1000 - Date.now();
      if (left <= 0) return undefined;
      await this.change(Math.min(RECHECK_MS, left));
    }
  }

  /** Ends the watch. */
  close(): void {
    this.closed = true;
    this.request?.abort();
    this.listeners.clear();
  }

  /** The next change, or the end of a short time. */
  private change(atMost: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, atMost);
      const stop = this.onEvent(done);
    });
  }

  private async list(): Promise<string> {
    const { body } = await this.controlPlane.api.request('GET', PATH, { signal: this.signal });
    const { items, metadata } = body as { items: Pod[]; metadata: { resourceVersion: string } };
    const present = new Set(items.map((pod) => pod.metadata.uid));
    for (const pod of this.pods) if (!present.has(pod.metadata.uid)) this.take('DELETED', pod);
    for (const pod of items) {
      const before = this.byUid.get(pod.metadata.uid);
      if (before?.metadata.resourceVersion !== pod.metadata.resourceVersion)
        this.take(before ? 'MODIFIED' : 'ADDED', pod);
    }
    return metadata.resourceVersion;
  }

  /** Watches again and again, because the API server ends every watch after a while. */
  private async follow(from: string): Promise<void> {
    for (let version = from; !this.closed;) {
      try {
        await this.watchOnce(version);
        if (this.closed) return;
        version = await this.list();
      } catch {
        if (this.closed) return;
        await sleep(RECHECK_MS);
      }
    }
  }

  private watchOnce(resourceVersion: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.watch
        .watch(
          PATH,
          { resourceVersion },
          (phase: string, pod: Pod) => {
            if (phase === 'ADDED' || phase === 'MODIFIED' || phase === 'DELETED') this.take(phase, pod);
          },
          () => resolve(),
        )
        .then((request) => {
          this.request = request;
          if (this.closed) request.abort();
        }, reject);
    });
  }

  private take(type: PodEvent['type'], pod: Pod): void {
    if (this.closed) return;
    const before = this.byUid.get(pod.metadata.uid);
    if (type === 'DELETED') this.byUid.delete(pod.metadata.uid);
    else this.byUid.set(pod.metadata.uid, pod);
    const event = { type, pod, before, at: Date.now() };
    [...this.listeners].forEach((listener) => listener(event));
  }
}
