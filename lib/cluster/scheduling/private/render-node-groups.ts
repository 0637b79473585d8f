import { NODE_GROUP_LABEL } from './node-group';
import { Manifest } from '../../../core/private/manifest-member';

const NAME = 'node-groups';
/** Of what has no namespace: it says whose it is. */
const CLUSTER_NAME = 'ai-cloud-node-groups';

/** What the jobs that label nodes may do: read nodes and patch them; a policy keeps the patch to one label. */
export function renderNodeGroupAccess(namespace: string): { id: string; manifest: Manifest }[] {
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
    { id: 'Policy', manifest: onlyTheLabel(namespace) },
    {
      id: 'PolicyBinding',
      manifest: {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name: CLUSTER_NAME },
        spec: { policyName: CLUSTER_NAME, validationActions: ['Deny'] },
      },
    },
  ];
}

function onlyTheLabel(namespace: string): Manifest {
  const sameLabels = (a: string, b: string): string =>
    `${a}.metadata.?labels.orValue({}).all(k, k == '${NODE_GROUP_LABEL}' || ` +
    `(k in ${b}.metadata.?labels.orValue({}) && ${a}.metadata.labels[k] == ${b}.metadata.labels[k]))`;
  const same = (field: string): string => `object.metadata.?${field} == oldObject.metadata.?${field}`;
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: CLUSTER_NAME },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        matchPolicy: 'Equivalent',
        namespaceSelector: {},
        objectSelector: {},
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['nodes'], scope: '*' },
        ],
      },
      matchConditions: [
        {
          name: 'by-the-labelling-job',
          expression: `request.userInfo.username == 'system:serviceaccount:${namespace}:${NAME}'`,
        },
      ],
      validations: [
        {
          expression: [
            'object.spec == oldObject.spec',
            ...['annotations', 'finalizers', 'ownerReferences'].map(same),
            sameLabels('object', 'oldObject'),
            sameLabels('oldObject', 'object'),
          ].join(' && '),
          message: `This account may change the label ${NODE_GROUP_LABEL} of a node and nothing else.`,
          reason: 'Forbidden',
        },
      ],
    },
  };
}

/** Which nodes get which label, and with what. */
export interface NodeGroupJob {
  readonly jobName: string;
  readonly namespace: string;
  readonly group: string;
  readonly nodeLabels: { [key: string]: string };
  readonly image: string;
  readonly pullSecretName?: string;
}

/** Every minute, gives new nodes of a pool the label by which the scheduler knows them. */
export function renderNodeGroupJob(job: NodeGroupJob): Manifest {
  const selector = Object.entries(job.nodeLabels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: job.jobName, namespace: job.namespace },
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
              containers: [
                {
                  name: 'label',
                  image: job.image,
                  command: [
                    'kubectl',
                    'label',
                    'nodes',
                    '--cache-dir=/tmp/cache',
                    '--overwrite',
                    `--selector=${[...selector, `${NODE_GROUP_LABEL}!=${job.group}`].join(',')}`,
                    `${NODE_GROUP_LABEL}=${job.group}`,
                  ],
                  resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    capabilities: { drop: ['ALL'] },
                    readOnlyRootFilesystem: true,
                  },
                  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
                },
              ],
              volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }],
            },
          },
        },
      },
    },
  };
}
