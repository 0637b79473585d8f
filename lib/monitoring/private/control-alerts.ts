import { NamedAlert, RuleContext } from './rule-context';
import { NodeFault } from '../../contracts/monitoring';
import { Duration } from '../../units/duration';
import { AlertSeverity } from '../alert-rule';

/** The scheduler, and the nodes as Kubernetes sees them. */
export function controlAlerts({ schedulerPlugins }: RuleContext): NamedAlert[] {
  return [
    {
      name: 'AiCloudSchedulerDown',
      severity: AlertSeverity.CRITICAL,
      pendingFor: Duration.minutes(5),
      expression: '(sum(rate(volcano_e2e_scheduling_latency_milliseconds_count[5m])) or vector(0)) == 0',
      summary: 'The scheduler has not finished a round for five minutes.',
      description: 'No gang starts and nothing is taken back. What runs goes on.',
      runbook:
        'Look at the pods volcano-scheduler in volcano-system. One that dies in every round is often fed a configuration ' +
        'or an object that it cannot bear: its last lines name it. A round that never ends shows in its CPU.',
    },
    ...(schedulerPlugins.length === 0 ? [] : [otherConfiguration(schedulerPlugins)]),
    {
      name: 'AiCloudNodeFault',
      severity: AlertSeverity.CRITICAL,
      pendingFor: Duration.minutes(1),
      expression: `
        max by (node, condition) (
          kube_node_status_condition{condition=~"${Object.values(NodeFault).join('|')}", status="true"}
        ) == 1`,
      summary: 'Node {{ $labels.node }} has the condition {{ $labels.condition }}.',
      description: 'Its hardware is at fault. Node health has tainted it, and its jobs go elsewhere.',
      runbook:
        'kubectl get events --field-selector involvedObject.name=NODE has a ticket that is ready: fault, device, machine ' +
        'and what to do. After the repair and a reboot the taint goes by itself.',
    },
  ];
}

/** Volcano silently goes on with what it had before, or with its default, when it cannot read its configuration. */
function otherConfiguration(plugins: string[]): NamedAlert {
  const seen = `volcano_plugin_scheduling_latency_milliseconds_count{plugin=~"${plugins.join('|')}"}`;
  return {
    name: 'AiCloudSchedulerConfigurationNotLoaded',
    severity: AlertSeverity.CRITICAL,
    pendingFor: Duration.minutes(10),
    expression: `
      (count(count by (plugin) (rate(${seen}[10m]) > 0)) or vector(0)) < ${plugins.length}
      and on () sum(rate(volcano_e2e_scheduling_latency_milliseconds_count[10m])) > 0`,
    summary: `The scheduler asks {{ $value }} of ${plugins.length} plugins of its configuration.`,
    description: 'It runs, but with another configuration: queues may neither share nor take back as they should.',
    runbook:
      'Compare the ConfigMap volcano-scheduler-configmap with the program, and read the log of the scheduler for ' +
      '"Scheduler config ... is invalid". Apply the program again; the scheduler loads it within a minute.',
  };
}
