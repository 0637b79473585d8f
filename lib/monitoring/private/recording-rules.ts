import { inKubeState, RuleContext } from './rule-context';
import { oneLine, RecordingRule } from '../../core/private/metrics/render-rules';

const inPhase = (phase: string): string => `
  pod:ai_cloud_devices:requested
  * on (namespace, pod) group_left ()
  (max by (namespace, pod) (kube_pod_status_phase{phase="${phase}"}) == 1)`;

const perJob = (state: string): string => `
  sum by (namespace, job_name, queue, resource) (
    pod:ai_cloud_devices:${state} * on (namespace, pod) group_left (job_name, queue) pod:ai_cloud_job:info
  )`;

/**
 * Devices by what they do. Bound devices lie: those of a gang that waits for its last member do nothing. So devices are
 * useful when they belong to a running pod whose job has no pod that waits.
 *
 * The order is that of evaluation: each rule uses those before it.
 */
export function recordingRules({ resources }: RuleContext): RecordingRule[] {
  const devices = inKubeState(resources);
  const rules = {
    'pod:ai_cloud_job:info': `
      max by (namespace, pod, job_name, queue) (
        label_replace(
          label_replace(kube_pod_labels{label_volcano_sh_job_name!=""}, "job_name", "$1", "label_volcano_sh_job_name", "(.+)"),
          "queue", "$1", "label_volcano_sh_queue_name", "(.+)"
        )
      )`,
    'pod:ai_cloud_devices:requested': `
      sum by (namespace, pod, node, resource) (kube_pod_container_resource_requests{${devices}})`,
    'pod:ai_cloud_devices:running': inPhase('Running'),
    'pod:ai_cloud_devices:pending': inPhase('Pending'),
    'job:ai_cloud_devices:running': perJob('running'),
    'job:ai_cloud_devices:pending': perJob('pending'),
    'cluster:ai_cloud_devices:allocatable': `sum by (resource) (kube_node_status_allocatable{${devices}})`,
    'cluster:ai_cloud_devices:bound': `
      sum by (resource) (pod:ai_cloud_devices:running) or cluster:ai_cloud_devices:allocatable * 0`,
    'cluster:ai_cloud_devices:waiting': `
      sum by (resource) (pod:ai_cloud_devices:pending) or cluster:ai_cloud_devices:allocatable * 0`,
    'cluster:ai_cloud_devices:stranded': `
      sum by (resource) (
        job:ai_cloud_devices:running and on (namespace, job_name, resource) (job:ai_cloud_devices:pending > 0)
      )
      or cluster:ai_cloud_devices:allocatable * 0`,
    'cluster:ai_cloud_useful_allocation:ratio': `
      (cluster:ai_cloud_devices:bound - cluster:ai_cloud_devices:stranded)
      / (cluster:ai_cloud_devices:allocatable > 0)`,
  };
  return Object.entries(rules).map(([record, expr]) => ({ record, expr: oneLine(expr) }));
}
