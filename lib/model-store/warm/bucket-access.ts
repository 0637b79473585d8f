import { ResolvedAccess } from './private/access';

/**
 * What opens a bucket: keys in a Secret, or an identity that the cloud gives to pods.
 *
 * @example
 * import { BucketAccess, SecretReference, WorkloadIdentity } from 'cdktf-ai-cloud';
 *
 * const servers: BucketAccess = SecretReference.named('models-read-only');
 * const jobs: BucketAccess = WorkloadIdentity.awsRole('arn:aws-cn:iam::123456789012:role/models-writer');
 */
export abstract class BucketAccess {
  /** @internal */
  public abstract get _access(): ResolvedAccess;
}
