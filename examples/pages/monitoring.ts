/** Metrics of devices, queues, jobs and fabric, with alerts that know what matters here. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  AlertSeverity,
  ClusterAccess,
  Duration,
  MetricsBackend,
  Monitoring,
  NodeSelector,
  Size,
} from 'cdktf-ai-cloud';

export class Watched extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const train = cluster.pools.add('train', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'train' }),
      expectedNodes: 16,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
    });
    cluster.queues.add('research', { pool: train, deservedDevices: 96 });
    cluster.queues.add('vision', { pool: train, deservedDevices: 32 });

    const monitoring = new Monitoring(this, 'Monitoring', {
      cluster,
      backend: MetricsBackend.install({
        grafana: { adminSecretName: 'grafana-admin' },
        retention: Duration.days(30),
        storage: Size.gibibytes(500),
      }),
      thresholds: { usefulAllocationPercent: 70, gangPendingFor: Duration.hours(6) },
    });
    monitoring.addScrape('tokenizer', { namespace: 'training', podLabels: { app: 'tokenizer' }, port: 9100 });
    monitoring.addAlert('TokenizerBehind', {
      expression: 'max(tokenizer_backlog_documents) > 1e6',
      pendingFor: Duration.minutes(30),
      severity: AlertSeverity.WARNING,
      summary: 'The tokenizer is {{ $value | humanize }} documents behind.',
      description: 'Training jobs will run out of data.',
      runbook: 'Raise the replicas of the tokenizer, or pause the crawl.',
      labels: { team: 'data' },
    });
  }
}
