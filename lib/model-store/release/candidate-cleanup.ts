import { Construct } from 'constructs';
import { namedVersions } from './private/named-versions';
import { bucketOf, CANDIDATES } from './private/release-paths';
import { CLEAN_UP } from './private/release-scripts';
import { releaseStep, TEMPORARY } from './private/render-promotion';
import { VersionRetention } from './version-retention';
import { MODEL_STORE_IMAGES } from '../../catalog/model-store-images';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { dnsLabel } from '../../core/private/names';
import { checkSchedule } from '../moving/private/check-schedule';
import { rclonePath } from '../moving/private/rclone';
import { LONGEST_CRON_JOB, renderCronJob } from '../moving/private/render-cron-job';
import { ResolvedTransferJob } from '../moving/private/render-transfer-job';
import type { TieredModelStore } from '../tiered-model-store';
import { serviceAccountOf } from '../warm/private/access';
import { ResolvedBucket } from '../warm/private/resolve-warm';
import { warmReady } from '../warm/private/warm-ready';

/** Which candidates are deleted, and when. */
export interface CandidateCleanupProps {
  /** The store. */
  readonly store: TieredModelStore;

  /** What is kept. */
  readonly keep: VersionRetention;

  /**
   * When it runs, as cron says it.
   *
   * @default '30 3 * * *'
   */
  readonly schedule?: string;
}

/**
 * Deletes old candidates that nobody promoted.
 *
 * It looks below `candidates/` only, and never takes a version that the program names: a model, what an alias stands for, a
 * promotion. Their list is written at synthesis. What was not published whole has no list of sums, and stays too.
 *
 * @example
 * import { CandidateCleanup, TieredModelStore, VersionRetention } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const store: TieredModelStore;
 * new CandidateCleanup(stack, 'Cleanup', { store, keep: VersionRetention.keepNewest(5) });
 */
export class CandidateCleanup extends Construct {
  /** Name of the CronJob. */
  public readonly cronJobName: string;
  /** Namespace of the CronJob: that of the store. */
  public readonly namespace: string;
  private readonly bucket: ResolvedBucket;
  private readonly schedule: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CandidateCleanupProps,
  ) {
    super(scope, id);
    const { store } = props;
    this.schedule = props.schedule ?? '30 3 * * *';
    checkSchedule(this, 'the clean-up', this.schedule);
    this.bucket = bucketOf(this, store);
    this.namespace = store.namespace;
    const bundle = new Bundle(this, 'Resource', { target: store.cluster });
    this.cronJobName = dnsLabel(bundle.releaseName, LONGEST_CRON_JOB);
    for (const before of warmReady(this, store.cluster, store.namespace, store.warm)) bundle.node.addDependency(before);
    new KubernetesObject(bundle, 'CronJob', {
      manifest: renderCronJob(this.job(), { schedule: this.schedule }),
      source: { toManifest: () => renderCronJob(this.job(), { schedule: this.schedule }) },
    });
  }

  /** What runs, with the versions that the program names when it is written. */
  private job(): ResolvedTransferJob {
    const { store, keep } = this.props;
    const { registries } = store.cluster;
    const step = releaseStep('clean-up', registries.image(MODEL_STORE_IMAGES.rclone), CLEAN_UP, this.bucket, {
      AGE: keep._age,
      CANDIDATES: rclonePath('warm', this.bucket, CANDIDATES),
      NAMED: namedVersions(store).join(' '),
      NEWEST: String(keep._newest),
    });
    return {
      name: this.cronJobName,
      namespace: this.namespace,
      steps: [step],
      volumes: TEMPORARY,
      serviceAccountName: serviceAccountOf(this.bucket.jobAccess),
      pullSecretName: registries.pullSecretName,
      deadlineSeconds: 3600,
      retries: 2,
    };
  }
}
