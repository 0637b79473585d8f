import { inVolcano, NamedAlert, RuleContext } from './rule-context';
import { Duration } from '../../units/duration';
import { AlertSeverity } from '../alert-rule';

/** Whether work gets what it was promised, and whether devices that are handed out do something. */
export function queueAlerts({ resources, thresholds }: RuleContext): NamedAlert[] {
  const of = (what: string): string =>
    `max by (queue_name, resource) (volcano_queue_${what}_scalar_resources{queue_name!="root", ${inVolcano(resources)}})`;
  // Only leaves have pod groups of their own: a parent waits for nothing.
  const groups = (state: string): string => `max by (queue_name) (volcano_queue_pod_group_${state}_count)`;
  const { usefulAllocationPercent, queueStarvedFor, gangPendingFor } = thresholds;
  return [
    {
      name: 'AiCloudLowUsefulAllocation',
      pendingFor: Duration.minutes(30),
      expression: `
        cluster:ai_cloud_useful_allocation:ratio * 100 < ${usefulAllocationPercent}
        and on (resource) cluster:ai_cloud_devices:waiting > 0`,
      summary: 'Only {{ $value | printf "%.0f" }} % of {{ $labels.resource }} do useful work while jobs wait.',
      description:
        `Less than ${usefulAllocationPercent} % of the devices belong to jobs that run whole, and pods wait for ` +
        'devices. Either gangs are half placed, or what is free does not fit what waits.',
      runbook:
        'See the fleet dashboard: stranded devices belong to gangs that are not whole, free ones are scattered or on ' +
        'tainted nodes. Compare the sizes of waiting gangs with the free devices per node and per leaf.',
    },
    {
      name: 'AiCloudQueueStarved',
      severity: AlertSeverity.CRITICAL,
      pendingFor: queueStarvedFor,
      expression: `
        (${of('deserved')} - ${of('allocated')}) / 1000 > 0
        and on (queue_name, resource) (${of('request')} - ${of('allocated')}) > 0
        and on (queue_name) (${groups('pending')} + ${groups('inqueue')}) > 0`,
      summary: 'Queue {{ $labels.queue_name }} waits for {{ $value }} {{ $labels.resource }} that it deserves.',
      description: 'Jobs of the queue wait although it holds less than its share. Others should have given back.',
      runbook:
        'See which queue is above its share on the queue dashboard, and whether its jobs can be evicted: their ' +
        'priority class must not be Never, and the policy must have the action reclaim. A gang that is larger than what ' +
        'is missing waits rightly.',
    },
    {
      name: 'AiCloudGangPending',
      pendingFor: gangPendingFor,
      expression: `
        job:ai_cloud_devices:pending > 0
        unless on (namespace, job_name) job:ai_cloud_devices:running > 0`,
      summary: 'Job {{ $labels.namespace }}/{{ $labels.job_name }} waits for {{ $value }} {{ $labels.resource }}.',
      description: 'No member of the gang runs. It waits in queue {{ $labels.queue }}.',
      runbook:
        'Read the conditions of its PodGroup: kubectl describe podgroup. It says whether the queue is full, the nodes do ' +
        'not fit, or the topology constraint cannot be met. Waiting for a full queue is no fault.',
    },
    {
      name: 'AiCloudGangIncomplete',
      severity: AlertSeverity.CRITICAL,
      pendingFor: Duration.minutes(10),
      expression: `
        job:ai_cloud_devices:running > 0
        and on (namespace, job_name, resource) job:ai_cloud_devices:pending > 0`,
      summary:
        'Job {{ $labels.namespace }}/{{ $labels.job_name }} holds {{ $value }} {{ $labels.resource }} and waits for more.',
      description:
        'Some members of the gang run and others wait: its devices do nothing. Elastic jobs may be so rightly.',
      runbook:
        'An elastic job that wants to grow is well. Else a member was lost and its node cannot take it back: look at the ' +
        'events of the waiting pod, and delete the job when nothing will make room for it.',
    },
  ];
}
