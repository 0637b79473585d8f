/** What the NVIDIA network operator does beside device plugins and networks. */
export interface NetworkOperatorOptions {
  /**
   * Whether it installs the DOCA driver of the NICs on the nodes. The GPU driver then waits for it, and GPUDirect RDMA
   * goes over `nvidia-peermem`.
   *
   * @default false, the nodes' image has the driver
   */
  readonly installsDriver?: boolean;

  /**
   * Version of that driver.
   *
   * @default - the version that was released with the operator
   */
  readonly driverVersion?: string;
}

/**
 * Who installs the software of NICs in a cluster: one owner for all pools.
 *
 * @example
 * import { NetworkSoftware } from 'cdktf-ai-cloud';
 *
 * const networkSoftware = NetworkSoftware.nvidiaNetworkOperator({ installsDriver: true });
 */
export class NetworkSoftware {
  /** Each part by itself: RDMA shared device plugin, SR-IOV network operator. */
  public static standAlone(): NetworkSoftware {
    return new NetworkSoftware(undefined);
  }

  /**
   * NVIDIA's network operator, with address management (nv-ipam) for the networks of pods. The GPU operator is installed
   * after it.
   *
   * @see https://github.com/Mellanox/network-operator
   */
  public static nvidiaNetworkOperator(options: NetworkOperatorOptions = {}): NetworkSoftware {
    return new NetworkSoftware(options);
  }

  private constructor(
    /** Options of the network operator; undefined without it. */
    public readonly networkOperator?: NetworkOperatorOptions,
  ) {}
}
