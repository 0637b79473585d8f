import { Manifest } from '../../core/private/manifest-member';
import { SecretKeySelector } from '../../contracts/secret-key-selector';

/** Agents that the chart brings as samples; all are on unless they are switched off. */
const SAMPLE_AGENTS = [
  'argo-rollouts-agent',
  'cilium-debug-agent',
  'cilium-manager-agent',
  'cilium-policy-agent',
  'helm-agent',
  'istio-agent',
  'k8s-agent',
  'kgateway-agent',
  'observability-agent',
  'promql-agent',
];
const DATABASE_MOUNT = '/var/run/secrets/kagent-database';

export interface ResolvedPlatform {
  readonly namespace: string;
  /** Undefined for the database that the chart brings. */
  readonly databaseUrl: SecretKeySelector | undefined;
  /** Registry of kagent's own images. */
  readonly registry: string;
  /** Registry of the image of the database that the chart brings. */
  readonly databaseRegistry: string;
  /** Empty for the default class of the cluster. */
  readonly storageClass: string;
  readonly pullSecretName: string | undefined;
  /** Sorted. */
  readonly clientNamespaces: string[];
}

/** Values of the chart with the definitions; `kmcp` and `substrate` must be the same in both charts. */
export function definitionValues(): Manifest {
  return { kmcp: { enabled: false }, substrate: { enabled: false } };
}

export function platformValues(p: ResolvedPlatform): Manifest {
  const off = { enabled: false };
  const pull = p.pullSecretName === undefined ? [] : [{ name: p.pullSecretName }];
  return {
    ...definitionValues(),
    registry: p.registry,
    imagePullSecrets: pull,
    ...(p.databaseUrl === undefined && pull.length > 0 ? { global: { imagePullSecrets: pull } } : {}),
    rbac: { namespaces: [p.namespace] },
    controller: {
      watchNamespaces: [p.namespace],
      service: { type: 'ClusterIP' },
      metrics: off,
      ...databaseMount(p.databaseUrl),
    },
    ui: { service: { type: 'ClusterIP' }, route: off },
    database: { postgres: databaseValues(p) },
    // The chart always makes a default model. This one needs no key and leads nowhere: every agent names its own.
    providers: { default: 'ollama', ollama: { model: 'none', config: { host: 'no-default-model.invalid' } } },
    otel: { tracing: off, logging: off },
    'kagent-tools': off,
    'grafana-mcp': off,
    querydoc: off,
    'oauth2-proxy': off,
    ...Object.fromEntries(SAMPLE_AGENTS.map((name) => [name, off])),
  };
}

function databaseMount(url: SecretKeySelector | undefined): Manifest {
  if (url === undefined) return {};
  return {
    volumes: [{ name: 'database-url', secret: { secretName: url.secretName, items: [{ key: url.key, path: 'url' }] } }],
    volumeMounts: [{ name: 'database-url', mountPath: DATABASE_MOUNT, readOnly: true }],
  };
}

function databaseValues(p: ResolvedPlatform): Manifest {
  if (p.databaseUrl !== undefined) return { urlFile: `${DATABASE_MOUNT}/url`, bundled: { enabled: false } };
  return {
    bundled: { enabled: true, image: { registry: p.databaseRegistry }, storageClassName: p.storageClass },
  };
}

/** Nobody outside reaches a pod of the namespace. */
export function renderFence(p: ResolvedPlatform): Manifest {
  return networkPolicy(p, 'kagent-internal', {
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: {} }] }],
  });
}

/** Clients reach the controller, which speaks for all agents, and the console; never the pod of an agent. */
export function renderClients(p: ResolvedPlatform): Manifest {
  return networkPolicy(p, 'kagent-clients', {
    podSelector: {
      matchLabels: { 'app.kubernetes.io/instance': 'kagent' },
      matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: ['controller', 'ui'] }],
    },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: p.clientNamespaces.map((name) => ({
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
        })),
        ports: [8080, 8083].map((port) => ({ protocol: 'TCP', port })),
      },
    ],
  });
}

function networkPolicy(p: ResolvedPlatform, name: string, spec: Manifest): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: p.namespace },
    spec,
  };
}
