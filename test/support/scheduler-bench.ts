import { TestControlPlane } from './control-plane';
import { applyModuleCrds } from './definitions';

const PERIOD = '200ms';
const LOADED = /Finished loading scheduler config\. Final state: actions=\[([^\]]*)\], plugins=\[([^\]]*)\]/g;

/** Pods of one PodGroup. */
export interface Gang {
  readonly name: string;
  readonly queue: string;
  readonly pods: number;
  /** What each pod asks for. */
  readonly asks: { readonly [resource: string]: string };
  /** @default - all pods */
  readonly minMember?: number;
  readonly pod?: { readonly [field: string]: unknown };
  readonly annotations?: { readonly [key: string]: string };
}

/** The real scheduler on simulated nodes, started anew for each configuration. */
export class SchedulerBench {
  public static async start(nodes: unknown[], logLevel = 2): Promise<SchedulerBench> {
    const controlPlane = await TestControlPlane.start();
    const bench = new SchedulerBench(controlPlane);
    await applyModuleCrds(controlPlane, 'volcano');
    await controlPlane.call('addNodes', { nodes });
    const options = {
      schedulerConfigYaml: 'actions: "allocate"\n',
      admission: false,
      schedulePeriod: PERIOD,
      logLevel,
    };
    await controlPlane.call('startVolcano', options);
    await bench.until(() => controlPlane.object('queue', 'root')?.status?.state === 'Open', 20);
    return bench;
  }

  private seen = 0;

  private constructor(public readonly controlPlane: TestControlPlane) {}

  /** Empties the cluster and starts the scheduler with this configuration, as a first start. */
  public async restart(configuration: string): Promise<void> {
    await this.controlPlane.call('stopProcess', { name: 'vc-scheduler' });
    await this.until(async () => (await this.exit()) !== undefined, 10);
    const gone = ['--all', '--force', '--grace-period=0', '--wait=true', '--namespace=default'];
    this.controlPlane.tryKubectl(['delete', 'jobs.batch.volcano.sh,pods,podgroups', ...gone]);
    const queues = this.names('queues').filter((name) => !['root', 'default'].includes(name));
    if (queues.length > 0) this.controlPlane.tryKubectl(['delete', 'queues', ...queues]);
    await this.controlPlane.call('writeSchedulerConfig', { yaml: configuration });
    this.seen = (await this.wholeLog()).length;
    await this.controlPlane.call('startProcess', { name: 'vc-scheduler' });
    const isUp = async (): Promise<boolean> =>
      /start to run/.test(await this.log()) || (await this.exit()) !== undefined;
    await this.until(isUp, 20);
  }

  /** What the scheduler said since its start. */
  public async log(): Promise<string> {
    return (await this.wholeLog()).slice(this.seen);
  }

  /** How the scheduler ended; undefined while it runs. */
  public async exit(): Promise<string | undefined> {
    return (await this.controlPlane.call<string | null>('exitOf', { name: 'vc-scheduler' })) ?? undefined;
  }

  /** Actions and plugins that the scheduler says it loaded. */
  public async loaded(): Promise<{ actions: string[]; plugins: string[] }> {
    const last = [...(await this.log()).matchAll(LOADED)].at(-1);
    return { actions: last?.[1].split(' ') ?? [], plugins: last?.[2].split(' ') ?? [] };
  }

  /** Makes queues and waits until they are open. */
  public async queues(specs: { readonly [name: string]: object }): Promise<void> {
    const items = Object.entries(specs).map(([name, spec]) => ({
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      kind: 'Queue',
      metadata: { name },
      spec: { weight: 1, reclaimable: true, parent: 'root', ...spec },
    }));
    this.apply(items);
    const open = (): boolean => items.every(({ metadata }) => this.states().get(metadata.name) === 'Open');
    await this.until(open, 20);
  }

  /** Makes gangs as controllers do: a PodGroup and its pods. */
  public gangs(...gangs: Gang[]): void {
    this.apply(gangs.flatMap((gang) => [podGroupOf(gang), ...podsOf(gang)]));
  }

  public apply(items: object[]): void {
    this.controlPlane.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  }

  /** Nodes of the running pods of a gang. */
  public nodesOf(gang: string): string[] {
    return this.pods()
      .filter(({ metadata }) => metadata.name.startsWith(`${gang}-`))
      .flatMap(({ metadata, spec }) =>
        spec.nodeName === undefined || metadata.deletionTimestamp ? [] : [spec.nodeName],
      )
      .sort();
  }

  /** Waits until so many pods of a gang run; says how many do. */
  public async runs(gang: string, pods: number, seconds = 10): Promise<number> {
    await this.until(() => this.nodesOf(gang).length === pods, seconds);
    return this.nodesOf(gang).length;
  }

  /** Waits for so many scheduling cycles as would have been enough; says how many pods of a gang run then. */
  public async stillRuns(gang: string, seconds = 3): Promise<number> {
    await sleep(seconds * 1000);
    return this.nodesOf(gang).length;
  }

  public async until(check: () => boolean | Promise<boolean>, seconds: number): Promise<boolean> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(150)) {
      if (await check()) return true;
    }
    return false;
  }

  public async stop(): Promise<void> {
    await this.controlPlane.stop();
  }

  private pods(): any[] {
    return JSON.parse(this.controlPlane.kubectl(['get', 'pods', '--namespace=default', '--output=json'])).items;
  }

  private names(kind: string): string[] {
    return JSON.parse(this.controlPlane.kubectl(['get', kind, '--output=json'])).items.map((o: any) => o.metadata.name);
  }

  private states(): Map<string, string> {
    const { items } = JSON.parse(this.controlPlane.kubectl(['get', 'queues', '--output=json']));
    return new Map(items.map((queue: any) => [queue.metadata.name, queue.status?.state]));
  }

  private wholeLog(): Promise<string> {
    return this.controlPlane.call<string>('log', { name: 'vc-scheduler' });
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function podGroupOf({ name, queue, pods, minMember = pods, asks }: Gang): object {
  const total = Object.entries(asks).map(([resource, quantity]) => [resource, times(quantity, minMember)]);
  return {
    apiVersion: 'scheduling.volcano.sh/v1beta1',
    kind: 'PodGroup',
    metadata: { name, namespace: 'default' },
    spec: { queue, minMember, minResources: Object.fromEntries(total) },
  };
}

function times(quantity: string, factor: number): string {
  const [, value, unit] = /^(\d+)(.*)$/.exec(quantity) ?? [];
  return `${Number(value) * factor}${unit}`;
}

function podsOf({ name, pods, asks, pod, annotations }: Gang): object[] {
  return Array.from({ length: pods }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${i}`,
      namespace: 'default',
      annotations: { 'scheduling.k8s.io/group-name': name, ...annotations },
    },
    spec: {
      schedulerName: 'volcano',
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'c', image: 'x:1', resources: { requests: asks, limits: asks } }],
      ...pod,
    },
  }));
}
