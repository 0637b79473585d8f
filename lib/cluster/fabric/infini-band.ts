import { FabricConfig, IFabric, IFabricHost } from './fabric-contract';
import { InfiniBandOptions } from './infini-band-options';
import { bindCloudNics } from './private/given-nics';
import { checkKind } from './private/kind-check';
import { OwnNics } from './private/own-nics';
import { NicSetup, resolveInfiniBand } from './private/resolve-nics';
import { RdmaKind } from '../../clouds/cloud-contract';

/**
 * InfiniBand between the nodes of a pool.
 *
 * Brings a device plugin, or uses what the cloud brings. Peers find each other without addresses; networks with
 * addresses (IPoIB) are made when `addressing` says so, for programs that connect by RDMA-CM. The nodes need the CNI
 * program `ipoib` for them, which the network operator brings.
 *
 * @see https://github.com/Mellanox/k8s-rdma-shared-dev-plugin
 *
 * @example
 * import { InfiniBandFabric, NicMode } from 'cdktf-ai-cloud';
 *
 * const fabric = new InfiniBandFabric({ nicsPerNode: 8, mode: NicMode.virtualFunctions() });
 */
export class InfiniBandFabric implements IFabric {
  private readonly setup: NicSetup;

  constructor(options: InfiniBandOptions) {
    this.setup = resolveInfiniBand(options);
  }

  /** Makes the fabric's objects and says what pods need. */
  public bind(host: IFabricHost): FabricConfig {
    checkKind(host, RdmaKind.INFINI_BAND);
    if (host.cloudRdma !== undefined) return bindCloudNics(host, this.setup, host.cloudRdma);
    return new OwnNics(host, this.setup).bind();
  }
}
