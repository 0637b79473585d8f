import { Manifest } from './manifest-member';

/** Who may change which labels of nodes. */
export interface LabelPolicy {
  /** Name of the policy. */
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccountName: string;
  readonly keys: string[];
}

/** What the policy is before anybody knows its labels. */
export function labelPolicyIdentity(name: string): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
  };
}

/** Puts the policy in force. */
export function renderLabelPolicyBinding(name: string): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  };
}

/** RBAC can let an account patch nodes or not: the policy keeps the patch to these labels and nothing else. */
export function renderLabelPolicy({ name, namespace, serviceAccountName, keys }: LabelPolicy): Manifest {
  const known = `[${keys.map((key) => `'${key}'`).join(', ')}]`;
  const sameLabels = (a: string, b: string): string =>
    `${a}.metadata.?labels.orValue({}).all(k, k in ${known} || ` +
    `(k in ${b}.metadata.?labels.orValue({}) && ${a}.metadata.labels[k] == ${b}.metadata.labels[k]))`;
  const same = (field: string): string => `object.metadata.?${field} == oldObject.metadata.?${field}`;
  return {
    ...labelPolicyIdentity(name),
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
          expression: `request.userInfo.username == 'system:serviceaccount:${namespace}:${serviceAccountName}'`,
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
          message: `This account may change these labels of a node and nothing else: ${keys.join(', ')}.`,
          reason: 'Forbidden',
        },
      ],
    },
  };
}
