import { TerraformProvider, Token } from 'cdktf';
import { Construct } from 'constructs';
import { BosBucket } from './bos-bucket';
import { BucketResource } from './cloud-resource';
import { CosBucket } from './cos-bucket';
import { OssBucket, OssBucketAcl, OssPublicAccessBlock } from './oss-bucket';
import { bosRules, cosRule, ossRule, s3Rule } from './render-rules';
import { prefixesMeet, ResolvedObjectBucket, ResolvedRule } from './resolve-bucket';
import {
  S3Bucket,
  S3BucketEncryption,
  S3BucketLifecycle,
  S3BucketVersioning,
  S3OwnershipControls,
  S3PublicAccessBlock,
} from './s3-bucket';
import { ObjectStorageKind } from '../../../../contracts/object-storage';
import { escapeTemplate } from '../../../../core/private/terraform-json';

/** What all resources of a bucket share. */
export interface MakeBucketOptions {
  readonly provider: TerraformProvider;
  readonly logicalId: string;
  readonly preventDestroy: boolean;
}

/** The id of the resource that is the bucket. */
const BUCKET = 'Resource';

/** Makes the resources of a bucket below `scope`; returns the one that is the bucket. */
export function makeBucket(
  scope: Construct,
  bucket: ResolvedObjectBucket,
  options: MakeBucketOptions,
): BucketResource<{ bucket: string }> {
  switch (bucket.kind) {
    case ObjectStorageKind.COS:
      return makeCos(scope, bucket, options);
    case ObjectStorageKind.OSS:
      return makeOss(scope, bucket, options);
    case ObjectStorageKind.BOS:
      return makeBos(scope, bucket, options);
    case ObjectStorageKind.S3:
      return makeS3(scope, bucket, options);
  }
}

const ALGORITHMS = { managed: 'AES256', key: 'KMS', sm4: 'SM4' } as const;

function makeCos(scope: Construct, bucket: ResolvedObjectBucket, options: MakeBucketOptions): CosBucket {
  const { kind, keyId } = bucket.encryption;
  const attributes = {
    bucket: bucket.bucketName,
    acl: 'private',
    versioning_enable: bucket.versioning,
    encryption_algorithm: ALGORITHMS[kind],
    ...(keyId === undefined ? {} : { kms_id: keyId }),
    ...some('lifecycle_rules', bucket.rules.map(cosRule)),
    ...tagsOf(bucket),
  } as const;
  return new CosBucket(scope, BUCKET, attributes, options);
}

function makeOss(scope: Construct, bucket: ResolvedObjectBucket, options: MakeBucketOptions): OssBucket {
  const { kind, keyId } = bucket.encryption;
  const attributes = {
    bucket: bucket.bucketName,
    versioning: { status: versioningOf(bucket) },
    server_side_encryption_rule: {
      sse_algorithm: ALGORITHMS[kind],
      ...(keyId === undefined ? {} : { kms_master_key_id: keyId }),
    },
    ...(rulesOverlap(bucket.rules) ? { lifecycle_rule_allow_same_action_overlap: true as const } : {}),
    ...some('lifecycle_rule', bucket.rules.map(ossRule)),
    ...tagsOf(bucket),
  } as const;
  const resource = new OssBucket(scope, BUCKET, attributes, options);
  const { provider, logicalId } = options;
  new OssBucketAcl(scope, 'Acl', resource.bucketReference, { provider, logicalId });
  new OssPublicAccessBlock(scope, 'PublicAccess', resource.bucketReference, { provider, logicalId });
  return resource;
}

function makeBos(scope: Construct, bucket: ResolvedObjectBucket, options: MakeBucketOptions): BosBucket {
  const attributes = {
    bucket: bucket.bucketName,
    acl: 'private',
    versioning_status: bucket.versioning ? 'enabled' : 'suspended',
    server_side_encryption_rule: 'AES256',
    ...some(
      'lifecycle_rule',
      bucket.rules.flatMap((rule) => bosRules(bucket.bucketName, rule)),
    ),
    ...tagsOf(bucket),
  } as const;
  return new BosBucket(scope, BUCKET, attributes, options);
}

function makeS3(scope: Construct, bucket: ResolvedObjectBucket, options: MakeBucketOptions): S3Bucket {
  const resource = new S3Bucket(scope, BUCKET, { bucket: bucket.bucketName, ...tagsOf(bucket) }, options);
  const of = { provider: options.provider, logicalId: options.logicalId };
  const name = resource.bucketReference;
  new S3PublicAccessBlock(scope, 'PublicAccess', name, of);
  new S3OwnershipControls(scope, 'Ownership', name, of);
  const status = versioningOf(bucket);
  const versioning = new S3BucketVersioning(
    scope,
    'Versioning',
    { bucket: name, versioning_configuration: { status } },
    of,
  );
  const { keyId } = bucket.encryption;
  const rule =
    keyId === undefined
      ? { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' as const } }
      : {
          apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms' as const, kms_master_key_id: keyId },
          bucket_key_enabled: true as const,
        };
  new S3BucketEncryption(scope, 'Encryption', { bucket: name, rule }, of);
  if (bucket.rules.length > 0) {
    // Rules on old versions count from when there are versions.
    new S3BucketLifecycle(scope, 'Lifecycle', name, bucket.rules.map(s3Rule), { ...of, dependsOn: [versioning] });
  }
  return resource;
}

/** A bucket that had versions once can only suspend them, and one that had none takes that for the same. */
function versioningOf(bucket: ResolvedObjectBucket): 'Enabled' | 'Suspended' {
  return bucket.versioning ? 'Enabled' : 'Suspended';
}

/** Whether two rules do the same to one object, which OSS must be told to accept. */
function rulesOverlap(rules: ResolvedRule[]): boolean {
  const doSame = (a: ResolvedRule, b: ResolvedRule): boolean =>
    (a.transitions.length > 0 && b.transitions.length > 0) ||
    (a.expireDays !== undefined && b.expireDays !== undefined) ||
    (a.expireOldVersionsDays !== undefined && b.expireOldVersionsDays !== undefined);
  return rules.some((a, i) => rules.slice(i + 1).some((b) => prefixesMeet(a, b) && doSame(a, b)));
}

function some<K extends string, V>(name: K, values: V[]): { [key in K]?: V[] } {
  return (values.length === 0 ? {} : { [name]: values }) as { [key in K]?: V[] };
}

function tagsOf(bucket: ResolvedObjectBucket): { tags?: { [key: string]: string } } {
  const tags = Object.entries(bucket.tags).map(([key, value]) => [
    key,
    Token.isUnresolved(value) ? value : escapeTemplate(value),
  ]);
  return tags.length === 0 ? {} : { tags: Object.fromEntries(tags) as { [key: string]: string } };
}
