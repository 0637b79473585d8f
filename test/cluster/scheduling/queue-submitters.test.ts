import { QueueSubmitters } from '../../../lib';
import { bundlesOf, manifestsOf, testStack } from '../../harness';
import { pool, SchedulingOnly } from './cluster-stand-in';

const H800 = pool('h800');

function made(...submitters: (QueueSubmitters | undefined)[]): any {
  const stack = testStack();
  const { queues } = new SchedulingOnly(stack);
  submitters.forEach((who, i) => queues.add(`q${i}`, { pool: H800, deservedDevices: 8, submitters: who }));
  return stack;
}

test('a queue is open to everybody unless it says who may submit', () => {
  expect(bundlesOf(made(undefined))['queue-submitters']).toBeUndefined();
  expect(bundlesOf(made({ groups: ['team'] }))['queue-submitters']).toContain(
    'ClusterRole/ai-cloud-queue-submitters-q0',
  );
});

test('submitters have a role with the verb submit on the queue', () => {
  const manifests = manifestsOf(
    made({ users: ['ada'], groups: ['b', 'a'], serviceAccounts: [{ namespace: 'kserve', name: 'controller' }] }),
  );
  expect(manifests['ClusterRole/ai-cloud-queue-submitters-q0'].rules).toStrictEqual([
    { apiGroups: ['scheduling.volcano.sh'], resources: ['queues'], resourceNames: ['q0'], verbs: ['submit'] },
  ]);
  const { subjects, roleRef } = manifests['ClusterRoleBinding/ai-cloud-queue-submitters-q0'];
  expect(roleRef.name).toBe('ai-cloud-queue-submitters-q0');
  expect(subjects.map((s: any) => [s.kind, s.namespace, s.name])).toStrictEqual([
    ['Group', undefined, 'a'],
    ['Group', undefined, 'b'],
    ['ServiceAccount', 'kserve', 'controller'],
    ['User', undefined, 'ada'],
  ]);
});

test('the policies know the queues that have submitters, and leave the others alone', () => {
  const manifests = manifestsOf(made({ users: ['ada'] }, undefined, { groups: ['team'] }));
  const policies = Object.keys(manifests).filter((k) =>
    /^ValidatingAdmissionPolicy\/ai-cloud-queue-submitters/.test(k),
  );
  expect(policies.length).toBe(9);
  for (const policy of policies) {
    const { matchConditions, validations } = manifests[policy].spec;
    expect(matchConditions[1].expression).toContain("in ['q0', 'q2']");
    expect(validations[0].expression).toContain("check('submit').allowed()");
    expect(manifests[policy.replace('Policy/', 'PolicyBinding/')].spec.validationActions).toStrictEqual(['Deny']);
  }
});

test('templates of which controllers make jobs and pods for whoever names them are submissions too', () => {
  const manifests = manifestsOf(made({ users: ['ada'] }));
  const looksAt = (kind: string): any => manifests[`ValidatingAdmissionPolicy/ai-cloud-queue-submitters-${kind}`].spec;
  const { matchConstraints, matchConditions } = looksAt('jobtemplates');
  expect(matchConstraints.resourceRules).toMatchObject([
    { apiGroups: ['flow.volcano.sh'], resources: ['jobtemplates'], operations: ['CREATE', 'UPDATE'] },
  ]);
  expect(matchConditions[1].expression).toBe("object.spec.queue in ['q0']");
  expect(looksAt('replicationcontrollers').matchConditions[1].expression).toBe(
    "object.spec.template.metadata.annotations['scheduling.volcano.sh/queue-name'] in ['q0']",
  );
});

test('submitters are the same bytes in whatever order they come', () => {
  const one = manifestsOf(made({ groups: ['a', 'b'] }))['ClusterRoleBinding/ai-cloud-queue-submitters-q0'];
  const other = manifestsOf(made({ groups: ['b', 'a'] }))['ClusterRoleBinding/ai-cloud-queue-submitters-q0'];
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
});

test.each<[string, QueueSubmitters]>([
  ['nobody', {}],
  ['somebody without a name', { users: [''] }],
  ['a group twice', { groups: ['a', 'a'] }],
])('fails on %s', (_what, submitters) => {
  expect(() => made(submitters)).toThrow(/AIC-2179.*submitters of the queue are not usable/);
});

test('combination 22: the scheduler has a share of the API server of its own', () => {
  const manifests = manifestsOf(made());
  expect(manifests['FlowSchema/ai-cloud-scheduler'].spec).toMatchObject({
    priorityLevelConfiguration: { name: 'ai-cloud-scheduler' },
    matchingPrecedence: 800,
  });
  const [rule] = manifests['FlowSchema/ai-cloud-scheduler'].spec.rules;
  expect(rule.subjects.map((s: any) => s.serviceAccount)).toStrictEqual([
    { namespace: 'volcano-system', name: 'volcano-controllers' },
    { namespace: 'volcano-system', name: 'volcano-scheduler' },
  ]);
  expect(manifests['PriorityLevelConfiguration/ai-cloud-scheduler'].spec.type).toBe('Limited');
});
