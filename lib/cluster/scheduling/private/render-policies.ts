import { ManagedDevices } from './managed-devices';
import { Manifest } from '../../../core/private/manifest-member';
import { isDeviceClassQuota } from '../../../core/private/device-class-quota';
import { DRA_NAMESPACE } from '../../private/nvidia-places';

const API = 'admissionregistration.k8s.io/v1';
export const QUEUE_ANNOTATION = 'scheduling.volcano.sh/queue-name';

/** Something that the API server refuses by itself, without a webhook that may be down. */
export interface Policy {
  readonly name: string;
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly resources: string[];
  readonly operations: string[];
  /** Namespaces that the policy leaves alone. */
  readonly exempt: string[];
  /** CEL that says which objects are looked at. */
  readonly when: { name: string; expression: string }[];
  readonly expression: string;
  readonly message: string;
}

/** Names of policies, each with its binding. */
export const LEAF_QUEUES = ['jobs', 'cronjobs', 'podgroups', 'pods'].map((kind) => `ai-cloud-leaf-queues-${kind}`);
export const MANAGED_DEVICES = 'ai-cloud-managed-devices';

/** What a policy is known by before its content is. */
export function policyIdentity(name: string): Manifest {
  return { apiVersion: API, kind: 'ValidatingAdmissionPolicy', metadata: { name } };
}

/**
 * One job in a queue that has children stops the scheduler for everybody: no object may name such a queue.
 *
 * Volcano's own webhook knows that for jobs, from a cache; it does not for pod groups and plain pods.
 */
export function leafQueuePolicy(name: string, parents: string[]): Manifest {
  const list = celList(['root', ...parents]);
  const common = {
    name,
    operations: ['CREATE', 'UPDATE'],
    exempt: [],
    message: `This queue has child queues and takes no jobs itself: name one of its leaves.`,
  };
  const at = (apiGroup: string, apiVersion: string, resource: string, path: string[]): Policy => {
    const queue = ['object', ...path].join('.');
    const has = path.map((_, i) => `has(${['object', ...path.slice(0, i + 1)].join('.')})`).join(' && ');
    // What already waits there when the queue becomes a parent must still be updated: else it could never go away.
    const isNew = `oldObject == null || !(${has.replace(/object\./g, 'oldObject.')} && oldObject${queue.slice('object'.length)} == ${queue})`;
    return {
      ...common,
      apiGroup,
      apiVersion,
      resources: [resource],
      when: [
        { name: 'names-a-queue', expression: has },
        { name: 'is-new-there', expression: isNew },
      ],
      expression: `!(${queue} in ${list})`,
    };
  };
  switch (name) {
    case 'ai-cloud-leaf-queues-jobs':
      return renderPolicy(at('batch.volcano.sh', 'v1alpha1', 'jobs', ['spec', 'queue']));
    case 'ai-cloud-leaf-queues-cronjobs':
      return renderPolicy(at('batch.volcano.sh', 'v1alpha1', 'cronjobs', ['spec', 'jobTemplate', 'spec', 'queue']));
    case 'ai-cloud-leaf-queues-podgroups':
      return renderPolicy(at('scheduling.volcano.sh', 'v1beta1', 'podgroups', ['spec', 'queue']));
    default:
      return renderPolicy({
        ...common,
        apiGroup: '',
        apiVersion: 'v1',
        resources: ['pods'],
        operations: ['CREATE'],
        exempt: ['kube-system'],
        when: [
          {
            name: 'names-a-queue',
            expression: `has(object.metadata.annotations) && '${QUEUE_ANNOTATION}' in object.metadata.annotations`,
          },
        ],
        expression: `!(object.metadata.annotations['${QUEUE_ANNOTATION}'] in ${list})`,
      });
  }
}

/**
 * Two schedulers that hand out the same devices promise them twice: who asks for one names ours. What a claim is for
 * stands in its template, which a policy cannot read, so that where queues count claims, whoever has any names ours.
 */
export function managedDevicesPolicy(managed: ManagedDevices, schedulerName: string, exempt: string[]): Manifest {
  const { devices, otherSchedulers } = managed;
  const areClaimed = devices.some(isDeviceClassQuota);
  const asks = (container: string): string =>
    `(has(${container}.resources) && has(${container}.resources.limits) && ` +
    `${container}.resources.limits.exists(name, name in ${celList(devices)}))`;
  return renderPolicy({
    name: MANAGED_DEVICES,
    apiGroup: '',
    apiVersion: 'v1',
    resources: ['pods'],
    operations: ['CREATE'],
    // Daemons of the driver claim what they serve.
    exempt: areClaimed ? [...exempt, DRA_NAMESPACE] : exempt,
    when: [
      {
        name: 'asks-for-a-managed-device',
        expression:
          `object.spec.containers.exists(c, ${asks('c')}) || ` +
          `(has(object.spec.initContainers) && object.spec.initContainers.exists(c, ${asks('c')}))` +
          (areClaimed ? ' || (has(object.spec.resourceClaims) && object.spec.resourceClaims.size() > 0)' : ''),
      },
    ],
    expression:
      otherSchedulers.length === 0
        ? `has(object.spec.schedulerName) && object.spec.schedulerName == '${schedulerName}'`
        : `has(object.spec.schedulerName) && object.spec.schedulerName in ${celList([schedulerName, ...otherSchedulers])}`,
    message: `Pods that ask for these devices must set schedulerName: ${schedulerName}, and name a queue in the annotation ${QUEUE_ANNOTATION}.`,
  });
}

export function renderBinding(policyName: string): Manifest {
  return {
    apiVersion: API,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: policyName },
    spec: { policyName, validationActions: ['Deny'] },
  };
}

export function renderPolicy(policy: Policy): Manifest {
  const outside = { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...policy.exempt].sort() };
  return {
    ...policyIdentity(policy.name),
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        matchPolicy: 'Equivalent',
        namespaceSelector: policy.exempt.length === 0 ? {} : { matchExpressions: [outside] },
        objectSelector: {},
        resourceRules: [
          {
            apiGroups: [policy.apiGroup],
            apiVersions: [policy.apiVersion],
            operations: policy.operations,
            resources: policy.resources,
            scope: '*',
          },
        ],
      },
      matchConditions: policy.when,
      validations: [{ expression: policy.expression, message: policy.message, reason: 'Forbidden' }],
    },
  };
}

export function celList(names: string[]): string {
  return `[${[...new Set(names)]
    .sort()
    .map((name) => `'${name}'`)
    .join(', ')}]`;
}
