/** Two teams with half a pool each, a gang that stays below one switch, and one that shrinks and grows. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  ClusterAccess,
  Framework,
  InventoryNode,
  JobPlacement,
  NetworkTopology,
  NodeSelector,
  TopologySource,
  TrainingJob,
} from 'cdktf-ai-cloud';

const INVENTORY: InventoryNode[] = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({
  name: `gpu-${number}`,
  labels: { 'acme.com/hall': 'hall-1', 'acme.com/leaf': `leaf-${Math.ceil(number / 4)}` },
}));

export class Rehearsal extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const gpus = cluster.pools.add('gpus', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'gpus' }),
      expectedNodes: INVENTORY.length,
      inventory: INVENTORY,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
    });
    const research = cluster.queues.add('research', { pool: gpus, deservedDevices: 32 });
    const product = cluster.queues.add('product', { pool: gpus, deservedDevices: 32 });
    const topology = new NetworkTopology(this, 'Topology', {
      cluster,
      source: TopologySource.poolInventories([
        { tierName: 'hall', nodeLabel: 'acme.com/hall' },
        { tierName: 'leaf', nodeLabel: 'acme.com/leaf' },
      ]),
    });

    const job = {
      framework: Framework.pytorch(),
      image: 'registry.acme.com/ml/train:2026.11',
      command: ['torchrun', 'train.py'],
      devicesPerPod: 8,
      gangSize: 4,
    };
    const leaf = JobPlacement.within(topology.tier('leaf'));
    new TrainingJob(this, 'Pretrain', { ...job, queue: research, placement: leaf });
    new TrainingJob(this, 'Sweep', { ...job, queue: research, minGangSize: 2 });
    new TrainingJob(this, 'Finetune', { ...job, queue: product });
  }
}
