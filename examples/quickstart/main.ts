/** The shortest useful program: two GPU servers, a queue, and a fine-tuning job that runs whole or waits. */
import { App, TerraformStack } from 'cdktf';
import { Accelerator, AINativeCluster, ClusterAccess, Framework, NodeSelector, TrainingJob } from 'cdktf-ai-cloud';

const app = new App();
const stack = new TerraformStack(app, 'quickstart');

const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
const gpus = cluster.pools.add('gpus', {
  nodes: NodeSelector.labels({ 'acme.com/pool': 'gpus' }),
  expectedNodes: 2,
  accelerator: Accelerator.NVIDIA_H100,
  devicesPerNode: 8,
});
const research = cluster.queues.add('research', { pool: gpus, deservedDevices: 16 });

new TrainingJob(stack, 'Finetune', {
  queue: research,
  framework: Framework.pytorch(),
  image: 'registry.acme.com/ml/finetune:2026.11',
  command: ['torchrun', 'finetune.py'],
  gangSize: 2,
  devicesPerPod: 8,
});

app.synth();
