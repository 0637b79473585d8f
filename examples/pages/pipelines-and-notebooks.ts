/** A queue for a team that prepares data, tries ideas and publishes a model each time its program changes. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  ClusterAccess,
  Duration,
  Framework,
  NodeSelector,
  Notebook,
  Pipeline,
  PipelineStep,
  Size,
  SparkJob,
  SparkProgram,
} from 'cdktf-ai-cloud';

export class PipelinesAndNotebooks extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const gpus = cluster.pools.add('gpus', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'gpus' }),
      expectedNodes: 4,
      accelerator: Accelerator.NVIDIA_H100,
      devicesPerNode: 8,
    });
    const team = cluster.queues.add('vision', { pool: gpus, deservedDevices: 32 });

    new SparkJob(this, 'Features', {
      queue: team,
      image: 'registry.acme.com/data/features:2026.11',
      sparkVersion: '4.0.0',
      program: SparkProgram.python('local:///opt/app/features.py'),
      executors: 16,
      minExecutors: 4,
      executor: { cores: 5, memory: Size.gibibytes(40) },
      schedule: '0 3 * * *',
    });

    new Notebook(this, 'Explore', {
      queue: team,
      image: 'registry.acme.com/ml/notebook:2026.11',
      devices: { devices: 1 },
      token: { secretName: 'explore', key: 'token' },
      idleAfter: Duration.minutes(45),
    });

    const image = 'registry.acme.com/ml/detector:2026.11';
    const train = PipelineStep.of('train', {
      job: {
        queue: team,
        framework: Framework.pytorch(),
        image,
        command: ['torchrun', 'train.py'],
        gangSize: 2,
        devicesPerPod: 8,
      },
    });
    const alone = { queue: team, framework: Framework.single(), image, gangSize: 1 };
    const evaluate = PipelineStep.of('evaluate', {
      job: { ...alone, command: ['python', 'evaluate.py'], devicesPerPod: 1 },
    });
    const publish = PipelineStep.of('publish', {
      job: {
        ...alone,
        command: ['python', 'publish.py'],
        devicesPerPod: 0,
        cpuPerPod: 2,
        memoryPerPod: Size.gibibytes(8),
      },
    });
    new Pipeline(this, 'Release', { steps: [train, evaluate, publish] });
  }
}
