import { TerraformStack } from 'cdktf';
import {
  Accelerator,
  AINativeCluster,
  CloudProfile,
  ClusterAccess,
  Fabric,
  ICloudProfile,
  IFabric,
  NicMode,
  NodeSelector,
} from '../../../lib';

function clusterOf(stack: TerraformStack, cloud?: ICloudProfile): AINativeCluster {
  return new AINativeCluster(stack, 'Cluster', { access: ClusterAccess.kubeconfig('~/.kube/config'), cloud });
}

function addPool(cluster: AINativeCluster, name: string, label: string, fabric: IFabric): void {
  cluster.pools.add(name, {
    nodes: NodeSelector.labels({ [label]: name }),
    expectedNodes: 4,
    accelerator: Accelerator.NVIDIA_H800,
    devicesPerNode: 8,
    fabric,
  });
}

export const MISTAKES: Record<string, (stack: TerraformStack) => void> = {
  'two modes on one node': (stack) => {
    const cluster = clusterOf(stack);
    addPool(cluster, 'shared', 'acme.com/pool', Fabric.roceV2({ nicsPerNode: 8 }));
    const mode = NicMode.virtualFunctions();
    addPool(cluster, 'rack-7', 'acme.com/rack', Fabric.roceV2({ nicsPerNode: 8, mode }));
  },
  'a fabric of another cloud': (stack) => {
    const cluster = clusterOf(stack, CloudProfile.tencent({ region: 'ap-guangzhou' }));
    addPool(cluster, 'gpus', 'acme.com/pool', Fabric.efa({ adaptersPerNode: 32 }));
  },
};
