import { kubectlStep, waitRule, waitSteps } from './kubectl-step';
import { renderCronJob } from './render-cron-job';
import { renderTransferJob, ResolvedTransferJob, TransferStep } from './render-transfer-job';
import { MODELS_MOUNT, modelsPath, modelsVolume, renderSums, sumsVolume, verifySteps } from './verify-steps';
import { apiToken } from '../../../core/private/api-token';
import { renderLabelPolicy, renderLabelPolicyBinding } from '../../../core/private/label-policy';
import { Manifest } from '../../../core/private/manifest-member';
import { dnsLabel } from '../../../core/private/names';
import { tolerationsOf } from '../../fluid/private/render-dataset';
import { Awaited, ResolvedPool } from '../../hot/private/engine';
import { Integrity } from '../integrity';

const RBAC = 'rbac.authorization.k8s.io';
/** Until a node that joins later is labelled. */
const LATER_NODES = '*/5 * * * *';
const DAY = 86400;

/** What must be true of files before pods use them. */
export interface ResolvedGate {
  /** Of all that is namespaced and does not change with the content. */
  readonly name: string;
  /** Of what belongs to the cluster. */
  readonly clusterName: string;
  /** Of the Job: it changes with what is proved. */
  readonly jobName: string;
  readonly namespace: string;
  /** Undefined when nobody waits: files are verified all the same. */
  readonly label?: { readonly key: string; readonly value: string };
  readonly pools: readonly ResolvedPool[];
  /** Undefined when nothing can be waited for. */
  readonly done?: Awaited;
  readonly integrity?: Integrity;
  readonly claimName: string;
  readonly pathInClaim: string;
  readonly podLabels: { readonly [key: string]: string };
  readonly kubectlImage: string;
  readonly rcloneImage: string;
  readonly pullSecretName?: string;
  readonly deadlineSeconds: number;
  readonly retries: number;
  /** The DaemonSet whose pods are ready where a copy stands; undefined when what a node reads comes from others too. */
  readonly copiesBy?: string;
}

type Objects = { readonly id: string; readonly manifest: Manifest }[];

/** A Job that waits, verifies and opens the nodes; one that opens nodes which join later; and the least rights for both. */
export function renderGate(gate: ResolvedGate): Objects {
  const sums = gate.integrity === undefined ? [] : [renderSums(gate.jobName, gate.namespace, gate.integrity)];
  const later = gate.label === undefined ? [] : [renderLater(gate, gate.label)];
  return [...renderAccess(gate), ...sums, renderTransferJob(gateJob(gate)), ...later].map((manifest) => ({
    id: String(manifest.kind),
    manifest,
  }));
}

export function gateJob(gate: ResolvedGate): ResolvedTransferJob {
  const { done, integrity, label, pathInClaim } = gate;
  const files = { image: gate.rcloneImage, mount: MODELS_MOUNT, path: modelsPath(pathInClaim) };
  return {
    ...common(gate, gate.jobName),
    podLabels: gate.podLabels,
    nodeSelector: gate.pools[0]?.nodeLabels,
    tolerations: tolerationsOf(gate.pools),
    steps: [
      ...(done === undefined ? [] : waitSteps(gate.kubectlImage, 'wait', done, gate.deadlineSeconds)),
      ...(integrity === undefined ? [] : verifySteps(files, integrity)),
      ...(label === undefined ? [] : labelSteps(gate, label)),
    ],
    volumes: [
      ...(integrity === undefined ? [] : [modelsVolume(gate.claimName), sumsVolume(gate.jobName)]),
      ...(needsApi(gate) ? [apiToken()] : []),
    ],
    deadlineSeconds: gate.deadlineSeconds,
    retries: gate.retries,
  };
}

function common(
  gate: ResolvedGate,
  name: string,
): Pick<ResolvedTransferJob, 'name' | 'namespace' | 'pullSecretName' | 'serviceAccountName'> {
  const { namespace, pullSecretName } = gate;
  return { name, namespace, pullSecretName, ...(needsApi(gate) ? { serviceAccountName: gate.name } : {}) };
}

function needsApi({ done, label }: ResolvedGate): boolean {
  return done !== undefined || label !== undefined;
}

/** One for each pool: the labels of a selector all have to match. */
function labelSteps(gate: ResolvedGate, { key, value }: { key: string; value: string }): TransferStep[] {
  return gate.pools.map((pool) => {
    const labels = Object.entries(pool.nodeLabels).sort(([a], [b]) => (a < b ? -1 : 1));
    const selector = labels.map(([name, wanted]) => `${name}=${wanted}`).join(',');
    const args = ['label', 'nodes', `--selector=${selector}`, `${key}=${value}`, '--overwrite'];
    return kubectlStep(gate.kubectlImage, dnsLabel(`label-${pool.name}`), args);
  });
}

/**
 * Nodes that join later find the cache filled: what was proved once is only said of them. Where each node has a copy of its
 * own, all of them must have it first.
 */
function renderLater(gate: ResolvedGate, label: { key: string; value: string }): Manifest {
  const { jobName, name, namespace, copiesBy } = gate;
  const proved = { resource: 'jobs.batch', name: jobName, namespace, jsonPath: '{.status.succeeded}=1' };
  const job: ResolvedTransferJob = {
    ...common(gate, name),
    steps: [
      ...waitSteps(gate.kubectlImage, 'wait', proved, DAY),
      ...(copiesBy === undefined ? [] : [copiesStep(gate, copiesBy)]),
      ...labelSteps(gate, label),
    ],
    volumes: [apiToken()],
    deadlineSeconds: DAY + 600,
    retries: 0,
  };
  return renderCronJob(job, { schedule: LATER_NODES, startingDeadlineSeconds: 200, keptFailures: 1 });
}

/** On every node that there is now, however many were expected. */
function copiesStep({ kubectlImage, namespace }: ResolvedGate, daemonSet: string): TransferStep {
  const args = ['rollout', 'status', `daemonset/${daemonSet}`, `--namespace=${namespace}`, `--timeout=${DAY}s`];
  return kubectlStep(kubectlImage, 'copies', args);
}

function renderAccess(gate: ResolvedGate): Manifest[] {
  const { clusterName, done, label, name, namespace } = gate;
  if (!needsApi(gate)) return [];
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  const watched = done === undefined ? [] : [waitRule(done)];
  const inNamespace = [
    ...(done?.namespace === undefined ? [] : watched),
    ...(label === undefined ? [] : [waitRule({ resource: 'jobs.batch', name: gate.jobName })]),
  ];
  const inCluster = [
    ...(done?.namespace === undefined ? watched : []),
    // Nodes come and go, so they cannot be named: the policy keeps what is patched to one label.
    ...(label === undefined ? [] : [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'patch'] }]),
  ];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    ...(inNamespace.length === 0 ? [] : roleAndBinding('', { name, namespace }, inNamespace, subjects)),
    ...(inCluster.length === 0 ? [] : roleAndBinding('Cluster', { name: clusterName }, inCluster, subjects)),
    ...(label === undefined
      ? []
      : [
          renderLabelPolicy({ name: clusterName, namespace, serviceAccountName: name, keys: [label.key] }),
          renderLabelPolicyBinding(clusterName),
        ]),
  ];
}

function roleAndBinding(
  scope: '' | 'Cluster',
  metadata: Manifest,
  rules: Manifest[],
  subjects: Manifest[],
): Manifest[] {
  const role = { apiVersion: `${RBAC}/v1`, metadata };
  return [
    { ...role, kind: `${scope}Role`, rules },
    {
      ...role,
      kind: `${scope}RoleBinding`,
      roleRef: { apiGroup: RBAC, kind: `${scope}Role`, name: metadata.name as string },
      subjects,
    },
  ];
}
