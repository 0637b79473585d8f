import { KarpenterOptions } from './karpenter-options';
import { INodeProvisioning } from './node-provisioning-contract';
import { KarpenterProvisioning } from './private/karpenter-provisioning';

/**
 * Who makes the nodes of a pool.
 *
 * @example
 * import { KarpenterNodeClass, NodeProvisioning } from 'cdktf-ai-cloud';
 *
 * const provisioning = NodeProvisioning.karpenter({
 *   nodeClass: KarpenterNodeClass.existing({ group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'gpu' }),
 *   requirements: { 'node.kubernetes.io/instance-type': ['p5.48xlarge'] },
 * });
 */
export class NodeProvisioning {
  /**
   * Karpenter, which must run in the cluster. It makes at most the nodes that the pool expects, and takes away empty
   * ones only: pods with devices are never moved.
   */
  public static karpenter(options: KarpenterOptions): INodeProvisioning {
    return new KarpenterProvisioning(options);
  }

  private constructor() {}
}
