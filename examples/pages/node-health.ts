/** Nodes with a broken GPU or a port that is down leave by themselves; their jobs checkpoint first. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  ClusterAccess,
  Duration,
  Fabric,
  FaultConsequence,
  NodeHealth,
  NodeSelector,
} from 'cdktf-ai-cloud';

export class SelfHealing extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });
    const h800 = cluster.pools.add('h800', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'h800' }),
      expectedNodes: 16,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
      fabric: Fabric.roceV2({ nicsPerNode: 8 }),
    });

    new NodeHealth(this, 'Health', {
      cluster,
      pools: [h800],
      checkpointWithin: Duration.minutes(30),
      faults: [
        {
          reason: 'NvmeTimeout',
          pattern: 'nvme nvme[0-9]+: I/O .* timeout, .*',
          consequence: FaultConsequence.DEVICE_DEGRADED,
          action: 'Replace the disk that the kernel names.',
        },
      ],
    });
  }
}
