import { TerraformStack } from 'cdktf';
import { Construct, IConstruct, IDependable } from 'constructs';
import { BucketEncryption } from './bucket-encryption';
import { checkBucketName, checkEncryption, storageOf } from './private/buckets/check-bucket';
import { resolveRules } from './private/buckets/check-lifecycle';
import { checkProvider, cloudProvider } from './private/buckets/cloud-provider';
import { makeBucket } from './private/buckets/make-bucket';
import { ICluster } from '../../contracts/cluster';
import { IBucket, ObjectStorageFacts, ObjectStorageKind } from '../../contracts/object-storage';
import { logicalId } from '../../core/private/names';
import { LifecycleRule } from '../cold/lifecycle-rule';
import { agedPrefixes } from '../cold/private/aged-prefixes';

/** What a bucket is made of. */
export interface ObjectBucketProps {
  /** The cluster whose cloud and region the bucket is in. */
  readonly cluster: ICluster;

  /**
   * Name of the bucket; on Tencent COS with the account at its end: `acme-models-1250000000`. May be a Terraform token.
   */
  readonly bucketName: string;

  /**
   * What the bucket does by itself with objects as they age, for example what `ColdTier.lifecycleRules()` returns.
   *
   * @default - nothing
   */
  readonly lifecycle?: LifecycleRule[];

  /**
   * Whether overwritten and deleted objects stay as old versions. They cost as much as current ones until a rule with
   * `expireOldVersionsAfter` deletes them; on BOS no Terraform rule does.
   *
   * @default true
   */
  readonly versioning?: boolean;

  /**
   * How objects are encrypted where they lie.
   *
   * @default BucketEncryption.managed()
   */
  readonly encryption?: BucketEncryption;

  /**
   * Whether Terraform refuses every plan that would destroy the bucket, `terraform destroy` of its stack included.
   *
   * Without it Terraform deletes the bucket, but only when it is empty: objects are never deleted with it. A bucket that is
   * to outlive its cluster belongs in a stack of its own.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Tags of the bucket, for the bill and for search.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };

  /**
   * The cloud's Terraform provider, when the program has one: a `TerraformProvider` of the region of the cluster.
   *
   * @default - a provider with the region of the cluster, which takes its credentials from its own environment variables
   */
  readonly provider?: IConstruct;
}

/**
 * A bucket in the object storage of the cluster's cloud, as Terraform resources: COS, OSS, BOS, or S3 in China.
 *
 * It is never public, its objects are encrypted and keep their old versions, and it cannot be destroyed by accident.
 * Bundles that wait for `bucketReady` come after all of this is so.
 *
 * @see https://registry.terraform.io/providers/tencentcloudstack/tencentcloud/latest/docs/resources/cos_bucket
 * @see https://registry.terraform.io/providers/aliyun/alicloud/latest/docs/resources/oss_bucket
 * @see https://registry.terraform.io/providers/baidubce/baiducloud/latest/docs/resources/bos_bucket
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket
 *
 * @example
 * import { AINativeCluster, ColdTier, Duration, ObjectBucket, SecretReference, WarmTier } from 'cdktf-ai-cloud';
 *
 * declare const cluster: AINativeCluster;
 * const cold = ColdTier.archiveAfter(Duration.days(60));
 * const bucket = new ObjectBucket(cluster, 'Bucket', {
 *   cluster,
 *   bucketName: 'acme-models',
 *   lifecycle: cold.lifecycleRules(cluster.cloudFacts),
 *   tags: { team: 'serving' },
 * });
 * const warm = WarmTier.ofBucket(bucket, { credentials: SecretReference.named('models-s3') });
 */
export class ObjectBucket extends Construct implements IBucket {
  /** Name as given, so that what reads the bucket shows it before it is there. */
  public readonly bucketName: string;
  /** Name as a reference to the Terraform resource: resources of your own that use it wait for the bucket. */
  public readonly bucketReference: string;
  /** Endpoint of its S3 API. */
  public readonly bucketEndpoint?: string;
  /** Region that it is in. */
  public readonly bucketRegion?: string;
  /** False: the clouds want the bucket in the host. */
  public readonly usePathStyle?: boolean;
  /** Whose storage it is. */
  public readonly storageKind?: ObjectStorageKind;
  /** Starts of the keys whose objects it archives or deletes by itself as they age: an empty one stands for all. */
  public readonly agedPrefixes?: string[];
  /** The bucket is there, closed to the public and encrypted. */
  public readonly bucketReady: IDependable;
  /** Whether overwritten and deleted objects stay as old versions. */
  public readonly versioning: boolean;
  /** Whether Terraform refuses to destroy it. */
  public readonly deletionProtection: boolean;

  constructor(scope: Construct, id: string, props: ObjectBucketProps) {
    super(scope, id);
    const { cluster, bucketName, lifecycle = [], versioning = true, deletionProtection = true, tags = {} } = props;
    const { kind, region } = storageOf(this, cluster);
    const storage = cluster.cloudFacts.objectStorage as ObjectStorageFacts;
    const encryption = (props.encryption ?? BucketEncryption.managed())._resolve();
    checkBucketName(this, kind, bucketName);
    checkEncryption(this, kind, encryption);
    const rules = resolveRules(this, lifecycle, { kind, storage, versioning });
    const provider =
      props.provider === undefined ? cloudProvider(this, kind, region) : checkProvider(this, kind, props.provider);

    const resource = makeBucket(
      this,
      { kind, bucketName, versioning, encryption, rules, tags },
      { provider, logicalId: logicalId(idsBelowStack(this)), preventDestroy: deletionProtection },
    );
    this.bucketName = bucketName;
    this.bucketReference = resource.bucketReference;
    this.bucketEndpoint = cluster.cloudFacts.objectStorageEndpoint;
    this.bucketRegion = region;
    this.usePathStyle = false;
    this.storageKind = kind;
    this.agedPrefixes = agedPrefixes(lifecycle, storage);
    this.bucketReady = this;
    this.versioning = versioning;
    this.deletionProtection = deletionProtection;
  }
}

function idsBelowStack(construct: IConstruct): string[] {
  const { scopes } = construct.node;
  return scopes.slice(scopes.indexOf(TerraformStack.of(construct)) + 1).map((scope) => scope.node.id);
}
