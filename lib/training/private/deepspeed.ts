import { checkedGangPort, leaderAndWorkers } from './gang-port';
import { pytorchGang } from './pytorch';
import { FrameworkConfig, FrameworkKind, FrameworkRequest, IFramework } from '../framework-contract';
import { DeepspeedOptions } from '../framework-options';

/** Where the pods write down who is in the gang. */
const HOST_FILE = '/tmp/hostfile';

/** DeepSpeed's launcher in each pod: told its rank, it needs neither ssh nor pdsh. */
export class Deepspeed implements IFramework {
  private readonly port: number;

  constructor(options: DeepspeedOptions) {
    this.port = checkedGangPort(options.port ?? 29500);
  }

  public bind(request: FrameworkRequest): FrameworkConfig {
    const { gangSize } = request;
    const names = `printf '%s\\n' $(echo "$VC_MASTER_HOSTS,$VC_WORKER_HOSTS" | tr ',' ' ')`;
    return {
      kind: FrameworkKind.DEEPSPEED,
      tasks: leaderAndWorkers('master', gangSize),
      ...pytorchGang(this.port, gangSize),
      command: launched(request, names, ''),
      // Trainer tells each pod its rank and no names; without ssh the launcher only counts them.
      kubeflowTrainer: { command: launched(request, `seq -f 'node-%g' ${gangSize}`, 'PET_') },
    };
  }
}

function launched(request: FrameworkRequest, hostNames: string, prefix: string): string[] {
  const { gangSize, devicesPerPod, command } = request;
  const [program, ...rest] = command;
  const saysItself = !/(^|\/)deepspeed$/.test(program) || rest.some((word) => /^(-H|--hostfile|--no_ssh)/.test(word));
  if (gangSize === 1 || saysItself) return command;
  return [
    'sh',
    '-ec',
    `${hostNames} | sed 's/$/ slots=${devicesPerPod}/' > ${HOST_FILE}; exec "$@"`,
    'hostfile',
    program,
    `--hostfile=${HOST_FILE}`,
    '--no_ssh',
    `--node_rank=$(${prefix === '' ? 'RANK' : 'PET_NODE_RANK'})`,
    `--master_addr=$(${prefix}MASTER_ADDR)`,
    `--master_port=$(${prefix}MASTER_PORT)`,
    ...rest,
  ];
}
