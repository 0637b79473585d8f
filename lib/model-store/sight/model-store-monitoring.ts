import { Construct } from 'constructs';
import { ModelStoreThresholds } from './model-store-thresholds';
import { checkCluster, checkWithout, claimNamespace, resolveThresholds } from './private/check-sight';
import { isOfFluid } from './private/fluid-engines';
import { modelAlerts } from './private/model-alerts';
import { modelDashboard } from './private/model-dashboard';
import { cacheMonitors, controllerMonitor } from './private/monitors';
import { recordedRules } from './private/recorded';
import { mountpointsOf, SightContext, watchedFiles } from './private/sight-context';
import { IMonitoring } from '../../contracts/monitoring';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { renderDashboard } from '../../core/private/metrics/dashboard';
import { MonitorPlace } from '../../core/private/metrics/render-monitors';
import { renderAlert, renderPrometheusRule, RuleGroup } from '../../core/private/metrics/render-rules';
import { dnsLabel } from '../../core/private/names';
import { Duration } from '../../units/duration';
import { TieredModelStore } from '../tiered-model-store';

/** Which store is watched, and by what. */
export interface ModelStoreMonitoringProps {
  /** The store. */
  readonly store: TieredModelStore;

  /** What collects the metrics of its cluster. */
  readonly monitoring: IMonitoring;

  /**
   * From when on alerts speak.
   *
   * @default - the defaults of each
   */
  readonly thresholds?: ModelStoreThresholds;

  /**
   * Names of alerts that are left out, for example `AiCloudCacheHitRatioLow`.
   *
   * @default - none
   */
  readonly withoutAlerts?: string[];

  /**
   * Page that alerts point to; each has a heading there.
   *
   * @default - the page of this library
   */
  readonly runbookPage?: string;
}

const RUNBOOKS = 'https://github.com/cdktf-ai-cloud/cdktf-ai-cloud/blob/main/docs/model-store.md';
const DEFAULTS: Required<ModelStoreThresholds> = {
  cacheHitPercent: 80,
  diskFullPercent: 95,
  jobFor: Duration.hours(4),
  restoreFor: Duration.hours(48),
};

/**
 * What a model store holds, how it is read and what it costs: metrics, alerts and a dashboard.
 *
 * Sizes and costs of the tiers are known at synthesis and recorded as they are. What the caches hold and how they are
 * read is told by Alluxio and JuiceFS; other engines have workers, claims and jobs that are watched, but no ratios.
 *
 * @see https://github.com/fluid-cloudnative/fluid/tree/v1.0.8/pkg/metrics
 *
 * @example
 * import { Duration, Monitoring, ModelStoreMonitoring, TieredModelStore } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const models: TieredModelStore;
 * declare const monitoring: Monitoring;
 * new ModelStoreMonitoring(stack, 'ModelMetrics', {
 *   store: models,
 *   monitoring,
 *   thresholds: { cacheHitPercent: 90, jobFor: Duration.hours(1) },
 * });
 */
export class ModelStoreMonitoring extends Construct {
  /** The store that is watched. */
  public readonly store: TieredModelStore;

  private readonly thresholds: Required<ModelStoreThresholds>;
  private readonly without: ReadonlySet<string>;

  constructor(scope: Construct, id: string, props: ModelStoreMonitoringProps) {
    super(scope, id);
    const { store, monitoring } = props;
    this.store = store;
    checkCluster(this, store.cluster, monitoring);
    claimNamespace(this, store.cluster, store.namespace);
    this.thresholds = resolveThresholds(this, props.thresholds ?? {}, DEFAULTS);
    this.without = new Set(props.withoutAlerts ?? []);
    checkWithout(
      this,
      [...this.without],
      modelAlerts(this.context()).map(({ name }) => name),
    );
    const name = dnsLabel(store.namespace === 'models' ? 'model-store' : `model-store-${store.namespace}`, 30);
    const place: MonitorPlace = {
      namespace: monitoring.namespace,
      selectorLabels: monitoring.selectorLabels,
      interval: monitoring.scrapeInterval.toGoString(),
    };
    const bundle = new Bundle(this, 'Resource', { target: store.cluster, releaseName: `${name}-metrics` });
    bundle.node.addDependency(monitoring.ready);
    cacheMonitors(store.hot.engine.engineName, name, store.namespace, place).forEach((manifest) => {
      new KubernetesObject(bundle, 'Monitor', { manifest });
    });
    if (isOfFluid(store.hot.engine.engineName)) this.watchFluid(monitoring, place);
    this.addLate(bundle, 'Rules', () =>
      renderPrometheusRule(
        name,
        monitoring.namespace,
        monitoring.selectorLabels,
        this.groups(props.runbookPage ?? RUNBOOKS),
      ),
    );
    this.addLate(bundle, 'Dashboard', () =>
      renderDashboard(modelDashboard(name, this.context()), monitoring.namespace, monitoring.dashboardLabels),
    );
  }

  /** Models may join later: what depends on them is rendered when the bundle is. */
  private addLate(bundle: Bundle, id: string, toManifest: () => object): void {
    new KubernetesObject(bundle, id, { manifest: toManifest(), source: { toManifest } });
  }

  private groups(runbookPage: string): RuleGroup[] {
    const context = this.context();
    const alerts = modelAlerts(context).filter(({ name }) => !this.without.has(name));
    return [
      { name: 'model-store.recorded', rules: recordedRules(context).map((rule) => ({ ...rule })) },
      { name: 'model-store.alerts', rules: alerts.map((alert) => renderAlert(alert, runbookPage)) },
    ].filter(({ rules }) => rules.length > 0);
  }

  private context(): SightContext {
    const { hot, namespace } = this.store;
    return {
      namespace,
      engine: hot.engine.engineName,
      files: watchedFiles(this.store),
      mountpoints: [...new Set(hot._tier.disks.flatMap(({ path }) => mountpointsOf(path)))].sort(),
      thresholds: this.thresholds,
    };
  }

  /** Its controllers belong to the cluster: the first who watches a store reads them. */
  private watchFluid(monitoring: IMonitoring, place: MonitorPlace): void {
    const { cluster } = this.store;
    if (cluster.node.tryFindChild('FluidMetrics') !== undefined) return;
    const bundle = new Bundle(cluster as Construct, 'FluidMetrics', { target: cluster, releaseName: 'fluid-metrics' });
    bundle.node.addDependency(monitoring.ready);
    new KubernetesObject(bundle, 'Monitor', { manifest: controllerMonitor(place) });
  }
}
