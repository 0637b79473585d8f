/** An image of the kube-prometheus-stack chart; `values` is the path of the map that holds its `registry`. */
export interface MonitoringImage {
  readonly values: readonly string[];
  readonly registry: string;
  readonly image: string;
  /** Whether it runs only where Grafana is asked for. */
  readonly isOfGrafana: boolean;
}

const OPERATOR = 'v0.93.1';

/** Images that the kube-prometheus-stack chart runs with our values. */
export const MONITORING_IMAGES: readonly MonitoringImage[] = [
  image('alertmanager.alertmanagerSpec.image', 'quay.io', 'prometheus/alertmanager:v0.34.0'),
  image('grafana.image', 'docker.io', 'grafana/grafana:13.2.0', true),
  image('grafana.sidecar.image', 'quay.io', 'kiwigrid/k8s-sidecar:2.10.1', true),
  image('kube-state-metrics.image', 'registry.k8s.io', 'kube-state-metrics/kube-state-metrics:v2.20.0'),
  image('prometheus-node-exporter.image', 'quay.io', 'prometheus/node-exporter:v1.12.1-distroless'),
  image('prometheus.prometheusSpec.image', 'quay.io', 'prometheus/prometheus:v3.14.0-distroless'),
  image('prometheusOperator.image', 'quay.io', `prometheus-operator/prometheus-operator:${OPERATOR}`),
  image(
    'prometheusOperator.prometheusConfigReloader.image',
    'quay.io',
    `prometheus-operator/prometheus-config-reloader:${OPERATOR}`,
  ),
];

function image(values: string, registry: string, name: string, isOfGrafana = false): MonitoringImage {
  return { values: values.split('.'), registry, image: name, isOfGrafana };
}
