import { Construct, IConstruct } from 'constructs';
import { Multus } from './multus';
import { NamespaceModes } from './namespace-modes';
import { NetworkOperator } from './network-operator';
import { OperatorContext } from './render-network-operator';
import { SriovOperator } from './sriov-operator';
import { CloudRdma } from '../../../clouds/cloud-contract';
import { ICluster } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';
import { Chart } from '../../../core/chart';
import { JsonPatch } from '../../../core/json-patch';
import { fail } from '../../../core/private/fail';
import { CniDirectories } from '../../cni-directories';
import { NodeFeatureDiscovery } from '../../private/node-feature-discovery';
import { NicOperator, RdmaNamespaceMode, SecondaryNetworks } from '../fabric-contract';
import { INetworkHost } from '../network-host-contract';
import { NetworkOperatorOptions, NetworkSoftware } from '../network-software';

/** The software of NICs of one cluster: each part once, and one owner for each. */
export class NetworkHost implements INetworkHost {
  private readonly pools = new Set<IPool>();
  private readonly modes = new NamespaceModes();
  private readonly gpuOperators = new Set<Chart>();
  private operator?: NetworkOperator;
  private multus?: Multus;
  private sriov?: SriovOperator;

  constructor(
    private readonly scope: Construct,
    private readonly cluster: ICluster,
    private readonly directories: CniDirectories,
    private readonly software: NetworkSoftware,
    public readonly cloudRdma?: CloudRdma,
  ) {
    if (software.networkOperator !== undefined && cloudRdma !== undefined) {
      throw fail(scope, {
        code: 'AIC-2074',
        what: 'two would own the RDMA devices of the nodes: the cloud and the network operator',
        got: `NetworkSoftware.nvidiaNetworkOperator() in a cloud that offers ${cloudRdma.resource}`,
        want: 'one owner',
        fix: "Leave networkSoftware out: the fabric uses the cloud's devices and networks.",
      });
    }
  }

  /** Puts the network operator before the GPU operator, whichever comes first in the program. */
  public putBefore(gpuOperator: Chart): void {
    if (this.gpuOperators.has(gpuOperator)) return;
    this.gpuOperators.add(gpuOperator);
    if (this.operator !== undefined) link(this.operator, gpuOperator);
  }

  public secondaryNetworks(pool: IPool): SecondaryNetworks {
    return this.installMultus().include(pool);
  }

  public tryNetworkOperator(pool: IPool): NicOperator | undefined {
    if (this.software.networkOperator === undefined) return undefined;
    return this.installOperator(pool, this.software.networkOperator).contract;
  }

  public sriovOperator(pool: IPool): NicOperator {
    const { networkOperator: options } = this.software;
    if (options !== undefined) return this.installOperator(pool, options).withVirtualFunctions();
    this.pools.add(pool);
    if (this.sriov === undefined) {
      this.sriov = new SriovOperator(this.scope, 'SriovOperator', this.cluster, () => this.context());
      this.sriov.node.addDependency(this.installMultus().definitionsReady);
    }
    return this.sriov.contract;
  }

  public claimNamespaceMode(scope: IConstruct, pool: IPool, mode: RdmaNamespaceMode): void {
    this.modes.claim(scope, pool, mode);
  }

  private installOperator(pool: IPool, options: NetworkOperatorOptions): NetworkOperator {
    this.pools.add(pool);
    this.operator ??= this.makeOperator(options);
    this.operator.chart.node.addDependency(NodeFeatureDiscovery.of(this.cluster, pool));
    return this.operator;
  }

  private makeOperator(options: NetworkOperatorOptions): NetworkOperator {
    const operator = new NetworkOperator(this.scope, 'NetworkOperator', this.cluster, options, () => this.context());
    operator.chart.node.addDependency(this.installMultus().definitionsReady);
    this.gpuOperators.forEach((gpuOperator) => link(operator, gpuOperator));
    return operator;
  }

  private installMultus(): Multus {
    this.multus ??= new Multus(this.scope, 'Multus', this.cluster, this.directories);
    return this.multus;
  }

  private context(): OperatorContext {
    const tolerations = [...this.pools].flatMap((pool) => pool.tolerations);
    return { registries: this.cluster.registries, directories: this.directories, tolerations };
  }
}

/** The GPU driver waits for the driver of the NICs where the network operator installs it. */
function link(operator: NetworkOperator, gpuOperator: Chart): void {
  const { driverVersion, ready } = operator.contract;
  gpuOperator.node.addDependency(ready);
  if (driverVersion !== undefined) gpuOperator.patch(JsonPatch.add('/driver/rdma', { enabled: true }));
}
