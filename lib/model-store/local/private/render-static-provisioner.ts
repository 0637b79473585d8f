import { IPool } from '../../../contracts/pool';
import { Manifest } from '../../../core/private/manifest-member';
import { shortHash } from '../../../core/private/names';
import { nodeSelectorTermsOf, tolerationsOf } from '../../fluid/private/render-dataset';

/** Volumes of one class: a file system mounted below the directory is one. */
export interface MountedDisks {
  readonly storageClassName: string;
  readonly directory: string;
}

/** The provisioner of one pool. */
export interface ResolvedStaticProvisioner {
  readonly name: string;
  readonly namespace: string;
  readonly pool: IPool;
  readonly image: string;
  readonly pullSecretName?: string;
  /** Sorted by the name of their class. */
  readonly disks: readonly MountedDisks[];
}

export const STATIC_PROVISIONER = 'local-static-provisioner';
const CLUSTER_NAME = `ai-cloud-${STATIC_PROVISIONER}`;

export function renderStaticAccess(namespace: string): Manifest[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: STATIC_PROVISIONER, namespace } },
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'ClusterRole',
      metadata: { name: CLUSTER_NAME },
      rules: [
        {
          apiGroups: [''],
          resources: ['persistentvolumes'],
          verbs: ['get', 'list', 'watch', 'create', 'delete'],
        },
        { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
        { apiGroups: [''], resources: ['events'], verbs: ['watch'] },
        { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch', 'update'] },
      ],
    },
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: CLUSTER_NAME },
      roleRef: { apiGroup, kind: 'ClusterRole', name: CLUSTER_NAME },
      subjects: [{ kind: 'ServiceAccount', name: STATIC_PROVISIONER, namespace }],
    },
  ];
}

/** The value is YAML in a text; JSON is YAML. */
export function renderStaticConfig(p: ResolvedStaticProvisioner): Manifest {
  const classes = p.disks.map(({ storageClassName, directory }) => [
    storageClassName,
    { hostDir: directory, mountDir: directory, volumeMode: 'Filesystem' },
  ]);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: p.name, namespace: p.namespace },
    data: { storageClassMap: JSON.stringify(Object.fromEntries(classes)) },
  };
}

/**
 * Makes a volume of each file system that is mounted below the directories, and empties it when its claim is gone. Root
 * without the rights of root but two: files belong to whoever wrote them. Upstream's is privileged, for block devices.
 */
export function renderStaticProvisioner(p: ResolvedStaticProvisioner): Manifest {
  const labels = { 'app.kubernetes.io/name': p.name };
  const annotations = { 'ai-cloud/configuration': shortHash(JSON.stringify(renderStaticConfig(p))) };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: p.name, namespace: p.namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations },
        spec: {
          serviceAccountName: STATIC_PROVISIONER,
          priorityClassName: 'system-node-critical',
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: nodeSelectorTermsOf([p.pool]) },
            },
          },
          tolerations: tolerationsOf([p.pool]),
          ...(p.pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: p.pullSecretName }] }),
          containers: [container(p)],
          volumes: [
            { name: 'config', configMap: { name: p.name } },
            ...p.disks.map(({ directory }, i) => ({
              name: `disks-${i}`,
              hostPath: { path: directory, type: 'DirectoryOrCreate' },
            })),
          ],
        },
      },
    },
  };
}

function container(p: ResolvedStaticProvisioner): Manifest {
  const fieldOf = (fieldPath: string): Manifest => ({ valueFrom: { fieldRef: { fieldPath } } });
  return {
    name: 'provisioner',
    image: p.image,
    env: [
      { name: 'MY_NODE_NAME', ...fieldOf('spec.nodeName') },
      { name: 'MY_NAMESPACE', ...fieldOf('metadata.namespace') },
    ],
    ports: [{ name: 'metrics', containerPort: 8080 }],
    livenessProbe: { tcpSocket: { port: 'metrics' }, initialDelaySeconds: 10, periodSeconds: 60, timeoutSeconds: 5 },
    resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    securityContext: {
      runAsUser: 0,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE', 'FOWNER'] },
      readOnlyRootFilesystem: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/provisioner/config', readOnly: true },
      ...p.disks.map(({ directory }, i) => ({
        name: `disks-${i}`,
        mountPath: directory,
        // Disks that are mounted while it runs are seen.
        mountPropagation: 'HostToContainer',
      })),
    ],
  };
}
