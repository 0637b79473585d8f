import { fail } from '../../core/private/fail';

/** Which addresses the RDMA interfaces of pods have. */
export enum AddressFamily {
  /** IPv4. */
  IPV4 = 'AF_INET',
  /** IPv6. */
  IPV6 = 'AF_INET6',
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

  private constructor(
    /** Family of the addresses. */
    public readonly family: AddressFamily,
    /** JSON of the address plugin; undefined without one. */
    public readonly configuration?: string,
  ) {}
}

function typeOf(configuration: string): string | undefined {
  try {
    const parsed = JSON.parse(configuration) as { type?: unknown } | null;
    return typeof parsed?.type === 'string' ? parsed.type : undefined;
  } catch {
    return undefined;
  }
}
