import { Construct, IDependable } from 'constructs';
import { checkBucketName } from './private/check-bucket';
import { checkObjectPath } from './private/object-path';
import { Grant } from './private/seaweed-identities';
import { SecretReference } from './secret-reference';
import { IBucket, ObjectStorageKind } from '../../contracts/object-storage';
import { fail, prose } from '../../core/private/fail';

/** What a bucket of SeaweedFS is part of. */
export interface SeaweedFsBucketProps {
  /** URL of the S3 API. */
  readonly endpoint: string;
  /** The storage answers. */
  readonly ready: IDependable;
  /** @internal */
  readonly _grants: Grant[];
}

/**
 * A bucket of SeaweedFS. Made by `storage.addBucket()`.
 *
 * Credentials are Secrets that something else makes, in the namespace of SeaweedFS for the gateways and, with the same
 * content, in the namespace of what reads. A rotated key counts once the gateways are restarted.
 *
 * @example
 * import { SeaweedFs, SecretReference } from 'cdktf-ai-cloud';
 *
 * declare const storage: SeaweedFs;
 * const bucket = storage.addBucket('acme-models');
 * bucket.grantRead(SecretReference.named('tenant-a-reader'), 'tenant-a');
 */
export class SeaweedFsBucket extends Construct implements IBucket {
  /** Name of the bucket. */
  public readonly bucketName: string;
  /** URL of its S3 API. */
  public readonly bucketEndpoint?: string;
  /** The bucket is part of the path. */
  public readonly usePathStyle?: boolean = true;
  /** An S3 API and nothing more. */
  public readonly storageKind?: ObjectStorageKind = ObjectStorageKind.S3_COMPATIBLE;
  /** The bucket is there. */
  public readonly bucketReady: IDependable;

  private readonly grants: Grant[];

  constructor(scope: Construct, id: string, props: SeaweedFsBucketProps) {
    checkBucketName(id);
    super(scope, id);
    this.bucketName = id;
    this.bucketEndpoint = props.endpoint;
    this.bucketReady = props.ready;
    this.grants = props._grants;
  }

  /**
   * Lets the holder of a key read and list.
   *
   * @param credentials Its Secret, in the namespace of SeaweedFS.
   * @param pathPrefix Only what stands below this path; without it, all of the bucket.
   */
  public grantRead(credentials: SecretReference, pathPrefix?: string): void {
    this.grant(credentials, false, pathPrefix);
  }

  /**
   * Lets the holder of a key read, list, write and delete.
   *
   * @param credentials Its Secret, in the namespace of SeaweedFS.
   * @param pathPrefix Only what stands below this path; without it, all of the bucket.
   */
  public grantWrite(credentials: SecretReference, pathPrefix?: string): void {
    this.grant(credentials, true, pathPrefix);
  }

  private grant(credentials: SecretReference, canWrite: boolean, pathPrefix: string | undefined): void {
    if (pathPrefix !== undefined) checkObjectPath('the path prefix', pathPrefix);
    const { bucketName } = this;
    const grant = { bucketName, credentials, canWrite, pathPrefix };
    if (this.grants.some((other) => isSame(other, grant))) {
      throw fail(this, {
        code: 'AIC-3243',
        what: 'the right is granted twice',
        got: prose(`${credentials.secretName} on ${pathPrefix ?? 'the whole bucket'}`),
        want: 'each Secret once on a path, with the most that it may do',
        fix: 'Keep grantWrite(), which includes reading, or grantRead().',
      });
    }
    this.grants.push(grant);
  }
}

function isSame(a: Grant, b: Grant): boolean {
  return (
    a.bucketName === b.bucketName &&
    a.pathPrefix === b.pathPrefix &&
    a.credentials.secretName === b.credentials.secretName &&
    a.credentials.accessKeyIdKey === b.credentials.accessKeyIdKey
  );
}
