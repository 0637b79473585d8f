import { Construct, IDependable } from 'constructs';
import { CloudRdma } from '../../clouds/cloud-contract';
import { ICluster } from '../../contracts/cluster';
import { FabricAttachment, Toleration } from '../../contracts/pool';

/** Secondary networks of pods: Multus and where its definitions live. */
export interface SecondaryNetworks {
  /** Namespace of the network definitions. */
  readonly namespace: string;
  /** Multus runs on the pool's nodes and its CRD is there. */
  readonly ready: IDependable;
}

/** An operator of NICs and where its custom resources live. */
export interface NicOperator {
  /** Namespace in which it looks for its custom resources. */
  readonly namespace: string;
  /** Prefix of the resources that its device plugin offers, for example `nvidia.com`. */
  readonly resourcePrefix: string;
  /** The operator runs and its CRDs are there. */
  readonly ready: IDependable;
  /**
   * Version of the NIC driver that it installs on the pool's nodes.
   *
   * @default - none: the nodes' image has the driver
   */
  readonly driverVersion?: string;
}

/** Where the RDMA devices of a node are seen. A node is in one of the two modes. */
export enum RdmaNamespaceMode {
  /** In every network namespace. */
  SHARED = 'shared',
  /** In the network namespace that they were given to. */
  EXCLUSIVE = 'exclusive',
}

/** The pool that a fabric joins. */
export interface IFabricHost {
  /** Where the fabric makes its constructs. */
  readonly scope: Construct;
  /** The cluster. */
  readonly cluster: ICluster;
  /** Name of the pool. */
  readonly poolName: string;
  /** Labels that its nodes carry. */
  readonly nodeLabels: { [key: string]: string };
  /** Tolerations for the taints of its nodes. */
  readonly tolerations: Toleration[];
  /** How many nodes are expected. */
  readonly expectedNodes: number;
  /** Whether a provisioner makes the nodes when pods need them: no more of them are there than pods ask for. */
  readonly nodesComeAndGo: boolean;
  /** Whether the accelerators have RDMA NICs of their own (Ascend), which HCCL uses. */
  readonly nicsOnAccelerators: boolean;
  /** RDMA software that the cloud brings; undefined when the fabric brings its own. */
  readonly cloudRdma?: CloudRdma;
  /** Installs Multus on the pool's nodes, once per cluster. */
  secondaryNetworks(): SecondaryNetworks;
  /** The network operator, where the cluster has it; installed once per cluster. */
  tryNetworkOperator(): NicOperator | undefined;
  /** Installs the SR-IOV network operator, once per cluster. */
  sriovOperator(): NicOperator;
  /** Says how the pool's nodes show RDMA devices. Fails when another pool may have the same nodes in the other mode. */
  claimNamespaceMode(mode: RdmaNamespaceMode): void;
}

/** What a fabric is to a pool. */
export interface FabricConfig {
  /** What pods need. */
  readonly attachment: FabricAttachment;
  /** Resources that each node offers, for example `rdma/hca_shared_devices_a: 1000`. */
  readonly nodeResources: { [name: string]: string };
  /**
   * Shell script that prepares a node before it joins.
   *
   * @default - nodes need nothing
   */
  readonly nodeBootstrap?: string;
  /**
   * What must be there before pods use the fabric.
   *
   * @default - nothing
   */
  readonly ready?: IDependable;
}

/** A network between accelerators. Implement it to add your own kind. */
export interface IFabric {
  /** Called once, when the pool is added. Create constructs under `host.scope` only. */
  bind(host: IFabricHost): FabricConfig;
}
