/** Virtual functions of eight NICs, a proof that they are fast enough, and a job that runs on proven nodes only. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  Bandwidth,
  BandwidthTest,
  ClusterAccess,
  Fabric,
  Framework,
  NicMode,
  NodeSelector,
  TrainingJob,
} from 'cdktf-ai-cloud';

export class ProvenFabric extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const gpus = cluster.pools.add('rails', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'rails' }),
      expectedNodes: 8,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
      fabric: Fabric.roceV2({
        nicsPerNode: 8,
        mode: NicMode.virtualFunctions({ perNic: 4 }),
        losslessClass: { dscp: 26, pfcPriority: 3 },
      }),
    });
    const research = cluster.queues.add('research', { pool: gpus, deservedDevices: 64 });

    const proven = new BandwidthTest(this, 'Bandwidth', {
      queue: research,
      minBusBandwidth: Bandwidth.gigabytesPerSecond(350),
      schedule: '0 3 * * 0',
    });
    new TrainingJob(this, 'Pretrain', {
      queue: research,
      framework: Framework.pytorch(),
      image: 'registry.acme.com/ml/pretrain:2026.11',
      command: ['torchrun', 'pretrain.py'],
      gangSize: 8,
      devicesPerPod: 8,
      requires: [proven],
    });
  }
}
