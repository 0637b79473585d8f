import { Dashboard, Panel } from '../../../core/private/metrics/dashboard';

/** A metric of the devices that the pods of the chosen jobs hold. */
const perPod = (metric: string, fold = 'avg'): string => `
  ${fold} by (namespace, pod) (${metric}{pod!=""})
  * on (namespace, pod) group_left (job_name)
  pod:ai_cloud_job:info{namespace=~"$namespace", job_name=~"$job"}`;

const panel = (title: string, unit: Panel['unit'], expr: string, width = 12): Panel => ({
  title,
  kind: 'timeseries',
  unit,
  width,
  queries: [{ expr, legend: '{{job_name}} {{pod}}' }],
});

const CHOSEN = 'namespace=~"$namespace", job_name=~"$job"';

/** What one job does with its devices: the slow member of a gang stands out. */
export const JOBS: Dashboard = {
  uid: 'ai-cloud-jobs',
  title: 'AI cloud / Jobs',
  variables: [
    { name: 'namespace', label: 'Namespace', query: 'label_values(pod:ai_cloud_job:info, namespace)' },
    { name: 'job', label: 'Job', query: 'label_values(pod:ai_cloud_job:info{namespace=~"$namespace"}, job_name)' },
  ],
  rows: [
    {
      title: 'Gang',
      height: 6,
      panels: [
        {
          title: 'Devices of running members',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [{ expr: `job:ai_cloud_devices:running{${CHOSEN}}`, legend: '{{job_name}} {{resource}}' }],
        },
        {
          title: 'Devices of waiting members',
          kind: 'timeseries',
          unit: 'short',
          width: 12,
          queries: [{ expr: `job:ai_cloud_devices:pending{${CHOSEN}}`, legend: '{{job_name}} {{resource}}' }],
        },
      ],
    },
    {
      title: 'NVIDIA GPUs',
      height: 8,
      panels: [
        panel('Engine active', 'percentunit', perPod('DCGM_FI_PROF_GR_ENGINE_ACTIVE')),
        panel('Tensor cores active', 'percentunit', perPod('DCGM_FI_PROF_PIPE_TENSOR_ACTIVE')),
        panel('Memory active', 'percentunit', perPod('DCGM_FI_PROF_DRAM_ACTIVE')),
        panel('Memory used, MiB', 'short', perPod('DCGM_FI_DEV_FB_USED', 'sum')),
        panel('NVLink', 'Bps', perPod('DCGM_FI_PROF_NVLINK_TX_BYTES', 'sum')),
        panel('PCIe to the host', 'Bps', perPod('DCGM_FI_PROF_PCIE_TX_BYTES', 'sum')),
      ],
    },
    {
      title: 'Pods',
      height: 7,
      panels: [
        panel(
          'Restarts in the last hour',
          'short',
          `sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total[1h]))
           * on (namespace, pod) group_left (job_name) pod:ai_cloud_job:info{${CHOSEN}}`,
          24,
        ),
      ],
    },
  ],
};
