import { absent, manifestsOf } from '../harness';
import { containerOf, made, podOf, specOf } from './training-fixture';
import { FABRIC } from '../cluster/scheduling/cluster-stand-in';

describe('rights', () => {
  test('without fabric, a job runs as an ordinary user in a restricted namespace', () => {
    const { job, stack } = made();
    expect(job.namespace).toBe('training');
    expect(manifestsOf(stack)['Namespace/training'].metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
      'restricted',
    );
    expect(podOf().securityContext).toStrictEqual({
      runAsUser: 1000,
      runAsGroup: 1000,
      runAsNonRoot: true,
      fsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(containerOf().securityContext).toStrictEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(podOf()).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
  });

  test('with a fabric that locks memory, it is root with IPC_LOCK in a privileged namespace of its own', () => {
    const { job, stack } = made({ on: { fabric: FABRIC } });
    expect(job.namespace).toBe('training-rdma');
    expect(manifestsOf(stack)['Namespace/training-rdma'].metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
      'privileged',
    );
    const wishes = { on: { fabric: FABRIC } };
    expect(podOf(wishes).securityContext).toMatchObject({ runAsUser: 0, runAsNonRoot: false });
    expect(containerOf(wishes).securityContext).toStrictEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['IPC_LOCK'] },
    });
  });

  test('another user does without IPC_LOCK, which has no effect then, and stays restricted', () => {
    const wishes = { on: { fabric: FABRIC }, runAsUser: 2000 };
    expect(made(wishes).job.namespace).toBe('training');
    expect(podOf(wishes).securityContext).toMatchObject({ runAsUser: 2000, fsGroup: 2000, runAsNonRoot: true });
    expect(containerOf(wishes).securityContext.capabilities).toStrictEqual({ drop: ['ALL'] });
  });

  test('root without fabric needs a baseline namespace', () => {
    const { job, stack } = made({ runAsUser: 0 });
    expect(job.namespace).toBe('training-root');
    expect(manifestsOf(stack)['Namespace/training-root'].metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
      'baseline',
    );
  });

  test('the namespace can be said', () => {
    const { job, manifest } = made({ namespace: 'team-a' });
    expect([job.namespace, manifest.metadata.namespace]).toStrictEqual(['team-a', 'team-a']);
  });
});

describe('fabric', () => {
  const on = { fabric: FABRIC };

  test('brings resources, networks and settings', () => {
    expect(containerOf({ on }).resources.limits).toMatchObject({ 'rdma/hca': '1', 'nvidia.com/gpu': '8' });
    expect(specOf({ on }).tasks[1].template.metadata.annotations).toStrictEqual(FABRIC.annotations);
    absent((task: any) => task.template.metadata, specOf({ on }).tasks[0], specOf().tasks[0]);
  });

  test('settings come in order of their names, and those of the user win', () => {
    expect(containerOf({ on, environment: { NCCL_IB_HCA: 'mlx5_0', A: '1' } }).env).toStrictEqual([
      { name: 'A', value: '1' },
      { name: 'NCCL_IB_HCA', value: 'mlx5_0' },
      { name: 'NCCL_SOCKET_IFNAME', value: 'eth0' },
    ]);
  });
});
