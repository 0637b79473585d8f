import { fail } from '../../core/private/fail';

/** Which addresses the RDMA interfaces of pods have. */
export enum AddressFamily {
  /** IPv4. */
  IPV4 = 'AF_INET',
  /** IPv6. */
  IPV6 = 'AF_INET6',
}

/** Addresses that the network operator gives from blocks of its nodes. */
export interface AddressPoolOptions {
  /** Subnets: one for all NICs, or one for each. */
  readonly subnets: string[];

  /** Addresses that each node gets of a subnet: at least one for every pod there. */
  readonly perNodeBlockSize: number;

  /**
   * Gateway of the subnet. Only with one subnet.
   *
   * @default - none: the NICs reach each other directly
   */
  readonly gateway?: string;
}

/** Addresses that the network operator gives from prefixes of its nodes. */
export interface AddressPrefixOptions {
  /** Networks that are cut into prefixes: one for all NICs, or one for each. */
  readonly cidrs: string[];

  /** Length of the prefix that each node gets. */
  readonly perNodeNetworkPrefix: number;

  /**
   * Which address of a node's prefix is its gateway: the leaf switch of a routed rail.
   *
   * @default - none
   */
  readonly gatewayIndex?: number;
}

/**
 * How the RDMA interfaces of pods get their addresses.
 *
 * @example
 * import { AddressFamily, FabricAddressing } from 'cdktf-ai-cloud';
 *
 * const addressing = FabricAddressing.plugin('{"type":"whereabouts","range":"10.200.0.0/16"}', AddressFamily.IPV4);
 */
export class FabricAddressing {
  /**
   * Every interface makes its own IPv6 address: link-local always, routable when the switches send router
   * advertisements. Needs no further software.
   */
  public static automaticIpv6(): FabricAddressing {
    return new FabricAddressing(AddressFamily.IPV6);
  }

  /**
   * A CNI address plugin that the nodes have (`whereabouts`, `nv-ipam`, `dhcp` with its daemon), as its JSON.
   *
   * `host-local` is refused: it counts on each node by itself, and two nodes would give the same address.
   */
  public static plugin(configuration: string, family: AddressFamily): FabricAddressing {
    const type = typeOf(configuration);
    if (type === undefined || type === '' || type === 'host-local') {
      throw fail(undefined, {
        code: 'AIC-2022',
        what: 'the address plugin cannot serve a fabric',
        got: configuration,
        want: 'a JSON object with the type of a plugin that knows all nodes',
        fix: `Write FabricAddressing.plugin('{"type":"whereabouts","range":"10.200.0.0/16"}', AddressFamily.IPV4).`,
      });
    }
    return new FabricAddressing(family, configuration);
  }

  /**
   * Addresses of blocks that each node gets of a subnet (nv-ipam's IPPool): for networks that are one broadcast domain.
   * Needs the network operator.
   */
  public static ipPool(options: AddressPoolOptions): FabricAddressing {
    const { subnets, perNodeBlockSize, gateway } = options;
    check(subnets, perNodeBlockSize >= 1 && Number.isInteger(perNodeBlockSize), options);
    if (gateway !== undefined && subnets.length > 1) check([], false, options);
    return new FabricAddressing(familyOf(subnets[0]), undefined, options);
  }

  /**
   * Addresses of prefixes that each node gets of a network (nv-ipam's CIDRPool): for networks that are routed at each
   * node. Needs the network operator.
   */
  public static cidrPool(options: AddressPrefixOptions): FabricAddressing {
    const { cidrs, perNodeNetworkPrefix: length } = options;
    const isWithin = (cidr: string): boolean => length >= Number(cidr.split('/')[1]) && length <= bitsOf(cidr);
    check(cidrs, Number.isInteger(length) && cidrs.every(isWithin), options);
    return new FabricAddressing(familyOf(cidrs[0]), undefined, undefined, options);
  }

  private constructor(
    /** Family of the addresses. */
    public readonly family: AddressFamily,
    /** JSON of the address plugin; undefined without one. */
    public readonly configuration?: string,
    /** Blocks of a subnet; undefined without them. */
    public readonly pool?: AddressPoolOptions,
    /** Prefixes of a network; undefined without them. */
    public readonly prefixes?: AddressPrefixOptions,
  ) {}
}

function check(networks: string[], numbersFit: boolean, got: object): void {
  const areOneFamily = new Set(networks.map(familyOf)).size === 1;
  if (numbersFit && areOneFamily && networks.every(isNetwork)) return;
  throw fail(undefined, {
    code: 'AIC-2071',
    what: 'the address pool gives no addresses',
    got,
    want: 'networks of one family (10.200.0.0/16), a part of them for each node, and a gateway only with one subnet',
    fix: "Write FabricAddressing.ipPool({ subnets: ['10.200.0.0/16'], perNodeBlockSize: 64 }).",
  });
}

function isNetwork(text: string): boolean {
  const [address, length, ...rest] = text.split('/');
  const isV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(address);
  const isV6 = /^[0-9a-f:]+$/i.test(address) && address.includes(':');
  const isLength = /^\d{1,3}$/.test(length ?? '') && Number(length) >= 1 && Number(length) <= bitsOf(text);
  return rest.length === 0 && (isV4 || isV6) && isLength;
}

function bitsOf(network: string): number {
  return network.includes(':') ? 128 : 32;
}

function familyOf(network = ''): AddressFamily {
  return network.includes(':') ? AddressFamily.IPV6 : AddressFamily.IPV4;
}

function typeOf(configuration: string): string | undefined {
  try {
    const parsed = JSON.parse(configuration) as { type?: unknown } | null;
    return typeof parsed?.type === 'string' ? parsed.type : undefined;
  } catch {
    return undefined;
  }
}
