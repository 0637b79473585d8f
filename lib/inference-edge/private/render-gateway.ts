import { Manifest } from '../../core/private/manifest-member';
import { GatewayExposure } from '../gateway-options';

export interface ResolvedGateway {
  readonly name: string;
  readonly namespace: string;
  readonly serviceName: string;
  readonly exposure: GatewayExposure;
  readonly hostname: string | undefined;
  readonly tlsSecretName: string | undefined;
  readonly replicas: number;
  readonly proxyImage: string;
  readonly pullSecrets: { name: string }[];
  readonly internalAnnotations: { [key: string]: string };
}

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const ENVOY_API = 'gateway.envoyproxy.io/v1alpha1';

export function renderGatewayClass(g: ResolvedGateway): Manifest {
  return {
    apiVersion: GATEWAY_API,
    kind: 'GatewayClass',
    metadata: { name: g.name },
    spec: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
  };
}

/** How the proxies of the gateway run. */
export function renderEnvoyProxy(g: ResolvedGateway): Manifest {
  const isInternal = g.exposure === GatewayExposure.INTERNAL;
  return {
    apiVersion: ENVOY_API,
    kind: 'EnvoyProxy',
    metadata: { name: g.name, namespace: g.namespace },
    spec: {
      provider: {
        type: 'Kubernetes',
        kubernetes: {
          envoyDeployment: {
            replicas: g.replicas,
            container: { image: g.proxyImage },
            ...(g.pullSecrets.length === 0 ? {} : { pod: { imagePullSecrets: g.pullSecrets } }),
          },
          ...(g.replicas > 1 ? { envoyPDB: { minAvailable: 1 } } : {}),
          envoyService: {
            name: g.serviceName,
            type: g.exposure === GatewayExposure.CLUSTER ? 'ClusterIP' : 'LoadBalancer',
            ...(isInternal ? { annotations: g.internalAnnotations } : {}),
          },
        },
      },
    },
  };
}

/** Only the namespaces that hold endpoints may attach routes. */
export function renderGateway(g: ResolvedGateway, namespaces: string[]): Manifest {
  const isTls = g.tlsSecretName !== undefined;
  return {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { name: g.name, namespace: g.namespace },
    spec: {
      gatewayClassName: g.name,
      infrastructure: { parametersRef: { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name: g.name } },
      listeners: [
        {
          name: isTls ? 'https' : 'http',
          port: isTls ? 443 : 80,
          protocol: isTls ? 'HTTPS' : 'HTTP',
          ...(g.hostname === undefined ? {} : { hostname: g.hostname }),
          ...(isTls ? { tls: { mode: 'Terminate', certificateRefs: [{ name: g.tlsSecretName }] } } : {}),
          allowedRoutes: { namespaces: allowed(namespaces) },
        },
      ],
    },
  };
}

/** Chat requests stay open for long: the proxy's 1,024 at once are soon used up, and a full one answers 503. */
export function renderTrafficPolicy(g: ResolvedGateway): Manifest {
  return {
    apiVersion: ENVOY_API,
    kind: 'BackendTrafficPolicy',
    metadata: { name: g.name, namespace: g.namespace },
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: g.name }],
      circuitBreaker: { maxConnections: 16384, maxParallelRequests: 16384, maxPendingRequests: 16384 },
    },
  };
}

function allowed(namespaces: string[]): object {
  if (namespaces.length === 0) return { from: 'Same' };
  const names = { key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces };
  return { from: 'Selector', selector: { matchExpressions: [names] } };
}
