/** Who runs the pods of a job. */
export enum EngineKind {
  /** Volcano's job controller. */
  VOLCANO = 'volcano',
  /** Kubeflow Trainer on JobSet. */
  KUBEFLOW_TRAINER = 'kubeflow-trainer',
  /** The Ray operator. */
  KUBE_RAY = 'kube-ray',
}

/**
 * Who runs the pods of a job. Volcano places them in each case.
 *
 * @example
 * import { Framework, IQueue, TrainingEngine, TrainingJob } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const research: IQueue;
 * new TrainingJob(stack, 'Sweep', {
 *   queue: research,
 *   engine: TrainingEngine.kubeRay(),
 *   framework: Framework.ray(),
 *   image: 'registry.acme.com/ray:2.50.0',
 *   command: ['python', 'sweep.py'],
 *   gangSize: 4,
 *   devicesPerPod: 8,
 * });
 */
export class TrainingEngine {
  /** A Volcano Job: each framework, elastic gangs, policies for exit codes. The default. */
  public static volcano(): TrainingEngine {
    return new TrainingEngine(EngineKind.VOLCANO);
  }

  /**
   * A TrainJob and its TrainingRuntime: PyTorch, DeepSpeed and MPI.
   *
   * The first such job of a cluster installs Kubeflow Trainer and JobSet.
   *
   * @see https://www.kubeflow.org/docs/components/trainer/
   */
  public static kubeflowTrainer(): TrainingEngine {
    return new TrainingEngine(EngineKind.KUBEFLOW_TRAINER);
  }

  /**
   * A RayJob: Ray only.
   *
   * The first such job of a cluster installs the KubeRay operator.
   *
   * @see https://docs.ray.io/en/latest/cluster/kubernetes/getting-started/rayjob-quick-start.html
   */
  public static kubeRay(): TrainingEngine {
    return new TrainingEngine(EngineKind.KUBE_RAY);
  }

  private constructor(
    /** Which it is. */
    public readonly kind: EngineKind,
  ) {}
}
