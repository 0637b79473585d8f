import { spawnSync } from 'node:child_process';
import { Duration, ErrorAction, ErrorPolicy } from '../../lib';
import { absent, blueprintOf, manifestsOf, testStack } from '../harness';
import { containerOf, made, podOf, specOf, taskOf } from './training-fixture';
import { FABRIC, SchedulingOnly } from '../cluster/scheduling/cluster-stand-in';

const ANY_FAILURE = [
  { event: 'PodEvicted', action: 'RestartJob' },
  { event: 'PodFailed', action: 'RestartJob' },
];
const dependenciesOf = (wishes: object): string[] =>
  blueprintOf(made(wishes).stack).units.find((unit: any) => unit.releaseName === 'training-finetune').dependsOn;

describe('placement', () => {
  test('is below one switch, or preferably so', () => {
    absent((wishes: object) => specOf(wishes).networkTopology, { leaf: { required: true } }, {});
    expect(specOf({ leaf: { required: true } }).networkTopology).toStrictEqual({ mode: 'hard', highestTierAllowed: 1 });
    expect(specOf({ leaf: { required: false } }).networkTopology.mode).toBe('soft');
  });

  test('waits for the switches and stands in the blueprint', () => {
    expect(dependenciesOf({ leaf: { required: true } })).toContain('test/Cluster/Switches');
    const factOf = (wishes: object): any => blueprintOf(made(wishes).stack).trainingJobs[0].topology;
    absent(factOf, { leaf: { required: true } }, {});
    expect(factOf({ leaf: { required: true } })).toStrictEqual({ mode: 'hard', highestTierAllowed: 1 });
  });

  test('fails on a gang that no switch takes, unless it is only preferred or nobody knows', () => {
    expect(() => made({ leaf: { required: true, nodes: 3 } })).toThrow(/AIC-2228.*got 4 pods of 8.*at most 3 pods/);
    expect(specOf({ leaf: { required: true, nodes: 2 }, devicesPerPod: 4 }).networkTopology.mode).toBe('hard');
    expect(specOf({ leaf: { required: false, nodes: 1 } }).networkTopology.mode).toBe('soft');
  });

  test('fails on a tier of another cluster', () => {
    const cluster = new SchedulingOnly(testStack('other'));
    expect(() => made({ leaf: { required: true, cluster } })).toThrow(/AIC-2227.*got 'other\/Cluster'/);
  });
});

describe('gates', () => {
  test('let pods run only on nodes that have passed', () => {
    const gated = { gate: 'own' as const };
    expect(podOf(gated).nodeSelector).toStrictEqual({ 'acme.com/pool': 'h800', 'acme.com/bandwidth': 'passed' });
    expect(dependenciesOf(gated)).toContain('test/Cluster/Gate');
  });

  test('fail for nodes of another pool', () => {
    expect(() => made({ gate: 'foreign' })).toThrow(/AIC-2226.*got \[ 'l20' \], want a test of the pool h800/);
  });
});

describe('errors and time', () => {
  test('policies for exit codes stand before those for any failure', () => {
    const errorPolicies = [
      ErrorPolicy.onExitCode(143, ErrorAction.STOP_JOB),
      ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB),
      ErrorPolicy.onExitCode(10, ErrorAction.COMPLETE_JOB),
    ];
    expect(specOf({ errorPolicies }).policies).toStrictEqual([
      { exitCode: 3, action: 'TerminateJob' },
      { exitCode: 10, action: 'CompleteJob' },
      { exitCode: 143, action: 'AbortJob' },
      ...ANY_FAILURE,
    ]);
    const elastic = { errorPolicies: errorPolicies.slice(1, 2), minGangSize: 2 };
    expect(specOf(elastic).policies).toStrictEqual([{ exitCode: 3, action: 'TerminateJob' }]);
    expect(taskOf('master', elastic).policies).toStrictEqual([{ exitCode: 3, action: 'TerminateJob' }, ...ANY_FAILURE]);
  });

  test.each([0, 256, 1.5])('fails on exit code %p', (code) => {
    expect(() => ErrorPolicy.onExitCode(code, ErrorAction.FAIL_JOB)).toThrow(/AIC-2219.*from 1 to 255/);
  });

  test('fails on two policies for one exit code', () => {
    const errorPolicies = [
      ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB),
      ErrorPolicy.onExitCode(3, ErrorAction.STOP_JOB),
    ];
    expect(() => made({ errorPolicies })).toThrow(/AIC-2229.*got \[ 3 \]/);
  });

  test('a time limit ends each start, and the job with it', () => {
    const limited = { timeLimit: Duration.hours(2) };
    expect(containerOf(limited).command.slice(0, 7)).toStrictEqual([
      ...['timeout', '7200', 'timeout', '--foreground', '--kill-after=60', '0'],
      'torchrun',
    ]);
    expect(specOf(limited).policies[0]).toStrictEqual({ exitCode: 124, action: 'TerminateJob' });
    const own = { ...limited, errorPolicies: [ErrorPolicy.onExitCode(124, ErrorAction.COMPLETE_JOB)] };
    expect(specOf(own).policies[0]).toStrictEqual({ exitCode: 124, action: 'CompleteJob' });
    expect(specOf(own).policies).toHaveLength(3);
    expect(() => made({ timeLimit: Duration.seconds(0) })).toThrow(/AIC-2225/);
  });

  test.each([
    ['that ends when it is asked to', 'sleep 30', 124],
    ['that has to be killed', "trap '' TERM; exec sleep 30", 124],
    ['that fails by itself', 'exit 3', 3],
    ['that is done', 'exit 0', 0],
  ])('a time limit is told from other ends, for a program %s', (_what, program, code) => {
    const command: string[] = containerOf({ timeLimit: Duration.seconds(1), command: ['sh', '-c', program] }).command;
    const [first, ...rest] = command.map((word) => word.replace('--kill-after=60', '--kill-after=1'));
    expect(spawnSync(first, rest, { stdio: 'ignore' }).status).toBe(code);
  });

  test('what is done is kept until it leaves the program, or as long as is said', () => {
    absent((wishes: object) => specOf(wishes).ttlSecondsAfterFinished, { keepFinished: Duration.days(1) }, {});
    expect(specOf({ keepFinished: Duration.days(1) }).ttlSecondsAfterFinished).toBe(86400);
  });
});

describe('the network of the node', () => {
  const on = { fabric: { ...FABRIC, hostNetwork: true } };

  test('is used where the fabric is seen there only', () => {
    absent((wishes: object) => podOf(wishes).hostNetwork, { on }, {});
    expect(podOf({ on })).toMatchObject({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
    expect(made({ on, runAsUser: 2000 }).job.namespace).toBe('training-rdma');
  });

  test('fails on more pods than nodes, because the port of the gang is taken once', () => {
    expect(() => made({ on, gangSize: 17, devicesPerPod: 4 })).toThrow(/AIC-2204.*at most 16 pods.*one pod per node/);
  });
});

describe('devices', () => {
  const sliced = {
    on: {
      allocate: () => ({
        resources: { 'volcano.sh/vgpu-number': '1', 'volcano.sh/vgpu-memory': '20480' },
        annotations: { 'volcano.sh/vgpu-mode': 'hami-core', 'karpenter.sh/do-not-disrupt': 'true' },
        labels: { 'acme.com/share': 'yes' },
        devices: 0.25,
        runtimeClassName: 'nvidia',
      }),
    },
    gangSize: 1,
    devicesPerPod: undefined,
    deviceRequest: { computePercent: 25 },
  };

  test('are what the pool hands out, with CPU and memory of that part', () => {
    expect(containerOf(sliced).resources.limits).toStrictEqual({
      cpu: '5',
      memory: '52480Mi',
      'volcano.sh/vgpu-number': '1',
      'volcano.sh/vgpu-memory': '20480',
    });
    const { metadata, spec } = taskOf('master', sliced).template;
    expect(metadata).toStrictEqual({
      annotations: { 'volcano.sh/vgpu-mode': 'hami-core', 'karpenter.sh/do-not-disrupt': 'true' },
      labels: { 'acme.com/share': 'yes' },
    });
    absent((pod: any) => pod.runtimeClassName, spec, podOf());
  });

  test('are claimed where the pool says so, each pod for itself', () => {
    const on = {
      allocate: () => ({
        resources: {},
        annotations: {},
        labels: {},
        devices: 8,
        claims: [{ deviceClassName: 'gpu.nvidia.com', count: 8 }],
      }),
    };
    const [claim] = podOf({ on }).resourceClaims;
    expect(containerOf({ on }).resources.claims).toStrictEqual([{ name: claim.name }]);
    const template = manifestsOf(made({ on }).stack)[`ResourceClaimTemplate/${claim.resourceClaimTemplateName}`];
    expect(template.metadata.namespace).toBe('training');
    expect(template.spec.spec.devices.requests[0].exactly).toMatchObject({
      deviceClassName: 'gpu.nvidia.com',
      count: 8,
    });
    absent((wishes: object) => podOf(wishes).resourceClaims, { on }, {});
  });

  test.each([
    ['both', { deviceRequest: { devices: 1 } }],
    ['neither', { devicesPerPod: undefined }],
    ['a part for a gang of four', { ...sliced, gangSize: 4 }],
  ])('fail when it is not clear what each pod gets: %s', (_what, wishes) => {
    expect(() => made(wishes as object)).toThrow(/AIC-2222/);
  });
});
