import { Duration, ErrorAction, ErrorPolicy, Framework, Registries, TrainingEngine } from '../../lib';
import { absent, chartsOf } from '../harness';
import { made, objectOf, unitOf, Wishes } from './training-fixture';

const TRAINER = { engine: TrainingEngine.kubeflowTrainer() };
const RAY = { engine: TrainingEngine.kubeRay(), framework: Framework.ray(), command: ['python', 'my train.py'] };
const rayOf = (wishes: Wishes = {}): any => objectOf('RayJob', { ...RAY, ...wishes });

describe('KubeRay', () => {
  test('runs a RayJob whose cluster is the gang', () => {
    const { spec } = rayOf();
    expect(spec).toMatchObject({
      entrypoint: "python 'my train.py'",
      submissionMode: 'HTTPMode',
      suspend: false,
      shutdownAfterJobFinishes: true,
      backoffLimit: 100,
    });
    const { headGroupSpec, workerGroupSpecs } = spec.rayClusterSpec;
    expect(headGroupSpec.template.spec.containers[0]).toMatchObject({
      name: 'ray-head',
      env: [],
      resources: { limits: { 'nvidia.com/gpu': '8' } },
    });
    expect(workerGroupSpecs).toHaveLength(1);
    expect(workerGroupSpecs[0]).toMatchObject({ groupName: 'worker', replicas: 3, minReplicas: 3, maxReplicas: 3 });
    absent((job: any) => job.spec.rayClusterSpec.workerGroupSpecs, rayOf(), rayOf({ gangSize: 1 }));
  });

  test('is placed by Volcano in its queue, by labels', () => {
    expect(rayOf().metadata.labels).toStrictEqual({
      'ray.io/priority-class-name': 'ai-cloud-training-within-3d',
      'volcano.sh/queue-name': 'research',
    });
    expect(rayOf({ leaf: { required: false } }).metadata.labels).toMatchObject({
      'volcano.sh/network-topology-mode': 'soft',
      'volcano.sh/network-topology-highest-tier-allowed': '1',
    });
  });

  test('can wait, start anew a few times and end in time', () => {
    expect(rayOf({ suspended: true, maxRetry: 12, timeLimit: Duration.hours(1) }).spec).toMatchObject({
      suspend: true,
      backoffLimit: 12,
      activeDeadlineSeconds: 3600,
    });
  });

  test('is installed once, with Volcano as its scheduler', () => {
    const { stack } = made({ ...RAY, registries: Registries.mirror('registry.acme.com', { pullSecretName: 'pull' }) });
    expect(chartsOf(stack)['kuberay-operator'].values).toMatchObject({
      image: { repository: 'registry.acme.com/kuberay/operator', tag: 'v1.7.0' },
      imagePullSecrets: [{ name: 'pull' }],
      batchScheduler: { name: 'volcano' },
      resources: { limits: { cpu: '1', memory: '2Gi' } },
    });
    expect(unitOf(stack, 'training-finetune').dependsOn).toContain('test/Cluster/KubeRay');
  });

  test('keeps names short enough for what it derives from them', () => {
    const name = 'a'.repeat(39);
    expect(() => made({ ...RAY, jobName: name })).toThrow(/AIC-2206.*at most 38/);
    expect(made({ ...RAY, jobName: name.slice(1) }).job.jobName).toHaveLength(47);
    expect(() => made({ ...TRAINER, jobName: name })).toThrow(/AIC-2206.*at most 36/);
  });
});

describe('an engine', () => {
  test('is Volcano when none is said', () => {
    const usual = made().job.jobName;
    expect(made({ engine: TrainingEngine.volcano() }).job.jobName).toBe(usual);
    expect(Object.keys(chartsOf(made().stack))).toStrictEqual(['volcano']);
  });

  test.each([
    ['Volcano a suspended job', { suspended: true }, /volcano cannot run the job; got suspended/],
    ['Trainer Ray', { ...TRAINER, framework: Framework.ray() }, /got the framework ray.*PyTorch, DeepSpeed and MPI/s],
    ['Trainer an elastic gang', { ...TRAINER, minGangSize: 2 }, /got an elastic gang/],
    [
      'Trainer a policy that completes',
      { ...TRAINER, errorPolicies: [ErrorPolicy.onExitCode(3, ErrorAction.COMPLETE_JOB)] },
      /an error policy that completes/,
    ],
    ['KubeRay PyTorch', { engine: TrainingEngine.kubeRay() }, /got the framework pytorch.*Framework\.ray/s],
    [
      'KubeRay error policies',
      { ...RAY, errorPolicies: [ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB)] },
      /got error policies/,
    ],
    ['KubeRay keepFinished', { ...RAY, keepFinished: Duration.days(1) }, /got keepFinished/],
  ])('fails to give %s', (_what, wishes, message) => {
    expect(() => made(wishes)).toThrow(/AIC-2220/);
    expect(() => made(wishes)).toThrow(message);
  });
});
