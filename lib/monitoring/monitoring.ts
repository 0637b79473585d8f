import { Construct, DependencyGroup, IConstruct, IDependable } from 'constructs';
import { AlertRule } from './alert-rule';
import { AlertThresholds } from './alert-thresholds';
import { MetricsBackend } from './metrics-backend';
import { checkAlert, checkPools, checkScrape, checkThresholds, checkWithout } from './private/check-monitoring';
import { DASHBOARDS } from './private/dashboards/all';
import { InstalledMetrics, STACK_RELEASE } from './private/installed-metrics';
import { builtInGroups } from './private/render-rules';
import { renderStackValues, stackImages } from './private/render-stack-values';
import { resolveRuleContext } from './private/resolve-rules';
import { SERVICES } from './private/services';
import { ScrapeOptions } from './scrape-options';
import { chartFrom } from '../catalog/chart-from';
import { CHARTS } from '../catalog/charts';
import { ICluster, PodSecurity } from '../contracts/cluster';
import { IMonitoring } from '../contracts/monitoring';
import { IPool } from '../contracts/pool';
import { Bundle } from '../core/bundle';
import { Chart } from '../core/chart';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';
import { fail } from '../core/private/fail';
import { MonitorPlace, renderPodMonitor, renderServiceMonitor } from '../core/private/metrics/render-monitors';
import { renderAlert, renderPrometheusRule, RuleGroup } from '../core/private/metrics/render-rules';
import { renderDashboard } from '../core/private/metrics/dashboard';
import { checkDnsLabel } from '../core/private/names';
import { Duration } from '../units/duration';

/** What is watched, and where metrics go. */
export interface MonitoringProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /**
   * Where metrics are kept.
   *
   * @default MetricsBackend.install()
   */
  readonly backend?: MetricsBackend;

  /**
   * The pools whose devices are watched.
   *
   * @default - all pools of the cluster, also those that are added later
   */
  readonly pools?: IPool[];

  /**
   * From when on alerts speak.
   *
   * @default - the defaults of each
   */
  readonly thresholds?: AlertThresholds;

  /**
   * Names of alerts that are left out, for example `AiCloudGangPending`.
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

  /**
   * How often metrics are read.
   *
   * @default Duration.seconds(30)
   */
  readonly scrapeInterval?: Duration;
}

const RUNBOOKS = 'https://github.com/cdktf-ai-cloud/cdktf-ai-cloud/blob/main/docs/monitoring.md';
const OWN_ALERTS = 'own-alerts';
const watched = new WeakMap<IConstruct, IConstruct>();

/**
 * Metrics of devices, queues, jobs and fabric, with alerts that say what to do and dashboards.
 *
 * Monitors of the GPU operator's exporter and of Volcano are made here, because both come before Prometheus. The
 * definitions of Prometheus stay when this goes, and with them the monitors and rules of others.
 *
 * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
 *
 * @example
 * import { AlertSeverity, ICluster, MetricsBackend, Monitoring } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: ICluster;
 * const monitoring = new Monitoring(stack, 'Monitoring', {
 *   cluster,
 *   backend: MetricsBackend.install({ grafana: { adminSecretName: 'grafana-admin' } }),
 * });
 * monitoring.addAlert('DatasetAlmostFull', {
 *   expression: 'dataset_used_bytes / dataset_size_bytes > 0.9',
 *   severity: AlertSeverity.WARNING,
 *   summary: 'The dataset {{ $labels.dataset }} is almost full.',
 *   description: '{{ $value | humanizePercentage }} of its space are used.',
 *   runbook: 'Ask its owner to delete old versions.',
 * });
 */
export class Monitoring extends Construct implements IMonitoring {
  /** The cluster it watches. */
  public readonly cluster: ICluster;
  /** Namespace of monitors, rules and dashboards. */
  public readonly namespace: string;
  /** Labels by which Prometheus chooses monitors and rules. */
  public readonly selectorLabels: { [key: string]: string };
  /** Labels by which Grafana finds dashboards. */
  public readonly dashboardLabels: { [key: string]: string };
  /** How often metrics are read. */
  public readonly scrapeInterval: Duration;
  /** The definitions of monitors and rules are there. */
  public readonly ready: IDependable;

  private readonly runbookPage: string;
  private readonly place: MonitorPlace;
  private readonly monitors: Bundle;
  private readonly rules: Bundle;
  private readonly ownAlerts = new Map<string, AlertRule>();

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { cluster } = props;
    const backend = props.backend ?? MetricsBackend.install();
    this.claim(cluster);
    checkPools(this, props.pools ?? [], cluster);
    checkThresholds(this, props.thresholds ?? {});
    const without = checkWithout(this, props.withoutAlerts ?? []);
    this.cluster = cluster;
    this.namespace = checkDnsLabel(this, 'namespace', backend.namespace);
    this.selectorLabels = backend.selectorLabels;
    this.dashboardLabels = backend.dashboardLabels;
    this.scrapeInterval = props.scrapeInterval ?? Duration.seconds(30);
    this.runbookPage = props.runbookPage ?? RUNBOOKS;
    this.place = {
      namespace: this.namespace,
      selectorLabels: this.selectorLabels,
      interval: this.scrapeInterval.toGoString(),
    };
    this.ready = backend._installed === undefined ? new DependencyGroup() : this.install(backend._installed);

    this.monitors = this.bundle('Monitors', 'monitoring-monitors');
    for (const service of SERVICES) {
      new KubernetesObject(this.monitors, service.name, { manifest: renderServiceMonitor(service, this.place) });
    }
    this.rules = this.bundle('Rules', 'monitoring-rules');
    this.addRules('ai-cloud', () => {
      const pools = props.pools ?? cluster.acceleratorPools ?? [];
      const context = resolveRuleContext(pools, cluster.schedulerConfiguration, props.thresholds ?? {});
      return builtInGroups(context, without, this.runbookPage);
    });
    this.addDashboards();
  }

  /** Adds an alert of your own. */
  public addAlert(name: string, rule: AlertRule): void {
    checkAlert(this, name, rule, [...this.ownAlerts.keys()]);
    this.ownAlerts.set(name, rule);
    if (this.ownAlerts.size > 1) return;
    this.addRules(OWN_ALERTS, () => [{ name: OWN_ALERTS, rules: this.renderOwnAlerts() }]);
  }

  /** Adds pods whose metrics are read: exporters of other vendors, your own services. */
  public addScrape(name: string, options: ScrapeOptions): void {
    checkDnsLabel(this, 'the name of what is scraped', name);
    const id = `Pods-${name}`;
    checkScrape(this, name, options, this.monitors.node.tryFindChild(id) !== undefined);
    const manifest = renderPodMonitor(
      {
        name,
        namespace: checkDnsLabel(this, 'namespace', options.namespace),
        selector: { matchLabels: options.podLabels },
        port: options.port,
        path: options.path ?? '/metrics',
        interval: options.interval?.toGoString() ?? this.place.interval,
      },
      this.place,
    );
    new KubernetesObject(this.monitors, id, { manifest });
  }

  private renderOwnAlerts(): RuleGroup['rules'] {
    return [...this.ownAlerts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, rule]) => renderAlert({ name, ...rule }, this.runbookPage));
  }

  private addRules(name: string, groups: () => RuleGroup[]): void {
    const render = (content: RuleGroup[]): object =>
      renderPrometheusRule(name, this.namespace, this.selectorLabels, content);
    new KubernetesObject(this.rules, name, {
      manifest: render([]),
      source: { toManifest: () => render(groups()) },
    });
  }

  private addDashboards(): void {
    const bundle = this.bundle('Dashboards', 'monitoring-dashboards');
    for (const dashboard of DASHBOARDS) {
      const manifest = renderDashboard(dashboard, this.namespace, this.dashboardLabels);
      new KubernetesObject(bundle, dashboard.uid, { manifest });
    }
  }

  private bundle(id: string, releaseName: string): Bundle {
    const bundle = new Bundle(this, id, { target: this.cluster, releaseName });
    bundle.node.addDependency(this.ready);
    return bundle;
  }

  private install(metrics: InstalledMetrics): IDependable {
    const { cloudFacts, namespaces, registries } = this.cluster;
    const nodeNamespace = namespaces.ensure('monitoring-nodes', PodSecurity.PRIVILEGED);
    const chart = new Chart(this, 'Stack', {
      target: this.cluster,
      chart: chartFrom(CHARTS.kubePrometheusStack, registries),
      releaseName: STACK_RELEASE,
      namespace: namespaces.ensure(this.namespace, PodSecurity.BASELINE),
      values: renderStackValues(metrics, nodeNamespace, cloudFacts, registries),
    });
    chart.node.addDependency(this.cluster.certificates());
    addFact(chart, 'images', () => stackImages(metrics, registries).map((reference) => ({ reference })));
    return chart;
  }

  private claim(cluster: ICluster): void {
    const first = watched.get(cluster);
    if (first !== undefined) {
      throw fail(this, {
        code: 'AIC-2301',
        what: 'the cluster is watched already',
        got: first.node.path,
        want: 'one Monitoring on each cluster: two would count everything twice',
        fix: 'Use that one: addAlert and addScrape take what is missing.',
      });
    }
    watched.set(cluster, this);
  }
}
