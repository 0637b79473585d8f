import { Token } from 'cdktf';
import { BucketAccess } from './bucket-access';
import { IdentityAccess, ResolvedAccess } from './private/access';
import { fail } from '../../core/private/fail';
import { checkDnsLabel } from '../../core/private/names';

/** Which pods have the identity. */
export interface WorkloadIdentityOptions {
  /**
   * Name of the ServiceAccount that carries it, in the namespace of the models. It is made there.
   *
   * @default 'model-store'
   */
  readonly serviceAccountName?: string;
}

/**
 * An identity that the cloud gives to pods, so that no key exists that could leak.
 *
 * Jobs that move files can have one, for buckets of Amazon S3. Fluid gives its pods no ServiceAccount, and KServe none to
 * its downloads that the cloud would know: what they cache is read with keys. Tencent, Alibaba and Baidu have identities
 * for their own APIs, which no reader of plain objects speaks; on Alibaba, `WarmFileSystem.ossBucket()` mounts a bucket by RRSA.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 *
 * @example
 * import { SecretReference, WarmTier, WorkloadIdentity } from 'cdktf-ai-cloud';
 *
 * const warm = WarmTier.bucket('acme-models', {
 *   credentials: SecretReference.named('models-read-only'),
 *   jobCredentials: WorkloadIdentity.awsRole('arn:aws-cn:iam::123456789012:role/models-writer'),
 * });
 */
export class WorkloadIdentity extends BucketAccess {
  /** A role of AWS that trusts the cluster's OIDC provider (IRSA). The ARN may be a Terraform token. */
  public static awsRole(roleArn: string, options: WorkloadIdentityOptions = {}): WorkloadIdentity {
    if (!Token.isUnresolved(roleArn) && !/^arn:aws(-[a-z-]+)?:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/.test(roleArn)) {
      throw fail(undefined, {
        code: 'AIC-3231',
        what: 'the role has no ARN of AWS',
        got: roleArn,
        want: "'arn:aws-cn:iam::<12 digits>:role/<name>' in China, 'arn:aws:…' elsewhere",
        fix: 'Give the arn of the aws_iam_role.',
      });
    }
    return new WorkloadIdentity(options, { 'eks.amazonaws.com/role-arn': roleArn }, roleArn);
  }

  /**
   * The role that EKS Pod Identity binds to the ServiceAccount. The agent runs as an add-on, and the binding is an
   * `aws_eks_pod_identity_association`.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  public static awsPodIdentity(options: WorkloadIdentityOptions = {}): WorkloadIdentity {
    return new WorkloadIdentity(options, {}, undefined);
  }

  /** Name of the ServiceAccount that carries it. */
  public readonly serviceAccountName: string;
  private readonly identity: IdentityAccess;

  private constructor(options: WorkloadIdentityOptions, annotations: { [key: string]: string }, roleArn?: string) {
    super();
    const { serviceAccountName = 'model-store' } = options;
    this.serviceAccountName = checkDnsLabel(undefined, 'the name of the ServiceAccount', serviceAccountName);
    this.identity = { kind: 'identity', serviceAccountName, annotations, roleArn };
  }

  /** @internal */
  public get _access(): ResolvedAccess {
    return this.identity;
  }
}
