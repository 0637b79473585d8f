import { labelPolicyIdentity, renderLabelPolicy, renderLabelPolicyBinding } from '../../core/private/label-policy';
import { Manifest } from '../../core/private/manifest-member';

const NAME = 'node-labels';
/** Of what has no namespace: it says whose it is. */
const CLUSTER_NAME = 'ai-cloud-node-labels';

/** What the jobs that label nodes may do: read nodes and patch them. A policy keeps the patch to labels of pools. */
export function renderNodeLabelAccess(namespace: string): { id: string; manifest: Manifest }[] {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: CLUSTER_NAME } };
  return [
    {
      id: 'Account',
      manifest: {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: NAME, namespace },
      },
    },
    {
      id: 'Role',
      manifest: {
        ...role,
        kind: 'ClusterRole',
        rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'patch'] }],
      },
    },
    {
      id: 'RoleBinding',
      manifest: {
        ...role,
        kind: 'ClusterRoleBinding',
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: CLUSTER_NAME },
        subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
      },
    },
    {
      id: 'PolicyBinding',
      manifest: renderLabelPolicyBinding(CLUSTER_NAME),
    },
  ];
}

/** What the policy is before anybody knows its labels. */
export const NODE_LABEL_POLICY: Manifest = labelPolicyIdentity(CLUSTER_NAME);

/** The account of the jobs changes these labels of a node and nothing else. */
export function renderNodeLabelPolicy(namespace: string, keys: string[]): Manifest {
  return renderLabelPolicy({ name: CLUSTER_NAME, namespace, serviceAccountName: NAME, keys });
}

/** Which nodes get which labels, and with what. */
export interface NodeLabelJob {
  readonly jobName: string;
  readonly namespace: string;
  /** Labels by which the nodes are known. */
  readonly selector: { [key: string]: string };
  /** Labels that they get. */
  readonly labels: { [key: string]: string };
  readonly image: string;
  readonly pullSecretName?: string;
}

export function nodeLabelJobIdentity(jobName: string, namespace: string): Manifest {
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: jobName, namespace } };
}

/**
 * Every minute, gives nodes of a pool the labels that they lack. One container for each label: its selector leaves out
 * the nodes that have it, so that a cluster at rest sees no writes.
 */
export function renderNodeLabelJob(job: NodeLabelJob): Manifest {
  return {
    ...nodeLabelJobIdentity(job.jobName, job.namespace),
    spec: {
      schedule: '* * * * *',
      concurrencyPolicy: 'Forbid',
      suspend: false,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: 50,
          template: {
            spec: {
              serviceAccountName: NAME,
              restartPolicy: 'Never',
              ...(job.pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: job.pullSecretName }] }),
              securityContext: {
                runAsNonRoot: true,
                runAsUser: 65532,
                runAsGroup: 65532,
                seccompProfile: { type: 'RuntimeDefault' },
              },
              containers: sorted(job.labels).map(([key, value], i) => container(job, i, key, value)),
              volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
            },
          },
        },
      },
    },
  };
}

function container(job: NodeLabelJob, index: number, key: string, value: string): Manifest {
  const selector = sorted(job.selector).map(([k, v]) => `${k}=${v}`);
  return {
    name: `label-${index}`,
    image: job.image,
    command: [
      'kubectl',
      'label',
      'nodes',
      `--cache-dir=/tmp/cache-${index}`,
      '--overwrite',
      `--selector=${[...selector, `${key}!=${value}`].join(',')}`,
      `${key}=${value}`,
    ],
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

function sorted(labels: { [key: string]: string }): [string, string][] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}
