import { Construct, IDependable } from 'constructs';
import { checkBucketName, checkEndpoint } from './private/check-bucket';
import { claimObject } from './private/render-bucket-claims';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { BucketCredentials, IBucket, ObjectStorageKind } from '../../contracts/object-storage';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { checkDnsLabel } from '../../core/private/names';
import { Size } from '../../units/size';

/** Which bucket an operator is asked for. */
export interface ObjectBucketClaimProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /** Name of the bucket, of the claim and of the Secret with its keys. It is the only one of that name in the storage. */
  readonly bucketName: string;

  /** Storage class of the operator that makes buckets, for example of `rook-ceph.ceph.rook.io/bucket`. */
  readonly storageClass: string;

  /**
   * Endpoint of the storage. The operator tells it only once the bucket is there, when it is too late for a plan; with
   * Rook it is `http://rook-ceph-rgw-<object store>.<namespace of Rook>.svc`.
   */
  readonly endpoint: string;

  /**
   * Namespace of the claim, and of the store that reads the bucket: the Secret lives there.
   *
   * @default 'models'
   */
  readonly namespace?: string;

  /**
   * Most that may be stored.
   *
   * @default - as much as the storage holds
   */
  readonly maxSize?: Size;

  /**
   * Whether the claim stays when it is taken out of the program. Without it, a storage class whose reclaim policy is
   * `Delete` deletes the bucket with all that is in it.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/**
 * A bucket that an operator in the cluster makes for a claim: Rook with Ceph, or NooBaa.
 *
 * @see https://rook.io/docs/rook/latest/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/
 *
 * @example
 * import { AINativeCluster, ObjectBucketClaim, WarmTier } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: AINativeCluster;
 * const bucket = new ObjectBucketClaim(stack, 'Bucket', {
 *   cluster,
 *   bucketName: 'acme-models',
 *   storageClass: 'ceph-bucket',
 *   endpoint: 'http://rook-ceph-rgw-models.rook-ceph.svc',
 * });
 * const warm = WarmTier.ofBucket(bucket);
 */
export class ObjectBucketClaim extends Construct implements IBucket {
  /** Name of the bucket. */
  public readonly bucketName: string;
  /** Namespace of the claim and of the Secret. */
  public readonly namespace: string;
  /** Endpoint of the storage. */
  public readonly bucketEndpoint?: string;
  /** The bucket is part of the path. */
  public readonly usePathStyle?: boolean = true;
  /** An S3 API and nothing more. */
  public readonly storageKind?: ObjectStorageKind = ObjectStorageKind.S3_COMPATIBLE;
  /** The keys that the operator makes: they may read and write. */
  public readonly bucketCredentials?: BucketCredentials;
  /** The bucket is asked for. Its Secret follows a moment later, and what reads it waits for that. */
  public readonly bucketReady: IDependable;

  constructor(scope: Construct, id: string, props: ObjectBucketClaimProps) {
    super(scope, id);
    const { cluster, bucketName, storageClass, endpoint, maxSize } = props;
    checkBucketName(bucketName);
    checkDnsLabel(this, 'the name of the bucket and its claim', bucketName);
    checkEndpoint(endpoint);
    this.bucketName = bucketName;
    this.bucketEndpoint = endpoint;
    this.namespace = cluster.namespaces.ensure(props.namespace ?? 'models', PodSecurity.PRIVILEGED);
    this.bucketCredentials = {
      secretName: bucketName,
      accessKeyIdKey: 'AWS_ACCESS_KEY_ID',
      secretAccessKeyKey: 'AWS_SECRET_ACCESS_KEY',
      namespace: this.namespace,
    };
    const bundle = new Bundle(this, 'Resource', { target: cluster });
    new KubernetesObject(bundle, 'Claim', {
      manifest: claimObject({
        apiVersion: 'objectbucket.io/v1alpha1',
        kind: 'ObjectBucketClaim',
        name: bucketName,
        namespace: this.namespace,
        isKept: props.deletionProtection ?? true,
        spec: {
          bucketName,
          storageClassName: checkDnsLabel(this, 'the storage class', storageClass),
          ...(maxSize === undefined ? {} : { additionalConfig: { maxSize: maxSize.toQuantity() } }),
        },
      }),
    });
    this.bucketReady = bundle;
  }
}
