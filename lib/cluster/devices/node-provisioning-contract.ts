import { Construct, IDependable } from 'constructs';
import { ICluster } from '../../contracts/cluster';
import { IDevicePool } from '../device-pool';
import { NodeTaint } from '../node-taint';

/** What a provisioner makes of a pool. */
export interface NodeProvisioningBinding {
  /** Annotations of pods that use devices of the pool. */
  readonly podAnnotations: { [key: string]: string };
  /**
   * What must be there before nodes are made.
   *
   * @default - nothing
   */
  readonly ready?: IDependable;
}

/** A pool as its provisioner sees it. */
export interface INodeProvisioningHost {
  /** The pool: what is made for it is made here. Failures name its path. */
  readonly scope: Construct;
  /** The cluster. */
  readonly cluster: ICluster;
  /** The pool. */
  readonly pool: IDevicePool;
  /** Taints of its nodes. */
  readonly taints: NodeTaint[];
  /** All labels that its nodes carry, as they are known when this is called. */
  nodeLabels(): { [key: string]: string };
}

/** Makes the nodes of a pool when pods need them. Implement it to bring a provisioner of your own. */
export interface INodeProvisioning {
  /** Called once, when the pool is made. */
  bind(host: INodeProvisioningHost): NodeProvisioningBinding;
}
