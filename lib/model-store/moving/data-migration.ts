import { Construct, IDependable } from 'constructs';
import { planMigration } from './private/plan-migration';
import { ICluster } from '../../contracts/cluster';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { Duration } from '../../units/duration';
import type { TieredModelStore } from '../tiered-model-store';
import { warmReady } from '../warm/private/warm-ready';
import { WarmTier } from '../warm/warm-tier';

/** What is copied, from where, and how often. */
export interface DataMigrationProps {
  /** The store whose warm tier takes the files. */
  readonly target: TieredModelStore;

  /** Where the files are: the bucket or file system of another region, cluster or cloud. */
  readonly source: WarmTier;

  /** Path below the path prefix of `source`: everything below it is copied. */
  readonly path: string;

  /**
   * Path below the path prefix of the store's warm tier.
   *
   * @default - the same
   */
  readonly targetPath?: string;

  /**
   * When it is copied again, as five fields of cron: what is new or differs.
   *
   * @default - once
   */
  readonly schedule?: string;

  /**
   * Time zone of the schedule, for example `Asia/Shanghai`.
   *
   * @default 'UTC'
   */
  readonly timeZone?: string;

  /**
   * Whether a file that is there already with another content is replaced. Otherwise the copy fails: versions do not change.
   *
   * @default false
   */
  readonly replacesFiles?: boolean;

  /**
   * How long one copy may take.
   *
   * @default Duration.hours(24)
   */
  readonly deadline?: Duration;
}

/**
 * Copies files between two warm tiers: from another region, cluster or cloud, by any engine's leave.
 *
 * A Job compares and copies what is missing, a file at a time; one that was interrupted goes on where it stopped. Nothing
 * is deleted on either side. Fluid's DataMigrate does this for JuiceFS only.
 *
 * @see https://rclone.org/commands/rclone_copy/
 *
 * @example
 * import { DataMigration, SecretReference, TieredModelStore, WarmTier } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const store: TieredModelStore;
 * new DataMigration(stack, 'FromBeijing', {
 *   target: store,
 *   source: WarmTier.bucket('acme-models-1250000000', {
 *     credentials: SecretReference.named('models-beijing'),
 *     endpoint: 'cos.ap-beijing.myqcloud.com',
 *   }),
 *   path: 'qwen3-32b',
 *   schedule: '0 1 * * *',
 * });
 */
export class DataMigration extends Construct {
  /** Name of the Job, or of the CronJob when it is repeated. */
  public readonly jobName: string;
  /** Namespace of the Job: that of the store. */
  public readonly namespace: string;
  /** The Job was started. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: DataMigrationProps) {
    super(scope, id);
    const { target, source } = props;
    const cluster: ICluster = target.cluster;
    const plan = planMigration(this, props);
    this.jobName = plan.name;
    this.namespace = target.namespace;
    const bundle = new Bundle(this, 'Resource', { target: cluster });
    const tiers = [target.warm, source].flatMap((warm) => warmReady(this, cluster, target.namespace, warm));
    for (const before of tiers) bundle.node.addDependency(before);
    new KubernetesObject(bundle, plan.manifest.kind as string, { manifest: plan.manifest });
    this.ready = bundle;
  }
}
