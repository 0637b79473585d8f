import { TerraformStack } from 'cdktf';
import {
  Accelerator,
  AINativeCluster,
  ClusterAccess,
  Framework,
  NodeSelector,
  TrainingEngine,
  TrainingJob,
  TrainingJobProps,
} from '../../../lib';

function jobWith(stack: TerraformStack, wishes: Partial<TrainingJobProps>): void {
  const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
  const gpus = cluster.pools.add('gpus', {
    nodes: NodeSelector.labels({ 'acme.com/pool': 'gpus' }),
    expectedNodes: 4,
    accelerator: Accelerator.NVIDIA_H800,
    devicesPerNode: 8,
  });
  new TrainingJob(stack, 'Finetune', {
    queue: cluster.queues.add('research', { pool: gpus, deservedDevices: 32 }),
    framework: Framework.pytorch(),
    image: 'registry.acme.com/train:2026.11',
    command: ['torchrun', 'train.py'],
    gangSize: 4,
    devicesPerPod: 8,
    ...wishes,
  });
}

export const MISTAKES: Record<string, (stack: TerraformStack) => void> = {
  'a key in plain text': (stack) => jobWith(stack, { environment: { WANDB_API_KEY: 'f00dfeedf00dfeedf00d' } }),
  'a suspended Volcano job': (stack) => jobWith(stack, { suspended: true }),
  'Trainer and Ray': (stack) =>
    jobWith(stack, { engine: TrainingEngine.kubeflowTrainer(), framework: Framework.ray() }),
};
