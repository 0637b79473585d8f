import { Toleration } from '../../contracts/pool';
import { RenderedClaims } from '../../core/private/device-claims';
import { Manifest } from '../../core/private/manifest-member';

export interface ResolvedEndpoint {
  readonly name: string;
  readonly namespace: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** CPU in percent of the request that adds a replica; undefined when the number is fixed. */
  readonly cpuTarget: number | undefined;
  readonly queueName: string;
  readonly schedulerName: string;
  readonly priorityClassName: string;
  readonly nodeLabels: { [key: string]: string };
  readonly tolerations: Toleration[];
  readonly podLabels: { [key: string]: string };
  readonly podAnnotations: { [key: string]: string };
  readonly runtimeClassName: string | undefined;
  /** Devices that are claimed instead of counted. */
  readonly claims: RenderedClaims;
  readonly pullSecrets: { name: string }[];
  readonly claimName: string;
  readonly image: string;
  readonly command: string[] | undefined;
  readonly arguments: string[];
  readonly environment: { [name: string]: string };
  readonly port: number;
  readonly healthPath: string;
  readonly homeDirectory: string;
  readonly userId: number;
  readonly groupId: number;
  readonly requests: { [name: string]: string };
  /** Always given: KServe would limit what has no limit to one core and 2 GiB. */
  readonly limits: { [name: string]: string };
  readonly sharedMemory: string;
  readonly startupSeconds: number;
  readonly gatewayName: string;
  readonly gatewayNamespace: string;
  readonly requestTimeout: string;
}

/** Where the claim of the model is mounted. */
export const MODEL_MOUNT = '/mnt/models';
/** The load balancer stops sending before the server is told to end. */
export const SETTLE_SECONDS = 10;
/** What requests under way may still take. */
export const DRAIN_SECONDS = 45;
const GRACE_SECONDS = SETTLE_SECONDS + DRAIN_SECONDS + 5;
const PROBE_SECONDS = 10;

/** The Service that KServe makes for a predictor; its port is always 80. */
export function predictorName(endpoint: string): string {
  return `${endpoint}-predictor`;
}

/**
 * A custom predictor with the claim as an ordinary volume. KServe's own `pvc://` would add it in a webhook, below a
 * subPath: not seen by the webhook that places pods near the cache, and cut off for good when the mount is renewed.
 */
export function renderInferenceService(e: ResolvedEndpoint): Manifest {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: {
      name: e.name,
      namespace: e.namespace,
      annotations: {
        'serving.kserve.io/autoscalerClass': e.cpuTarget === undefined ? 'none' : 'hpa',
        'serving.kserve.io/deploymentMode': 'Standard',
      },
    },
    spec: {
      predictor: {
        annotations: { ...e.podAnnotations, 'scheduling.volcano.sh/queue-name': e.queueName },
        ...(Object.keys(e.podLabels).length === 0 ? {} : { labels: e.podLabels }),
        minReplicas: e.minReplicas,
        maxReplicas: e.maxReplicas,
        ...(e.cpuTarget === undefined ? {} : { scaleMetric: 'cpu', scaleTarget: e.cpuTarget }),
        deploymentStrategy: { type: 'RollingUpdate', rollingUpdate: rollingUpdate(e) },
        schedulerName: e.schedulerName,
        priorityClassName: e.priorityClassName,
        nodeSelector: e.nodeLabels,
        ...(e.tolerations.length === 0 ? {} : { tolerations: e.tolerations }),
        ...(e.runtimeClassName === undefined ? {} : { runtimeClassName: e.runtimeClassName }),
        ...(e.claims.podClaims.length === 0 ? {} : { resourceClaims: e.claims.podClaims }),
        automountServiceAccountToken: false,
        // A Service called vllm would set VLLM_PORT, which vLLM reads as its own.
        enableServiceLinks: false,
        terminationGracePeriodSeconds: GRACE_SECONDS,
        ...(e.pullSecrets.length === 0 ? {} : { imagePullSecrets: e.pullSecrets }),
        securityContext: {
          runAsNonRoot: true,
          runAsUser: e.userId,
          runAsGroup: e.groupId,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [container(e)],
        volumes: [
          { name: 'model', persistentVolumeClaim: { claimName: e.claimName, readOnly: true } },
          { name: 'home', emptyDir: { sizeLimit: '20Gi' } },
          { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: e.sharedMemory } },
        ],
      },
    },
  };
}

/** Devices are scarce: replicas are replaced in their places. A single one gets its successor first, if there is room. */
function rollingUpdate(e: ResolvedEndpoint): object {
  return e.minReplicas > 1 ? { maxSurge: 0, maxUnavailable: 1 } : { maxSurge: 1, maxUnavailable: 0 };
}

function container(e: ResolvedEndpoint): object {
  const probe = { httpGet: { path: e.healthPath, port: e.port }, periodSeconds: PROBE_SECONDS, timeoutSeconds: 5 };
  return {
    name: 'kserve-container',
    image: e.image,
    ...(e.command === undefined ? {} : { command: e.command }),
    args: e.arguments,
    env: Object.keys(e.environment)
      .sort()
      .map((name) => ({ name, value: e.environment[name] })),
    ports: [{ name: 'http', containerPort: e.port, protocol: 'TCP' }],
    resources: {
      requests: e.requests,
      limits: e.limits,
      ...(e.claims.containerClaims.length === 0 ? {} : { claims: e.claims.containerClaims }),
    },
    startupProbe: { ...probe, failureThreshold: Math.ceil(e.startupSeconds / PROBE_SECONDS) },
    readinessProbe: { ...probe, failureThreshold: 2 },
    livenessProbe: { ...probe, failureThreshold: 6 },
    lifecycle: { preStop: { sleep: { seconds: SETTLE_SECONDS } } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [
      { name: 'model', mountPath: MODEL_MOUNT, readOnly: true },
      { name: 'home', mountPath: e.homeDirectory },
      { name: 'shared-memory', mountPath: '/dev/shm' },
    ],
  };
}

/** `/<name>/v1` at the gateway is `/v1` at the endpoint; metrics and administration stay inside. */
export function renderRoute(e: ResolvedEndpoint): Manifest {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: e.name, namespace: e.namespace },
    spec: {
      parentRefs: [{ name: e.gatewayName, namespace: e.gatewayNamespace }],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: `/${e.name}/v1` } }],
          filters: [
            { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v1' } } },
          ],
          backendRefs: [{ name: predictorName(e.name), port: 80 }],
          timeouts: { request: e.requestTimeout },
        },
      ],
    },
  };
}

/** Nodes are emptied one replica at a time. */
export function renderDisruptionBudget(e: ResolvedEndpoint): Manifest {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: predictorName(e.name), namespace: e.namespace },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: `isvc.${predictorName(e.name)}` } } },
  };
}
