import { Token } from 'cdktf';
import { IConstruct } from 'constructs';
import { CloudStorageKind } from './cloud-provider';
import { ResolvedEncryption } from './resolve-bucket';
import { ICluster } from '../../../../contracts/cluster';
import { ObjectStorageKind } from '../../../../contracts/object-storage';
import { fail, prose } from '../../../../core/private/fail';

/** The storage of the cluster's cloud and where it is; refused when buckets of it cannot be made here. */
export function storageOf(scope: IConstruct, cluster: ICluster): { kind: CloudStorageKind; region: string } {
  const { objectStorage, region, name } = cluster.cloudFacts;
  const kind = objectStorage?.kind;
  if (kind === undefined || kind === ObjectStorageKind.S3_COMPATIBLE) {
    throw fail(scope, {
      code: 'AIC-3100',
      what: `the cloud ${name} has no buckets that Terraform can make`,
      got: prose(kind === undefined ? 'a profile without object storage' : `an object storage that is ${kind}`),
      want: 'a cluster on Tencent, Alibaba, Baidu or AWS in China',
      fix: 'Read a bucket that exists: WarmTier.bucket(name, { endpoint, credentials }), or run an object storage in the cluster.',
    });
  }
  if (region === undefined) {
    throw fail(scope, {
      code: 'AIC-3101',
      what: `nobody said in which region of ${name} the bucket is`,
      got: prose('a profile without a region'),
      want: 'a region',
      fix: 'Return region among the facts of the cloud profile.',
    });
  }
  return { kind, region };
}

/**
 * How each cloud calls its buckets.
 *
 * @see https://www.tencentcloud.com/document/product/436/13312
 * @see https://www.alibabacloud.com/help/en/oss/user-guide/bucket-naming-conventions
 * @see https://docs.amazonaws.cn/en_us/AmazonS3/latest/userguide/bucketnamingrules.html
 */
const NAMES: Readonly<
  Record<CloudStorageKind, { readonly form: RegExp; readonly want: string; readonly fix: string }>
> = {
  [ObjectStorageKind.COS]: {
    form: /^(?=.{1,60}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?-[0-9]{10}$/,
    want: "at most 60 of a-z, 0-9 and '-', with '-' and the ten digits of the account's APPID at the end",
    fix: "Write for example 'acme-models-1250000000'; the console shows the APPID of the account.",
  },
  [ObjectStorageKind.OSS]: {
    form: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    want: "3 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends",
    fix: "Write for example 'acme-models'; the name is taken from all users of OSS.",
  },
  [ObjectStorageKind.BOS]: {
    form: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    want: "3 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends",
    fix: "Write for example 'acme-models'; the name is taken from all users of BOS.",
  },
  [ObjectStorageKind.S3]: {
    form: /^(?!xn--|sthree-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    want: "3 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends (dots break TLS)",
    fix: "Write for example 'acme-models'; the name is taken from all users of AWS in China.",
  },
};

export function checkBucketName(scope: IConstruct, kind: CloudStorageKind, name: string): void {
  const { form, want, fix } = NAMES[kind];
  if (Token.isUnresolved(name) || form.test(name)) return;
  throw fail(scope, { code: 'AIC-3103', what: `the bucket has no name that ${kind} takes`, got: name, want, fix });
}

const ENCRYPTIONS: Readonly<Record<CloudStorageKind, readonly ResolvedEncryption['kind'][]>> = {
  [ObjectStorageKind.COS]: ['managed', 'key', 'sm4'],
  [ObjectStorageKind.OSS]: ['managed', 'key', 'sm4'],
  [ObjectStorageKind.BOS]: ['managed'],
  [ObjectStorageKind.S3]: ['managed', 'key'],
};

export function checkEncryption(scope: IConstruct, kind: CloudStorageKind, encryption: ResolvedEncryption): void {
  const known = ENCRYPTIONS[kind];
  if (known.includes(encryption.kind)) return;
  throw fail(scope, {
    code: 'AIC-3104',
    what: `Terraform cannot have ${kind} encrypt so`,
    got: prose(`BucketEncryption.${encryption.kind}()`),
    want: known.map((k) => `BucketEncryption.${k}()`).join(' or '),
    fix: 'Leave encryption out for the keys that the cloud manages.',
  });
}
