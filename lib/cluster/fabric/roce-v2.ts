import { FabricConfig, IFabric, IFabricHost } from './fabric-contract';
import { bindAcceleratorNics, bindCloudNics } from './private/given-nics';
import { checkKind } from './private/kind-check';
import { OwnNics } from './private/own-nics';
import { NicSetup, resolveRoce } from './private/resolve-nics';
import { RoceV2Options } from './roce-v2-options';
import { RdmaKind } from '../../clouds/cloud-contract';

/**
 * RoCE v2 between the nodes of a pool.
 *
 * Brings a device plugin and one network per NIC, or uses what the cloud brings. Ascend accelerators have NICs of their
 * own: HCCL is told of the lossless class, and nothing is installed. In shared mode the fabric does not keep the pods of
 * a node apart, which a warning says.
 *
 * @see https://github.com/Mellanox/k8s-rdma-shared-dev-plugin
 *
 * @example
 * import { RoceV2Fabric } from 'cdktf-ai-cloud';
 *
 * const fabric = new RoceV2Fabric({ nicsPerNode: 8, losslessClass: { dscp: 26, pfcPriority: 3 } });
 */
export class RoceV2Fabric implements IFabric {
  private readonly setup: NicSetup;

  constructor(options: RoceV2Options) {
    this.setup = resolveRoce(options);
  }

  /** Makes the fabric's objects and says what pods need. */
  public bind(host: IFabricHost): FabricConfig {
    checkKind(host, RdmaKind.ROCE_V2);
    if (host.nicsOnAccelerators) return bindAcceleratorNics(host, this.setup);
    if (host.cloudRdma !== undefined) return bindCloudNics(host, this.setup, host.cloudRdma);
    return new OwnNics(host, this.setup).bind();
  }
}
