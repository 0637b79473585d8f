import { Dashboard } from '../../../core/private/metrics/dashboard';

/** Are the devices there, do they do something useful, and are they well? */
export const FLEET: Dashboard = {
  uid: 'ai-cloud-fleet',
  title: 'AI cloud / Fleet',
  variables: [
    {
      name: 'resource',
      label: 'Device',
      query: 'label_values(cluster:ai_cloud_devices:allocatable, resource)',
    },
  ],
  rows: [
    {
      title: 'Allocation',
      height: 6,
      panels: [
        {
          title: 'Useful allocation',
          description: 'Devices of running pods whose gang is whole, as a share of all. Bound devices lie.',
          kind: 'stat',
          unit: 'percentunit',
          width: 6,
          queries: [
            { expr: 'cluster:ai_cloud_useful_allocation:ratio{resource=~"$resource"}', legend: '{{resource}}' },
          ],
        },
        {
          title: 'Devices',
          kind: 'timeseries',
          unit: 'short',
          width: 18,
          queries: [
            { expr: 'sum(cluster:ai_cloud_devices:allocatable{resource=~"$resource"})', legend: 'allocatable' },
            { expr: 'sum(cluster:ai_cloud_devices:bound{resource=~"$resource"})', legend: 'bound' },
            {
              expr: 'sum(cluster:ai_cloud_devices:stranded{resource=~"$resource"})',
              legend: 'in gangs that are not whole',
            },
            { expr: 'sum(cluster:ai_cloud_devices:waiting{resource=~"$resource"})', legend: 'waited for' },
          ],
        },
      ],
    },
    {
      title: 'Utilisation of NVIDIA GPUs',
      height: 8,
      panels: [
        {
          title: 'Engine active, mean of each node',
          kind: 'timeseries',
          unit: 'percentunit',
          width: 12,
          queries: [{ expr: 'avg by (node) (DCGM_FI_PROF_GR_ENGINE_ACTIVE)', legend: '{{node}}' }],
        },
        {
          title: 'Tensor cores active, mean of each node',
          kind: 'timeseries',
          unit: 'percentunit',
          width: 12,
          queries: [{ expr: 'avg by (node) (DCGM_FI_PROF_PIPE_TENSOR_ACTIVE)', legend: '{{node}}' }],
        },
        {
          title: 'Memory used',
          kind: 'timeseries',
          unit: 'percentunit',
          width: 8,
          queries: [
            {
              expr: 'sum by (node) (DCGM_FI_DEV_FB_USED) / sum by (node) (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)',
              legend: '{{node}}',
            },
          ],
        },
        {
          title: 'Power',
          kind: 'timeseries',
          unit: 'watt',
          width: 8,
          queries: [{ expr: 'sum by (node) (DCGM_FI_DEV_POWER_USAGE)', legend: '{{node}}' }],
        },
        {
          title: 'Hottest GPU of each node',
          kind: 'timeseries',
          unit: 'celsius',
          width: 8,
          queries: [{ expr: 'max by (node) (DCGM_FI_DEV_GPU_TEMP)', legend: '{{node}}' }],
        },
      ],
    },
    {
      title: 'Health',
      height: 7,
      panels: [
        {
          title: 'Nodes with a fault',
          kind: 'table',
          unit: 'none',
          width: 8,
          queries: [
            {
              expr: `max by (node, condition) (
                kube_node_status_condition{condition=~"AcceleratorFault|FabricFault", status="true"}) == 1`,
              legend: '{{node}} {{condition}}',
            },
          ],
        },
        {
          title: 'Last XID of each GPU',
          kind: 'table',
          unit: 'none',
          width: 8,
          queries: [
            {
              expr: 'max by (node, gpu, pci_bus_id, modelName) (DCGM_FI_DEV_XID_ERRORS) > 0',
              legend: '{{node}} {{gpu}}',
            },
          ],
        },
        {
          title: 'Rows remapped after uncorrectable errors',
          kind: 'table',
          unit: 'none',
          width: 8,
          queries: [
            {
              expr: 'max by (node, gpu, pci_bus_id) (DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS) > 0',
              legend: '{{node}} {{gpu}}',
            },
          ],
        },
      ],
    },
  ],
};
