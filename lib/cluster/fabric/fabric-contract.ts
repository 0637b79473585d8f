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
  /** RDMA software that the cloud brings; undefined when the fabric brings its own. */
  readonly cloudRdma?: CloudRdma;
  /** Installs Multus on the pool's nodes, once per cluster. */
  secondaryNetworks(): SecondaryNetworks;
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
