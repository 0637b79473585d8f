import { GrafanaOptions } from './grafana-options';
import { InstalledMetrics, STACK_RELEASE } from './private/installed-metrics';
import { fail } from '../core/private/fail';
import { Duration } from '../units/duration';
import { Size } from '../units/size';

/** Prometheus and what belongs to it, as they are installed. */
export interface InstalledMetricsOptions {
  /**
   * Grafana.
   *
   * @default - not installed: dashboards are there for whoever reads their label
   */
  readonly grafana?: GrafanaOptions;

  /**
   * How long metrics are kept.
   *
   * @default Duration.days(15)
   */
  readonly retention?: Duration;

  /**
   * Disk of each Prometheus. The oldest metrics go when nine tenths are full.
   *
   * @default Size.gibibytes(100)
   */
  readonly storage?: Size;

  /**
   * Storage class of the disks.
   *
   * @default - the cloud's class for block volumes, else the cluster's default class
   */
  readonly storageClass?: string;

  /**
   * How many of Prometheus and of Alertmanager run, each with everything.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * CPU cores that each Prometheus asks for.
   *
   * @default 1
   */
  readonly cpu?: number;

  /**
   * Memory of each Prometheus: what it asks for, and its limit.
   *
   * @default Size.gibibytes(8)
   */
  readonly memory?: Size;
}

/** A Prometheus that is there, and how it chooses what it reads. */
export interface ExistingMetricsOptions {
  /**
   * Namespace that monitors, rules and dashboards are put into.
   *
   * @default 'monitoring'
   */
  readonly namespace?: string;

  /** Labels by which it chooses monitors and rules: `serviceMonitorSelector` and `ruleSelector` of the Prometheus object. */
  readonly selectorLabels: { [key: string]: string };

  /**
   * Label by which the sidecar of Grafana finds dashboards.
   *
   * @default - grafana_dashboard: "1"
   */
  readonly dashboardLabels?: { [key: string]: string };
}

/**
 * Where metrics are kept: a Prometheus of its own, or one that is there.
 *
 * @example
 * import { Duration, MetricsBackend, Size } from 'cdktf-ai-cloud';
 *
 * const own = MetricsBackend.install({
 *   grafana: { adminSecretName: 'grafana-admin' },
 *   retention: Duration.days(30),
 *   storage: Size.gibibytes(500),
 * });
 * const shared = MetricsBackend.existing({ selectorLabels: { release: 'prometheus' } });
 */
export class MetricsBackend {
  /**
   * Installs the kube-prometheus-stack: Prometheus, Alertmanager, exporters and, if asked for, Grafana.
   *
   * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
   */
  public static install(options: InstalledMetricsOptions = {}): MetricsBackend {
    const replicas = options.replicas ?? 2;
    const cpu = options.cpu ?? 1;
    checkReplicas(replicas);
    checkCpu(cpu);
    const { grafana } = options;
    return new MetricsBackend({ release: STACK_RELEASE }, { grafana_dashboard: '1' }, 'monitoring', {
      ...(grafana === undefined
        ? {}
        : { grafana: { userKey: 'admin-user', passwordKey: 'admin-password', ...grafana } }),
      retention: options.retention ?? Duration.days(15),
      storage: options.storage ?? Size.gibibytes(100),
      ...(options.storageClass === undefined ? {} : { storageClass: options.storageClass }),
      replicas,
      cpu,
      memory: options.memory ?? Size.gibibytes(8),
    });
  }

  /**
   * Uses a Prometheus of the Prometheus operator that is there: only monitors, rules and dashboards are made.
   *
   * Its kube-state-metrics must show the pod labels `volcano.sh/job-name` and `volcano.sh/queue-name`, and its node
   * exporter a label `node`.
   */
  public static existing(options: ExistingMetricsOptions): MetricsBackend {
    if (Object.keys(options.selectorLabels).length === 0) {
      throw fail(undefined, {
        code: 'AIC-2302',
        what: 'nothing says how Prometheus chooses what it reads',
        got: options.selectorLabels,
        want: 'one label or more',
        fix: 'Copy matchLabels of serviceMonitorSelector from the Prometheus object: kubectl get prometheus -A -o yaml.',
      });
    }
    const labels = options.dashboardLabels ?? { grafana_dashboard: '1' };
    return new MetricsBackend({ ...options.selectorLabels }, { ...labels }, options.namespace ?? 'monitoring');
  }

  private constructor(
    /** Labels by which Prometheus chooses monitors and rules. */
    public readonly selectorLabels: { [key: string]: string },
    /** Labels by which Grafana finds dashboards. */
    public readonly dashboardLabels: { [key: string]: string },
    /** Namespace of monitors, rules and dashboards. */
    public readonly namespace: string,
    /** @internal */
    public readonly _installed?: InstalledMetrics,
  ) {}
}

function checkReplicas(replicas: number): void {
  if (Number.isInteger(replicas) && replicas >= 1) return;
  throw fail(undefined, {
    code: 'AIC-2303',
    what: 'Prometheus has no usable number of replicas',
    got: replicas,
    want: 'a whole number, 1 or more',
    fix: 'Use 2 in production, 1 on a small cluster.',
  });
}

function checkCpu(cpu: number): void {
  if (cpu > 0 && Number.isFinite(cpu)) return;
  throw fail(undefined, {
    code: 'AIC-2304',
    what: 'Prometheus has no CPU',
    got: cpu,
    want: 'a number of cores above 0',
    fix: 'Write cpu: 1.',
  });
}
