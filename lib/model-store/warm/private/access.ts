import { IConstruct } from 'constructs';
import { ICluster } from '../../../contracts/cluster';
import { ObjectStorageKind } from '../../../contracts/object-storage';
import { fail, prose } from '../../../core/private/fail';

/** Keys in a Secret of the namespace of what reads the bucket. */
export interface SecretAccess {
  readonly kind: 'secret';
  readonly secretName: string;
  readonly accessKeyIdKey: string;
  readonly secretAccessKeyKey: string;
}

/** An identity that AWS gives to pods of a ServiceAccount. */
export interface IdentityAccess {
  readonly kind: 'identity';
  readonly serviceAccountName: string;
  readonly annotations: { readonly [key: string]: string };
  /** Undefined when the role is bound to the ServiceAccount outside the cluster. May be a Terraform token. */
  readonly roleArn?: string;
}

/** How a bucket is opened. */
export type ResolvedAccess = SecretAccess | IdentityAccess;

/** Why pods of each cloud cannot open its storage by their identity: everything here speaks the API of S3. */
const NO_IDENTITY: { readonly [kind in ObjectStorageKind]?: string } = {
  [ObjectStorageKind.BOS]: 'Baidu documents no identity of pods for BOS',
  [ObjectStorageKind.COS]: 'identities of TKE are for the API of Tencent, and COS is read by its S3 API here',
  [ObjectStorageKind.OSS]:
    'RRSA is for the API of Alibaba, and OSS is read by its S3 API here; WarmFileSystem.ossBucket() mounts it by RRSA',
  [ObjectStorageKind.S3_COMPATIBLE]: 'no cloud gives pods an identity for it',
};

/** Refuses an identity that does not open the storage. */
export function checkIdentity(
  scope: IConstruct,
  cluster: ICluster,
  storage: ObjectStorageKind,
  access: ResolvedAccess,
): void {
  if (access.kind !== 'identity') return;
  if (cluster.cloudFacts.name === 'aws-china' && access.roleArn?.startsWith('arn:aws:') === true) {
    throw fail(scope, {
      code: 'AIC-3234',
      what: 'the role is of another partition than the cluster',
      got: access.roleArn,
      want: "a role of AWS in China: 'arn:aws-cn:iam::…'",
      fix: 'Accounts of China and of the rest of the world share nothing: make the role in the account of the cluster.',
    });
  }
  const reason = NO_IDENTITY[storage];
  if (reason === undefined) return;
  throw fail(scope, {
    code: 'AIC-3232',
    what: 'an identity of AWS opens no storage but S3',
    got: prose(`a bucket of the kind ${storage}: ${reason}`),
    want: 'keys in a Secret',
    fix: "Write credentials: SecretReference.named('models-s3'), with a key that may only read.",
  });
}

/** The keys of a reader that knows nothing else. */
export function keysFor(scope: IConstruct, reader: string, access: ResolvedAccess): SecretAccess {
  if (access.kind === 'secret') return access;
  throw fail(scope, {
    code: 'AIC-3233',
    what: `${reader} reads with keys only`,
    got: prose(`the identity of ServiceAccount ${access.serviceAccountName}, under which its pods do not run`),
    want: 'keys in a Secret for what caches, and an identity for jobs at most',
    fix: "Write credentials: SecretReference.named('models-read-only'), jobCredentials: WorkloadIdentity.awsRole(…).",
  });
}

/** Account of the pods that open it; undefined for the default one, without a token. */
export function serviceAccountOf(access: ResolvedAccess): string | undefined {
  return access.kind === 'identity' ? access.serviceAccountName : undefined;
}
