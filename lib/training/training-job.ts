import { Construct } from 'constructs';
import {
  checkCommand,
  checkEnvironment,
  checkGang,
  checkGrace,
  checkImage,
  checkJobName,
  checkRetries,
  checkShare,
} from './private/check-training-job';
import { attachmentOf, nodeShare } from './private/resolve-training-job';
import { renderTrainingJob } from './private/render-training-job';
import { TrainingJobProps } from './training-job-props';
import { IQueue } from '../contracts/queue';
import { Bundle } from '../core/bundle';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';
import { Manifest } from '../core/private/manifest-member';
import { dnsLabel, releaseName } from '../core/private/names';
import { Duration } from '../units/duration';

/**
 * A gang of pods that train together: all of them run, or none.
 *
 * When one of them fails, is evicted or loses its node, all start anew. A job cannot be changed in Kubernetes, so its
 * name ends with a hash of what it is: a changed program replaces it. (The value of a Terraform token does not count:
 * change `jobName` with it.)
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
  /** Name of the Volcano job. */
  public readonly jobName: string;
  /** Its namespace. */
  public readonly namespace: string;
  /** The queue it waits in. */
  public readonly queue: IQueue;
  /** Its PriorityClass. */
  public readonly priorityClassName: string;

  constructor(scope: Construct, id: string, props: TrainingJobProps) {
    super(scope, id);
    const { queue, gangSize, devicesPerPod } = props;
    const { pool, cluster } = queue;
    checkImage(this, props.image);
    checkCommand(this, props.command);
    checkGang(this, queue, gangSize, devicesPerPod);
    const stem = props.jobName ?? dnsLabel(releaseName([id]), 40);
    checkJobName(this, stem);

    const framework = props.framework.bind({ gangSize, devicesPerPod, command: props.command });
    checkEnvironment(this, props.environment ?? {}, framework.environmentNames);
    const maxRetry = props.maxRetry ?? 100;
    checkRetries(this, maxRetry);
    const graceSeconds = (props.terminationGrace ?? Duration.seconds(30)).inSeconds;
    checkGrace(this, graceSeconds);

    const share = nodeShare(pool, devicesPerPod, props);
    checkShare(this, pool, share.cpu, share.memory, share.sharedMemory);
    const attachment = attachmentOf(pool, props.runAsUser);
    this.namespace = cluster.namespaces.ensure(props.namespace ?? attachment.namespace, attachment.level);
    this.queue = queue;
    this.priorityClassName =
      props.expectedDuration === undefined ? queue.priorityClassName : queue.priorityClassFor(props.expectedDuration);

    const manifest = renderTrainingJob(stem, {
      namespace: this.namespace,
      queueName: queue.queueName,
      schedulerName: queue.schedulerName,
      priorityClassName: this.priorityClassName,
      gangSize,
      tasks: framework.tasks,
      plugins: framework.plugins,
      image: props.image,
      pullSecretName: cluster.registries.pullSecretName,
      command: [...(framework.command ?? props.command)],
      environment: { ...attachment.environment, ...props.environment },
      annotations: attachment.annotations,
      resources: { ...share.quantities, ...attachment.resources },
      capabilities: attachment.capabilities,
      runAsUser: attachment.runAsUser,
      sharedMemory: share.sharedMemory.toQuantity(),
      checkpoints: props.checkpoints && { mountPath: '/checkpoints', ...props.checkpoints },
      graceSeconds,
      nodeLossSeconds: (props.nodeLossTolerance ?? Duration.seconds(30)).inSeconds,
      maxRetry,
      nodeLabels: pool.nodeLabels,
      tolerations: pool.tolerations,
    });
    this.jobName = manifest.metadata.name;
    this.deliver(stem, manifest);
    this.describe(props);
  }

  private deliver(stem: string, manifest: Manifest): void {
    const { cluster, pool, ready } = this.queue;
    const bundle = new Bundle(this, 'Bundle', { target: cluster, releaseName: `training-${stem}` });
    this.node.defaultChild = new KubernetesObject(bundle, 'Job', { manifest });
    bundle.node.addDependency(ready);
    bundle.node.addDependency(cluster.schedulingReady);
    if (pool.ready !== undefined) bundle.node.addDependency(pool.ready);
  }

  private describe(props: TrainingJobProps): void {
    const { cluster, queueName, pool } = this.queue;
    addFact(this, 'trainingJobs', () => ({
      cluster: cluster.node.path,
      namespace: this.namespace,
      name: this.jobName,
      queue: queueName,
      gangSize: props.gangSize,
      devicesPerPod: props.devicesPerPod,
      deviceResource: pool.deviceResource,
    }));
    addFact(this, 'images', () => ({ reference: props.image }));
  }
}
