import { LifecycleRule } from './lifecycle-rule';
import { renderRules } from './private/archive-rules';
import { ageInDays, checkPrefixes } from './private/check-cold-tier';
import { CloudFacts } from '../../contracts/cluster';
import { Duration } from '../../units/duration';
import { checkObjectPath } from '../warm/private/object-path';

/** Objects below a path that are deleted at an age: checkpoints that nobody published. */
export interface ColdExpiration {
  /** Path below the path prefix of the tier, for example `checkpoints`. */
  readonly prefix: string;
  /** Age since an object was last written, in whole days. */
  readonly after: Duration;
}

/** What is archived, and to which class. */
export interface ColdTierOptions {
  /**
   * Paths whose objects are archived, below the path prefix. Nothing that is served may stand there: the age counts from
   * the last write, whether or not an object is read.
   *
   * @default ['retired']
   */
  readonly prefixes?: string[];

  /**
   * Path prefix of the warm tier that shares the bucket.
   *
   * @default - none: models stand at the top of the bucket
   */
  readonly pathPrefix?: string;

  /**
   * Class of the archive, as the cloud spells it.
   *
   * @default - the cloud's usual archive
   */
  readonly storageClass?: string;

  /**
   * Age at which objects move to the class for what is seldom read, before they are archived.
   *
   * @default - never: they move to the archive in one step
   */
  readonly infrequentAfter?: Duration;

  /**
   * Age at which archived objects are deleted.
   *
   * @default - never
   */
  readonly expireAfter?: Duration;

  /**
   * Paths whose objects are deleted at an age without being archived.
   *
   * @default - none
   */
  readonly expirations?: ColdExpiration[];

  /**
   * Whether the bucket lets archived objects be read where they are, without a restore. Alibaba's buckets do, for the class
   * Archive, when they are told so; reading costs more than a restore.
   *
   * @see https://registry.terraform.io/providers/aliyun/alicloud/latest/docs/resources/oss_bucket_archive_direct_read
   *
   * @default false
   */
  readonly directRead?: boolean;
}

/**
 * The cold tier: objects that nobody serves any more move to the archive of their bucket as they age.
 *
 * The rules belong to the bucket: hand `lifecycleRules()` to the one that is made by the program. Only paths that are
 * named are archived, because the age of an object says nothing about its use: weights are written once and read for
 * months. Move what is retired below such a path.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
 *
 * @example
 * import { AINativeCluster, ColdTier, Duration } from 'cdktf-ai-cloud';
 *
 * declare const cluster: AINativeCluster;
 * const cold = ColdTier.archiveAfter(Duration.days(60), {
 *   pathPrefix: 'models',
 *   expirations: [{ prefix: 'checkpoints', after: Duration.days(30) }],
 * });
 * const rules = cold.lifecycleRules(cluster.cloudFacts);
 */
export class ColdTier {
  /** Objects that were last written so long ago move to the archive. */
  public static archiveAfter(after: Duration, options: ColdTierOptions = {}): ColdTier {
    return new ColdTier(after, options);
  }

  /** Age at which objects are archived. */
  public readonly after: Duration;
  /** Paths whose objects are archived, below the path prefix, sorted. */
  public readonly prefixes: string[];
  /** Path prefix of the warm tier, as given. */
  public readonly pathPrefix?: string;
  /** Class of the archive, as given; undefined for the cloud's usual one. */
  public readonly storageClass?: string;
  /** Age at which objects move to the class for what is seldom read. */
  public readonly infrequentAfter?: Duration;
  /** Age at which archived objects are deleted. */
  public readonly expireAfter?: Duration;
  /** Whether the bucket lets archived objects be read where they are. */
  public readonly directRead: boolean;
  /** Paths whose objects are deleted at an age without being archived, sorted by path. */
  public readonly expirations: ColdExpiration[];

  private constructor(after: Duration, options: ColdTierOptions) {
    const { pathPrefix, infrequentAfter, expireAfter, prefixes = ['retired'], expirations = [] } = options;
    ageInDays('archiveAfter', after, infrequentAfter);
    if (infrequentAfter !== undefined) ageInDays('infrequentAfter', infrequentAfter);
    if (expireAfter !== undefined) ageInDays('expireAfter', expireAfter, after);
    for (const expiration of expirations) ageInDays(`the expiration of ${expiration.prefix}`, expiration.after);
    if (pathPrefix !== undefined) checkObjectPath('the path prefix of the cold tier', pathPrefix);
    this.after = after;
    this.pathPrefix = pathPrefix;
    this.storageClass = options.storageClass;
    this.infrequentAfter = infrequentAfter;
    this.expireAfter = expireAfter;
    this.directRead = options.directRead ?? false;
    this.prefixes = prefixes.map(withoutSlash).sort();
    this.expirations = expirations
      .map((expiration) => ({ ...expiration, prefix: withoutSlash(expiration.prefix) }))
      .sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
    checkPrefixes(
      this.prefixes,
      this.expirations.map(({ prefix }) => prefix),
    );
  }

  /**
   * What the bucket does by itself: one rule for each path, in the classes of the cloud that the bucket is in.
   *
   * @param facts Facts of the cloud, as a cluster knows them.
   */
  public lifecycleRules(facts: CloudFacts): LifecycleRule[] {
    return renderRules(this, facts);
  }
}

function withoutSlash(prefix: string): string {
  return prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
}
