/** Eight servers below four leaf switches, and two gangs that stay close together. */
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

/** What the labels of each node say: two servers per leaf, two leaves per spine, two spines in the hall. */
const INVENTORY: InventoryNode[] = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({
  name: `gpu-${number}`,
  labels: {
    'acme.com/hall': 'hall-1',
    'acme.com/spine': `spine-${Math.ceil(number / 4)}`,
    'acme.com/leaf': `leaf-${Math.ceil(number / 2)}`,
  },
}));

export class Topology extends TerraformStack {
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
    const research = cluster.queues.add('research', { pool: gpus, deservedDevices: 64 });

    const topology = new NetworkTopology(this, 'Topology', {
      cluster,
      source: TopologySource.poolInventories([
        { tierName: 'hall', nodeLabel: 'acme.com/hall' },
        { tierName: 'spine', nodeLabel: 'acme.com/spine' },
        { tierName: 'leaf', nodeLabel: 'acme.com/leaf' },
      ]),
    });

    const job = {
      queue: research,
      framework: Framework.pytorch(),
      image: 'registry.acme.com/ml/train:2026.11',
      command: ['torchrun', 'train.py'],
      devicesPerPod: 8,
    };
    new TrainingJob(this, 'Finetune', { ...job, gangSize: 2, placement: JobPlacement.within(topology.tier('leaf')) });
    new TrainingJob(this, 'Pretrain', { ...job, gangSize: 4, placement: JobPlacement.within(topology.tier('spine')) });
  }
}
