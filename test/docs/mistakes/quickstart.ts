import { TerraformStack } from 'cdktf';
import { Accelerator, AINativeCluster, ClusterAccess, Framework, NodeSelector, TrainingJob } from '../../../lib';

/** The mistakes that the README shows, by what its markers call them. */
export const MISTAKES: Record<string, (stack: TerraformStack) => void> = {
  'devicesPerPod 16': (stack) => {
    const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const gpus = cluster.pools.add('gpus', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'gpus' }),
      expectedNodes: 2,
      accelerator: Accelerator.NVIDIA_H100,
      devicesPerNode: 8,
    });
    new TrainingJob(stack, 'Finetune', {
      queue: cluster.queues.add('research', { pool: gpus, deservedDevices: 16 }),
      framework: Framework.pytorch(),
      image: 'registry.acme.com/ml/finetune:2026.11',
      command: ['torchrun'],
      gangSize: 2,
      devicesPerPod: 16,
    });
  },
};
