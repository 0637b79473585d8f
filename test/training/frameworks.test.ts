import { Framework, FrameworkConfig, FrameworkRequest, IFramework } from '../../lib';
import { made, specOf } from './training-fixture';

describe('frameworks', () => {
  test('PyTorch pods know their master, by a name that resolves before it is ready', () => {
    expect(specOf().plugins).toStrictEqual({
      env: [],
      pytorch: ['--master=master', '--worker=worker', '--port=23456'],
      svc: ['--publish-not-ready-addresses=true'],
    });
    expect(specOf({ framework: Framework.pytorch({ port: 29500 }) }).plugins.pytorch).toContain('--port=29500');
  });

  test.each([80, 70000, 29500.5])('fails on port %p of PyTorch', (port) => {
    expect(() => Framework.pytorch({ port })).toThrow(/AIC-2213.*1024 to 65535/);
  });

  const commandOf = (command: string[]): string[] => specOf({ command }).tasks[0].template.spec.containers[0].command;

  test('torchrun is told where the gang is', () => {
    expect(commandOf(['torchrun', 'train.py', '--epochs=3'])).toStrictEqual([
      'torchrun',
      '--nnodes=4',
      '--nproc-per-node=8',
      '--node-rank=$(RANK)',
      '--master-addr=$(MASTER_ADDR)',
      '--master-port=$(MASTER_PORT)',
      'train.py',
      '--epochs=3',
    ]);
    expect(commandOf(['/opt/venv/bin/torchrun', 'train.py'])[1]).toBe('--nnodes=4');
  });

  test('torchrun that says only how many processes a pod has is told the rest, or each pod would train alone', () => {
    expect(commandOf(['torchrun', '--nproc_per_node=4', 'train.py'])).toStrictEqual([
      'torchrun',
      '--nnodes=4',
      '--node-rank=$(RANK)',
      '--master-addr=$(MASTER_ADDR)',
      '--master-port=$(MASTER_PORT)',
      '--nproc_per_node=4',
      'train.py',
    ]);
  });

  test.each([
    [['torchrun', '--rdzv-backend=c10d', 'train.py']],
    [['torchrun', '--standalone', 'train.py']],
    [['python', 'torchrun.py']],
  ])('a command that says so itself stays as it is: %j', (command) => {
    expect(commandOf(command)).toStrictEqual(command);
  });

  test('no environment may be set that the plugins set', () => {
    expect(() => made({ environment: { VC_WORKER_HOSTS: 'a' } })).toThrow(/AIC-2210.*none of MASTER_ADDR/);
  });

  test('another framework is a class of your own', () => {
    class Ring implements IFramework {
      public bind({ gangSize }: FrameworkRequest): FrameworkConfig {
        return { tasks: [{ name: 'peer', replicas: gangSize }], plugins: { svc: [] }, environmentNames: ['PEERS'] };
      }
    }
    expect(specOf({ framework: new Ring() })).toMatchObject({
      tasks: [{ name: 'peer', replicas: 4 }],
      plugins: { svc: [] },
    });
    expect(() => made({ framework: new Ring(), environment: { PEERS: '4' } })).toThrow(/AIC-2210/);
  });
});
