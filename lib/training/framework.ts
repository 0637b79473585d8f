import { IFramework } from './framework-contract';
import {
  DeepspeedOptions,
  MpiOptions,
  PaddleOptions,
  PytorchOptions,
  RayOptions,
  TensorflowOptions,
} from './framework-options';
import { Deepspeed } from './private/deepspeed';
import { Mpi } from './private/mpi';
import { Paddle } from './private/paddle';
import { Pytorch } from './private/pytorch';
import { Ray } from './private/ray';
import { Single } from './private/single';
import { Tensorflow } from './private/tensorflow';

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
   * With a `minGangSize` below the gang's size, torchrun is elastic: `--nnodes=2:4` and a rendezvous (c10d) on the first
   * pod. Workers may come and go; when the first pod goes, the gang starts anew.
   *
   * @see https://volcano.sh/en/docs/pytorch_on_volcano/
   * @see https://docs.pytorch.org/docs/stable/elastic/run.html
   */
  public static pytorch(options: PytorchOptions = {}): IFramework {
    return new Pytorch(options);
  }

  /**
   * DeepSpeed with its own launcher, one in each pod, without ssh.
   *
   * `['deepspeed', 'train.py']` is told the hosts, the rank and the master. A program that starts with torchrun is
   * `Framework.pytorch()`, whether or not it uses DeepSpeed.
   *
   * @see https://www.deepspeed.ai/getting-started/#launching-without-passwordless-ssh
   */
  public static deepspeed(options: DeepspeedOptions = {}): IFramework {
    return new Deepspeed(options);
  }

  /**
   * Open MPI: the first pod runs the command, most often `mpirun`, and is a node itself; the others wait for it over ssh.
   *
   * `mpirun` finds the hosts in its default host file, with as many slots as a pod has devices. The image brings `sshd`,
   * `ssh` and `ssh-keygen`, and a user with the id that the program runs as; keys are made for each job by Volcano.
   *
   * @see https://volcano.sh/en/docs/mpi_on_volcano/
   */
  public static mpi(options: MpiOptions = {}): IFramework {
    return new Mpi(options);
  }

  /**
   * Ray: the first pod is the head and runs the command with `RAY_ADDRESS` set; the others join it. The job is done when
   * the command is.
   *
   * @see https://docs.ray.io/en/latest/cluster/cli.html
   */
  public static ray(options: RayOptions = {}): IFramework {
    return new Ray(options);
  }

  /**
   * TensorFlow: a chief, workers and, if asked for, parameter servers, each with `TF_CONFIG`.
   *
   * @see https://volcano.sh/en/docs/tensorflow_on_volcano/
   */
  public static tensorflow(options: TensorflowOptions = {}): IFramework {
    return new Tensorflow(options);
  }

  /**
   * PaddlePaddle with its own launcher.
   *
   * `['python', '-m', 'paddle.distributed.launch', 'train.py']` reads the master, the rank and the number of pods and
   * processes from the environment.
   *
   * @see https://www.paddlepaddle.org.cn/documentation/docs/en/api/paddle/distributed/launch_en.html
   */
  public static paddle(options: PaddleOptions = {}): IFramework {
    return new Paddle(options);
  }

  /** One program in one pod, with devices or, with `devicesPerPod: 0`, without any. */
  public static single(): IFramework {
    return new Single();
  }

  private constructor() {}
}
