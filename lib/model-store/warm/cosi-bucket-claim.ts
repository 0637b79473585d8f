import { Construct, IDependable } from 'constructs';
import { claimObject } from './private/render-bucket-claims';
import { ICluster, PodSecurity } from '../../contracts/cluster';
import { Bundle } from '../../core/bundle';
import { KubernetesObject } from '../../core/kubernetes-object';
import { checkDnsLabel } from '../../core/private/names';

/** Which bucket a COSI driver is asked for. */
export interface CosiBucketClaimProps {
  /** The cluster. COSI's controller and a driver run in it. */
  readonly cluster: ICluster;

  /** Name of the claim, of the access and of the Secret. */
  readonly claimName: string;

  /** The BucketClass: it says which driver, and whether the bucket is deleted with its claim. */
  readonly bucketClass: string;

  /** The BucketAccessClass, with the authentication `Key`. */
  readonly accessClass: string;

  /**
   * Namespace of the claim, and of the jobs that use the bucket.
   *
   * @default 'models'
   */
  readonly namespace?: string;

  /**
   * Whether the claim and its access stay when they are taken out of the program. Without it, a class whose deletion
   * policy is `Delete` deletes the bucket with all that is in it.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

/**
 * A bucket by the Container Object Storage Interface, for jobs of your own: what they write, or where data comes from.
 *
 * It is no warm tier. COSI tells name, endpoint and keys in one document of JSON once the bucket is there; caches and
 * rclone want the name beforehand and the keys one by one. Put that into a Secret of two keys, and name the bucket with
 * `WarmTier.bucket()`; or use `ObjectBucketClaim`, which needs neither.
 *
 * @see https://github.com/kubernetes-sigs/container-object-storage-interface
 *
 * @example
 * import { AINativeCluster, CosiBucketClaim } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: AINativeCluster;
 * const scratch = new CosiBucketClaim(stack, 'Scratch', {
 *   cluster,
 *   claimName: 'scratch',
 *   bucketClass: 'seaweedfs',
 *   accessClass: 'seaweedfs',
 * });
 * const secret = scratch.secretName;
 */
export class CosiBucketClaim extends Construct {
  /** Namespace of the claim and of the Secret. */
  public readonly namespace: string;
  /** Name of the Secret that COSI writes: its key `BucketInfo` is a document of JSON. */
  public readonly secretName: string;
  /** The bucket and access to it are asked for. Pods that mount the Secret wait for it. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: CosiBucketClaimProps) {
    super(scope, id);
    const { cluster, bucketClass, accessClass } = props;
    const name = checkDnsLabel(this, 'the name of the claim', props.claimName);
    const namespace = cluster.namespaces.ensure(props.namespace ?? 'models', PodSecurity.PRIVILEGED);
    const shared = {
      apiVersion: 'objectstorage.k8s.io/v1alpha1',
      name,
      namespace,
      isKept: props.deletionProtection ?? true,
    };
    const bundle = new Bundle(this, 'Resource', { target: cluster });
    new KubernetesObject(bundle, 'Claim', {
      manifest: claimObject({
        ...shared,
        kind: 'BucketClaim',
        spec: { bucketClassName: checkDnsLabel(this, 'the bucket class', bucketClass), protocols: ['S3'] },
      }),
    });
    new KubernetesObject(bundle, 'Access', {
      manifest: claimObject({
        ...shared,
        kind: 'BucketAccess',
        spec: {
          bucketAccessClassName: checkDnsLabel(this, 'the access class', accessClass),
          bucketClaimName: name,
          credentialsSecretName: name,
          protocol: 'S3',
        },
      }),
    });
    this.namespace = namespace;
    this.secretName = name;
    this.ready = bundle;
  }
}
