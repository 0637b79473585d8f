import { Construct, IDependable } from 'constructs';
import { nameVersion } from './private/named-versions';
import { checkRelease, releasedPath } from './private/release-paths';
import { renderPromotion } from './private/render-promotion';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { fail } from '../../core/private/fail';
import { dnsLabel } from '../../core/private/names';
import type { TieredModelStore } from '../tiered-model-store';
import { warmReady } from '../warm/private/warm-ready';

/** Which candidate is promoted, and who decides. */
export interface ModelPromotionProps {
  /** The store. */
  readonly store: TieredModelStore;

  /** Name of the model. */
  readonly modelName: string;

  /** Version that was published. */
  readonly version: string;

  /** Group of the people who may let it happen, as the API server knows them, for example `acme:model-approvers`. */
  readonly approvers: string;
}

/**
 * A candidate that becomes a model once somebody approves.
 *
 * It is a Job that waits: a member of the group lets it run with `approvalCommand`, which the API server's audit log keeps
 * with name and time. The Job copies the files to `releasedPath` and proves that they are those that were published. The
 * group may change this one Job and no other.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#suspending-a-job
 *
 * @example
 * import { ModelPromotion, ModelSource, Size, TieredModelStore } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const store: TieredModelStore;
 * const promotion = new ModelPromotion(stack, 'Promotion', {
 *   store,
 *   modelName: 'chat',
 *   version: '7',
 *   approvers: 'acme:model-approvers',
 * });
 * store.add('chat', {
 *   source: ModelSource.bucketPath(promotion.releasedPath),
 *   version: '7',
 *   size: Size.gibibytes(16),
 * });
 */
export class ModelPromotion extends Construct {
  /** Path of the model below the path prefix of the warm tier: what `ModelSource.bucketPath()` takes. */
  public readonly releasedPath: string;
  /** Name of the Job. */
  public readonly jobName: string;
  /** Namespace of the Job: that of the store. */
  public readonly namespace: string;
  /** What an approver runs. */
  public readonly approvalCommand: string;
  /** The Job waits for approval. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: ModelPromotionProps) {
    super(scope, id);
    const { store, approvers } = props;
    checkRelease(this, props);
    this.checkApprovers(approvers);
    if (!nameVersion(store, props)) {
      throw fail(this, {
        code: 'AIC-3368',
        what: 'the version is promoted twice',
        got: releasedPath(props),
        want: 'one promotion of each version',
        fix: 'Drop one of the two.',
      });
    }
    const { job, role, binding } = renderPromotion(this, props);
    this.releasedPath = releasedPath(props);
    this.jobName = job.metadata.name;
    this.namespace = store.namespace;
    this.approvalCommand = `kubectl patch job ${this.jobName} -n ${this.namespace} --type merge -p '{"spec":{"suspend":false}}'`;
    const bundle = new Bundle(this, 'Resource', {
      target: store.cluster,
      releaseName: dnsLabel(`promotion-${props.modelName}-${props.version}.${store.namespace}`, 53),
    });
    for (const before of warmReady(this, store.cluster, store.namespace, store.warm)) bundle.node.addDependency(before);
    new KubernetesObject(bundle, 'Job', { manifest: job });
    new KubernetesObject(bundle, 'Approvers', { manifest: role });
    new KubernetesObject(bundle, 'ApproversBinding', { manifest: binding });
    this.ready = bundle;
  }

  private checkApprovers(approvers: string): void {
    if (/^[^\s]{1,253}$/.test(approvers) && !approvers.startsWith('system:')) return;
    throw fail(this, {
      code: 'AIC-3367',
      what: 'nobody in particular approves the promotion',
      got: approvers,
      want: "a group of people, not one of Kubernetes' own (system:…)",
      fix: "Write approvers: 'acme:model-approvers', a group of your identity provider.",
    });
  }
}
