import { Construct } from 'constructs';
import { NetworkDestination } from './network-destination';
import { checkCidr } from './private/check-network';
import { renderNetwork } from './private/render-network';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { checkDnsLabel } from '../../core/private/names';
import { TieredModelStore } from '../tiered-model-store';

/** What the pods of a store may connect to. */
export interface ModelStoreNetworkProps {
  /** The store. All pods of its namespace are meant, those of servers too. */
  readonly store: TieredModelStore;

  /**
   * Object storage, and sources that models are imported from. Kubernetes knows no host names here: give the addresses of
   * the endpoints, or the namespace of a storage in the cluster.
   */
  readonly destinations: NetworkDestination[];

  /** The API server, which jobs tell what is warm: the addresses behind the service `kubernetes`, and their port. */
  readonly apiServer: NetworkDestination;

  /**
   * Addresses of the nodes, in CIDR notation.
   *
   * Caches of Fluid run in the network of their node, and jobs that load them connect to it.
   */
  readonly nodes: string[];

  /**
   * Namespaces whose pods may connect to servers: gateways, agents, monitoring.
   *
   * @default - none: only pods of the namespace itself
   */
  readonly clients?: string[];
}

/**
 * Keeps the pods of a store to what they need: everything else is refused, in and out.
 *
 * What it does not reach: pods in the network of their node, so the caches of Fluid, and file systems that nodes mount.
 * Their traffic is for the firewall of the nodes. It counts only where the cluster's network enforces policies.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 *
 * @example
 * import { ModelStoreNetwork, NetworkDestination, TieredModelStore } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const store: TieredModelStore;
 * new ModelStoreNetwork(stack, 'Network', {
 *   store,
 *   destinations: [NetworkDestination.cidr('10.20.0.0/16', 443)],
 *   apiServer: NetworkDestination.cidr('10.0.0.10/32', 6443),
 *   nodes: ['10.0.0.0/16'],
 *   clients: ['inference-gateway'],
 * });
 */
export class ModelStoreNetwork extends Construct {
  constructor(scope: Construct, id: string, props: ModelStoreNetworkProps) {
    super(scope, id);
    const { store, destinations, apiServer, nodes, clients = [] } = props;
    const { namespace, cluster } = store;
    const bundle = new Bundle(this, 'Resource', { target: cluster });
    const resolved = [apiServer, ...destinations].map(({ _destination }) => _destination);
    new KubernetesObject(bundle, 'Policy', {
      manifest: renderNetwork({
        name: 'model-store',
        namespace,
        clients: [...new Set(clients.map((name) => checkDnsLabel(this, 'the namespace', name)))].sort(),
        nodes: [...new Set(nodes.map(checkCidr))].sort(),
        destinations: [...new Map(resolved.map((one) => [JSON.stringify(one), one]))]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, one]) => one),
      }),
    });
  }
}
