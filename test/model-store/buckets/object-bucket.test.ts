import { TerraformResource, TerraformStack } from 'cdktf';
import { BucketEncryption, CloudProfile, ObjectBucket, ObjectStorageKind } from '../../../lib';
import { absent, terraformOf, testStack } from '../../harness';
import { bucketIn, bucketOf, CLOUD_NAMES, CLOUDS, clusterIn, profileWith, resourcesOf } from './support';

const stackOf = (bucket: ObjectBucket): any => terraformOf(TerraformStack.of(bucket));

describe('a bucket that is only named', () => {
  test('is private, encrypted, versioned and protected on COS', () => {
    expect(bucketOf('tencent')).toStrictEqual({
      bucket: 'acme-models-1250000000',
      acl: 'private',
      encryption_algorithm: 'AES256',
      versioning_enable: true,
      lifecycle: { prevent_destroy: true },
      provider: 'tencentcloud.buckets-ap-guangzhou',
    });
  });

  test('is private, encrypted, versioned and protected on OSS', () => {
    expect(resourcesOf('alibaba')).toStrictEqual({
      alicloud_oss_bucket: {
        bucket: 'acme-models',
        versioning: { status: 'Enabled' },
        server_side_encryption_rule: { sse_algorithm: 'AES256' },
        lifecycle: { prevent_destroy: true },
        provider: 'alicloud.buckets-cn-hangzhou',
      },
      alicloud_oss_bucket_acl: {
        bucket: '${alicloud_oss_bucket.Bucket.bucket}',
        acl: 'private',
        provider: 'alicloud.buckets-cn-hangzhou',
      },
      alicloud_oss_bucket_public_access_block: {
        bucket: '${alicloud_oss_bucket.Bucket.bucket}',
        block_public_access: true,
        provider: 'alicloud.buckets-cn-hangzhou',
      },
    });
  });

  test('is private, encrypted, versioned and protected on BOS', () => {
    expect(bucketOf('baidu')).toStrictEqual({
      bucket: 'acme-models',
      acl: 'private',
      server_side_encryption_rule: 'AES256',
      versioning_status: 'enabled',
      lifecycle: { prevent_destroy: true },
      provider: 'baiducloud.buckets-bj',
    });
  });

  test('is private, encrypted, versioned and protected on S3', () => {
    const bucket = '${aws_s3_bucket.Bucket.bucket}';
    const provider = 'aws.buckets-cn-northwest-1';
    expect(resourcesOf('aws')).toStrictEqual({
      aws_s3_bucket: { bucket: 'acme-models', lifecycle: { prevent_destroy: true }, provider },
      aws_s3_bucket_ownership_controls: { bucket, rule: { object_ownership: 'BucketOwnerEnforced' }, provider },
      aws_s3_bucket_public_access_block: {
        bucket,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
        provider,
      },
      aws_s3_bucket_server_side_encryption_configuration: {
        bucket,
        rule: { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
        provider,
      },
      aws_s3_bucket_versioning: { bucket, versioning_configuration: { status: 'Enabled' }, provider },
    });
  });
});

describe('the props of a bucket', () => {
  test.each(CLOUD_NAMES)('let it go on destroy when protection is off: %s', (cloud) => {
    absent((bucket) => bucket.lifecycle, bucketOf(cloud), bucketOf(cloud, { deletionProtection: false }));
    expect(bucketIn(cloud).deletionProtection).toBe(true);
    expect(bucketIn(cloud, { deletionProtection: false }).deletionProtection).toBe(false);
  });

  test.each(CLOUD_NAMES)('never delete objects with it: %s', (cloud) => {
    const text = JSON.stringify(resourcesOf(cloud, { deletionProtection: false }));
    expect(text).not.toMatch(/force_(destroy|clean)/);
    expect(text).toContain('"bucket":');
  });

  test.each(CLOUD_NAMES)('put tags on it: %s', (cloud) => {
    const tags = { team: 'serving', 'Cost-Center': 'ML-42' };
    expect(bucketOf(cloud, { tags }).tags).toStrictEqual(tags);
    absent((bucket) => bucket.tags, bucketOf(cloud, { tags }), bucketOf(cloud));
  });

  test('keep what looks like a template in a tag', () => {
    expect(bucketOf('tencent', { tags: { owner: '${team}' } }).tags).toStrictEqual({ owner: '$${team}' });
  });

  test('suspend versions where they are not wanted', () => {
    const versioning = false;
    expect(bucketOf('tencent', { versioning }).versioning_enable).toBe(false);
    expect(bucketOf('alibaba', { versioning }).versioning).toStrictEqual({ status: 'Suspended' });
    expect(bucketOf('baidu', { versioning }).versioning_status).toBe('suspended');
    const { versioning_configuration } = resourcesOf('aws', { versioning }).aws_s3_bucket_versioning;
    expect(versioning_configuration).toStrictEqual({ status: 'Suspended' });
    expect(bucketIn('aws', { versioning }).versioning).toBe(false);
    expect(bucketIn('aws').versioning).toBe(true);
  });

  test('encrypt with a key of the cloud’s key service', () => {
    const encryption = BucketEncryption.key('key-1');
    expect(bucketOf('tencent', { encryption })).toMatchObject({ encryption_algorithm: 'KMS', kms_id: 'key-1' });
    expect(bucketOf('alibaba', { encryption }).server_side_encryption_rule).toStrictEqual({
      sse_algorithm: 'KMS',
      kms_master_key_id: 'key-1',
    });
    const s3 = resourcesOf('aws', { encryption }).aws_s3_bucket_server_side_encryption_configuration;
    expect(s3.rule).toStrictEqual({
      apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: 'key-1' },
      bucket_key_enabled: true,
    });
  });

  test('encrypt with SM4 where the cloud has it', () => {
    const encryption = BucketEncryption.sm4();
    expect(bucketOf('tencent', { encryption }).encryption_algorithm).toBe('SM4');
    expect(bucketOf('alibaba', { encryption }).server_side_encryption_rule).toStrictEqual({ sse_algorithm: 'SM4' });
  });

  test('take managed encryption for the default', () => {
    const encryption = BucketEncryption.managed();
    expect(resourcesOf('tencent', { encryption })).toStrictEqual(resourcesOf('tencent'));
  });

  test.each([
    ['baidu', BucketEncryption.key('key-1'), 'key'],
    ['baidu', BucketEncryption.sm4(), 'sm4'],
    ['aws', BucketEncryption.sm4(), 'sm4'],
  ] as const)('fails on encryption that the cloud does not have: %s', (cloud, encryption, kind) => {
    expect(() => bucketIn(cloud, { encryption })).toThrow(
      new RegExp(`AIC-3104 at test/Bucket: .*got BucketEncryption.${kind}\\(\\), want BucketEncryption.managed\\(\\)`),
    );
  });

  test('fails on a key without an id', () => {
    expect(() => BucketEncryption.key(' ')).toThrow(/AIC-3116: the key of the bucket has no id/);
  });

  test.each([
    ['tencent', 'acme-models'],
    ['tencent', `${'a'.repeat(50)}-1250000000`],
    ['alibaba', 'Acme'],
    ['baidu', 'ab'],
    ['aws', 'acme.models'],
    ['aws', 'xn--models'],
  ] as const)('fails on a name that the cloud does not take: %s %s', (cloud, bucketName) => {
    expect(() => bucketIn(cloud, { bucketName })).toThrow(/AIC-3103 at test\/Bucket: the bucket has no name that/);
  });

  test('take a name that Terraform knows later', () => {
    const stack = testStack();
    const account = new TerraformResource(stack, 'Account', { terraformResourceType: 'acme_account' });
    const bucketName = `acme-models-${account.getStringAttribute('app_id')}`;
    new ObjectBucket(stack, 'Bucket', { cluster: clusterIn(stack, CLOUDS.tencent.profile), bucketName });
    const { bucket } = terraformOf(stack).resource.tencentcloud_cos_bucket.Bucket;
    expect(bucket).toBe('acme-models-${acme_account.Account.app_id}');
  });
});

describe('the cloud of a bucket', () => {
  test('fails where Terraform makes no buckets', () => {
    const stack = testStack();
    const cluster = clusterIn(stack, CloudProfile.generic());
    expect(() => new ObjectBucket(stack, 'Bucket', { cluster, bucketName: 'acme-models' })).toThrow(
      /AIC-3100 at test\/Bucket: the cloud generic has no buckets.*a profile without object storage.*\n.*WarmTier\.bucket/,
    );
  });

  test('fails on an object storage that only speaks S3', () => {
    const stack = testStack();
    const objectStorage = { kind: ObjectStorageKind.S3_COMPATIBLE, storageClasses: [], archiveClass: 'GLACIER' };
    const cluster = clusterIn(stack, profileWith('aws', { objectStorage }));
    expect(() => new ObjectBucket(stack, 'Bucket', { cluster, bucketName: 'acme-models' })).toThrow(
      /AIC-3100.*an object storage that is s3-compatible/,
    );
  });

  test('fails on a profile that has no region', () => {
    const stack = testStack();
    const cluster = clusterIn(stack, profileWith('aws', { region: undefined }));
    expect(() => new ObjectBucket(stack, 'Bucket', { cluster, bucketName: 'acme-models' })).toThrow(
      /AIC-3101 at test\/Bucket: nobody said in which region of aws-china the bucket is/,
    );
  });
});

test.each(CLOUD_NAMES)('writes the same bytes twice: %s', (cloud) => {
  const text = (): string => JSON.stringify(stackOf(bucketIn(cloud, { tags: { b: '2', a: '1' } })));
  expect(text()).toBe(text());
});
