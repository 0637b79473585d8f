import { ResolvedPool } from './engine';
import { Manifest } from '../../../core/private/manifest-member';
import { Size } from '../../../units/size';
import { nodeSelectorTermsOf, tolerationsOf } from '../../fluid/private/render-dataset';

export const KSERVE_API = 'serving.kserve.io/v1alpha1';
/** Where KServe's controller has its agents download: it is part of KServe's configuration. */
export const JOBS_NAMESPACE = 'kserve-localmodel-jobs';
/** Agents write to disks of the nodes, which the level of KServe's own namespace forbids. */
export const AGENTS_NAMESPACE = 'kserve-localmodel-agents';
/** User and group of the download, and of the agent that takes copies away again. */
export const COPY_USER = 1000;

const AGENT = 'kserve-localmodelnode-agent';
const CLUSTER_NAME = `ai-cloud-${AGENT}`;

/** The agent of one pool. */
export interface ResolvedAgent {
  readonly name: string;
  readonly pool: ResolvedPool;
  /** Directory on the nodes that is the agent's alone: it removes what it does not know. */
  readonly directory: string;
  readonly image: string;
  readonly shellImage: string;
  readonly pullSecretName?: string;
}

/**
 * What agents may do. The role of the chart lets the agent of every node read every Secret of the cluster; credentials
 * are named by the container of the download here, so that no agent reads any.
 */
export function renderAgentAccess(kserveNamespace: string): Manifest[] {
  const subjects = [{ kind: 'ServiceAccount', name: AGENT, namespace: AGENTS_NAMESPACE }];
  const rule = (apiGroup: string, resources: string[], verbs: string[]): Manifest => ({
    apiGroups: [apiGroup],
    resources,
    verbs,
  });
  const read = ['get', 'list', 'watch'];
  const write = ['create', 'delete', 'patch', 'update'];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: AGENT, namespace: AGENTS_NAMESPACE } },
    ...bound('ClusterRole', { name: CLUSTER_NAME }, subjects, [
      rule('', ['nodes'], read),
      rule('batch', ['jobs'], read),
      rule('serving.kserve.io', ['clusterstoragecontainers', 'localmodelnodegroups', 'localmodelnodes'], read),
      rule('serving.kserve.io', ['localmodelnodes', 'localmodelnodes/status'], ['patch', 'update']),
    ]),
    ...bound('Role', { name: AGENT, namespace: JOBS_NAMESPACE }, subjects, [rule('batch', ['jobs'], write)]),
    ...bound('Role', { name: AGENT, namespace: kserveNamespace }, subjects, [rule('', ['configmaps'], ['get'])]),
  ];
}

function bound(kind: string, metadata: Manifest, subjects: Manifest[], rules: Manifest[]): Manifest[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const roleRef = { apiGroup, kind, name: metadata.name as string };
  return [
    { apiVersion: `${apiGroup}/v1`, kind, metadata, rules },
    { apiVersion: `${apiGroup}/v1`, kind: `${kind}Binding`, metadata, roleRef, subjects },
  ];
}

/**
 * KServe's agent on the nodes of a pool. That of the chart has one directory, `/models`, and one label that nodes must
 * carry, and no value that changes them.
 */
export function renderAgent(agent: ResolvedAgent, kserveNamespace: string): Manifest {
  const labels = { 'app.kubernetes.io/name': agent.name };
  const volumeMounts = [{ name: 'models', mountPath: '/mnt/models' }];
  const confined = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: agent.name, namespace: AGENTS_NAMESPACE, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: AGENT,
          priorityClassName: 'system-node-critical',
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: nodeSelectorTermsOf([agent.pool]) },
            },
          },
          tolerations: tolerationsOf([agent.pool]),
          ...(agent.pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: agent.pullSecretName }] }),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: COPY_USER,
            runAsGroup: COPY_USER,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          initContainers: [
            {
              // The kubelet makes the directory for root, and the agent is nobody of the kind.
              name: 'directory',
              image: agent.shellImage,
              command: ['chown', `${COPY_USER}:${COPY_USER}`, '/mnt/models'],
              resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '32Mi' } },
              securityContext: {
                ...confined,
                runAsNonRoot: false,
                runAsUser: 0,
                capabilities: { drop: ['ALL'], add: ['CHOWN'] },
              },
              volumeMounts,
            },
          ],
          containers: [
            {
              name: 'manager',
              image: agent.image,
              command: ['/manager'],
              env: [
                // Not its own: where KServe's configuration is.
                { name: 'POD_NAMESPACE', value: kserveNamespace },
                { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
              ],
              resources: { requests: { cpu: '50m', memory: '200Mi' }, limits: { memory: '300Mi' } },
              securityContext: { ...confined, capabilities: { drop: ['ALL'] } },
              volumeMounts,
            },
          ],
          volumes: [{ name: 'models', hostPath: { path: agent.directory, type: 'DirectoryOrCreate' } }],
        },
      },
    },
  };
}

/**
 * Nodes that each hold a copy. One group for all pools of a model: KServe looks for copies on a new node in the first
 * group alone.
 */
export function renderNodeGroup(name: string, pools: readonly ResolvedPool[], directory: string): Manifest {
  const smallest = Math.min(...pools.map(({ nvmePerNode }) => nvmePerNode?.inBytes ?? 0));
  const storage = Size.bytes(smallest).toQuantity();
  return {
    apiVersion: KSERVE_API,
    kind: 'LocalModelNodeGroup',
    metadata: { name },
    spec: {
      storageLimit: storage,
      persistentVolumeSpec: renderLocalVolume(pools, directory, storage, 'ReadWriteOnce'),
      persistentVolumeClaimSpec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage } },
        storageClassName: '',
        volumeMode: 'Filesystem',
      },
    },
  };
}

/** The same directory on every node of the pools: whoever mounts it gets that of the own node. */
export function renderLocalVolume(
  pools: readonly ResolvedPool[],
  path: string,
  storage: string,
  accessMode: string,
): Manifest {
  return {
    accessModes: [accessMode],
    capacity: { storage },
    local: { path },
    nodeAffinity: { required: { nodeSelectorTerms: nodeSelectorTermsOf(pools) } },
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: '',
    volumeMode: 'Filesystem',
  };
}
