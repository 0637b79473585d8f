import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Framework, IFramework, Size } from '../../lib';
import { absent, blueprintOf } from '../harness';
import { environmentOf, made, specOf, taskOf, Wishes } from './training-fixture';
import { FABRIC } from '../cluster/scheduling/cluster-stand-in';

const shapeOf = (wishes: Wishes): any => specOf(wishes).tasks.map((t: any) => [t.name, t.replicas, t.minAvailable]);
const containerOfTask = (name: string, wishes: Wishes): any => taskOf(name, wishes).template.spec.containers[0];

/** Runs a rendered command with programs that only say how they were called, and `/tmp` elsewhere. */
function run(command: string[], env: Record<string, string>): { output: string; fileOf: (name: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'gang-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const program of ['deepspeed', 'mpirun', 'ray', 'ssh', 'sshd', 'ssh-keygen', 'python']) {
    writeFileSync(join(bin, program), `#!/bin/sh\necho "${program} $*"\n`);
    chmodSync(join(bin, program), 0o755);
  }
  const local = command.map((word) => word.replaceAll('/tmp/', `${folder}/`).replaceAll('/run/sshd', `${folder}/run`));
  const output = execFileSync(local[0], local.slice(1), {
    encoding: 'utf8',
    env: { PATH: `${bin}:/usr/bin:/bin`, ...env },
  });
  const files = new Map(['hostfile', 'sshd/config'].map((name) => [name, tryRead(join(folder, name))]));
  rmSync(folder, { recursive: true });
  return { output: output.replaceAll(folder, ''), fileOf: (name) => files.get(name) ?? '' };
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

describe('DeepSpeed', () => {
  const wishes = { framework: Framework.deepspeed(), command: ['deepspeed', 'train.py', '--deepspeed'] };
  const command = containerOfTask('worker', wishes).command;

  test('starts its launcher in each pod, told its rank, without ssh', () => {
    expect(specOf(wishes).plugins).toStrictEqual({
      env: [],
      pytorch: ['--master=master', '--worker=worker', '--port=29500'],
      svc: ['--publish-not-ready-addresses=true'],
    });
    expect(command.slice(4)).toStrictEqual([
      'deepspeed',
      '--hostfile=/tmp/hostfile',
      '--no_ssh',
      '--node_rank=$(RANK)',
      '--master_addr=$(MASTER_ADDR)',
      '--master_port=$(MASTER_PORT)',
      'train.py',
      '--deepspeed',
    ]);
    expect(specOf({ ...wishes, framework: Framework.deepspeed({ port: 30000 }) }).plugins.pytorch).toContain(
      '--port=30000',
    );
  });

  test('finds all pods of the gang with their devices in its host file', () => {
    const { output, fileOf } = run(command, {
      VC_MASTER_HOSTS: 'j-master-0.j',
      VC_WORKER_HOSTS: 'j-worker-0.j,j-worker-1.j',
    });
    expect(fileOf('hostfile')).toBe('j-master-0.j slots=8\nj-worker-0.j slots=8\nj-worker-1.j slots=8\n');
    expect(output).toContain('deepspeed --hostfile=/hostfile --no_ssh');
  });

  test.each([[['deepspeed', '--hostfile=/mine', 't.py']], [['python', 't.py']]])('leaves %j as it is', (mine) => {
    expect(containerOfTask('worker', { ...wishes, command: mine }).command).toStrictEqual(mine);
  });

  test('of one pod needs no hosts', () => {
    expect(containerOfTask('master', { ...wishes, gangSize: 1 }).command).toStrictEqual(wishes.command);
  });
});

describe('MPI', () => {
  const wishes = { framework: Framework.mpi(), command: ['mpirun', 'python', 'train.py'] };

  test('has a launcher that is a node itself, and ends when the launcher does', () => {
    expect(shapeOf(wishes)).toStrictEqual([
      ['launcher', 1, 1],
      ['worker', 3, 3],
    ]);
    expect(taskOf('launcher', wishes).policies).toStrictEqual([{ event: 'TaskCompleted', action: 'CompleteJob' }]);
    expect(taskOf('launcher', wishes).template.spec.containers[0].resources.limits['nvidia.com/gpu']).toBe('8');
  });

  test('names all plugins that the webhook would add, with keys in the home of the user', () => {
    expect(specOf(wishes).plugins).toStrictEqual({
      env: [],
      mpi: ['--master=launcher', '--worker=worker', '--port=2222'],
      ssh: ['--ssh-key-file-path=/home/mpiuser/.ssh', '--ssh-port=2222'],
      svc: ['--publish-not-ready-addresses=true'],
    });
    const other = specOf({ ...wishes, framework: Framework.mpi({ sshPort: 2022, home: '/home/acme' }) }).plugins;
    expect(other.ssh).toStrictEqual(['--ssh-key-file-path=/home/acme/.ssh', '--ssh-port=2022']);
    const home = '/root';
    expect(specOf({ ...wishes, runAsUser: 0 }).plugins.ssh[0]).toBe(`--ssh-key-file-path=${home}/.ssh`);
  });

  test('waits for all pods and gives mpirun the hosts as ssh knows them', () => {
    const { output, fileOf } = run(containerOfTask('launcher', wishes).command, {
      VC_LAUNCHER_HOSTS: 'j-launcher-0.j',
      VC_WORKER_HOSTS: 'j-worker-0.j,j-worker-1.j',
      NCCL_DEBUG: 'INFO',
      WITH_BLANKS: 'a b',
    });
    expect(fileOf('hostfile')).toBe('j-launcher-0 slots=8\nj-worker-0 slots=8\nj-worker-1 slots=8\n');
    expect(output).toContain('sshd -f /sshd/config');
    expect(output).toMatch(/ssh -p 2222 .* j-worker-1 true\nmpirun python train\.py\n$/);
    expect(fileOf('sshd/config')).toMatch(/^Port 2222$/m);
    expect(fileOf('sshd/config')).toMatch(/^SetEnv .*NCCL_DEBUG=INFO /m);
    expect(fileOf('sshd/config')).not.toContain('WITH_BLANKS');
  });

  test('as root has what sshd needs, and no group that could read its keys', () => {
    const root = taskOf('worker', { ...wishes, runAsUser: 0 }).template.spec;
    expect(root.containers[0].securityContext.capabilities).toStrictEqual({
      drop: ['ALL'],
      add: ['SETGID', 'SETUID', 'SYS_CHROOT'],
    });
    absent((pod: any) => pod.securityContext.fsGroup, taskOf('worker', wishes).template.spec, root);
    expect(made({ ...wishes, runAsUser: 0 }).job.namespace).toBe('training-root');
    const withFabric = taskOf('worker', { ...wishes, on: { fabric: FABRIC } }).template.spec.containers[0];
    expect(withFabric.securityContext.capabilities.add).toStrictEqual(['IPC_LOCK', 'SETGID', 'SETUID', 'SYS_CHROOT']);
  });

  test('as another user has no capability at all', () => {
    expect(containerOfTask('worker', wishes).securityContext.capabilities).toStrictEqual({ drop: ['ALL'] });
  });
});

describe('Ray', () => {
  const wishes = { framework: Framework.ray(), command: ['python', 'train.py'] };

  test('starts the head, runs the program there and ends with it', () => {
    expect(shapeOf(wishes)).toStrictEqual([
      ['head', 1, 1],
      ['worker', 3, 3],
    ]);
    expect(taskOf('head', wishes).policies).toStrictEqual([{ event: 'TaskCompleted', action: 'CompleteJob' }]);
    const { output } = run(containerOfTask('head', wishes).command, { POD_IP: '10.0.0.1' });
    expect(output).toMatch(/^ray start --head --port=6379 .*--node-ip-address=10\.0\.0\.1 .*\npython train\.py\n$/);
  });

  test('workers wait for the head and join it under its name', () => {
    const container = containerOfTask('worker', wishes);
    expect(environmentOf(container)).toMatchObject({
      GANG_NAME: { fieldRef: { fieldPath: "metadata.labels['volcano.sh/job-name']" } },
      POD_IP: { fieldRef: { fieldPath: 'status.podIP' } },
      RAY_ADDRESS: '$(GANG_NAME)-head-0.$(GANG_NAME):6379',
    });
    expect(container.env.map(({ name }: any) => name)).toStrictEqual(['GANG_NAME', 'POD_IP', 'RAY_ADDRESS']);
    const { output } = run(container.command, { RAY_ADDRESS: 'j-head-0.j:6379', POD_IP: '10.0.0.2' });
    expect(output).toMatch(
      /^ray health-check --address j-head-0\.j:6379\nray start --block --address=j-head-0\.j:6379 /,
    );
  });

  test('can meet on another port', () => {
    const other = containerOfTask('head', { ...wishes, framework: Framework.ray({ port: 7000 }) });
    expect(environmentOf(other).RAY_ADDRESS).toMatch(/:7000$/);
  });
});

describe('TensorFlow', () => {
  const wishes = { framework: Framework.tensorflow(), command: ['python', 'train.py'] };

  test('has a chief and workers, which end by themselves', () => {
    expect(shapeOf(wishes)).toStrictEqual([
      ['chief', 1, 1],
      ['worker', 3, 3],
    ]);
    expect(specOf(wishes).plugins.tensorflow).toStrictEqual([
      '--ps=ps',
      '--worker=worker',
      '--chief=chief',
      '--port=2222',
    ]);
    expect(() => made({ ...wishes, environment: { TF_CONFIG: '{}' } })).toThrow(/AIC-2210/);
  });

  test('has parameter servers without devices when asked for, and ends with its chief then', () => {
    const framework = Framework.tensorflow({
      parameterServers: 2,
      cpuPerServer: 4,
      memoryPerServer: Size.gibibytes(8),
    });
    const served = { ...wishes, framework };
    expect(specOf(served).minAvailable).toBe(6);
    const quantities = { cpu: '4', memory: '8Gi' };
    expect(containerOfTask('ps', served).resources).toStrictEqual({ requests: quantities, limits: quantities });
    absent((task: any) => task.policies, taskOf('chief', served), taskOf('chief', wishes));
    const usual = containerOfTask('ps', { ...wishes, framework: Framework.tensorflow({ parameterServers: 1 }) });
    expect(usual.resources.limits).toStrictEqual({ cpu: '8', memory: '32Gi' });
    expect(specOf({ ...wishes, framework: Framework.tensorflow({ port: 3333 }) }).plugins.tensorflow).toContain(
      '--port=3333',
    );
  });

  test('says in the blueprint which pods of it hold no devices', () => {
    const factOf = (framework: IFramework): any => blueprintOf(made({ ...wishes, framework }).stack).trainingJobs[0];
    expect(factOf(Framework.tensorflow({ parameterServers: 2 }))).toMatchObject({ gangSize: 4, podsWithoutDevices: 2 });
    absent(
      (framework: IFramework) => factOf(framework).podsWithoutDevices,
      Framework.tensorflow({ parameterServers: 2 }),
      Framework.tensorflow(),
    );
  });

  test.each([{ parameterServers: -1 }, { parameterServers: 1.5 }, { parameterServers: 1, cpuPerServer: 0 }])(
    'fails on %j',
    (options) => {
      expect(() => Framework.tensorflow(options)).toThrow(/AIC-2214.*0 or more/);
    },
  );
});

describe('PaddlePaddle', () => {
  const wishes = { framework: Framework.paddle(), command: ['python', '-m', 'paddle.distributed.launch', 'train.py'] };

  test('reads the gang from the environment', () => {
    expect(shapeOf(wishes)).toStrictEqual([['worker', 4, 4]]);
    expect(specOf(wishes).plugins).toStrictEqual({ env: [], svc: ['--publish-not-ready-addresses=true'] });
    const container = containerOfTask('worker', wishes);
    expect(container.command).toStrictEqual(wishes.command);
    expect(environmentOf(container)).toStrictEqual({
      PADDLE_JOB_ID: { fieldRef: { fieldPath: "metadata.labels['volcano.sh/job-name']" } },
      PADDLE_MASTER: '$(PADDLE_JOB_ID)-worker-0.$(PADDLE_JOB_ID):49178',
      PADDLE_NNODES: '4',
      PADDLE_NPROC_PER_NODE: '8',
      PADDLE_RANK: { fieldRef: { fieldPath: "metadata.labels['volcano.sh/task-index']" } },
      POD_IP: { fieldRef: { fieldPath: 'status.podIP' } },
    });
    const other = containerOfTask('worker', { ...wishes, framework: Framework.paddle({ port: 5000 }) });
    expect(environmentOf(other).PADDLE_MASTER).toMatch(/:5000$/);
  });

  test('names come before what is made of them', () => {
    const names = containerOfTask('worker', wishes).env.map(({ name }: any) => name);
    expect(names.indexOf('PADDLE_JOB_ID')).toBeLessThan(names.indexOf('PADDLE_MASTER'));
  });
});
