import { ScrapedService } from '../../core/private/metrics/render-monitors';

/**
 * What comes with the cluster and brings no monitor of its own that could be there before Prometheus is.
 *
 * @see https://github.com/NVIDIA/gpu-operator/blob/v26.7.0/assets/state-dcgm-exporter/0400_service.yaml
 * @see https://github.com/volcano-sh/volcano/blob/v1.15.1/installer/helm/chart/volcano/templates/scheduler.yaml
 */
export const SERVICES: readonly ScrapedService[] = [
  {
    name: 'dcgm-exporter',
    namespace: 'gpu-operator',
    labels: { app: 'nvidia-dcgm-exporter' },
    port: 'gpu-metrics',
    isAboutOthers: true,
  },
  {
    name: 'volcano-controllers',
    namespace: 'volcano-system',
    labels: { app: 'volcano-controller' },
    port: 'metrics',
    isAboutOthers: false,
  },
  {
    name: 'volcano-scheduler',
    namespace: 'volcano-system',
    labels: { app: 'volcano-scheduler' },
    port: 'metrics',
    isAboutOthers: false,
  },
];
