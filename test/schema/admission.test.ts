import { startControllers } from '../support/admission';
import { TestControlPlane } from '../support/control-plane';
import { installCrds } from '../support/definitions';

jest.setTimeout(1_800_000);

let controlPlane: TestControlPlane;
beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
  await installCrds(controlPlane, ['jobSet', 'kubeflowTrainer', 'sparkOperator', 'volcano']);
  await startControllers(controlPlane, new Set(['jobset.x-k8s.io', 'sparkoperator.k8s.io', 'trainer.kubeflow.org']));
});
afterAll(async () => {
  await controlPlane?.stop();
});

const create = (manifest: object): string => {
  const { code, output } = controlPlane.tryKubectl(['create', '-f', '-'], JSON.stringify(manifest));
  return code === 0 ? 'accepted' : output;
};

const pod = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.com/main:1' }] } };
const replicatedJob = (name: string): object => ({ name, template: { spec: { template: pod } } });

test('the real webhook of JobSet refuses a dependency on what is not there', () => {
  const jobSet = (dependsOn: string): object => ({
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    metadata: { name: `after-${dependsOn}`, namespace: 'default' },
    spec: {
      replicatedJobs: [
        replicatedJob('first'),
        { ...replicatedJob('second'), dependsOn: [{ name: dependsOn, status: 'Complete' }] },
      ],
    },
  });
  expect(create(jobSet('first'))).toBe('accepted');
  expect(create(jobSet('nobody'))).toMatch(/second cannot depend on replicatedJob: nobody/);
});

test('the real webhook of Kubeflow Trainer refuses a job whose runtime is not there', () => {
  const job = (name: string): object => ({
    apiVersion: 'trainer.kubeflow.org/v1alpha1',
    kind: 'TrainJob',
    metadata: { name, namespace: 'default' },
    spec: { runtimeRef: { apiGroup: 'trainer.kubeflow.org', kind: 'TrainingRuntime', name: 'torch' } },
  });
  expect(create(job('early'))).toMatch(/denied the request.*torch/s);
  const trainer = replicatedJob('node') as any;
  trainer.template.metadata = { labels: { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' } };
  trainer.template.spec.template.spec.containers[0].name = 'node';
  const runtime = {
    apiVersion: 'trainer.kubeflow.org/v1alpha1',
    kind: 'TrainingRuntime',
    metadata: { name: 'torch', namespace: 'default' },
    spec: { mlPolicy: { numNodes: 2, torch: {} }, template: { spec: { replicatedJobs: [trainer] } } },
  };
  expect(create(runtime)).toBe('accepted');
  expect(create(job('late'))).toBe('accepted');
  controlPlane.kubectl(['wait', '--for=create', '--timeout=30s', '-n', 'default', 'jobset/late']);
  controlPlane.kubectl(['wait', '--for=create', '--timeout=30s', '-n', 'default', 'job/late-node-0']);
});

test('the real webhook of the Spark operator refuses a name that pods cannot have', () => {
  const application = (name: string): object => ({
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: { name, namespace: 'default' },
    spec: {
      type: 'Python',
      mode: 'cluster',
      sparkVersion: '4.0.0',
      mainApplicationFile: 'local:///main.py',
      driver: {},
      executor: {},
    },
  });
  expect(create(application('wordcount'))).toBe('accepted');
  expect(create(application('1.wordcount'))).toMatch(/denied the request/);
});
