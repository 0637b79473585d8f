import { IFabric } from './fabric-contract';
import { RoceV2Fabric } from './roce-v2';
import { RoceV2Options } from './roce-v2-options';

/**
 * The RDMA network between the nodes of a pool, whole: device plugin, secondary networks, NCCL and memory lock.
 *
 * @example
 * import { Fabric } from 'cdktf-ai-cloud';
 *
 * const fabric = Fabric.roceV2({ nicsPerNode: 8 });
 */
export class Fabric {
  /** RDMA over Converged Ethernet, version 2. */
  public static roceV2(options: RoceV2Options): IFabric {
    return new RoceV2Fabric(options);
  }

  private constructor() {}
}
