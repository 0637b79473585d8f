import {
  AINativeClusterProps,
  CacheEngine,
  HotTier,
  MetricsBackend,
  ModelStoreMonitoring,
  ModelStoreMonitoringProps,
  Monitoring,
  TieredModelStore,
  TieredModelStoreProps,
} from '../../../lib';
import { manifestsOf } from '../../harness';
import { dragonfly } from '../distribution/support';
import { Fixture, QWEN } from '../fixture';

/** A store with one model that is watched. */
export class Sight extends Fixture {
  public readonly monitoring: Monitoring;
  public readonly models: TieredModelStore;

  constructor(
    private readonly props: Partial<ModelStoreMonitoringProps> = {},
    store: Partial<TieredModelStoreProps> = {},
    backend: MetricsBackend = MetricsBackend.existing({ selectorLabels: { release: 'prometheus' } }),
    cluster: Partial<AINativeClusterProps> = {},
  ) {
    super({}, cluster);
    this.monitoring = new Monitoring(this.stack, 'Monitoring', { cluster: this.cluster, backend });
    this.models = this.store(store);
  }

  public watch(store: TieredModelStore = this.models, id = 'Sight'): ModelStoreMonitoring {
    return new ModelStoreMonitoring(this.stack, id, { store, monitoring: this.monitoring, ...this.props });
  }

  public manifests(): any {
    return manifestsOf(this.stack);
  }

  public on(engine: CacheEngine): Partial<TieredModelStoreProps> {
    return { hot: HotTier.nvme({ pools: [this.gpus], engine }) };
  }
}

export function sight(props: Partial<ModelStoreMonitoringProps> = {}, store: Partial<TieredModelStoreProps> = {}): any {
  const fixture = new Sight(props, store);
  fixture.models.add('qwen3-32b', QWEN);
  fixture.watch();
  return fixture.manifests();
}

/** What the cluster has when KServe makes whole copies instead of a cache of Fluid. */
export function wholeCopies(): any {
  const fixture = new Sight();
  const store = fixture.store({ ...fixture.on(CacheEngine.localModelCache()), namespace: 'copies' }, 'Copies');
  store.add('qwen3-32b', QWEN);
  fixture.watch(store);
  return fixture.manifests();
}

/** What the cluster has when Dragonfly makes whole copies. */
export function peerCopies(): any {
  const fixture = new Sight();
  const { own } = dragonfly({}, fixture);
  const store = fixture.store(fixture.on(CacheEngine.dragonfly(own)), 'Copies');
  store.add('qwen3-32b', QWEN);
  fixture.watch(store);
  return fixture.manifests();
}

export function rulesOf(manifest: any): any[] {
  return manifest.spec.groups.flatMap((group: any) => group.rules);
}

export function dashboardOf(manifests: any, uid = 'ai-cloud-model-store'): any {
  return JSON.parse(manifests[`ConfigMap/dashboard-${uid}`].data[`${uid}.json`]);
}
