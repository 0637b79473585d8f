import { checkedGangPort, gangEnvironment, leaderAndWorkers, SVC_FLAGS } from './gang-port';
import { FrameworkConfig, FrameworkKind, FrameworkRequest, FrameworkTask, IFramework } from '../framework-contract';
import { RayOptions } from '../framework-options';

/** Twenty minutes of tries: the head may still pull its image. */
const TRIES = 240;

/**
 * A Ray cluster for one program: the head starts it and runs the program, workers join.
 *
 * Volcano's `ray` plugin is left out: it replaces the command of the head, so that nothing would run the program, and its
 * workers give up when the head is not there yet.
 */
export class Ray implements IFramework {
  private readonly port: number;

  constructor(options: RayOptions) {
    this.port = checkedGangPort(options.port ?? 6379);
  }

  public bind({ gangSize, command }: FrameworkRequest): FrameworkConfig {
    const tasks = leaderAndWorkers('head', gangSize);
    return {
      kind: FrameworkKind.RAY,
      tasks: tasks.map((task) => this.taskOf(task, command)),
      plugins: { env: [], svc: SVC_FLAGS },
      podFields: { GANG_NAME: "metadata.labels['volcano.sh/job-name']", POD_IP: 'status.podIP' },
      environment: { RAY_ADDRESS: `$(GANG_NAME)-head-0.$(GANG_NAME):${this.port}` },
      environmentNames: ['GANG_NAME', 'POD_IP', 'RAY_ADDRESS', ...gangEnvironment(tasks.map(({ name }) => name))],
    };
  }

  private taskOf({ name, replicas }: FrameworkTask, command: string[]): FrameworkTask {
    const own = `--node-ip-address="$POD_IP" --disable-usage-stats`;
    if (name === 'head') {
      const start = `env -u RAY_ADDRESS ray start --head --port=${this.port} --include-dashboard=false ${own}`;
      return { name, replicas, endsJob: true, command: ['sh', '-ec', `${start}; exec "$@"`, 'ray-head', ...command] };
    }
    const wait = `n=0; until ray health-check --address "$RAY_ADDRESS"; do n=$((n+1)); [ $n -lt ${TRIES} ]; sleep 5; done`;
    return {
      name,
      replicas,
      command: ['sh', '-ec', `${wait}; exec ray start --block --address="$RAY_ADDRESS" ${own}`],
    };
  }
}
