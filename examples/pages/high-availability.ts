/** A scheduler that survives the loss of two nodes. */
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { AINativeCluster, ClusterAccess } from 'cdktf-ai-cloud';

export class HighlyAvailable extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AINativeCluster(this, 'Cluster', {
      access: ClusterAccess.kubeconfig('~/.kube/config'),
      scheduling: { replicas: 3 },
    });
  }
}
