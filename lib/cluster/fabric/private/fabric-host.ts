import { Construct } from 'constructs';
import { CloudRdma } from '../../../clouds/cloud-contract';
import { ICluster } from '../../../contracts/cluster';
import { AcceleratorVendor } from '../../../contracts/accelerator-vendor';
import { Toleration } from '../../../contracts/pool';
import { IDevicePool } from '../../device-pool';
import { IPoolsHost } from '../../pools-host';
import { IFabricHost, NicOperator, RdmaNamespaceMode, SecondaryNetworks } from '../fabric-contract';

/** A pool as its fabric sees it. */
export class FabricHost implements IFabricHost {
  public readonly cluster: ICluster;
  public readonly poolName: string;
  public readonly nodeLabels: { [key: string]: string };
  public readonly tolerations: Toleration[];
  public readonly expectedNodes: number;
  public readonly nicsOnAccelerators: boolean;
  public readonly cloudRdma?: CloudRdma;

  constructor(
    public readonly scope: Construct & IDevicePool,
    private readonly host: IPoolsHost,
    public readonly nodesComeAndGo: boolean,
  ) {
    this.cluster = host.cluster;
    this.cloudRdma = host.network.cloudRdma;
    this.poolName = scope.poolName;
    this.nodeLabels = scope.nodeLabels;
    this.tolerations = scope.tolerations;
    this.expectedNodes = scope.expectedNodes;
    this.nicsOnAccelerators = scope.accelerator.vendor === AcceleratorVendor.ASCEND;
  }

  public secondaryNetworks(): SecondaryNetworks {
    return this.host.network.secondaryNetworks(this.scope);
  }

  public tryNetworkOperator(): NicOperator | undefined {
    return this.host.network.tryNetworkOperator(this.scope);
  }

  public sriovOperator(): NicOperator {
    return this.host.network.sriovOperator(this.scope);
  }

  public claimNamespaceMode(mode: RdmaNamespaceMode): void {
    this.host.network.claimNamespaceMode(this.scope, this.scope, mode);
  }
}
