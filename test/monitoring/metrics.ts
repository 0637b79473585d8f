/** Metrics that rules and dashboards may use: each was looked up where it is made. */
export const VERIFIED: Record<string, { readonly source: string; readonly names: readonly string[] }> = {
  'dcgm-exporter': {
    source: 'https://github.com/NVIDIA/dcgm-exporter/blob/4.5.3-4.8.2/etc/dcp-metrics-included.csv',
    names: [
      'DCGM_FI_DEV_ECC_DBE_VOL_TOTAL',
      'DCGM_FI_DEV_FB_FREE',
      'DCGM_FI_DEV_FB_USED',
      'DCGM_FI_DEV_GPU_TEMP',
      'DCGM_FI_DEV_GPU_UTIL',
      'DCGM_FI_DEV_POWER_USAGE',
      'DCGM_FI_DEV_ROW_REMAP_FAILURE',
      'DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS',
      'DCGM_FI_DEV_XID_ERRORS',
      'DCGM_FI_PROF_DRAM_ACTIVE',
      'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
      'DCGM_FI_PROF_PCIE_TX_BYTES',
      'DCGM_FI_PROF_PIPE_TENSOR_ACTIVE',
    ],
  },
  dcgm: {
    source: 'https://github.com/NVIDIA/go-dcgm/blob/ec245c09fe3e/pkg/dcgm/const_fields.go',
    names: ['DCGM_FI_PROF_NVLINK_TX_BYTES'],
  },
  'volcano scheduler': {
    source: 'https://github.com/volcano-sh/volcano/blob/v1.15.1/pkg/scheduler/metrics/queue.go',
    names: [
      'volcano_action_scheduling_latency_milliseconds_count',
      'volcano_action_scheduling_latency_milliseconds_sum',
      'volcano_e2e_scheduling_latency_milliseconds_bucket',
      'volcano_e2e_scheduling_latency_milliseconds_count',
      'volcano_plugin_scheduling_latency_milliseconds_count',
      'volcano_queue_allocated_scalar_resources',
      'volcano_queue_deserved_scalar_resources',
      'volcano_queue_overused',
      'volcano_queue_request_scalar_resources',
      'volcano_unschedule_job_count',
    ],
  },
  'volcano controllers': {
    source: 'https://github.com/volcano-sh/volcano/blob/v1.15.1/pkg/controllers/metrics/queue.go',
    names: [
      'volcano_queue_pod_group_inqueue_count',
      'volcano_queue_pod_group_pending_count',
      'volcano_queue_pod_group_running_count',
    ],
  },
  'kube-state-metrics': {
    source: 'https://github.com/kubernetes/kube-state-metrics/tree/v2.20.0/internal/store',
    names: [
      'kube_node_status_allocatable',
      'kube_node_status_capacity',
      'kube_node_status_condition',
      'kube_pod_container_resource_requests',
      'kube_pod_container_status_restarts_total',
      'kube_pod_labels',
      'kube_pod_start_time',
      'kube_pod_status_phase',
    ],
  },
  'node exporter': {
    source: 'https://github.com/prometheus/node_exporter/blob/v1.12.1/collector/infiniband_linux.go',
    names: [
      'link_downed_total',
      'link_error_recovery_total',
      'local_ack_timeout_errors_total',
      'local_link_integrity_errors_total',
      'packet_sequence_errors_total',
      'port_data_received_bytes_total',
      'port_data_transmitted_bytes_total',
      'port_errors_received_total',
      'port_transmit_wait_total',
      'rate_bytes_per_second',
      'rp_cnp_packets_handled_total',
      'rx_icrc_encapsulated_errors_total',
      'state_id',
      'symbol_error_total',
    ].map((name) => `node_infiniband_${name}`),
  },
};

const WORDS = new Set(['and', 'or', 'unless', 'on', 'by', 'ignoring', 'group_left', 'group_right', 'bool', 'offset']);

/** Names of the metrics in a PromQL expression. Labels stand in braces or in the list of an aggregation or a match. */
export function metricsIn(expression: string): string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(?:by|on|ignoring|group_left|group_right|without)\s*\([^)]*\)/g, '');
  const names = [...bare.matchAll(/\b([a-zA-Z_][a-zA-Z0-9_:]*)\b(?!\s*\()/g)].map(([, name]) => name);
  return [...new Set(names)].filter((name) => !WORDS.has(name));
}
