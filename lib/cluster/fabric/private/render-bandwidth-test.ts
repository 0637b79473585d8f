import { MEASURE_SCRIPT, REPORT_SCRIPT, VERDICT_SCRIPT, WORKER_SCRIPT } from './bandwidth-scripts';
import { pullSecrets } from './pool-nodes';
import { labeller, nodeName, RESULTS, step, unprivileged } from './test-steps';
import { FabricAttachment, Toleration } from '../../../contracts/pool';
import { DeviceAllocation } from '../../../contracts/device-request';
import { apiToken } from '../../../core/private/api-token';
import { RenderedClaims } from '../../../core/private/device-claims';
import { renderLabelPolicy, renderLabelPolicyBinding } from '../../../core/private/label-policy';
import { Manifest } from '../../../core/private/manifest-member';

const WORK = '/tmp/ai-cloud';
/** Evictions that it outlives. It runs on what others leave idle, and a test that fails is not tried again. */
const EVICTIONS = 100;
const SSH_PORT = 2222;
/** What a server for SSH cannot do without. Pod security allows each at the level `baseline`. */
const SSH_CAPABILITIES = ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID', 'SYS_CHROOT'];

/** A bandwidth test with every default decided. */
export interface ResolvedBandwidthTest {
  readonly name: string;
  readonly namespace: string;
  readonly label: string;
  readonly queueName: string;
  readonly schedulerName: string;
  readonly priorityClassName: string;
  readonly nodes: number;
  /** Nodes of a group; 0 for all. */
  readonly groupSize: number;
  readonly slots: number;
  readonly image: string;
  readonly program: string;
  readonly output: string;
  readonly smallestBytes: number;
  readonly largestBytes: number;
  readonly threshold: number;
  readonly limitSeconds: number;
  readonly attachment: FabricAttachment;
  readonly devices: DeviceAllocation;
  /** Devices that are claimed instead of counted. */
  readonly claims: RenderedClaims;
  readonly share: { [name: string]: string };
  readonly nodeLabels: { [name: string]: string };
  readonly tolerations: Toleration[];
  readonly kubectlImage: string;
  readonly shellImage: string;
  readonly pullSecretName?: string;
}

/** The account that labels nodes, and what keeps it to that label. */
export function renderTestAccess(t: ResolvedBandwidthTest): Manifest[] {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: `ai-cloud-${t.name}` } };
  const policy = { name: `ai-cloud-${t.name}`, namespace: t.namespace, serviceAccountName: t.name, keys: [t.label] };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: t.name, namespace: t.namespace } },
    {
      ...role,
      kind: 'ClusterRole',
      rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'patch'] }],
    },
    {
      ...role,
      kind: 'ClusterRoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: t.name, namespace: t.namespace }],
    },
    renderLabelPolicy(policy),
    renderLabelPolicyBinding(policy.name),
  ];
}

/** The gang: a server for SSH on each node, and a launcher that measures, judges, labels and reports. */
export function renderTestSpec(t: ResolvedBandwidthTest): Manifest {
  return {
    schedulerName: t.schedulerName,
    queue: t.queueName,
    priorityClassName: t.priorityClassName,
    minAvailable: t.nodes + 1,
    maxRetry: EVICTIONS,
    plugins: { mpi: ['--master=launcher', '--worker=worker', `--port=${SSH_PORT}`], ssh: [], svc: [] },
    policies: [
      { event: 'PodEvicted', action: 'RestartJob' },
      { event: 'PodFailed', action: 'TerminateJob' },
    ],
    tasks: [
      {
        name: 'launcher',
        replicas: 1,
        minAvailable: 1,
        maxRetry: EVICTIONS,
        policies: [{ event: 'TaskCompleted', action: 'CompleteJob' }],
        template: { spec: launcher(t) },
      },
      {
        name: 'worker',
        replicas: t.nodes,
        minAvailable: t.nodes,
        maxRetry: EVICTIONS,
        template: { metadata: metadataOf(t), spec: worker(t) },
      },
    ],
  };
}

function metadataOf(t: ResolvedBandwidthTest): Manifest {
  return {
    annotations: { ...t.attachment.annotations, ...t.devices.annotations },
    labels: t.devices.labels,
  };
}

function pod(t: ResolvedBandwidthTest): Manifest {
  return {
    schedulerName: t.schedulerName,
    priorityClassName: t.priorityClassName,
    restartPolicy: 'Never',
    serviceAccountName: t.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...pullSecrets(t.pullSecretName),
    nodeSelector: t.nodeLabels,
    tolerations: t.tolerations,
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    ...(t.attachment.hostNetwork === true ? { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
  };
}

/** First says that the node is under test: whatever happens then, it has not passed. */
function worker(t: ResolvedBandwidthTest): Manifest {
  const resources = { ...t.share, ...t.devices.resources, ...t.attachment.resources };
  const { runtimeClassName } = t.devices;
  const { podClaims, containerClaims: claims } = t.claims;
  return {
    ...pod(t),
    terminationGracePeriodSeconds: 5,
    ...(runtimeClassName === undefined ? {} : { runtimeClassName }),
    ...(podClaims.length === 0 ? {} : { resourceClaims: podClaims }),
    initContainers: [
      labeller(
        t.kubectlImage,
        'testing',
        ['label', 'node', '$(NODE_NAME)', `${t.label}=testing`, '--overwrite'],
        [nodeName()],
      ),
    ],
    containers: [
      {
        name: 'benchmark',
        image: t.image,
        command: ['sh', '-c', WORKER_SCRIPT],
        env: [
          ...Object.entries(t.attachment.environment)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, value]) => ({ name, value })),
          nodeName(),
          { name: 'SSH_PORT', value: String(SSH_PORT) },
          { name: 'WORK', value: WORK },
        ],
        resources: { requests: resources, limits: resources, ...(claims.length === 0 ? {} : { claims }) },
        securityContext: {
          allowPrivilegeEscalation: false,
          runAsUser: 0,
          capabilities: { drop: ['ALL'], add: [...SSH_CAPABILITIES, ...t.attachment.capabilities].sort() },
        },
        volumeMounts: [{ name: 'shared-memory', mountPath: '/dev/shm' }],
      },
    ],
    volumes: [
      { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: t.attachment.sharedMemory.toQuantity() } },
      apiToken(),
    ],
  };
}

/** Each step has what it needs and no more: only the one that labels has the token of the account. */
function launcher(t: ResolvedBandwidthTest): Manifest {
  return {
    ...pod(t),
    initContainers: [
      {
        ...step('measure', t.image, MEASURE_SCRIPT, {
          GROUP_SIZE: t.groupSize === 0 ? t.nodes : t.groupSize,
          INTERFACE: socketInterface(t.attachment.environment),
          LARGEST: t.largestBytes,
          LIMIT: t.limitSeconds,
          OUTPUT: t.output,
          PROGRAM: t.program,
          SLOTS: t.slots,
          SMALLEST: t.smallestBytes,
          SSH_PORT,
          SSH_TRIES: 30,
          WORK,
        }),
        securityContext: { allowPrivilegeEscalation: false, runAsUser: 0, capabilities: { drop: ['ALL'] } },
      },
      unprivileged(
        step('judge', t.shellImage, VERDICT_SCRIPT, {
          LABEL: t.label,
          LARGEST: t.largestBytes,
          OUTPUT: t.output,
          THRESHOLD: t.threshold,
        }),
      ),
      labeller(t.kubectlImage, 'label', [
        'apply',
        '--server-side',
        '--force-conflicts',
        `--field-manager=ai-cloud-${t.name}`,
        '--filename',
        `${RESULTS}/labels.json`,
      ]),
    ],
    containers: [unprivileged(step('report', t.shellImage, REPORT_SCRIPT, {}))],
    volumes: [{ name: 'results', emptyDir: { sizeLimit: '64Mi' } }, apiToken()],
  };
}

/** MPI makes its contacts where the collectives do. */
function socketInterface(environment: { [name: string]: string }): string {
  const name = environment.NCCL_SOCKET_IFNAME ?? environment.HCCL_SOCKET_IFNAME ?? 'eth0';
  return name.replace(/^=/, '');
}
