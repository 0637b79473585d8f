import type { Manifest } from '../../control-plane/index.js';

/** Helm's order of kinds; kinds that it does not know come last. */
const KINDS = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** Kinds that the API server itself knows have no group, or one of Kubernetes' own. */
function isBuiltIn({ apiVersion }: Manifest): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return !group.includes('.') || group.endsWith('.k8s.io');
}

/** Groups of objects in the order in which Helm creates them; those of one group at the same time. */
export function inWaves(manifests: readonly Manifest[]): Manifest[][] {
  const waves = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const rank = isBuiltIn(manifest) ? KINDS.indexOf(manifest.kind) : -1;
    const key = rank < 0 ? `z ${manifest.kind} ${manifest.apiVersion}` : `a ${String(rank).padStart(2, '0')}`;
    waves.set(key, [...(waves.get(key) ?? []), manifest]);
  }
  return [...waves.keys()].sort().map((key) => waves.get(key)!);
}
