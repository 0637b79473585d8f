import { checkedGangPort, gangEnvironment, leaderAndWorkers, SVC_FLAGS } from './gang-port';
import { fail } from '../../core/private/fail';
import { cpuQuantity } from '../../units/private/cpu-quantity';
import { Size } from '../../units/size';
import { FrameworkConfig, FrameworkKind, FrameworkRequest, FrameworkTask, IFramework } from '../framework-contract';
import { TensorflowOptions } from '../framework-options';

/** A chief, workers and, if asked for, parameter servers, by Volcano's `tensorflow` plugin. */
export class Tensorflow implements IFramework {
  private readonly port: number;
  private readonly servers: FrameworkTask[];

  constructor(options: TensorflowOptions) {
    this.port = checkedGangPort(options.port ?? 2222);
    this.servers = serversOf(options);
  }

  public bind({ gangSize }: FrameworkRequest): FrameworkConfig {
    // Servers wait for ever: the chief says when the job is done. Without them all pods end by themselves.
    const endsJob = this.servers.length > 0;
    const tasks = [
      ...leaderAndWorkers('chief', gangSize).map((t) => (t.name === 'chief' && endsJob ? { ...t, endsJob } : t)),
      ...this.servers,
    ];
    return {
      kind: FrameworkKind.TENSORFLOW,
      tasks,
      plugins: {
        env: [],
        svc: SVC_FLAGS,
        tensorflow: ['--ps=ps', '--worker=worker', '--chief=chief', `--port=${this.port}`],
      },
      environmentNames: ['TF_CONFIG', ...gangEnvironment(tasks.map(({ name }) => name))],
    };
  }
}

function serversOf(options: TensorflowOptions): FrameworkTask[] {
  const { parameterServers: replicas = 0, cpuPerServer: cpu = 8, memoryPerServer = Size.gibibytes(32) } = options;
  if (!Number.isInteger(replicas) || replicas < 0 || !(cpu > 0)) {
    throw fail(undefined, {
      code: 'AIC-2214',
      what: 'the parameter servers are not usable',
      got: { parameterServers: replicas, cpuPerServer: cpu },
      want: 'a whole number of servers, 0 or more, with more than 0 cores each',
      fix: 'Leave them out: workers then exchange gradients themselves.',
    });
  }
  if (replicas === 0) return [];
  return [{ name: 'ps', replicas, resources: { cpu: cpuQuantity(cpu), memory: memoryPerServer.toQuantity() } }];
}
