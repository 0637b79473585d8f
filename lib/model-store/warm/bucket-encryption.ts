import { ResolvedEncryption } from './private/buckets/resolve-bucket';
import { fail } from '../../core/private/fail';

/**
 * How the objects of a bucket are encrypted where they lie.
 *
 * @example
 * import { BucketEncryption } from 'cdktf-ai-cloud';
 *
 * const encryption = BucketEncryption.key('kms-1a2b3c4d');
 */
export class BucketEncryption {
  /** AES-256 with keys that the cloud manages: it costs nothing and needs no rights. */
  public static managed(): BucketEncryption {
    return new BucketEncryption({ kind: 'managed' });
  }

  /**
   * A key of the cloud's key service: who reads needs a right on the key too. COS, OSS and S3 have it.
   *
   * @param keyId Id of the key; on S3 its ARN. May be a Terraform token.
   */
  public static key(keyId: string): BucketEncryption {
    if (keyId.trim() === '') {
      throw fail(undefined, {
        code: 'AIC-3116',
        what: 'the key of the bucket has no id',
        got: keyId,
        want: 'the id of a key, or its ARN on S3',
        fix: 'Write BucketEncryption.managed() for a key of the cloud.',
      });
    }
    return new BucketEncryption({ kind: 'key', keyId });
  }

  /** SM4, the national cipher, with keys that the cloud manages. COS and OSS have it. */
  public static sm4(): BucketEncryption {
    return new BucketEncryption({ kind: 'sm4' });
  }

  private constructor(private readonly resolved: ResolvedEncryption) {}

  /** @internal */
  public _resolve(): ResolvedEncryption {
    return this.resolved;
  }
}
