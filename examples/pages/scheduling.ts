/** Two levels of queues on one pool: a department with two teams, research, batch work, and serving. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  ClusterAccess,
  Duration,
  Framework,
  NodeSelector,
  QueuePurpose,
  SchedulerPolicy,
  TrainingJob,
} from 'cdktf-ai-cloud';

export class SharedCluster extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', {
      access: ClusterAccess.kubeconfig('~/.kube/config'),
      scheduling: { policy: SchedulerPolicy.mixed({ reserveAfter: Duration.hours(8) }) },
    });
    const gpus = cluster.pools.add('h800', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'h800' }),
      expectedNodes: 16,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
    });

    // 128 devices: what each queue deserves is its own, what is idle is lent.
    const vision = cluster.queues.addGroup('vision', { pool: gpus, deservedDevices: 48, guaranteedDevices: 8 });
    cluster.queues.add('segmentation', { pool: gpus, parent: vision, deservedDevices: 32 });
    cluster.queues.add('tracking', { pool: gpus, parent: vision, deservedDevices: 16, guaranteedDevices: 8 });
    const research = cluster.queues.add('research', {
      pool: gpus,
      deservedDevices: 40,
      submitters: { groups: ['research'] },
    });
    cluster.queues.add('batch', { pool: gpus, deservedDevices: 8, capabilityDevices: 64 });
    cluster.queues.add('serving', { pool: gpus, deservedDevices: 32, purpose: QueuePurpose.SERVING });

    new TrainingJob(this, 'Finetune', {
      queue: research,
      framework: Framework.pytorch(),
      image: 'registry.acme.com/ml/train:2026.11',
      command: ['torchrun', 'train.py'],
      gangSize: 4,
      devicesPerPod: 8,
      expectedDuration: Duration.hours(6),
    });
  }
}
