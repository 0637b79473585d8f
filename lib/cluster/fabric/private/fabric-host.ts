import { Construct } from 'constructs';
import { IPoolsHost } from '../../pools-host';
import { CloudRdma } from '../../../clouds/cloud-contract';
import { ICluster } from '../../../contracts/cluster';
import { IPool, Toleration } from '../../../contracts/pool';
import { IFabricHost, SecondaryNetworks } from '../fabric-contract';

/** A pool as its fabric sees it. */
export class FabricHost implements IFabricHost {
  public readonly cluster: ICluster;
  public readonly poolName: string;
  public readonly nodeLabels: { [key: string]: string };
  public readonly tolerations: Toleration[];
  public readonly expectedNodes: number;
  public readonly cloudRdma?: CloudRdma;

  constructor(
    public readonly scope: Construct & IPool,
    private readonly host: IPoolsHost,
  ) {
    this.cluster = host.cluster;
    this.cloudRdma = host.cloudRdma;
    this.poolName = scope.poolName;
    this.nodeLabels = scope.nodeLabels;
    this.tolerations = scope.tolerations;
    this.expectedNodes = scope.expectedNodes;
  }

  public secondaryNetworks(): SecondaryNetworks {
    return this.host.secondaryNetworks(this.scope);
  }
}
