import { checkCidr, checkPort } from './private/check-network';
import { ResolvedDestination } from './private/render-network';
import { checkDnsLabel } from '../../core/private/names';

/**
 * Where pods may connect to: some addresses, or pods of a namespace, and one port there.
 *
 * @example
 * import { NetworkDestination } from 'cdktf-ai-cloud';
 *
 * const cos = NetworkDestination.cidr('169.254.0.0/16', 443);
 * const seaweedFs = NetworkDestination.namespace('seaweedfs', 8333);
 */
export class NetworkDestination {
  /** A range of addresses, for example of the endpoints of an object storage in your VPC. */
  public static cidr(range: string, port: number): NetworkDestination {
    return new NetworkDestination({ kind: 'cidr', range: checkCidr(range), port: checkPort(port) });
  }

  /** All pods of a namespace of the cluster. */
  public static namespace(name: string, port: number): NetworkDestination {
    return new NetworkDestination({
      kind: 'namespace',
      namespace: checkDnsLabel(undefined, 'the namespace', name),
      port: checkPort(port),
    });
  }

  private constructor(private readonly destination: ResolvedDestination) {}

  /** @internal */
  public get _destination(): ResolvedDestination {
    return this.destination;
  }
}
