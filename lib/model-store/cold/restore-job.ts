import { Construct, IDependable } from 'constructs';
import { planRestore } from './private/plan-restore';
import { placeRestore } from './private/restored-in';
import { RestoreSpeed } from './restore-speed';
import { IRestored } from './restored';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { Duration } from '../../units/duration';
import type { TieredModelStore } from '../tiered-model-store';
import { warmReady } from '../warm/private/warm-ready';

/** What is brought back, for how long and how fast. */
export interface RestoreJobProps {
  /** The store whose bucket holds the objects. */
  readonly store: TieredModelStore;

  /** Path below the path prefix of the warm tier: everything below it is brought back. */
  readonly path: string;

  /**
   * How long it can be read, in whole days. After that it is as it was before: fill the hot tier from it, or copy it out of
   * the archive, until then.
   *
   * @default Duration.days(7)
   */
  readonly keepFor?: Duration;

  /**
   * How fast it comes back.
   *
   * @default RestoreSpeed.STANDARD
   */
  readonly speed?: RestoreSpeed;

  /**
   * Until when the Job gives up.
   *
   * @default - twice what the class of the archive takes at that speed, and an hour
   */
  readonly deadline?: Duration;
}

/**
 * Brings objects back from the archive, and waits until they can be read.
 *
 * It is a Job: it runs once, asks for what still stands in the archive, and tells how many objects are missing until none
 * is. Give it to the models that it brings back (`restoredBy`): their cache is filled after it.
 *
 * Other options, or another version of this library, make another Job, which asks again and keeps the objects longer: take it
 * out of the program once they were copied out of the archive. S3 is asked by rclone; COS, OSS and BOS have an API of their
 * own for it, which a program on Node speaks. The credentials of the warm tier must be allowed to restore.
 *
 * @see https://rclone.org/s3/#restore
 *
 * @example
 * import { Duration, ModelSource, RestoreJob, RestoreSpeed, Size, TieredModelStore } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const store: TieredModelStore;
 * const restore = new RestoreJob(stack, 'Restore', {
 *   store,
 *   path: 'retired/old',
 *   keepFor: Duration.days(14),
 *   speed: RestoreSpeed.BULK,
 * });
 * store.add('old', { source: ModelSource.bucketPath('retired/old'), size: Size.gibibytes(66), restoredBy: restore });
 */
export class RestoreJob extends Construct implements IRestored {
  /** Path below the path prefix of the warm tier. */
  public readonly restoredPath: string;
  /** Name of the Job. It changes with what it does. */
  public readonly jobName?: string;
  /** Namespace of the Job: that of the store. */
  public readonly namespace: string;
  /** How long objects take to come back, at most. */
  public readonly restoreTime: Duration;
  /** Until when the Job gives up. */
  public readonly deadline?: Duration;
  /** The Job was started. What must not start before its end waits for the Job itself, as prefetches do. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: RestoreJobProps) {
    super(scope, id);
    const { store } = props;
    const plan = planRestore(this, props);
    placeRestore(this, { namespace: store.namespace, warm: store.warm });
    this.restoredPath = plan.path;
    this.jobName = plan.jobName;
    this.namespace = store.namespace;
    this.restoreTime = plan.restoreTime;
    this.deadline = plan.deadline;
    const bundle = new Bundle(this, 'Resource', { target: store.cluster, releaseName: plan.releaseName });
    for (const before of warmReady(this, store.cluster, store.namespace, store.warm)) bundle.node.addDependency(before);
    new KubernetesObject(bundle, 'Job', { manifest: plan.manifest });
    this.ready = bundle;
  }
}
