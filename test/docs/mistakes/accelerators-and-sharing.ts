import { TerraformStack } from 'cdktf';
import { Accelerator, AINativeCluster, ClusterAccess, ISharing, NodeSelector, Pool, Sharing, Size } from '../../../lib';

function pool(stack: TerraformStack, accelerator: Accelerator, sharing?: ISharing): Pool {
  const cluster = new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
  return cluster.pools.add('gpus', {
    nodes: NodeSelector.labels({ 'acme.com/pool': 'gpus' }),
    expectedNodes: 2,
    accelerator,
    devicesPerNode: 8,
    sharing,
  });
}

/** The mistakes that the page shows, by what its markers call them. */
export const MISTAKES: Record<string, (stack: TerraformStack) => void> = {
  'a layout that does not fit': (stack) => {
    pool(stack, Accelerator.NVIDIA_H100, Sharing.mig({ '4g.40gb': 1, '2g.20gb': 1, '1g.10gb': 2 }));
  },
  'a part of a whole device': (stack) => {
    pool(stack, Accelerator.NVIDIA_H100).allocate(stack, { memory: Size.gibibytes(20) });
  },
  'memory of a slice': (stack) => {
    const sliced = pool(stack, Accelerator.NVIDIA_T4, Sharing.timeSlicing({ replicas: 4 }));
    sliced.allocate(stack, { memory: Size.gibibytes(4) });
  },
  'a TPU elsewhere': (stack) => {
    pool(stack, Accelerator.GOOGLE_TPU_V6E);
  },
};
