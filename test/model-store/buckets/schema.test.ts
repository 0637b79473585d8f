import { TerraformStack } from 'cdktf';
import fc from 'fast-check';
import { BucketEncryption, LifecycleRule, ObjectBucketProps } from '../../../lib';
import { terraformOf } from '../../harness';
import { PROVIDER_SCHEMAS, schemaProblems } from '../../support/provider-schema';
import { bucketIn, CLOUD_NAMES, CloudName, fullRule } from './support';

const configurationOf = (cloud: CloudName, props: Partial<ObjectBucketProps> = {}): any =>
  terraformOf(TerraformStack.of(bucketIn(cloud, props)));

/** A configuration of S3 with every block, and a change that breaks it. */
function broken(change: (resource: any, configuration: any) => void): string[] {
  const configuration = configurationOf('aws', { lifecycle: [fullRule('aws')], tags: { team: 'serving' } });
  change(configuration.resource, configuration);
  return schemaProblems(configuration);
}

describe('what a bucket renders fits the schema of its provider', () => {
  test.each(CLOUD_NAMES)('with defaults: %s', (cloud) => {
    expect(schemaProblems(configurationOf(cloud))).toStrictEqual([]);
  });

  test.each(CLOUD_NAMES)('with every prop: %s', (cloud) => {
    const encryption = cloud === 'baidu' ? BucketEncryption.managed() : BucketEncryption.key('key-1');
    const props = { lifecycle: [fullRule(cloud)], encryption, versioning: true, tags: { team: 'serving' } };
    expect(schemaProblems(configurationOf(cloud, props))).toStrictEqual([]);
  });

  test.each(CLOUD_NAMES)('with any rules, and says the same twice: %s', (cloud) => {
    const full = fullRule(cloud);
    const rule = (i: number): fc.Arbitrary<LifecycleRule> =>
      fc.subarray(Object.keys(full).filter((key) => key !== 'name' && key !== 'prefix')).map((keys) => {
        const chosen = keys.length === 0 ? ['expireAfter'] : keys;
        const parts = Object.entries(full).filter(([key]) => chosen.includes(key));
        return { name: `rule-${i}`, prefix: `${i}/`, ...Object.fromEntries(parts) };
      });
    const program = fc.record({
      lifecycle: fc.tuple(rule(0), rule(1), rule(2)).map((rules) => [...rules]),
      deletionProtection: fc.boolean(),
      tags: fc.dictionary(fc.constantFrom('team', 'Cost-Center', 'env'), fc.constantFrom('a', 'b')),
    });
    fc.assert(
      fc.property(program, (props) => {
        const configuration = configurationOf(cloud, props);
        expect(schemaProblems(configuration)).toStrictEqual([]);
        expect(JSON.stringify(configurationOf(cloud, props))).toBe(JSON.stringify(configuration));
      }),
      { numRuns: 10, seed: 3100 },
    );
  });
});

describe('the check itself', () => {
  test('says where each schema comes from', () => {
    for (const schema of Object.values(PROVIDER_SCHEMAS)) {
      expect(schema.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(schema.taken.length).toBeGreaterThan(10);
    }
  });

  test('finds nothing in what is right', () => {
    expect(broken(() => {})).toStrictEqual([]);
  });

  test.each<[string, (resource: any, configuration: any) => void, string]>([
    [
      'an attribute that is not there',
      (r) => (r.aws_s3_bucket.Bucket.colour = 'red'),
      'aws_s3_bucket.Bucket.colour: no such attribute',
    ],
    ['a resource that is not there', (r) => (r.aws_s3_pail = { Bucket: {} }), 'aws_s3_pail: no such resource'],
    [
      'a required attribute that is missing',
      (r) => delete r.aws_s3_bucket_versioning.Bucket.bucket,
      'aws_s3_bucket_versioning.Bucket.bucket: required',
    ],
    [
      'a block that is missing',
      (r) => delete r.aws_s3_bucket_versioning.Bucket.versioning_configuration,
      'aws_s3_bucket_versioning.Bucket.versioning_configuration: at least 1',
    ],
    [
      'a wrong type',
      (r) => (r.aws_s3_bucket_public_access_block.Bucket.block_public_acls = 'yes'),
      'aws_s3_bucket_public_access_block.Bucket.block_public_acls: no bool',
    ],
    ['a map of numbers', (r) => (r.aws_s3_bucket.Bucket.tags.team = 7), 'aws_s3_bucket.Bucket.tags: no map(string)'],
    [
      'a block too many',
      (r) => (r.aws_s3_bucket_lifecycle_configuration.Bucket.rule[0].expiration = [{ days: 1 }, { days: 2 }]),
      'aws_s3_bucket_lifecycle_configuration.Bucket.rule[0].expiration: at most 1',
    ],
    [
      'a mistake deep in a block',
      (r) => (r.aws_s3_bucket_lifecycle_configuration.Bucket.rule[0].transition[1].days = '90'),
      'aws_s3_bucket_lifecycle_configuration.Bucket.rule[0].transition[1].days: no number',
    ],
    ['a provider with credentials', (_, c) => (c.provider.aws[0].token = 'x'), 'provider aws.token: no such attribute'],
    ['another source', (_, c) => (c.terraform.required_providers.aws.source = 'acme/aws'), 'provider aws: source'],
    [
      'a version without a schema',
      (_, c) => (c.terraform.required_providers.aws.version = '~> 7.0'),
      'provider aws: version',
    ],
  ])('finds %s', (_, change, problem) => {
    expect(broken(change)).toStrictEqual([problem]);
  });

  test('finds a value that the provider decides', () => {
    const configuration = configurationOf('baidu');
    configuration.resource.baiducloud_bos_bucket.Bucket.location = 'bj';
    expect(schemaProblems(configuration)).toStrictEqual([
      'baiducloud_bos_bucket.Bucket.location: the provider decides it',
    ]);
  });
});
