import { InstalledMetrics } from './installed-metrics';
import { MONITORING_IMAGES } from '../../catalog/monitoring-images';
import { CloudFacts, IRegistries } from '../../contracts/cluster';
import { Manifest } from '../../core/private/manifest-member';

/** Labels of pods and nodes that rules and dashboards need; kube-state-metrics shows no others. */
const SHOWN_LABELS = ['nodes=[volcano.sh/nodegroup-name]', 'pods=[volcano.sh/job-name,volcano.sh/queue-name]'];

/** A share of the disk that is kept free: Prometheus counts only what it has written for good. */
const USED_SHARE = 0.9;

/** Values of the kube-prometheus-stack chart. */
export function renderStackValues(
  metrics: InstalledMetrics,
  nodeNamespace: string,
  cloud: CloudFacts,
  registries: IRegistries,
): Manifest {
  const storageClassName = metrics.storageClass ?? cloud.blockStorageClass;
  const disk = (size: string): Manifest => ({
    volumeClaimTemplate: {
      spec: {
        ...(storageClassName === undefined ? {} : { storageClassName }),
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: size } },
      },
    },
  });
  const memory = metrics.memory.toQuantity();
  const values: Manifest = {
    crds: { enabled: true },
    global: { imagePullSecrets: registries.pullSecretName === undefined ? [] : [{ name: registries.pullSecretName }] },
    // What managed clouds hide: alerts about it would never be silent.
    kubeControllerManager: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    kubeScheduler: { enabled: false },
    alertmanager: {
      alertmanagerSpec: {
        replicas: metrics.replicas,
        storage: disk('10Gi'),
        resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      },
    },
    grafana: grafanaOf(metrics),
    'kube-state-metrics': {
      metricLabelsAllowlist: SHOWN_LABELS,
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
    },
    prometheus: {
      prometheusSpec: {
        replicas: metrics.replicas,
        retention: metrics.retention.toGoString(),
        retentionSize: `${Math.floor((metrics.storage.inBytes * USED_SHARE) / 2 ** 20)}MB`,
        storageSpec: disk(metrics.storage.toQuantity()),
        resources: { requests: { cpu: `${Math.round(metrics.cpu * 1000)}m`, memory }, limits: { memory } },
        podAntiAffinity: metrics.replicas > 1 ? 'hard' : 'soft',
      },
    },
    'prometheus-node-exporter': {
      namespaceOverride: nodeNamespace,
      tolerations: [{ operator: 'Exists' }],
      prometheus: {
        monitor: { relabelings: [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'node' }] },
      },
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    },
    prometheusOperator: {
      // The webhook's certificate is cert-manager's; a webhook that is down must not stop a deployment.
      admissionWebhooks: { failurePolicy: 'Ignore', patch: { enabled: false }, certManager: { enabled: true } },
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
    },
  };
  for (const { values: path, registry } of MONITORING_IMAGES) {
    const own = registries.registryFor(registry);
    if (own !== registry) mapAt(values, path).registry = own;
  }
  return values;
}

/** Images that run with those values, as they are pulled, sorted. */
export function stackImages(metrics: InstalledMetrics, registries: IRegistries): string[] {
  return MONITORING_IMAGES.filter((image) => metrics.grafana !== undefined || !image.isOfGrafana)
    .map(({ registry, image }) => registries.image(`${registry}/${image}`))
    .sort();
}

/** Dashboards are code: Grafana keeps nothing that a new pod would miss. */
function grafanaOf({ grafana }: InstalledMetrics): Manifest {
  if (grafana === undefined) return { enabled: false };
  return {
    enabled: true,
    admin: {
      existingSecret: grafana.adminSecretName,
      userKey: grafana.userKey,
      passwordKey: grafana.passwordKey,
    },
    persistence: { enabled: false },
    testFramework: { enabled: false },
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
  };
}

function mapAt(values: Manifest, path: readonly string[]): Manifest {
  return path.reduce<Manifest>((map, key) => (map[key] ??= {}) as Manifest, values);
}
