/** All ways to ask for devices of a queue. */
export function submissionsTo(queue: string): Record<string, any> {
  const annotations = { 'scheduling.volcano.sh/queue-name': queue };
  const metadata = { name: 'probe', namespace: 'default' };
  const labels = { app: 'probe' };
  const containers = [{ name: 'c', image: 'x:1' }];
  const template = (restartPolicy: string): any => ({
    metadata: { annotations, labels },
    spec: { restartPolicy, containers },
  });
  const tasks = [{ name: 'w', replicas: 1, template: { spec: template('Never').spec } }];
  const job = { schedulerName: 'volcano', queue, minAvailable: 1, tasks };
  const pods = { template: template('Never') };
  const lasting = { selector: { matchLabels: labels }, template: template('Always') };
  const object = (apiVersion: string, kind: string, spec: any): any => ({ apiVersion, kind, metadata, spec });
  return {
    job: object('batch.volcano.sh/v1alpha1', 'Job', job),
    'cron job': object('batch.volcano.sh/v1alpha1', 'CronJob', { schedule: '0 0 * * *', jobTemplate: { spec: job } }),
    'job template': object('flow.volcano.sh/v1alpha1', 'JobTemplate', job),
    'pod group': object('scheduling.volcano.sh/v1beta1', 'PodGroup', { queue, minMember: 1 }),
    pod: { ...object('v1', 'Pod', pods.template.spec), metadata: { ...metadata, annotations } },
    'replication controller': object('v1', 'ReplicationController', { ...lasting, selector: labels }),
    deployment: object('apps/v1', 'Deployment', lasting),
    'batch job': object('batch/v1', 'Job', pods),
    'batch cron job': object('batch/v1', 'CronJob', { schedule: '0 0 * * *', jobTemplate: { spec: pods } }),
  };
}
