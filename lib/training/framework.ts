import { fail } from '../core/private/fail';

/** Pods of one role in a gang. */
export interface FrameworkTask {
  /** Name of the role: part of the pods' names. */
  readonly name: string;

  /** How many pods have it. */
  readonly replicas: number;
}

/** The gang that a framework lays out. */
export interface FrameworkRequest {
  /** Pods in the gang. */
  readonly gangSize: number;

  /** Devices of each pod. */
  readonly devicesPerPod: number;

  /** The command as the user wrote it. */
  readonly command: string[];
}

/** What a framework needs of the job controller. */
export interface FrameworkConfig {
  /** The roles; together they are the gang. */
  readonly tasks: FrameworkTask[];

  /** Plugins of the job controller, each with its flags. All that its webhook would add must be there. */
  readonly plugins: { [name: string]: string[] };

  /** Environment that the plugins set in each container, which the user therefore may not. */
  readonly environmentNames: string[];

  /**
   * The command that each pod runs.
   *
   * @default - the user's
   */
  readonly command?: string[];
}

/** How the pods of a gang find each other. Implement it to bring a framework of your own. */
export interface IFramework {
  /** Lays a gang out. Called once, in the constructor of the job. */
  bind(request: FrameworkRequest): FrameworkConfig;
}

/** How PyTorch is wired. */
export interface PytorchOptions {
  /**
   * Port on which the first pod waits for the others.
   *
   * @default 23456
   */
  readonly port?: number;
}

/**
 * The frameworks that jobs can be written in.
 *
 * @example
 * import { Framework } from 'cdktf-ai-cloud';
 *
 * const framework = Framework.pytorch({ port: 29500 });
 */
export class Framework {
  /**
   * PyTorch: one master and workers, each with `MASTER_ADDR`, `MASTER_PORT`, `WORLD_SIZE` (pods) and `RANK` (of the pod).
   *
   * A command that starts with `torchrun` is told where the gang is: `['torchrun', 'train.py']` becomes
   * `torchrun --nnodes=4 --nproc-per-node=8 --node-rank=$(RANK) --master-addr=$(MASTER_ADDR) --master-port=$(MASTER_PORT)
   * train.py`. `--nproc-per-node` of your own is kept; with another such flag of your own (`--rdzv-…` and `--standalone`
   * count), none is added. In any other command write `$(RANK)` and the like, which Kubernetes fills in.
   *
   * @see https://volcano.sh/en/docs/pytorch_on_volcano/
   */
  public static pytorch(options: PytorchOptions = {}): IFramework {
    return new Pytorch(options.port ?? 23456);
  }

  private constructor() {}
}

class Pytorch implements IFramework {
  constructor(private readonly port: number) {
    if (!Number.isInteger(port) || port < 1024 || port > 65535) {
      throw fail(undefined, {
        code: 'AIC-2213',
        what: 'the port of the gang is not usable',
        got: port,
        want: 'a whole number from 1024 to 65535',
        fix: 'Leave it out for 23456, or use 29500, which is what PyTorch itself takes.',
      });
    }
  }

  public bind(request: FrameworkRequest): FrameworkConfig {
    const { gangSize } = request;
    const workers = gangSize > 1 ? [{ name: 'worker', replicas: gangSize - 1 }] : [];
    return {
      tasks: [{ name: 'master', replicas: 1 }, ...workers],
      plugins: {
        env: [],
        pytorch: ['--master=master', '--worker=worker', `--port=${this.port}`],
        // The name of the first pod resolves before it is ready: the others wait for it, not for DNS.
        svc: ['--publish-not-ready-addresses=true'],
      },
      environmentNames: ['MASTER_ADDR', 'MASTER_PORT', 'RANK', 'VC_TASK_INDEX', 'VK_TASK_INDEX', 'WORLD_SIZE'],
      command: withRendezvous(request),
    };
  }
}

const RENDEZVOUS_FLAG = /^--(nnodes|node[-_]rank|master[-_]|rdzv|standalone)/;
const PROCESSES_FLAG = /^--nproc[-_]per[-_]node/;

/** Tells torchrun where the gang is, unless the user does. */
function withRendezvous({ gangSize, devicesPerPod, command }: FrameworkRequest): string[] {
  const [program, ...rest] = command;
  if (!/(^|\/)torchrun$/.test(program) || rest.some((word) => RENDEZVOUS_FLAG.test(word))) return command;
  const flags = [
    `--nnodes=${gangSize}`,
    ...(rest.some((word) => PROCESSES_FLAG.test(word)) ? [] : [`--nproc-per-node=${Math.max(1, devicesPerPod)}`]),
    '--node-rank=$(RANK)',
    '--master-addr=$(MASTER_ADDR)',
    '--master-port=$(MASTER_PORT)',
  ];
  return [program, ...flags, ...rest];
}
