import { Manifest } from '../../../core/private/manifest-member';
import { MonitorPlace, renderPodMonitor, renderServiceMonitor } from '../../../core/private/metrics/render-monitors';

const OF_SERVICE = { sourceLabels: ['__meta_kubernetes_service_label_release'], targetLabel: 'dataset' };
const OF_POD = { sourceLabels: ['__meta_kubernetes_pod_label_release'], targetLabel: 'dataset' };
const ROLE = { sourceLabels: ['__meta_kubernetes_pod_label_role'], targetLabel: 'role' };

/**
 * Monitors of the caches of a namespace, by engine: Jindo and EFC have no metrics that are described.
 *
 * Ports are found by their names, because Fluid draws the numbers.
 *
 * @see https://github.com/fluid-cloudnative/fluid/blob/v1.0.8/charts/alluxio/templates/master/service.yaml
 * @see https://github.com/fluid-cloudnative/fluid/blob/v1.0.8/charts/juicefs/templates/fuse/daemonset.yaml
 */
export function cacheMonitors(engine: string, name: string, namespace: string, place: MonitorPlace): Manifest[] {
  switch (engine) {
    case 'alluxio':
      return [
        renderServiceMonitor(
          {
            name,
            namespace,
            labels: { monitor: 'alluxio_runtime_metrics' },
            port: 'web',
            path: '/metrics/prometheus',
            isAboutOthers: false,
            relabelings: [OF_SERVICE],
          },
          place,
        ),
      ];
    case 'juicefs':
      return [
        renderPodMonitor(
          {
            name,
            namespace,
            selector: {
              matchExpressions: [{ key: 'role', operator: 'In', values: ['juicefs-fuse', 'juicefs-worker'] }],
            },
            port: 'metrics',
            path: '/metrics',
            interval: place.interval,
            relabelings: [OF_POD, ROLE],
          },
          place,
        ),
      ];
    default:
      return [];
  }
}

/**
 * The controllers of Fluid.
 *
 * @see https://github.com/fluid-cloudnative/fluid/tree/v1.0.8/pkg/metrics
 */
export function controllerMonitor(place: MonitorPlace): Manifest {
  return renderPodMonitor(
    {
      name: 'fluid-controllers',
      namespace: 'fluid-system',
      selector: { matchExpressions: [{ key: 'control-plane', operator: 'Exists' }] },
      port: 'metrics',
      path: '/metrics',
      interval: place.interval,
    },
    place,
  );
}
