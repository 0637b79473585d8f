import { checkedGangPort, gangEnvironment, leaderAndWorkers, SVC_FLAGS } from './gang-port';
import { FrameworkConfig, FrameworkKind, FrameworkRequest, FrameworkTask, IFramework } from '../framework-contract';
import { PytorchOptions } from '../framework-options';

const MASTER = 'master';
const POD_IP = 'POD_IP';

/** One master and workers, by Volcano's `pytorch` plugin. */
export class Pytorch implements IFramework {
  private readonly port: number;
  private readonly maxRestarts: number;

  constructor(options: PytorchOptions) {
    this.port = checkedGangPort(options.port ?? 23456);
    this.maxRestarts = options.maxRestarts ?? 10;
  }

  public bind(request: FrameworkRequest): FrameworkConfig {
    const { gangSize, minGangSize } = request;
    const isElastic = minGangSize < gangSize;
    const tasks = leaderAndWorkers(MASTER, gangSize);
    return {
      kind: FrameworkKind.PYTORCH,
      elastic: saysNothingOfTheGang(request.command),
      // torchrun reads what Trainer sets: PET_NNODES and the like.
      kubeflowTrainer: { command: request.command },
      tasks: isElastic ? tasks.map((task) => this.elastic(task, request)) : tasks,
      ...pytorchGang(this.port, gangSize),
      ...(isElastic ? { podFields: { [POD_IP]: 'status.podIP' } } : { command: withRendezvous(request) }),
    };
  }

  /** The master holds the rendezvous store; each pod gives the address that it has itself, whatever its host is called. */
  private elastic({ name, replicas }: FrameworkTask, request: FrameworkRequest): FrameworkTask {
    const { gangSize, minGangSize, command } = request;
    const isMaster = name === MASTER;
    return {
      name,
      replicas,
      minReplicas: isMaster ? 1 : minGangSize - 1,
      command: withFlags(request, [
        `--nnodes=${minGangSize}:${gangSize}`,
        ...processFlags(command, request.devicesPerPod),
        `--max-restarts=${this.maxRestarts}`,
        '--rdzv-backend=c10d',
        '--rdzv-id=gang',
        '--rdzv-endpoint=$(MASTER_ADDR):$(MASTER_PORT)',
        `--rdzv-conf=is_host=${isMaster ? 1 : 0}`,
        `--local-addr=$(${POD_IP})`,
      ]),
    };
  }
}

/** What Volcano's plugin needs, and what it sets. */
export function pytorchGang(
  port: number,
  gangSize: number,
): { plugins: { [name: string]: string[] }; environmentNames: string[] } {
  const roles = leaderAndWorkers(MASTER, gangSize).map(({ name }) => name);
  return {
    plugins: {
      env: [],
      pytorch: [`--master=${MASTER}`, '--worker=worker', `--port=${port}`],
      svc: SVC_FLAGS,
    },
    environmentNames: ['MASTER_ADDR', 'MASTER_PORT', 'RANK', 'WORLD_SIZE', ...gangEnvironment(roles)],
  };
}

const RENDEZVOUS_FLAG = /^--(nnodes|node[-_]rank|master[-_]|rdzv|standalone)/;
const PROCESSES_FLAG = /^--nproc[-_]per[-_]node/;

function saysNothingOfTheGang([program, ...rest]: string[]): boolean {
  return /(^|\/)torchrun$/.test(program) && !rest.some((word) => RENDEZVOUS_FLAG.test(word));
}

function processFlags(command: string[], devicesPerPod: number): string[] {
  return command.some((word) => PROCESSES_FLAG.test(word)) ? [] : [`--nproc-per-node=${devicesPerPod}`];
}

/** Tells torchrun where the gang is, unless the user does. */
function withRendezvous(request: FrameworkRequest): string[] {
  if (!saysNothingOfTheGang(request.command)) return request.command;
  return withFlags(request, [
    `--nnodes=${request.gangSize}`,
    ...processFlags(request.command, request.devicesPerPod),
    '--node-rank=$(RANK)',
    '--master-addr=$(MASTER_ADDR)',
    '--master-port=$(MASTER_PORT)',
  ]);
}

function withFlags({ command: [program, ...rest] }: FrameworkRequest, flags: string[]): string[] {
  return [program, ...flags, ...rest];
}
