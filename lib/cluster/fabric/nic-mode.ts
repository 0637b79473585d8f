import { fail } from '../../core/private/fail';

/** How the virtual functions of a pool's NICs are made. */
export interface VirtualFunctionOptions {
  /**
   * Virtual functions of each NIC: how many pods of a node can use it at the same time.
   *
   * @default 8
   */
  readonly perNic?: number;

  /**
   * Nodes that may be drained at the same time while their NICs are configured.
   *
   * @default 1
   */
  readonly maxUnavailableNodes?: number;

  /**
   * VLAN of the virtual functions. Ethernet only.
   *
   * @default - untagged
   */
  readonly vlan?: number;
}

/** What pods get of the NICs of a node. */
export enum NicModeKind {
  /** All pods of a node use the same NICs, each with networks of its own. */
  SHARED = 'shared',
  /** All pods of a node use the same NICs and the node's own network. */
  HOST_NETWORK = 'host-network',
  /** Each pod has a virtual function of every NIC. */
  VIRTUAL_FUNCTIONS = 'virtual-functions',
  /** Each NIC belongs to one pod. */
  WHOLE_DEVICES = 'whole-devices',
}

/**
 * What pods get of the NICs of a node: shared, or exclusive.
 *
 * @example
 * import { Fabric, NicMode } from 'cdktf-ai-cloud';
 *
 * const fabric = Fabric.roceV2({ nicsPerNode: 8, mode: NicMode.virtualFunctions({ perNic: 4 }) });
 */
export class NicMode {
  /** All pods of a node use the same NICs (RDMA shared device plugin). Nothing keeps them apart. */
  public static shared(): NicMode {
    return new NicMode(NicModeKind.SHARED, false);
  }

  /**
   * All pods of a node use the same NICs in the node's own network: no secondary network, no Multus. Pods that listen
   * on the same port then cannot share a node.
   */
  public static hostNetwork(): NicMode {
    return new NicMode(NicModeKind.HOST_NETWORK, false);
  }

  /**
   * Each pod has a virtual function of every NIC for itself, with its RDMA device in its own network namespace
   * (SR-IOV). Configuring the NICs drains and may restart nodes.
   *
   * @see https://github.com/k8snetworkplumbingwg/sriov-network-operator
   */
  public static virtualFunctions(options: VirtualFunctionOptions = {}): NicMode {
    const { perNic = 8, maxUnavailableNodes = 1, vlan } = options;
    const limits: [string, number, number, number][] = [
      ['perNic', perNic, 1, 127],
      ['maxUnavailableNodes', maxUnavailableNodes, 1, 15000],
      ['vlan', vlan ?? 1, 1, 4094],
    ];
    const wrong = limits.find(([, got, least, most]) => !Number.isInteger(got) || got < least || got > most);
    if (wrong !== undefined) {
      const [what, got, least, most] = wrong;
      throw fail(undefined, {
        code: 'AIC-2070',
        what: `${what} of the virtual functions is out of range`,
        got,
        want: `a whole number from ${least} to ${most}`,
        fix: 'Write NicMode.virtualFunctions({ perNic: 8 }).',
      });
    }
    return new NicMode(NicModeKind.VIRTUAL_FUNCTIONS, true, perNic, maxUnavailableNodes, vlan);
  }

  /** Each NIC moves into the pod that gets it (host device). Needs the NVIDIA network operator. */
  public static wholeDevices(): NicMode {
    return new NicMode(NicModeKind.WHOLE_DEVICES, true);
  }

  private constructor(
    /** The mode. */
    public readonly kind: NicModeKind,
    /** Whether a NIC, or a part of it, belongs to one pod. */
    public readonly exclusive: boolean,
    /** Virtual functions of each NIC; undefined without them. */
    public readonly perNic?: number,
    /** Nodes that may be drained at the same time; undefined where none is. */
    public readonly maxUnavailableNodes?: number,
    /** VLAN of the virtual functions; undefined when they are untagged. */
    public readonly vlan?: number,
  ) {}
}
