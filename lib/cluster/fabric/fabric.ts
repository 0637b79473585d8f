import { EfaFabric } from './efa';
import { EfaOptions } from './efa-options';
import { ErdmaFabric } from './erdma';
import { ErdmaOptions } from './erdma-options';
import { IFabric } from './fabric-contract';
import { InfiniBandFabric } from './infini-band';
import { InfiniBandOptions } from './infini-band-options';
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

  /** InfiniBand. */
  public static infiniBand(options: InfiniBandOptions): IFabric {
    return new InfiniBandFabric(options);
  }

  /** Elastic Fabric Adapter of AWS. */
  public static efa(options: EfaOptions): IFabric {
    return new EfaFabric(options);
  }

  /** Elastic RDMA of Alibaba Cloud. */
  public static erdma(options: ErdmaOptions): IFabric {
    return new ErdmaFabric(options);
  }

  private constructor() {}
}
