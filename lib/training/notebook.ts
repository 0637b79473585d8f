import { Construct } from 'constructs';
import { NotebookProps } from './notebook-props';
import { refuseAdmission } from './private/admission';
import { checkJobName, checkQueue } from './private/check-training-job';
import { NOTEBOOK_HOME, NOTEBOOK_PORT, renderNotebook } from './private/render-notebook';
import { resolvePod } from './private/resolve-pod';
import { TRAINING_IMAGES } from '../catalog/training-images';
import { IQueue } from '../contracts/queue';
import { Bundle } from '../core/bundle';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';
import { fail, prose } from '../core/private/fail';
import { dnsLabel, releaseName } from '../core/private/names';
import { Duration } from '../units/duration';
import { Size } from '../units/size';

const LONGEST_NAME = 40;
/** Somebody waits for it: it goes before all that takes longer. */
const USUAL_SITTING = Duration.hours(1);

/**
 * A JupyterLab on a part of a device, in a queue like everything else, that is stopped when nobody uses it.
 *
 * Stopping sets the number of its pods to 0 and keeps its home; `kubectl scale statefulset notebook-<name> --replicas=1`
 * starts it again. When its queue gives borrowed devices back it is evicted as a job is: kernels are lost, files are not.
 * It is reached by `kubectl port-forward service/notebook-<name> 8888`.
 *
 * @see https://jupyter-server.readthedocs.io/en/latest/developers/rest-api.html
 *
 * @example
 * import { Duration, IQueue, Notebook, Size } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const shared: IQueue;
 * new Notebook(stack, 'Explore', {
 *   queue: shared,
 *   image: 'quay.io/jupyter/pytorch-notebook:cuda12-2026-11-17',
 *   devices: { memory: Size.gibibytes(12) },
 *   token: { secretName: 'explore', key: 'token' },
 *   idleAfter: Duration.minutes(30),
 * });
 */
export class Notebook extends Construct {
  /** Name of the notebook. Its objects are called `notebook-<name>`. */
  public readonly notebookName: string;
  /** Its namespace. */
  public readonly namespace: string;
  /** Where it answers inside the cluster. */
  public readonly url: string;
  /** The queue that its devices come from. */
  public readonly queue: IQueue;

  constructor(scope: Construct, id: string, props: NotebookProps) {
    super(scope, id);
    const { queue } = props;
    const { cluster, pool } = queue;
    checkQueue(this, queue);
    refuseAdmission(this, 'a notebook', props.volumes);
    this.queue = queue;
    this.notebookName = props.notebookName ?? dnsLabel(releaseName([id]), LONGEST_NAME);
    checkJobName(this, this.notebookName, LONGEST_NAME);
    const { pod, namespace, objects } = resolvePod(this, {
      name: this.notebookName,
      queue,
      priorityClassName: queue.priorityClassFor(USUAL_SITTING),
      image: props.image,
      allocation: pool.allocate(this, props.devices),
      usesFabric: false,
      takenNames: ['JUPYTER_TOKEN'],
      options: props,
    });
    this.namespace = namespace;
    this.url = `http://notebook-${this.notebookName}.${namespace}.svc:${NOTEBOOK_PORT}`;
    const curlImage = cluster.registries.image(TRAINING_IMAGES.curl);
    const bundle = new Bundle(this, 'Bundle', { target: cluster, releaseName: `notebook-${this.notebookName}` });
    const manifests = renderNotebook({
      name: this.notebookName,
      namespace,
      queueName: queue.queueName,
      pod,
      command: props.command ?? defaultCommand(),
      token: props.token,
      idleSeconds: this.idleSeconds(props.idleAfter ?? Duration.hours(1)),
      homeSize: (props.homeSize ?? Size.gibibytes(20)).toQuantity(),
      storageClassName: cluster.cloudFacts.blockStorageClass,
      curlImage,
    });
    for (const manifest of objects) new KubernetesObject(bundle, manifest.metadata.name, { manifest });
    for (const manifest of manifests) new KubernetesObject(bundle, manifest.kind, { manifest });
    this.node.defaultChild = bundle.node.findChild('StatefulSet');
    bundle.node.addDependency(queue.ready, cluster.schedulingReady);
    if (pool.ready !== undefined) bundle.node.addDependency(pool.ready);
    for (const { volume } of props.volumes ?? []) bundle.node.addDependency(volume.ready);
    addFact(this, 'images', () => [{ reference: props.image }, { reference: curlImage }]);
  }

  private idleSeconds(idleAfter: Duration): number {
    if (idleAfter.inSeconds >= 300) return idleAfter.inSeconds;
    throw fail(this, {
      code: 'AIC-2270',
      what: 'the notebook would be stopped while somebody thinks',
      got: prose(idleAfter.toGoString()),
      want: 'five minutes or more',
      fix: 'Set idleAfter to half an hour or an hour; what it costs meanwhile is a part of a device.',
    });
  }
}

function defaultCommand(): string[] {
  return [
    'jupyter',
    'lab',
    '--ip=0.0.0.0',
    `--port=${NOTEBOOK_PORT}`,
    '--no-browser',
    `--ServerApp.root_dir=${NOTEBOOK_HOME}`,
  ];
}
