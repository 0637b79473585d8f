import { Framework, IQueue } from '../../lib';
import { absent, blueprintOf } from '../harness';
import { environmentOf, made, specOf, taskOf, warningsOf } from './training-fixture';

const ELASTIC = { minGangSize: 2 };
const ANY_FAILURE = [
  { event: 'PodEvicted', action: 'RestartJob' },
  { event: 'PodFailed', action: 'RestartJob' },
];

describe('an elastic gang', () => {
  test('starts with its smallest size and takes in more', () => {
    const spec = specOf(ELASTIC);
    expect(spec.minAvailable).toBe(2);
    expect(spec.tasks.map((t: any) => [t.name, t.replicas, t.minAvailable])).toStrictEqual([
      ['master', 1, 1],
      ['worker', 3, 1],
    ]);
  });

  test('starts anew for its master only: workers are made again one by one', () => {
    expect(specOf(ELASTIC).policies).toStrictEqual([]);
    expect(taskOf('master', ELASTIC).policies).toStrictEqual(ANY_FAILURE);
    absent((task: any) => task.policies, taskOf('master', ELASTIC), taskOf('worker', ELASTIC));
  });

  test('never gives its master back to another queue, which would start all anew', () => {
    const annotationsOf = (name: string, wishes: object): any =>
      taskOf(name, wishes).template.metadata?.annotations?.['volcano.sh/preemptable'];
    expect(annotationsOf('master', ELASTIC)).toBe('false');
    absent((name: string) => annotationsOf(name, ELASTIC), 'master', 'worker');
    absent((wishes: object) => annotationsOf('master', wishes), ELASTIC, {});
  });

  test('tells torchrun its bounds and who holds the rendezvous', () => {
    const commandOf = (name: string): string[] => taskOf(name, ELASTIC).template.spec.containers[0].command;
    expect(commandOf('master')).toStrictEqual([
      'torchrun',
      '--nnodes=2:4',
      '--nproc-per-node=8',
      '--max-restarts=10',
      '--rdzv-backend=c10d',
      '--rdzv-id=gang',
      '--rdzv-endpoint=$(MASTER_ADDR):$(MASTER_PORT)',
      '--rdzv-conf=is_host=1',
      '--local-addr=$(POD_IP)',
      'train.py',
    ]);
    expect(commandOf('worker')).toContain('--rdzv-conf=is_host=0');
    expect(environmentOf(taskOf('worker', ELASTIC).template.spec.containers[0])).toStrictEqual({
      POD_IP: { fieldRef: { fieldPath: 'status.podIP' } },
    });
  });

  test('gives up after as many restarts as is said, and keeps a process count of the user', () => {
    const framework = Framework.pytorch({ maxRestarts: 3 });
    const command = ['torchrun', '--nproc-per-node=4', 'train.py'];
    const container = taskOf('worker', { ...ELASTIC, framework, command }).template.spec.containers[0];
    expect(container.command).toContain('--max-restarts=3');
    expect(container.command.filter((word: string) => word.startsWith('--nproc'))).toStrictEqual([
      '--nproc-per-node=4',
    ]);
  });

  test('can shrink to its master', () => {
    expect(taskOf('worker', { minGangSize: 1 }).minAvailable).toBe(0);
  });

  test('warns when its queue does not deserve its smallest size', () => {
    const { job } = made();
    const warned = (deservedDevices: number): string =>
      warningsOf({ ...ELASTIC, queue: { ...job.queue, deservedDevices, cluster: job.queue.cluster } as IQueue });
    expect(warned(15)).toContain('AIC-2240: the smallest gang needs 16 devices and queue');
    expect(warned(15)).toContain('deserves 15: it can never be sure of its minimum');
    expect(warned(16)).not.toContain('AIC-2240');
  });

  test('says so in the blueprint', () => {
    const factOf = (wishes: object): any => blueprintOf(made(wishes).stack).trainingJobs[0];
    absent((wishes: object) => factOf(wishes).minGang, ELASTIC, { minGangSize: 4 });
    expect(factOf(ELASTIC)).toMatchObject({ gangSize: 4, minGang: 2 });
  });

  test.each([0, 5, 1.5])('fails on %p pods of 4', (minGangSize) => {
    expect(() => made({ minGangSize })).toThrow(/AIC-2223.*from 1 to 4/);
  });

  test.each([
    ['another framework', { framework: Framework.ray() }],
    ['a command that does not start with torchrun', { command: ['python', 'train.py'] }],
    ['flags about the gang', { command: ['torchrun', '--nnodes=4', 'train.py'] }],
  ])('fails with %s, which is rigid', (_what, wishes) => {
    expect(() => made({ ...ELASTIC, ...wishes })).toThrow(/AIC-2223.*that is rigid/);
  });
});

describe('a gang that lends', () => {
  const few = (queue: Partial<IQueue>, maxRetry: number): string => {
    const { job } = made();
    return warningsOf({ queue: { ...job.queue, ...queue, cluster: job.queue.cluster } as IQueue, maxRetry });
  };

  test('warns of so few retries that giving back fails it', () => {
    expect(warningsOf({ maxRetry: 9 })).toContain('AIC-2224: the job fails after 9 starts');
    expect(warningsOf({ maxRetry: 10 })).not.toContain('AIC-2224');
    expect(few({ reclaimable: false }, 3)).not.toContain('AIC-2224');
  });
});
