import { Toleration } from '../../contracts/pool';
import { SecretKeySelector } from '../../contracts/secret-key-selector';
import { RenderedClaims } from '../../core/private/device-claims';
import { Manifest } from '../../core/private/manifest-member';

/** A claim that pods mount. */
export interface ResolvedMount {
  readonly name: string;
  readonly claimName: string;
  readonly mountPath: string;
  readonly subPath: string;
  readonly readOnly: boolean;
}

/** A pod with devices, every default decided. What differs between the roles of a gang comes beside it. */
export interface ResolvedPod {
  readonly schedulerName: string;
  readonly priorityClassName: string;
  readonly image: string;
  readonly pullSecretName?: string;
  readonly environment: { [name: string]: string };
  readonly podFields: { [name: string]: string };
  readonly secretEnvironment: { [name: string]: SecretKeySelector };
  readonly labels: { [key: string]: string };
  readonly annotations: { [key: string]: string };
  readonly resources: { [name: string]: string };
  /** Claims of Dynamic Resource Allocation; all empty where devices are extended resources. */
  readonly claims: RenderedClaims;
  readonly runtimeClassName?: string;
  readonly capabilities: string[];
  readonly runAsUser: number;
  readonly usesSsh: boolean;
  readonly hostNetwork: boolean;
  readonly sharedMemory: string;
  readonly mounts: ResolvedMount[];
  readonly graceSeconds: number;
  readonly nodeLossSeconds: number;
  readonly nodeLabels: { [key: string]: string };
  readonly tolerations: Toleration[];
}

/** What differs between the roles of a gang. */
export interface PodRole {
  readonly containerName: string;
  /** Undefined: what starts the container is the engine's business. */
  readonly command?: readonly string[];
  /** CPU and memory of a pod without devices; undefined for one with them. */
  readonly resources?: { [name: string]: string };
}

/** A pod template; `metadata` is left out when it would be empty. */
export function podTemplate(pod: ResolvedPod, role: PodRole): Manifest {
  const metadata = {
    ...(isEmpty(pod.annotations) ? {} : { annotations: pod.annotations }),
    ...(isEmpty(pod.labels) ? {} : { labels: pod.labels }),
  };
  return { ...(isEmpty(metadata) ? {} : { metadata }), spec: podSpec(pod, role) };
}

function podSpec(pod: ResolvedPod, role: PodRole): Manifest {
  const { pullSecretName, runAsUser, runtimeClassName } = pod;
  const hasDevices = role.resources === undefined;
  return {
    schedulerName: pod.schedulerName,
    priorityClassName: pod.priorityClassName,
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: pod.graceSeconds,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(pod.hostNetwork ? { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
    ...(hasDevices && runtimeClassName !== undefined ? { runtimeClassName } : {}),
    ...(hasDevices && pod.claims.podClaims.length > 0 ? { resourceClaims: pod.claims.podClaims } : {}),
    ...(pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: pullSecretName }] }),
    ...(isEmpty(pod.nodeLabels) ? {} : { nodeSelector: pod.nodeLabels }),
    tolerations: [...pod.tolerations, ...nodeLoss(pod.nodeLossSeconds)],
    securityContext: {
      runAsUser,
      runAsGroup: runAsUser,
      runAsNonRoot: runAsUser !== 0,
      // A group that could read root's keys would make ssh refuse them.
      ...(pod.usesSsh && runAsUser === 0 ? {} : { fsGroup: runAsUser }),
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [containerOf(pod, role)],
    volumes: [
      { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: pod.sharedMemory } },
      ...pod.mounts.map(({ name, claimName, readOnly }) => ({
        name,
        persistentVolumeClaim: { claimName, ...(readOnly ? { readOnly } : {}) },
      })),
    ],
  };
}

function containerOf(pod: ResolvedPod, role: PodRole): Manifest {
  const quantities = role.resources ?? pod.resources;
  const claims = role.resources === undefined ? pod.claims.containerClaims : [];
  const { capabilities } = pod;
  return {
    name: role.containerName,
    image: pod.image,
    ...(role.command === undefined ? {} : { command: [...role.command] }),
    env: environmentOf(pod),
    resources: { requests: quantities, limits: quantities, ...(claims.length > 0 ? { claims } : {}) },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], ...(capabilities.length > 0 ? { add: capabilities } : {}) },
    },
    volumeMounts: [
      { name: 'shared-memory', mountPath: '/dev/shm' },
      ...pod.mounts.map(({ name, mountPath, subPath, readOnly }) => ({
        name,
        mountPath,
        ...(subPath === '' ? {} : { subPath }),
        ...(readOnly ? { readOnly } : {}),
      })),
    ],
  };
}

/** Fields of the pod come first: values that name them are filled in only then. */
export function environmentOf(pod: ResolvedPod): Manifest[] {
  return [
    ...sorted(pod.podFields).map(([name, fieldPath]) => ({ name, valueFrom: { fieldRef: { fieldPath } } })),
    ...sorted(pod.environment).map(([name, value]) => ({ name, value })),
    ...sorted(pod.secretEnvironment).map(([name, { secretName, key }]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secretName, key } },
    })),
  ];
}

function sorted<T>(map: { [name: string]: T }): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Pods of a node that is gone are given up after this long instead of five minutes. */
function nodeLoss(seconds: number): Manifest[] {
  return ['not-ready', 'unreachable'].map((state) => ({
    key: `node.kubernetes.io/${state}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: seconds,
  }));
}

function isEmpty(map: object): boolean {
  return Object.keys(map).length === 0;
}
