/** Metrics that rules and the dashboard of a model store may use: each was looked up where it is made. */
export const VERIFIED: Record<string, { readonly source: string; readonly names: readonly string[] }> = {
  alluxio: {
    source: 'https://github.com/Alluxio/alluxio/blob/v2.9.0/core/common/src/main/java/alluxio/metrics/MetricKey.java',
    names: ['Cluster_BytesReadLocal', 'Cluster_BytesReadRemote', 'Cluster_BytesReadUfsAll', 'Cluster_CapacityUsed'],
  },
  juicefs: {
    source: 'https://github.com/fluid-cloudnative/fluid/blob/v1.0.8/pkg/ddc/juicefs/const.go',
    names: ['juicefs_blockcache_bytes', 'juicefs_blockcache_hit_bytes', 'juicefs_blockcache_miss_bytes'],
  },
  fluid: {
    source: 'https://github.com/fluid-cloudnative/fluid/blob/v1.0.8/pkg/metrics/runtime_metrics.go',
    names: ['runtime_setup_error_total', 'runtime_sync_healthcheck_error_total'],
  },
  'kube-state-metrics': {
    source: 'https://github.com/kubernetes/kube-state-metrics/tree/v2.20.0/internal/store',
    names: [
      'kube_daemonset_status_desired_number_scheduled',
      'kube_daemonset_status_number_ready',
      'kube_job_failed',
      'kube_job_status_active',
      'kube_job_status_start_time',
      'kube_persistentvolumeclaim_status_phase',
      'kube_statefulset_replicas',
      'kube_statefulset_status_replicas_ready',
    ],
  },
  'node exporter': {
    source: 'https://github.com/prometheus/node_exporter/blob/v1.12.1/collector/filesystem_common.go',
    names: ['node_filesystem_avail_bytes', 'node_filesystem_size_bytes'],
  },
};
