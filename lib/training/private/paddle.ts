import { checkedGangPort, gangEnvironment, SVC_FLAGS } from './gang-port';
import { FrameworkConfig, FrameworkKind, FrameworkRequest, IFramework } from '../framework-contract';
import { PaddleOptions } from '../framework-options';

/** Its launcher reads flags from the environment; Volcano has no plugin for it, so the names come from `svc`. */
export class Paddle implements IFramework {
  private readonly port: number;

  constructor(options: PaddleOptions) {
    this.port = checkedGangPort(options.port ?? 49178);
  }

  public bind({ gangSize, devicesPerPod }: FrameworkRequest): FrameworkConfig {
    return {
      kind: FrameworkKind.PADDLE,
      tasks: [{ name: 'worker', replicas: gangSize }],
      plugins: { env: [], svc: SVC_FLAGS },
      podFields: {
        POD_IP: 'status.podIP',
        PADDLE_JOB_ID: "metadata.labels['volcano.sh/job-name']",
        PADDLE_RANK: "metadata.labels['volcano.sh/task-index']",
      },
      environment: {
        // Kubernetes fills in names that stand before this one, which the fields of the pod do.
        PADDLE_MASTER: `$(PADDLE_JOB_ID)-worker-0.$(PADDLE_JOB_ID):${this.port}`,
        PADDLE_NNODES: String(gangSize),
        PADDLE_NPROC_PER_NODE: String(devicesPerPod),
      },
      environmentNames: [
        ...['PADDLE_JOB_ID', 'PADDLE_MASTER', 'PADDLE_NNODES', 'PADDLE_NPROC_PER_NODE', 'PADDLE_RANK', 'POD_IP'],
        ...gangEnvironment(['worker']),
      ],
    };
  }
}
