import { BucketAccess } from './bucket-access';
import { ResolvedAccess } from './private/access';
import { fail } from '../../core/private/fail';
import { isDnsSubdomain } from '../../core/private/names';

/** Which keys of a Secret hold the credentials. */
export interface SecretReferenceOptions {
  /**
   * Key of the access key id.
   *
   * @default 'AWS_ACCESS_KEY_ID'
   */
  readonly accessKeyIdKey?: string;

  /**
   * Key of the secret access key.
   *
   * @default 'AWS_SECRET_ACCESS_KEY'
   */
  readonly secretAccessKeyKey?: string;
}

/**
 * Credentials of an object storage, kept in a Secret that the program never sees.
 *
 * The Secret lives in the namespace of the models, because Fluid reads no other. Something else makes it: an external
 * secret store, a platform team, `kubectl create secret`.
 *
 * @example
 * import { SecretReference } from 'cdktf-ai-cloud';
 *
 * const credentials = SecretReference.named('models-s3', { accessKeyIdKey: 'id', secretAccessKeyKey: 'key' });
 */
export class SecretReference extends BucketAccess {
  /** A Secret by its name. */
  public static named(name: string, options: SecretReferenceOptions = {}): SecretReference {
    if (!isDnsSubdomain(name)) {
      throw fail(undefined, {
        code: 'AIC-3001',
        what: 'the name belongs to no Secret',
        got: name,
        want: "a-z, 0-9, '-' and '.', known at synthesis",
        fix: "Write SecretReference.named('models-s3'); the Secret itself is made elsewhere.",
      });
    }
    return new SecretReference(
      name,
      checkedKey(options.accessKeyIdKey ?? 'AWS_ACCESS_KEY_ID'),
      checkedKey(options.secretAccessKeyKey ?? 'AWS_SECRET_ACCESS_KEY'),
    );
  }

  private constructor(
    /** Name of the Secret. */
    public readonly secretName: string,
    /** Key of the access key id. */
    public readonly accessKeyIdKey: string,
    /** Key of the secret access key. */
    public readonly secretAccessKeyKey: string,
  ) {
    super();
  }

  /** @internal */
  public get _access(): ResolvedAccess {
    const { secretName, accessKeyIdKey, secretAccessKeyKey } = this;
    return { kind: 'secret', secretName, accessKeyIdKey, secretAccessKeyKey };
  }
}

function checkedKey(key: string): string {
  if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key)) {
    throw fail(undefined, {
      code: 'AIC-3002',
      what: 'a Secret has no such key',
      got: key,
      want: "letters, digits, '-', '_' and '.', at most 253",
      fix: 'Give the key of the Secret, not the credential itself.',
    });
  }
  return key;
}
