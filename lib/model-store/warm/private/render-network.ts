import { Manifest } from '../../../core/private/manifest-member';

/** Where pods may connect to. */
export type ResolvedDestination =
  | { readonly kind: 'cidr'; readonly range: string; readonly port: number }
  | { readonly kind: 'namespace'; readonly namespace: string; readonly port: number };

/** What pods of a namespace may do on the network; all else is refused. */
export interface ResolvedNetwork {
  readonly name: string;
  readonly namespace: string;
  /** Namespaces whose pods may connect, sorted. */
  readonly clients: readonly string[];
  /** Addresses that may be reached on all ports, sorted. */
  readonly nodes: readonly string[];
  readonly destinations: readonly ResolvedDestination[];
}

const NAMESPACE = 'kubernetes.io/metadata.name';
const DNS = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
];

/** Every rule names who is at the other end: a rule of ports alone would open them to the world. */
export function renderNetwork(network: ResolvedNetwork): Manifest {
  const inside = { podSelector: {} };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: network.name, namespace: network.namespace },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [inside, ...network.clients.map(namespaceOf)] }],
      egress: [
        { to: [inside] },
        {
          to: [{ ...namespaceOf('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
          ports: DNS,
        },
        ...(network.nodes.length === 0 ? [] : [{ to: network.nodes.map((cidr) => ({ ipBlock: { cidr } })) }]),
        ...network.destinations.map(egressTo),
      ],
    },
  };
}

function egressTo(destination: ResolvedDestination): Manifest {
  const { port } = destination;
  const to =
    destination.kind === 'cidr' ? { ipBlock: { cidr: destination.range } } : namespaceOf(destination.namespace);
  return { to: [to], ports: [{ protocol: 'TCP', port }] };
}

function namespaceOf(name: string): Manifest {
  return { namespaceSelector: { matchLabels: { [NAMESPACE]: name } } };
}
