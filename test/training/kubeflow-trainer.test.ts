import { Duration, ErrorAction, ErrorPolicy, Framework, Registries, TrainingEngine, TrainingJob } from '../../lib';
import { absent, bundlesOf, chartsOf } from '../harness';
import { made, objectOf, unitOf, Wishes } from './training-fixture';

const TRAINER = { engine: TrainingEngine.kubeflowTrainer() };
const runtimeOf = (wishes: Wishes): any => objectOf('TrainingRuntime', wishes).spec;

describe('Kubeflow Trainer', () => {
  test('runs a TrainJob of a runtime that is its own', () => {
    const trainJob = objectOf('TrainJob', TRAINER);
    expect(trainJob.metadata.namespace).toBe('training');
    expect(trainJob.spec).toStrictEqual({
      runtimeRef: { apiGroup: 'trainer.kubeflow.org', kind: 'TrainingRuntime', name: trainJob.metadata.name },
      managedBy: 'trainer.kubeflow.org/trainjob-controller',
      suspend: false,
      trainer: { command: ['torchrun', 'train.py'], numNodes: 4, numProcPerNode: 8 },
    });
    expect(objectOf('TrainJob', { ...TRAINER, suspended: true }).spec.suspend).toBe(true);
    expect(objectOf('TrainJob', { ...TRAINER, timeLimit: Duration.hours(2) }).spec.activeDeadlineSeconds).toBe(7200);
  });

  test('is placed by Volcano as one gang in its queue', () => {
    const runtime = runtimeOf(TRAINER);
    expect(runtime.mlPolicy).toStrictEqual({ numNodes: 4, torch: {} });
    expect(runtime.podGroupPolicy).toStrictEqual({ volcano: {} });
    expect(runtime.template.metadata.annotations).toStrictEqual({ 'scheduling.volcano.sh/queue-name': 'research' });
    const [job] = runtime.template.spec.replicatedJobs;
    expect(job.template.metadata.labels).toStrictEqual({ 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' });
    expect(job.template.spec.template.spec).toMatchObject({
      schedulerName: 'volcano',
      priorityClassName: 'ai-cloud-training-within-3d',
      restartPolicy: 'Never',
    });
    expect(job.template.spec.template.spec.containers[0]).toMatchObject({
      name: 'node',
      resources: { limits: { 'nvidia.com/gpu': '8' } },
    });
    absent((pod: any) => pod.command, { command: ['a'] }, job.template.spec.template.spec.containers[0]);
  });

  test('starts anew whole, as often as is said', () => {
    const runtime = runtimeOf({ ...TRAINER, maxRetry: 20 });
    expect(runtime.template.spec.failurePolicy).toStrictEqual({ maxRestarts: 20, restartStrategy: 'Recreate' });
    expect(runtime.template.spec.replicatedJobs[0].template.spec.backoffLimit).toBe(0);
  });

  test('gives up at exit codes that say so', () => {
    const errorPolicies = [
      ErrorPolicy.onExitCode(7, ErrorAction.FAIL_JOB),
      ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB),
      ErrorPolicy.onExitCode(9, ErrorAction.RESTART_JOB),
    ];
    const { failurePolicy, replicatedJobs } = runtimeOf({ ...TRAINER, errorPolicies }).template.spec;
    expect(failurePolicy.rules).toStrictEqual([
      { name: 'exitCode', action: 'FailJobSet', onJobFailureReasons: ['PodFailurePolicy'] },
    ]);
    expect(replicatedJobs[0].template.spec.podFailurePolicy.rules).toStrictEqual([
      { action: 'FailJob', onExitCodes: { containerName: 'node', operator: 'In', values: [3, 7] } },
    ]);
  });

  test('keeps what is done as long as is said, and runs below one switch when asked', () => {
    const runtime = runtimeOf({ ...TRAINER, keepFinished: Duration.days(1), leaf: { required: true } });
    expect(runtime.template.spec.ttlSecondsAfterFinished).toBe(86400);
    expect(runtime.podGroupPolicy.volcano.networkTopology).toStrictEqual({ mode: 'hard', highestTierAllowed: 1 });
  });

  test('runs MPI with a launcher that is a node and waits for the others by itself', () => {
    const wishes = { ...TRAINER, framework: Framework.mpi(), command: ['mpirun', 'train'] };
    const { mlPolicy, template } = runtimeOf(wishes);
    expect(mlPolicy).toStrictEqual({
      numNodes: 1,
      mpi: {
        mpiImplementation: 'OpenMPI',
        numProcPerNode: 8,
        runLauncherAsNode: true,
        sshAuthMountPath: '/home/mpiuser/.ssh',
      },
    });
    const [node, launcher] = template.spec.replicatedJobs;
    expect([node.name, launcher.name]).toStrictEqual(['node', 'launcher']);
    absent((job: any) => job.template.metadata, launcher, node);
    absent((job: any) => job.dependsOn, { dependsOn: [] }, launcher);
    expect(node.template.spec.template.spec.containers[0].command.join(' ')).toContain('exec "$sshd" -De');
    expect(template.spec.successPolicy).toStrictEqual({ operator: 'All', targetReplicatedJobs: ['launcher'] });
    const { command, numNodes } = objectOf('TrainJob', wishes).spec.trainer;
    expect(numNodes).toBe(4);
    expect(command.join(' ')).toMatch(/cp \/etc\/mpi\/hostfile \/tmp\/hostfile.* launcher mpirun train$/);
    const alone = runtimeOf({ ...wishes, gangSize: 1 }).template.spec.replicatedJobs;
    expect(alone.map((job: any) => job.name)).toStrictEqual(['launcher']);
  });

  test('runs DeepSpeed without ssh, by the ranks that Trainer gives', () => {
    const wishes = { ...TRAINER, framework: Framework.deepspeed(), command: ['deepspeed', 'train.py'] };
    expect(runtimeOf(wishes).mlPolicy.torch).toStrictEqual({});
    const { command } = objectOf('TrainJob', wishes).spec.trainer;
    expect(command[2]).toContain("seq -f 'node-%g' 4");
    expect(command).toContain('--node_rank=$(PET_NODE_RANK)');
    expect(command).toContain('--master_addr=$(PET_MASTER_ADDR)');
  });

  test('the runtime is there before the job, which its webhook wants', () => {
    const { stack, job } = made(TRAINER);
    expect(bundlesOf(stack)).toMatchObject({
      'training-finetune': [`TrainJob/${job.jobName}`],
      'training-finetune-runtime': [`TrainingRuntime/${job.jobName}`],
    });
    expect(unitOf(stack, 'training-finetune').dependsOn).toContain('test/Finetune/Runtime');
    expect(unitOf(stack, 'training-finetune-runtime').dependsOn).toContain('test/Cluster/KubeflowTrainer');
  });

  test('is installed once for all jobs, with one JobSet', () => {
    const { stack, job } = made(TRAINER);
    new TrainingJob(stack, 'Second', {
      ...TRAINER,
      queue: job.queue,
      framework: Framework.pytorch(),
      image: 'train:1',
      command: ['torchrun', 'b.py'],
      gangSize: 1,
      devicesPerPod: 8,
    });
    expect(Object.keys(chartsOf(stack)).sort()).toStrictEqual(['jobset', 'kubeflow-trainer', 'volcano']);
    expect(chartsOf(stack)['kubeflow-trainer'].values).toStrictEqual({
      jobset: { install: false },
      image: {
        registry: 'ghcr.io',
        repository: 'kubeflow/trainer/trainer-controller-manager',
        tag: 'v2.3.0',
        pullSecrets: [],
      },
    });
    expect(chartsOf(stack).jobset.values.image).toStrictEqual({
      repository: 'registry.k8s.io/jobset/jobset',
      tag: 'v0.12.0',
      pullPolicy: 'IfNotPresent',
      pullSecrets: [],
    });
    expect(unitOf(stack, 'kubeflow-trainer').dependsOn).toStrictEqual(
      expect.arrayContaining(['test/Cluster/JobSet', 'test/Cluster/Scheduling/Policies']),
    );
  });

  test('comes through the mirror', () => {
    const { stack } = made({
      ...TRAINER,
      registries: Registries.mirror('registry.acme.com/ai', { pullSecretName: 'pull' }),
    });
    expect(chartsOf(stack)['kubeflow-trainer'].values.image).toStrictEqual({
      registry: 'registry.acme.com',
      repository: 'ai/kubeflow/trainer/trainer-controller-manager',
      tag: 'v2.3.0',
      pullSecrets: [{ name: 'pull' }],
    });
    expect(chartsOf(stack).jobset.values.image.repository).toBe('registry.acme.com/ai/jobset/jobset');
  });
});
