import { NamedAlert, RuleContext } from './rule-context';
import { Duration } from '../../units/duration';
import { AlertSeverity } from '../alert-rule';

/** Counters of a port that grow only when something is wrong. InfiniBand has the first ones, RoCE the others. */
const ERRORS = [
  'symbol_error_total',
  'port_errors_received_total',
  'link_error_recovery_total',
  'local_link_integrity_errors_total',
  'local_ack_timeout_errors_total',
  'packet_sequence_errors_total',
  'rx_icrc_encapsulated_errors_total',
];

export function fabricAlerts({ thresholds }: RuleContext): NamedAlert[] {
  const tooMany = ERRORS.map(
    (counter) =>
      `(max by (node, device, port) (increase(node_infiniband_${counter}[15m])) > ${thresholds.fabricErrorsPerQuarterHour})`,
  );
  return [
    {
      name: 'AiCloudFabricErrors',
      pendingFor: Duration.minutes(5),
      expression: tooMany.join(' or '),
      summary: 'Port {{ $labels.device }}/{{ $labels.port }} of {{ $labels.node }} has errors.',
      description:
        '{{ $value | printf "%.0f" }} errors in a quarter of an hour: every gang with a member there is slow.',
      runbook:
        'Symbol and link errors: clean or replace the cable or the transceiver. Timeouts and sequence errors on RoCE: ' +
        'compare PFC, ECN and DSCP of NIC and switch. Run the bandwidth test of the pool afterwards.',
    },
    {
      name: 'AiCloudFabricLinkDown',
      severity: AlertSeverity.CRITICAL,
      pendingFor: Duration.minutes(2),
      expression: `
        max by (node, device, port) (node_infiniband_state_id) != 4
        and on (node, device, port) max by (node, device, port) (max_over_time(node_infiniband_state_id[1d])) == 4`,
      summary: 'Port {{ $labels.device }}/{{ $labels.port }} of {{ $labels.node }} is down.',
      description: 'It was active within the last day. NCCL hangs until its timeout, or goes on over fewer ports.',
      runbook:
        'Look at the port of the switch. Taint the node if node health is not installed; jobs there do not recover ' +
        'before they are placed anew.',
    },
    {
      name: 'AiCloudFabricLinkFlaps',
      pendingFor: Duration.minutes(1),
      expression: 'max by (node, device, port) (increase(node_infiniband_link_downed_total[1h])) > 1',
      summary: 'Port {{ $labels.device }}/{{ $labels.port }} of {{ $labels.node }} goes up and down.',
      description: 'It was down {{ $value | printf "%.0f" }} times within an hour. Each time gangs hang or fail.',
      runbook: 'Replace the cable or the transceiver, and update the firmware of the NIC when a whole batch does it.',
    },
  ];
}
