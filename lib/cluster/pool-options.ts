import { Accelerator } from './accelerator';
import { IDeviceSoftware } from './devices/device-software-contract';
import { INodeProvisioning } from './devices/node-provisioning-contract';
import { IFabric } from './fabric/fabric-contract';
import { NodeArchitecture } from './node-architecture';
import { NodeSelector } from './node-selector';
import { NodeTaint } from './node-taint';
import { ISharing } from './sharing-contract';
import { Size } from '../units/size';

/** A node of a pool that the program knows by name. */
export interface InventoryNode {
  /** Name of the node. */
  readonly name: string;
  /**
   * Labels of its own, for example of its rack.
   *
   * @default - those of the pool only
   */
  readonly labels?: { [key: string]: string };
}

/** Which nodes make a pool and what they have. */
export interface PoolOptions {
  /** The nodes. They exist, or a provisioner makes them. */
  readonly nodes: NodeSelector;

  /** How many nodes are expected. */
  readonly expectedNodes: number;

  /** What accelerator they have. */
  readonly accelerator: Accelerator;

  /** Accelerators per node. */
  readonly devicesPerNode: number;

  /**
   * How the accelerators are shared between pods.
   *
   * @default Sharing.whole()
   */
  readonly sharing?: ISharing;

  /**
   * What makes the accelerators usable. Exactly one owner advertises them.
   *
   * @default - what the accelerator, its sharing and the cloud need
   */
  readonly deviceSoftware?: IDeviceSoftware;

  /**
   * Who makes the nodes when pods need them.
   *
   * @default - nobody: the nodes exist
   */
  readonly provisioning?: INodeProvisioning;

  /**
   * Processors of the nodes.
   *
   * @default - those of the accelerator's usual server
   */
  readonly architecture?: NodeArchitecture;

  /**
   * The nodes by name, as many as are expected: the network topology can be made of it.
   *
   * @default - the nodes are known by their labels only
   */
  readonly inventory?: InventoryNode[];

  /**
   * The RDMA network between the nodes.
   *
   * @default - none: pods talk over the pod network
   */
  readonly fabric?: IFabric;

  /**
   * NVMe space per node for caches.
   *
   * @default - none
   */
  readonly nvmePerNode?: Size;

  /**
   * CPU cores per node that pods can request.
   *
   * @default - the cores of the accelerator's usual server, less one in 32 (at least one) for the system
   */
  readonly cpuPerNode?: number;

  /**
   * Memory per node that pods can request.
   *
   * @default - the memory of the accelerator's usual server, less one part in 16 (at least 2 GiB) for the system
   */
  readonly memoryPerNode?: Size;

  /**
   * Taints that the nodes carry. Pods of the pool get a toleration for each.
   *
   * @default - none: neither TKE nor kubeadm taints GPU nodes by itself
   */
  readonly taints?: NodeTaint[];
}
