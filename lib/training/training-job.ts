import { Construct } from 'constructs';
import { prefetchOnAdmission, refuseAdmission } from './private/admission';
import { engineSoftware } from './private/engine-software';
import { namedAfter } from './private/named-after';
import { needsOf } from './private/needs';
import { renderRayJob } from './private/render-ray-job';
import { renderTrainJob } from './private/render-train-job';
import { renderVolcanoJob } from './private/render-volcano-job';
import { ResolvedTrainingJob, resolveTrainingJob } from './private/resolve-training-job';
import { EngineKind } from './training-engine';
import { TrainingJobProps } from './training-job-props';
import { IQueue } from '../contracts/queue';
import { Bundle } from '../core/bundle';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';
import { Manifest } from '../core/private/manifest-member';

/**
 * A gang of pods that train together: all of them run, or none.
 *
 * When one of them fails, is evicted or loses its node, all start anew; an elastic gang (`minGangSize`) goes on with those
 * that are left. A job cannot be changed in Kubernetes, so its name ends with a hash of what it is: a changed program
 * replaces it. (The value of a Terraform token does not count: change `jobName` with it.)
 *
 * A node that died without a word keeps the names of its pods until it is deleted or tainted
 * `node.kubernetes.io/out-of-service`; until then the gang waits. Clouds delete such nodes; elsewhere set the taint.
 *
 * @see https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
 *
 * @example
 * import { Duration, Framework, IQueue, TrainingJob } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const research: IQueue;
 * new TrainingJob(stack, 'Finetune', {
 *   queue: research,
 *   framework: Framework.pytorch(),
 *   image: 'registry.acme.com/train:2026.11',
 *   command: ['torchrun', 'train.py'],
 *   gangSize: 4,
 *   devicesPerPod: 8,
 *   expectedDuration: Duration.hours(6),
 * });
 */
export class TrainingJob extends Construct {
  /** Name of the job: a Volcano Job, a TrainJob or a RayJob. */
  public readonly jobName: string;
  /** Its namespace. */
  public readonly namespace: string;
  /** The queue it waits in. */
  public readonly queue: IQueue;
  /** Its PriorityClass. */
  public readonly priorityClassName: string;

  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    const job = resolveTrainingJob(this, id, props);
    if (job.engine !== EngineKind.VOLCANO) refuseAdmission(this, `the engine ${job.engine}`, props.volumes);
    this.queue = props.queue;
    this.namespace = job.namespace;
    this.priorityClassName = job.pod.priorityClassName;
    const { main, before } = manifestsOf(job);
    this.jobName = main.metadata.name;
    this.deliver(job, props, main, before);
    this.describe(job, props);
  }

  private deliver(job: ResolvedTrainingJob, props: TrainingJobProps, main: Manifest, before?: Manifest): void {
    const bundle = new Bundle(this, 'Bundle', { target: this.queue.cluster, releaseName: `training-${job.stem}` });
    if (before !== undefined) bundle.node.addDependency(this.deliverRuntime(job, before));
    for (const manifest of job.objects) new KubernetesObject(bundle, manifest.metadata.name, { manifest });
    this.node.defaultChild = new KubernetesObject(bundle, 'Job', { manifest: main });
    bundle.node.addDependency(...needsOf(props));
    if (job.engine === EngineKind.VOLCANO) {
      prefetchOnAdmission(this, props.volumes, { jobName: this.jobName, ready: bundle });
    }
  }

  /** Helm would make it after the job, whose webhook wants it to be there. */
  private deliverRuntime(job: ResolvedTrainingJob, manifest: Manifest): Bundle {
    const { cluster } = this.queue;
    const bundle = new Bundle(this, 'Runtime', { target: cluster, releaseName: `training-${job.stem}-runtime` });
    new KubernetesObject(bundle, 'Runtime', { manifest });
    const software = engineSoftware(cluster, job.engine);
    if (software !== undefined) bundle.node.addDependency(software);
    return bundle;
  }

  private describe(job: ResolvedTrainingJob, props: TrainingJobProps): void {
    const { cluster, queueName, pool } = this.queue;
    const helpers = job.tasks.filter(({ resources }) => resources !== undefined);
    const podsWithoutDevices = helpers.reduce((sum, { replicas }) => sum + replicas, 0);
    addFact(this, 'trainingJobs', () => ({
      cluster: cluster.node.path,
      namespace: this.namespace,
      name: this.jobName,
      queue: queueName,
      gangSize: job.gangSize,
      devicesPerPod: job.devicesPerPod,
      deviceResource: pool.deviceResource,
      ...(podsWithoutDevices > 0 ? { podsWithoutDevices } : {}),
      ...(job.minGangSize < job.gangSize ? { minGang: job.minGangSize } : {}),
      ...(job.topology === undefined ? {} : { topology: job.topology }),
    }));
    addFact(this, 'images', () => ({ reference: props.image }));
  }
}

/** The job as its engine takes it, and what must be there for it; all under one name that follows their content. */
function manifestsOf(job: ResolvedTrainingJob): { main: Manifest; before?: Manifest } {
  switch (job.engine) {
    case EngineKind.KUBE_RAY: {
      const rayJob = renderRayJob(job);
      return { main: namedAfter(job, rayJob, rayJob.spec) };
    }
    case EngineKind.KUBEFLOW_TRAINER: {
      const { runtime, trainJob } = renderTrainJob(job, job.kubeflowTrainer ?? { command: [...job.userCommand] });
      const content = [runtime.spec, trainJob.spec];
      const named = namedAfter(job, runtime, content);
      const runtimeRef = { apiGroup: 'trainer.kubeflow.org', kind: 'TrainingRuntime', name: named.metadata.name };
      const main = namedAfter(job, { ...trainJob, spec: { runtimeRef, ...trainJob.spec } }, content);
      return { main, before: named };
    }
    default: {
      const volcanoJob = renderVolcanoJob(job);
      return { main: namedAfter(job, volcanoJob, volcanoJob.spec) };
    }
  }
}
