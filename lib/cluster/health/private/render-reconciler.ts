import { LINK_DOWN, LINK_DOWN_ACTION } from './faults';
import { CHECKPOINT_BY, FAULT_BOOT, FAULT_DEADLINE, FAULT_TAINT, reconcileScript } from './reconcile-script';
import { Manifest } from '../../../core/private/manifest-member';
import { shortHash } from '../../../core/private/names';
import { DeviceFault, FaultConsequence } from '../device-fault';

/** The reconciler with every default decided. */
export interface ResolvedReconciler {
  readonly namespace: string;
  readonly faults: DeviceFault[];
  readonly selectors: { [key: string]: string }[];
  /** Resources of the devices of all pools, sorted. */
  readonly devices: string[];
  readonly checkpointSeconds: number;
  readonly intervalSeconds: number;
  readonly kubectlImage: string;
  readonly shellImage: string;
  readonly pullSecretName?: string;
}

export const RECONCILER = 'node-health';
/** Of what has no namespace: it says whose it is. */
const CLUSTER_NAME = 'ai-cloud-node-health';
/** Programs of the shell's image that the script calls. */
const PROGRAMS = ['cat', 'cut', 'date', 'grep', 'sed', 'sh', 'sleep', 'tr'];

export function renderReconcilerConfig(reconciler: ResolvedReconciler): Manifest {
  const rows = [
    ...reconciler.faults.filter(({ consequence }) => consequence !== FaultConsequence.APPLICATION),
    { reason: LINK_DOWN, consequence: FaultConsequence.DEVICE_DEGRADED, action: LINK_DOWN_ACTION },
  ];
  const lines = (texts: string[]): string => `${[...texts].sort().join('\n')}\n`;
  const selector = (labels: { [key: string]: string }): string =>
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(',');
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: RECONCILER, namespace: reconciler.namespace },
    data: {
      faults: lines(rows.map(({ reason, consequence, action }) => `${reason}|${consequence}|${action}`)),
      selectors: lines(reconciler.selectors.map(selector)),
      'reconcile.sh': reconcileScript(reconciler.devices),
    },
  };
}

/** One look after the other. The image of kubectl has no shell, so that one is lent to it. */
export function renderReconciler(reconciler: ResolvedReconciler, config: Manifest): Manifest {
  const labels = { 'app.kubernetes.io/name': RECONCILER };
  const { pullSecretName, intervalSeconds } = reconciler;
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  };
  const isLate = `test $(($(date +%s) - $(cat /state/last-look))) -lt ${intervalSeconds * 10 + 60}`;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: RECONCILER, namespace: reconciler.namespace },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'ai-cloud/configuration': shortHash(JSON.stringify(config)) } },
        spec: {
          serviceAccountName: RECONCILER,
          priorityClassName: 'system-cluster-critical',
          ...(pullSecretName === undefined ? {} : { imagePullSecrets: [{ name: pullSecretName }] }),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            runAsGroup: 65532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          initContainers: [
            {
              name: 'shell',
              image: reconciler.shellImage,
              command: [
                'sh',
                '-c',
                `cp /bin/busybox /tools/ && for name in ${PROGRAMS.join(' ')}; do ln -s busybox "/tools/$name"; done`,
              ],
              resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '32Mi' } },
              securityContext,
              volumeMounts: [{ name: 'tools', mountPath: '/tools' }],
            },
          ],
          containers: [
            {
              name: RECONCILER,
              image: reconciler.kubectlImage,
              command: ['/tools/sh', '/config/reconcile.sh'],
              env: [
                { name: 'CHECKPOINT_SECONDS', value: String(reconciler.checkpointSeconds) },
                { name: 'FAULTS', value: '/config/faults' },
                { name: 'INTERVAL_SECONDS', value: String(intervalSeconds) },
                { name: 'KUBECTL', value: 'kubectl --cache-dir=/state/cache' },
                { name: 'PATH', value: '/tools:/usr/local/bin:/usr/bin:/bin' },
                { name: 'SELECTORS', value: '/config/selectors' },
                { name: 'STATE', value: '/state' },
              ],
              livenessProbe: {
                exec: { command: ['/tools/sh', '-c', isLate] },
                initialDelaySeconds: 60,
                periodSeconds: 30,
              },
              resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '256Mi' } },
              securityContext,
              volumeMounts: [
                { name: 'config', mountPath: '/config', readOnly: true },
                { name: 'state', mountPath: '/state' },
                { name: 'tools', mountPath: '/tools', readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: RECONCILER } },
            { name: 'state', emptyDir: { sizeLimit: '64Mi' } },
            { name: 'tools', emptyDir: { sizeLimit: '16Mi' } },
          ],
        },
      },
    },
  };
}

/** What it may do; a policy keeps its patches to the taint and annotations that are its own. */
export function renderReconcilerAccess(namespace: string): Manifest[] {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: CLUSTER_NAME } };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: RECONCILER, namespace } },
    {
      ...role,
      kind: 'ClusterRole',
      rules: [
        { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'patch'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'patch'] },
        { apiGroups: [''], resources: ['events'], verbs: ['create'] },
      ],
    },
    {
      ...role,
      kind: 'ClusterRoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: CLUSTER_NAME },
      subjects: [{ kind: 'ServiceAccount', name: RECONCILER, namespace }],
    },
    policy(namespace, 'nodes', nodeRules(), `the taint ${FAULT_TAINT} and its annotations of a node`),
    binding('nodes'),
    policy(namespace, 'pods', podRules(), `the annotation ${CHECKPOINT_BY} of a pod`),
    binding('pods'),
  ];
}

const same = (field: string): string => `object.${field} == oldObject.${field}`;
const sameMetadata = (fields: string[]): string[] => fields.map((field) => same(`metadata.?${field}`));

/** Annotations that are not among these are the same before and after. */
function sameAnnotations(own: string[]): string[] {
  const known = `[${own.map((key) => `'${key}'`).join(', ')}]`;
  const all = (object: string): string => `${object}.metadata.?annotations.orValue({})`;
  const within = (a: string, b: string): string =>
    `${all(a)}.all(k, k in ${known} || (k in ${all(b)} && ${all(a)}[k] == ${all(b)}[k]))`;
  return [within('object', 'oldObject'), within('oldObject', 'object')];
}

function nodeRules(): string[] {
  const others = (object: string): string => `${object}.spec.?taints.orValue([]).filter(t, t.key != '${FAULT_TAINT}')`;
  return [
    ...['podCIDR', 'podCIDRs', 'providerID', 'unschedulable'].map((field) => same(`spec.?${field}`)),
    `${others('object')} == ${others('oldObject')}`,
    ...sameMetadata(['finalizers', 'labels', 'ownerReferences']),
    ...sameAnnotations([FAULT_BOOT, FAULT_DEADLINE]),
  ];
}

function podRules(): string[] {
  return [
    same('spec'),
    ...sameMetadata(['finalizers', 'labels', 'ownerReferences']),
    ...sameAnnotations([CHECKPOINT_BY]),
  ];
}

function policy(namespace: string, resource: string, rules: string[], what: string): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: `${CLUSTER_NAME}-${resource}` },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        matchPolicy: 'Equivalent',
        namespaceSelector: {},
        objectSelector: {},
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: [resource], scope: '*' },
        ],
      },
      matchConditions: [
        {
          name: 'by-node-health',
          expression: `request.userInfo.username == 'system:serviceaccount:${namespace}:${RECONCILER}'`,
        },
      ],
      validations: [
        {
          expression: rules.join(' && '),
          message: `This account may change ${what} and nothing else.`,
          reason: 'Forbidden',
        },
      ],
    },
  };
}

function binding(resource: string): Manifest {
  const name = `${CLUSTER_NAME}-${resource}`;
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  };
}
