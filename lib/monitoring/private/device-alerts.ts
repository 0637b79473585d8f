import { inKubeState, metricResource, NamedAlert, RuleContext } from './rule-context';
import { XIDS } from '../../catalog/device-faults';
import { Duration } from '../../units/duration';
import { AlertSeverity } from '../alert-rule';

const HARDWARE_XIDS = XIDS.filter(({ consequence }) => consequence !== 'application').map(({ xid }) => xid);

/** What accelerators say of themselves, and what is missing. */
export function deviceAlerts(context: RuleContext): NamedAlert[] {
  return [...missing(context), ...(context.hasNvidia ? [...idle(context), ...broken()] : [])];
}

function missing({ resources, expectedDevices }: RuleContext): NamedAlert[] {
  const devices = inKubeState(resources);
  const planned = Object.keys(expectedDevices).sort();
  const shortOf = planned.map((resource) => {
    const name = metricResource(resource);
    const found = `sum by (resource) (kube_node_status_allocatable{resource="${name}"})`;
    const none = `label_replace(vector(0), "resource", "${name}", "", "")`;
    return `((${found} or ${none}) < ${expectedDevices[resource]})`;
  });
  return [
    {
      name: 'AiCloudDeviceMissing',
      severity: AlertSeverity.CRITICAL,
      pendingFor: Duration.minutes(10),
      expression: `
        max by (node, resource) (max_over_time(kube_node_status_capacity{${devices}}[1d]))
        - max by (node, resource) (kube_node_status_allocatable{${devices}}) > 0`,
      summary: 'Node {{ $labels.node }} offers {{ $value }} {{ $labels.resource }} less than yesterday.',
      description: 'The device plugin has withdrawn devices or counts fewer of them. Gangs of that size no longer fit.',
      runbook:
        'Look at the conditions and events of the node, and at its kernel log. Restart the device plugin when the ' +
        'devices are whole; else drain the node and have it repaired.',
    },
    ...(shortOf.length === 0 ? [] : [belowPlan(shortOf.join(' or '))]),
  ];
}

function belowPlan(expression: string): NamedAlert {
  return {
    name: 'AiCloudDevicesBelowPlan',
    pendingFor: Duration.hours(1),
    expression,
    summary: 'The cluster has {{ $value }} {{ $labels.resource }}, fewer than its pools expect.',
    description: 'Queues share out what the program expects: what is missing is promised to somebody.',
    runbook:
      'Find the nodes that are not ready or carry no label of their pool. When they are gone for good, lower ' +
      'expectedNodes of the pool, and the shares of its queues.',
  };
}

function idle({ thresholds }: RuleContext): NamedAlert[] {
  const { idleFor, idleUtilizationPercent } = thresholds;
  const over = `[${idleFor.toGoString()}]`;
  return [
    {
      name: 'AiCloudIdleDevices',
      pendingFor: Duration.minutes(5),
      expression: `
        count by (namespace, pod, node) (
          (
            max by (namespace, pod, node, UUID) (max_over_time(DCGM_FI_PROF_GR_ENGINE_ACTIVE{pod!=""}${over})) * 100
            or max by (namespace, pod, node, UUID) (max_over_time(DCGM_FI_DEV_GPU_UTIL{pod!=""}${over}))
          ) < ${idleUtilizationPercent}
        )
        and on (namespace, pod) (time() - max by (namespace, pod) (kube_pod_start_time) > ${idleFor.inSeconds})`,
      summary: 'Pod {{ $labels.namespace }}/{{ $labels.pod }} holds {{ $value }} devices and does not use them.',
      description: `None of them was busier than ${idleUtilizationPercent} % for a while, although the pod runs.`,
      runbook:
        'Ask the owner: a notebook that was left open is stopped, a job that hangs is restarted from its checkpoint. ' +
        'A member of a gang that is idle alone points at its node: look for XIDs and fabric errors there.',
    },
  ];
}

function broken(): NamedAlert[] {
  const xid = 'max by (node, gpu, pci_bus_id, UUID, modelName) (DCGM_FI_DEV_XID_ERRORS)';
  const perDevice = 'by (node, gpu, pci_bus_id, UUID, modelName)';
  return [
    {
      name: 'AiCloudXid',
      severity: AlertSeverity.CRITICAL,
      pendingFor: Duration.minutes(1),
      expression: HARDWARE_XIDS.map((code) => `(${xid} == ${code})`).join(' or '),
      summary: 'GPU {{ $labels.gpu }} ({{ $labels.pci_bus_id }}) of {{ $labels.node }} reports XID {{ $value }}.',
      description: 'The driver reports a fault of the device or its links, not of the program that runs on it.',
      runbook:
        'The node is tainted by node health, if that is installed; else cordon it. Reset the GPU or reboot the node ' +
        'once its jobs have checkpointed; the table of XIDs says which need more.',
    },
    {
      name: 'AiCloudEccErrors',
      severity: AlertSeverity.CRITICAL,
      pendingFor: Duration.minutes(1),
      expression: `
        (max ${perDevice} (increase(DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS[1h])) > 0)
        or (max ${perDevice} (increase(DCGM_FI_DEV_ECC_DBE_VOL_TOTAL[1h])) > 0)
        or (max ${perDevice} (DCGM_FI_DEV_ROW_REMAP_FAILURE) > 0)`,
      summary: 'Memory of GPU {{ $labels.gpu }} ({{ $labels.pci_bus_id }}) of {{ $labels.node }} is failing.',
      description: 'Errors that ECC could not correct: results since the last checkpoint may be wrong.',
      runbook:
        'Drain the node and reset the GPU, so that failed rows are replaced. Replace the GPU when rows cannot be ' +
        'replaced any more (row remap failure), or when it happens again within a week.',
    },
    {
      name: 'AiCloudDeviceMetricsMissing',
      pendingFor: Duration.minutes(15),
      expression: `
        count by (node) (kube_node_status_allocatable{resource=~"nvidia_com_.+"} > 0)
        unless on (node) count by (node) (DCGM_FI_DEV_GPU_TEMP)`,
      summary: 'Nobody measures the GPUs of {{ $labels.node }}.',
      description: 'The node offers GPUs, but no metrics of them arrive: faults and idleness there go unseen.',
      runbook:
        'Look at the pod nvidia-dcgm-exporter on that node, and at the target of its monitor in Prometheus. Profiling ' +
        'counters block while a profiler such as Nsight holds the device.',
    },
  ];
}
