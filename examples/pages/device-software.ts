/** Devices whose owners differ from pool to pool, and nodes that are made when jobs wait for them. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  AINativeCluster,
  ClusterAccess,
  DeviceSoftware,
  KarpenterNodeClass,
  NodeProvisioning,
  NodeSelector,
  Sharing,
} from 'cdktf-ai-cloud';

export class DeviceOwners extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const cluster = new AINativeCluster(this, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config') });

    cluster.pools.add('train', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'train' }),
      expectedNodes: 16,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
    });
    cluster.pools.add('parts', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'parts' }),
      expectedNodes: 2,
      accelerator: Accelerator.NVIDIA_A100_80GB,
      devicesPerNode: 8,
      sharing: Sharing.mig({ '3g.40gb': 2 }),
    });
    cluster.pools.add('serve', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'serve' }),
      expectedNodes: 8,
      accelerator: Accelerator.NVIDIA_L20,
      devicesPerNode: 8,
      sharing: Sharing.volcanoVgpu(),
    });
    cluster.pools.add('npu', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'npu' }),
      expectedNodes: 4,
      accelerator: Accelerator.ASCEND_910B3,
      devicesPerNode: 8,
      deviceSoftware: DeviceSoftware.ascend({ image: 'registry.acme.com/ascend/ascend-k8sdeviceplugin:v7.1.RC1' }),
    });
    cluster.pools.add('burst', {
      nodes: NodeSelector.labels({ 'karpenter.sh/nodepool': 'burst' }),
      expectedNodes: 6,
      accelerator: Accelerator.NVIDIA_L40S,
      devicesPerNode: 8,
      provisioning: NodeProvisioning.karpenter({
        nodeClass: KarpenterNodeClass.existing({ group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'gpu' }),
        requirements: {
          'karpenter.sh/capacity-type': ['on-demand', 'reserved'],
          'node.kubernetes.io/instance-type': ['g6e.48xlarge'],
        },
      }),
    });
  }
}
