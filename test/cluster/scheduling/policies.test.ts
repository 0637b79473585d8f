import { SharingKind } from '../../../lib';
import { manifestsOf, testStack } from '../../harness';
import { pool, SchedulingOnly } from './cluster-stand-in';

describe('policies', () => {
  const stack = testStack();
  const c = new SchedulingOnly(stack, { unmanagedNamespaces: ['acme-monitoring'] });
  const H800 = pool('h800');
  const vision = c.queues.addGroup('vision', { pool: H800, deservedDevices: 16 });
  c.queues.add('segmentation', { pool: H800, parent: vision, deservedDevices: 8 });
  const manifests = manifestsOf(stack);
  const specOf = (name: string): any => manifests[`ValidatingAdmissionPolicy/${name}`].spec;

  test.each(['jobs', 'cronjobs', 'podgroups', 'pods'])('%s may not name a queue with children', (kind) => {
    const { matchConstraints, validations } = specOf(`ai-cloud-leaf-queues-${kind}`);
    expect(matchConstraints.resourceRules[0].resources).toStrictEqual([kind]);
    expect(validations[0].expression).toContain("in ['pool-h800', 'root', 'vision'])");
  });

  test('what waits in a queue that became a parent can still be updated, and so be taken away', () => {
    expect(specOf('ai-cloud-leaf-queues-jobs').matchConditions[1].expression).toBe(
      'oldObject == null || !(has(oldObject.spec) && has(oldObject.spec.queue) && oldObject.spec.queue == object.spec.queue)',
    );
  });

  test('pods that ask for devices of a pool with queues name the scheduler', () => {
    const { matchConditions, validations } = specOf('ai-cloud-managed-devices');
    expect(matchConditions[0].expression).toContain("['nvidia.com/gpu']");
    expect(validations[0].expression).toContain("object.spec.schedulerName == 'volcano'");
  });

  test('pods with claims name the scheduler where queues count claims, and the driver’s own do not', () => {
    const claiming = testStack();
    const { queues } = new SchedulingOnly(claiming);
    const quota = 'deviceclass/gpu.nvidia.com';
    queues.add('research', { pool: { ...pool('dra'), deviceResource: quota }, deservedDevices: 8 });
    const { matchConditions, matchConstraints } =
      manifestsOf(claiming)['ValidatingAdmissionPolicy/ai-cloud-managed-devices'].spec;
    expect(matchConditions[0].expression).toContain('object.spec.resourceClaims.size() > 0');
    expect(matchConstraints.namespaceSelector.matchExpressions[0].values).toContain('dra-driver-nvidia-gpu');
    expect(specOf('ai-cloud-managed-devices').matchConditions[0].expression).not.toContain('resourceClaims');
  });

  test('HAMi may place what asks for its shares by the name of devices, where the cluster has such a pool', () => {
    const shared = testStack();
    const { queues, scheduling } = new SchedulingOnly(shared);
    queues.add('research', { pool: pool('whole'), deservedDevices: 8 });
    const kinds = { kind: SharingKind.HAMI, isolatesMemory: true, worksWithQueues: false };
    scheduling.addPool(pool('shares', { sharing: { ...kinds, nodeResources: { 'nvidia.com/gpu': 80 } } }));
    const { validations } = manifestsOf(shared)['ValidatingAdmissionPolicy/ai-cloud-managed-devices'].spec;
    expect(validations[0].expression).toContain("object.spec.schedulerName in ['hami-scheduler', 'volcano']");
  });

  test('leave the namespaces of the system alone, and those that the user names', () => {
    expect(specOf('ai-cloud-managed-devices').matchConstraints.namespaceSelector.matchExpressions[0]).toStrictEqual({
      key: 'kubernetes.io/metadata.name',
      operator: 'NotIn',
      values: ['acme-monitoring', 'gpu-operator', 'kube-system', 'volcano-system'],
    });
    expect(
      specOf('ai-cloud-leaf-queues-pods').matchConstraints.namespaceSelector.matchExpressions[0].values,
    ).toStrictEqual(['kube-system']);
  });

  test('are all bound, to deny', () => {
    const names = Object.keys(manifests).filter((key) => key.startsWith('ValidatingAdmissionPolicy/'));
    for (const name of names.map((key) => key.split('/')[1])) {
      expect(manifests[`ValidatingAdmissionPolicyBinding/${name}`].spec).toStrictEqual({
        policyName: name,
        validationActions: ['Deny'],
      });
    }
    expect(names.length).toBe(6);
  });
});
