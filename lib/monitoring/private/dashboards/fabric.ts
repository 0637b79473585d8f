import { Dashboard, Panel } from '../../../core/private/metrics/dashboard';

const AT = 'node=~"$node"';

const rate = (title: string, unit: Panel['unit'], counter: string, width = 12): Panel => ({
  title,
  kind: 'timeseries',
  unit,
  width,
  queries: [
    {
      expr: `sum by (node, device, port) (rate(node_infiniband_${counter}{${AT}}[5m]))`,
      legend: '{{node}} {{device}}/{{port}}',
    },
  ],
});

/** What the RDMA ports carry and what goes wrong there. */
export const FABRIC: Dashboard = {
  uid: 'ai-cloud-fabric',
  title: 'AI cloud / Fabric',
  variables: [{ name: 'node', label: 'Node', query: 'label_values(node_infiniband_state_id, node)' }],
  rows: [
    {
      title: 'Ports',
      height: 8,
      panels: [
        {
          title: 'Ports that are not active',
          kind: 'table',
          unit: 'none',
          width: 8,
          queries: [
            {
              expr: `max by (node, device, port) (node_infiniband_state_id{${AT}}) != 4`,
              legend: '{{node}} {{device}}/{{port}}',
            },
          ],
        },
        rate('Sent', 'Bps', 'port_data_transmitted_bytes_total', 8),
        rate('Received', 'Bps', 'port_data_received_bytes_total', 8),
        {
          title: 'Busiest port of each node, share of its rate',
          kind: 'timeseries',
          unit: 'percentunit',
          width: 12,
          queries: [
            {
              expr: `max by (node) (
                rate(node_infiniband_port_data_transmitted_bytes_total{${AT}}[5m])
                / node_infiniband_rate_bytes_per_second{${AT}})`,
              legend: '{{node}}',
            },
          ],
        },
        rate('Waiting to send', 'short', 'port_transmit_wait_total'),
      ],
    },
    {
      title: 'Errors of links',
      height: 7,
      panels: [
        rate('Symbol errors', 'short', 'symbol_error_total', 8),
        rate('Packets with errors', 'short', 'port_errors_received_total', 8),
        rate('Link down', 'short', 'link_downed_total', 8),
      ],
    },
    {
      title: 'RoCE',
      height: 7,
      panels: [
        rate('Congestion notifications handled', 'short', 'rp_cnp_packets_handled_total', 8),
        rate('Sequence errors', 'short', 'packet_sequence_errors_total', 8),
        rate('Acknowledgements that did not come', 'short', 'local_ack_timeout_errors_total', 8),
      ],
    },
  ],
};
