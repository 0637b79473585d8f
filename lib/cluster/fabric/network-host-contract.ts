import { IConstruct } from 'constructs';
import { NicOperator, RdmaNamespaceMode, SecondaryNetworks } from './fabric-contract';
import { CloudRdma } from '../../clouds/cloud-contract';
import { IPool } from '../../contracts/pool';

/** The software of NICs of a cluster, as its pools see it. `AINativeCluster` brings it; programs have no need for it. */
export interface INetworkHost {
  /** RDMA software that the cloud brings; undefined when there is none. */
  readonly cloudRdma?: CloudRdma;
  /** Installs Multus, once; it runs on the pool's nodes from then on. */
  secondaryNetworks(pool: IPool): SecondaryNetworks;
  /** The network operator, where the cluster has it; it serves the pool's nodes from then on. */
  tryNetworkOperator(pool: IPool): NicOperator | undefined;
  /** Installs the SR-IOV network operator, once; it serves the pool's nodes from then on. */
  sriovOperator(pool: IPool): NicOperator;
  /** Says how the pool's nodes show RDMA devices. */
  claimNamespaceMode(scope: IConstruct, pool: IPool, mode: RdmaNamespaceMode): void;
}
