import { Construct, IDependable } from 'constructs';
import { DragonflyDatabase } from './dragonfly-database';
import { DragonflyProps } from './dragonfly-props';
import { DragonflyRuntimeOptions } from './dragonfly-runtime-options';
import { checkPools, checkReplicas, checkStorage, claimCluster } from './private/check-dragonfly';
import { configurationFiles } from './private/configuration-files';
import { NAMESPACE, PROXY_PORT, RELEASE, ResolvedDragonfly } from './private/dragonfly-context';
import { dragonflyValues } from './private/dragonfly-values';
import { chartFrom } from '../../catalog/chart-from';
import { CHARTS } from '../../catalog/charts';
import { DRAGONFLY_IMAGES } from '../../catalog/model-store-images';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { IMonitoring } from '../../contracts/monitoring';
import { IPool } from '../../contracts/pool';
import { Bundle } from '../../core/bundle';
import { Chart } from '../../core/chart';
import { KubernetesObject } from '../../core/kubernetes-object';
import { addFact } from '../../core/private/facts';
import { warn } from '../../core/private/fail';
import { renderServiceMonitor } from '../../core/private/metrics/render-monitors';
import { Size } from '../../units/size';
import { takeSpace } from '../private/capacity';

/** Layers of images by their digest, and files of Hugging Face. */
const PROXIED_URLS = ['blobs/sha256.*', '^https?://(huggingface\\.co|hf-mirror\\.com)/.+/resolve/'];

/** Parts of Dragonfly that have metrics, as their Services are labelled. */
const SCRAPED = ['client', 'manager', 'scheduler', 'seed-client'];

/**
 * Fan-out between nodes: what one node has read, the others get from it. Models and images leave the warm tier once.
 *
 * `CacheEngine.dragonfly()` copies models to every node with it. Images go through it when `containerd` is given, or when
 * the nodes' own set-up names `http://127.0.0.1:4001` as the mirror of a registry.
 *
 * @see https://d7y.io/docs/
 *
 * @example
 * import { Dragonfly, DragonflyDatabase, ICluster, IPool, Size } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: ICluster;
 * declare const serve: IPool;
 * new Dragonfly(stack, 'Dragonfly', {
 *   cluster,
 *   pools: [serve],
 *   database: DragonflyDatabase.external({
 *     mysqlHost: 'mysql.acme.internal',
 *     redisAddresses: ['redis.acme.internal:6379'],
 *   }),
 *   cacheSize: Size.gibibytes(500),
 * });
 */
export class Dragonfly extends Construct {
  /** The cluster. */
  public readonly cluster: ICluster;
  /** Pools whose nodes are peers, sorted by name. */
  public readonly pools: IPool[];
  /** Directory on the nodes where the NVMe file system is mounted. */
  public readonly nvmePath: string;
  /** Space of each node for pieces. */
  public readonly cacheSize: Size;
  /** HTTP proxy for pods in the network of a node of the pools. */
  public readonly proxyUrl: string = `http://127.0.0.1:${PROXY_PORT}`;
  /** It is installed. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: DragonflyProps) {
    super(scope, id);
    const { cluster, database, containerd } = props;
    const storage = {
      nvmePath: props.nvmePath ?? '/mnt/nvme',
      cacheSize: props.cacheSize ?? Size.gibibytes(200),
      highWatermarkPercent: props.highWatermarkPercent ?? 80,
      lowWatermarkPercent: props.lowWatermarkPercent ?? 60,
      usablePercent: props.usablePercent ?? 90,
    };
    this.cluster = cluster;
    this.pools = [...props.pools].sort((a, b) => (a.poolName < b.poolName ? -1 : 1));
    this.nvmePath = storage.nvmePath;
    this.cacheSize = storage.cacheSize;
    checkPools(this, cluster, this.pools);
    checkStorage(this, storage);
    checkReplicas(this, props.replicas ?? 3);
    claimCluster(this, cluster);
    this.takeSpace(storage.usablePercent);
    this.warnOf(database, containerd);
    this.ready = this.install(
      {
        database: database._external,
        pools: this.pools,
        ...storage,
        cacheBytes: storage.cacheSize.inBytes,
        replicas: props.replicas ?? 3,
        storageClass: cluster.cloudFacts.blockStorageClass,
        proxiedUrls: props.proxiedUrls ?? PROXIED_URLS,
        containerdConfigPath:
          containerd === undefined ? undefined : (containerd.configPath ?? '/etc/containerd/config.toml'),
        pullSecretName: cluster.registries.pullSecretName,
      },
      props.monitoring,
    );
  }

  private takeSpace(usablePercent: number): void {
    const nodes = this.pools.reduce((sum, { expectedNodes }) => sum + expectedNodes, 0);
    const bytesPerNode = this.cacheSize.inBytes;
    takeSpace(this, this.cluster, this.pools, usablePercent, {
      name: 'dragonfly',
      size: this.cacheSize,
      replicas: nodes,
      nodes,
      bytesPerNode,
      disks: [{ path: this.nvmePath, medium: 'SSD', quotaBytes: bytesPerNode }],
    });
  }

  private warnOf(database: DragonflyDatabase, containerd: DragonflyRuntimeOptions | undefined): void {
    if (database._external === undefined) {
      warn(
        this,
        'AIC-3336',
        'Dragonfly runs with the databases of its chart: passwords and the key of sessions are public. Only to try it out.',
      );
    }
    if (containerd !== undefined) {
      warn(
        this,
        'AIC-3337',
        'containerd is configured anew and restarted on every node of the pools, now and when the configuration changes: ' +
          'nothing starts there meanwhile.',
      );
    }
  }

  private install(resolved: ResolvedDragonfly, monitoring: IMonitoring | undefined): IDependable {
    const { registries, namespaces } = this.cluster;
    const chart = new Chart(this, 'Chart', {
      target: this.cluster,
      chart: chartFrom(CHARTS.dragonfly, registries),
      releaseName: RELEASE,
      // Clients are in the network of the node and keep files in a directory of it.
      namespace: namespaces.ensure(NAMESPACE, PodSecurity.PRIVILEGED),
      values: dragonflyValues(resolved, registries),
    });
    addFact(chart, 'images', () =>
      [...new Set(Object.values(DRAGONFLY_IMAGES))].map((image) => ({ reference: registries.image(image) })),
    );
    if (resolved.database !== undefined) {
      const files = new Bundle(this, 'Configuration', { target: this.cluster, releaseName: 'dragonfly-configuration' });
      new KubernetesObject(files, 'Template', {
        manifest: {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'dragonfly-configuration', namespace: NAMESPACE },
          data: configurationFiles(resolved.database),
        },
      });
    }
    if (monitoring !== undefined) this.addMonitors(monitoring);
    return chart;
  }

  private addMonitors(monitoring: IMonitoring): void {
    const bundle = new Bundle(this, 'Monitors', { target: this.cluster, releaseName: 'dragonfly-monitors' });
    bundle.node.addDependency(monitoring.ready);
    const { namespace, selectorLabels, scrapeInterval } = monitoring;
    const place = { namespace, selectorLabels, interval: scrapeInterval.toGoString() };
    for (const part of SCRAPED) {
      const service = {
        name: `dragonfly-${part}`,
        namespace: NAMESPACE,
        labels: { app: 'dragonfly', component: `${part}-metrics` },
        port: 'http-metrics',
        isAboutOthers: false,
      };
      new KubernetesObject(bundle, part, { manifest: renderServiceMonitor(service, place) });
    }
  }
}
