import { Duration, LifecycleRule, ObjectBucket } from '../../../lib';
import { bucketIn, bucketOf, CLOUD_NAMES, CloudName, days, fullRule, resourcesOf } from './support';

const RULES: Record<CloudName, (resources: any) => any[]> = {
  tencent: (r) => r.tencentcloud_cos_bucket.lifecycle_rules,
  alibaba: (r) => r.alicloud_oss_bucket.lifecycle_rule,
  baidu: (r) => r.baiducloud_bos_bucket.lifecycle_rule,
  aws: (r) => r.aws_s3_bucket_lifecycle_configuration?.rule,
};

const rulesOf = (cloud: CloudName, ...lifecycle: LifecycleRule[]): any[] =>
  RULES[cloud](resourcesOf(cloud, { lifecycle }));

const making =
  (cloud: CloudName, ...lifecycle: LifecycleRule[]): (() => ObjectBucket) =>
  () =>
    bucketIn(cloud, { lifecycle });

describe('a lifecycle rule with every step', () => {
  test('is one rule of COS', () => {
    expect(rulesOf('tencent', fullRule('tencent'))).toStrictEqual([
      {
        id: 'retired',
        filter_prefix: 'retired/',
        transition: [
          { days: 30, storage_class: 'STANDARD_IA' },
          { days: 90, storage_class: 'ARCHIVE' },
        ],
        expiration: { days: 730 },
        non_current_expiration: { non_current_days: 60 },
        abort_incomplete_multipart_upload: { days_after_initiation: 7 },
      },
    ]);
  });

  test('is one rule of OSS', () => {
    expect(rulesOf('alibaba', fullRule('alibaba'))).toStrictEqual([
      {
        id: 'retired',
        prefix: 'retired/',
        enabled: true,
        transitions: [
          { days: 30, storage_class: 'IA' },
          { days: 90, storage_class: 'Archive' },
        ],
        expiration: { days: 730 },
        noncurrent_version_expiration: { days: 60 },
        abort_multipart_upload: { days: 7 },
      },
    ]);
  });

  test('is a rule of BOS for each step', () => {
    const rule = (id: string, n: number, action: unknown): unknown => ({
      id,
      status: 'enabled',
      resource: ['acme-models/retired/*'],
      condition: { time: { date_greater_than: `$(lastModified)+P${n}D` } },
      action,
    });
    expect(rulesOf('baidu', fullRule('baidu'))).toStrictEqual([
      rule('retired-standard-ia', 30, { name: 'Transition', storage_class: 'STANDARD_IA' }),
      rule('retired-archive', 90, { name: 'Transition', storage_class: 'ARCHIVE' }),
      rule('retired-delete', 730, { name: 'DeleteObject' }),
      rule('retired-abort-uploads', 7, { name: 'AbortMultipartUpload' }),
    ]);
  });

  test('is one rule of S3, in a resource that waits for versions', () => {
    const { aws_s3_bucket_lifecycle_configuration: configuration } = resourcesOf('aws', {
      lifecycle: [fullRule('aws')],
    });
    expect(configuration).toStrictEqual({
      bucket: '${aws_s3_bucket.Bucket.bucket}',
      depends_on: ['aws_s3_bucket_versioning.Bucket'],
      provider: 'aws.buckets-cn-northwest-1',
      rule: [
        {
          id: 'retired',
          status: 'Enabled',
          filter: { prefix: 'retired/' },
          transition: [
            { days: 30, storage_class: 'STANDARD_IA' },
            { days: 90, storage_class: 'GLACIER' },
          ],
          expiration: { days: 730 },
          noncurrent_version_expiration: { noncurrent_days: 60 },
          abort_incomplete_multipart_upload: { days_after_initiation: 7 },
        },
      ],
    });
  });
});

describe('lifecycle rules', () => {
  const rule = (name: string, prefix?: string): LifecycleRule => ({ name, prefix, expireAfter: days(30) });

  test('mean all objects without a prefix', () => {
    const all = { name: 'all', expireAfter: days(30) };
    expect(rulesOf('tencent', all)).toStrictEqual([{ id: 'all', expiration: { days: 30 } }]);
    expect(rulesOf('alibaba', all)).toStrictEqual([{ id: 'all', enabled: true, expiration: { days: 30 } }]);
    expect(rulesOf('baidu', all)).toMatchObject([{ id: 'all', resource: ['acme-models/*'] }]);
    expect(rulesOf('aws', all)).toMatchObject([{ id: 'all', filter: {} }]);
    expect(rulesOf('aws', { ...all, prefix: '' })).toStrictEqual(rulesOf('aws', all));
  });

  test.each(CLOUD_NAMES)('are none unless given: %s', (cloud) => {
    expect(RULES[cloud](resourcesOf(cloud))).toBeUndefined();
    expect(rulesOf(cloud, rule('a'))).toHaveLength(1);
  });

  test.each(CLOUD_NAMES)('stand in the order of their names, whatever the order they are given in: %s', (cloud) => {
    const [a, b] = [rule('a', 'a/'), rule('b', 'b/')];
    expect(rulesOf(cloud, b, a)).toStrictEqual(rulesOf(cloud, a, b));
    expect(rulesOf(cloud, b, a).map(({ id }) => id)).toStrictEqual(['a', 'b']);
  });

  test.each(CLOUD_NAMES)('take steps by age, whatever the order they are given in: %s', (cloud) => {
    const full = fullRule(cloud);
    const reversed = { ...full, transitions: [...(full.transitions ?? [])].reverse() };
    expect(rulesOf(cloud, reversed)).toStrictEqual(rulesOf(cloud, full));
  });

  test('tell OSS that two of them do the same to one object', () => {
    const overlap = (...lifecycle: LifecycleRule[]): unknown =>
      bucketOf('alibaba', { lifecycle }).lifecycle_rule_allow_same_action_overlap;
    expect(overlap(rule('a', 'a/'), rule('b', 'a/b/'))).toBe(true);
    expect(overlap(rule('a'), rule('b', 'b/'))).toBe(true);
    expect(overlap(rule('a', 'a/'), rule('b', 'b/'))).toBeUndefined();
    expect(overlap(rule('a'), { name: 'b', expireOldVersionsAfter: days(3) })).toBeUndefined();
  });
});

describe('a lifecycle rule', () => {
  test.each(['Retired', '-a', 'a b', ''])('fails on the name %p', (name) => {
    expect(making('aws', { name, expireAfter: days(1) })).toThrow(
      /AIC-3106 at test\/Bucket: the lifecycle rule has no usable name/,
    );
  });

  test('fails on a name that another has', () => {
    const rule = { name: 'a', expireAfter: days(1) };
    expect(making('aws', rule, rule)).toThrow(/AIC-3106.*two lifecycle rules have one name; got 'a'/);
  });

  test('fails when it does nothing', () => {
    expect(making('aws', { name: 'a', prefix: 'a/', transitions: [] })).toThrow(
      /AIC-3107 at test\/Bucket: the lifecycle rule a does nothing/,
    );
  });

  test.each([
    [Duration.hours(36), '36h'],
    [Duration.days(0), '0 days'],
  ])('fails on an age that is no number of days: %#', (age, got) => {
    for (const key of ['expireAfter', 'expireOldVersionsAfter', 'abortUploadsAfter']) {
      expect(making('aws', { name: 'a', [key]: age })).toThrow(
        new RegExp(`AIC-3105 at test/Bucket: ${key} of the lifecycle rule a.*got ${got}, want whole days, 1 at least`),
      );
    }
    expect(making('aws', { name: 'a', transitions: [{ after: age, storageClass: 'GLACIER' }] })).toThrow(
      /AIC-3105.*the move to GLACIER of the lifecycle rule a/,
    );
  });

  test('fails on COS on an age of more than ten years', () => {
    const rule = { name: 'a', expireAfter: days(3651) };
    expect(making('tencent', rule)).toThrow(/AIC-3105.*got 3651 days, want 1 to 3650 whole days/);
    expect(making('aws', rule)).not.toThrow(/AIC/);
  });

  test.each(['/retired', 'retired/*', 'a b', '$x', ' '])('fails on the prefix %p', (prefix) => {
    expect(making('baidu', { name: 'a', prefix, expireAfter: days(1) })).toThrow(
      /AIC-3108 at test\/Bucket: the prefix of the lifecycle rule a is no beginning of a key/,
    );
  });

  test('fails on old versions of a bucket of BOS', () => {
    expect(making('baidu', { name: 'a', expireOldVersionsAfter: days(1) })).toThrow(
      /AIC-3109 at test\/Bucket: .*a bucket of BOS, whose Terraform rules see current versions only/,
    );
  });

  test('fails on old versions of a bucket that keeps none', () => {
    const lifecycle = [{ name: 'a', expireOldVersionsAfter: days(1) }];
    expect(() => bucketIn('aws', { versioning: false, lifecycle })).toThrow(/AIC-3109.*a bucket without versioning/);
  });

  test('fails on OSS when another drops the same unfinished uploads', () => {
    const abort = (name: string, prefix?: string): LifecycleRule => ({ name, prefix, abortUploadsAfter: days(7) });
    expect(making('alibaba', abort('a'), abort('b', 'b/'))).toThrow(/AIC-3110.*a \(all keys\) and b \(b\/\)/);
    expect(making('alibaba', abort('a', 'a/'), abort('b', 'b/'))).not.toThrow(/AIC/);
    expect(making('aws', abort('a'), abort('b', 'b/'))).not.toThrow(/AIC/);
  });

  test('fails on OSS when another moves the same objects back, or deletes them before', () => {
    const move = (name: string, prefix: string, n: number, storageClass: string): LifecycleRule => ({
      name,
      prefix,
      transitions: [{ after: days(n), storageClass }],
    });
    const [toIa, toArchive] = [move('a', 'a/', 120, 'IA'), move('b', 'a/b/', 60, 'Archive')];
    const message = /AIC-3117.*got IA after 120 days by a \(a\/\), Archive after 60 days by b \(a\/b\/\)/;
    expect(making('alibaba', toIa, toArchive)).toThrow(message);
    expect(making('alibaba', { ...toIa, name: 'c' }, toArchive)).toThrow(/AIC-3117.*by c \(a\/\)/);
    expect(making('alibaba', toIa, { name: 'x', prefix: 'a/x/', expireAfter: days(120) })).toThrow(
      /AIC-3117.*deleted after 120 days by x \(a\/x\/\)/,
    );
    expect(making('alibaba', toIa, { ...toArchive, prefix: 'b/' })).not.toThrow(/AIC/);
    expect(making('alibaba', toIa, move('b', 'a/b/', 121, 'Archive'))).not.toThrow(/AIC/);
  });
});
