import { celList, Policy, QUEUE_ANNOTATION, renderPolicy } from './render-policies';
import { Manifest } from '../../../core/private/manifest-member';
import type { QueueSubmitters } from '../queue-submitters';

const RBAC = 'rbac.authorization.k8s.io';
const VERB = 'submit';
/** Namespaces whose accounts make pods for what somebody else submitted: built-in controllers and Volcano's. */
const CONTROLLERS = ['kube-system', 'volcano-system'];

/** What can name a queue: where, and in which kinds of objects. */
interface Place {
  readonly kind: string;
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly resources: string[];
  /** Fields down to the queue, or to the annotations that hold it. */
  readonly path: string[];
  readonly isAnnotation: boolean;
}

const TEMPLATE = ['spec', 'template', 'metadata', 'annotations'];
const PLACES: readonly Place[] = [
  place('jobs', 'batch.volcano.sh', 'v1alpha1', ['jobs'], ['spec', 'queue']),
  place('cronjobs', 'batch.volcano.sh', 'v1alpha1', ['cronjobs'], ['spec', 'jobTemplate', 'spec', 'queue']),
  // Volcano's controllers make jobs of them, for whoever names them in a JobFlow.
  place('jobtemplates', 'flow.volcano.sh', 'v1alpha1', ['jobtemplates'], ['spec', 'queue']),
  place('podgroups', 'scheduling.volcano.sh', 'v1beta1', ['podgroups'], ['spec', 'queue']),
  place('pods', '', 'v1', ['pods'], ['metadata', 'annotations'], true),
  place('replicationcontrollers', '', 'v1', ['replicationcontrollers'], TEMPLATE, true),
  place('workloads', 'apps', 'v1', ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], TEMPLATE, true),
  place('batch-jobs', 'batch', 'v1', ['jobs'], TEMPLATE, true),
  place('batch-cronjobs', 'batch', 'v1', ['cronjobs'], ['spec', 'jobTemplate', ...TEMPLATE], true),
];

function place(
  kind: string,
  apiGroup: string,
  apiVersion: string,
  resources: string[],
  path: string[],
  isAnnotation = false,
): Place {
  return { kind, apiGroup, apiVersion, resources, path, isAnnotation };
}

/** Names of the policies, each with its binding. */
export const SUBMITTER_POLICIES = PLACES.map(({ kind }) => `ai-cloud-queue-submitters-${kind}`);

/** Who names one of these queues may `submit` to it, which is asked of RBAC. */
export function submitterPolicy(name: string, restricted: string[]): Manifest {
  const found = PLACES[SUBMITTER_POLICIES.indexOf(name)];
  const queueIn = (root: string): { has: string; value: string } => {
    const path = [root, ...found.path];
    const has = found.path.map((_, i) => `has(${path.slice(0, i + 2).join('.')})`);
    const at = path.join('.');
    return found.isAnnotation
      ? { has: [...has, `'${QUEUE_ANNOTATION}' in ${at}`].join(' && '), value: `${at}['${QUEUE_ANNOTATION}']` }
      : { has: has.join(' && '), value: at };
  };
  const now = queueIn('object');
  const before = queueIn('oldObject');
  const account = (namespace: string): string =>
    `request.userInfo.username.startsWith('system:serviceaccount:${namespace}:')`;
  const policy: Policy = {
    name,
    apiGroup: found.apiGroup,
    apiVersion: found.apiVersion,
    resources: found.resources,
    operations: found.kind === 'pods' ? ['CREATE'] : ['CREATE', 'UPDATE'],
    exempt: [],
    when: [
      { name: 'names-a-queue', expression: now.has },
      { name: 'that-has-submitters', expression: `${now.value} in ${celList(restricted)}` },
      {
        name: 'is-new-there',
        expression: `oldObject == null || !(${before.has} && ${before.value} == ${now.value})`,
      },
      {
        name: 'by-no-controller',
        expression: `!(request.userInfo.username == 'system:kube-controller-manager' || ${CONTROLLERS.map(account).join(' || ')})`,
      },
    ],
    expression: `authorizer.group('scheduling.volcano.sh').resource('queues').name(${now.value}).check('${VERB}').allowed()`,
    message: `You may not submit to this queue: its submitters, or a role with the verb ${VERB} on it, say who may.`,
  };
  return renderPolicy(policy);
}

/** The role that lets people submit to a queue, and who has it. */
export function renderSubmitters(queueName: string, submitters: QueueSubmitters): Manifest[] {
  const name = `ai-cloud-queue-submitters-${queueName}`;
  const subject = (kind: string) => (who: string) => ({ kind, name: who, apiGroup: RBAC });
  const accounts = (submitters.serviceAccounts ?? []).map((account) => ({
    kind: 'ServiceAccount',
    name: account.name,
    namespace: account.namespace,
  }));
  const order = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: [
        { apiGroups: ['scheduling.volcano.sh'], resources: ['queues'], resourceNames: [queueName], verbs: [VERB] },
      ],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [
        ...(submitters.groups ?? []).map(subject('Group')),
        ...(submitters.users ?? []).map(subject('User')),
        ...accounts,
      ].sort(order),
    },
  ];
}
