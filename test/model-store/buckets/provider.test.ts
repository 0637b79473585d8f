import { TerraformProvider, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { CloudProfile, ObjectBucket } from '../../../lib';
import { terraformOf, testStack } from '../../harness';
import { bucketIn, CLOUDS, clusterIn } from './support';

/** A provider that a user has already. */
class OwnProvider extends TerraformProvider {
  constructor(
    scope: Construct,
    type: string,
    private readonly ownAlias: string | undefined,
  ) {
    super(scope, `Own-${type}`, {
      terraformResourceType: type,
      terraformProviderSource: `acme/${type}`,
    });
  }

  public get alias(): string | undefined {
    return this.ownAlias;
  }
}

const stackOf = (bucket: ObjectBucket): any => terraformOf(TerraformStack.of(bucket));

describe('the provider of a bucket', () => {
  test.each([
    ['tencent', 'tencentcloud', 'tencentcloudstack/tencentcloud', '~> 1.83', 'ap-guangzhou'],
    ['alibaba', 'alicloud', 'aliyun/alicloud', '~> 1.289', 'cn-hangzhou'],
    ['baidu', 'baiducloud', 'baidubce/baiducloud', '~> 1.23', 'bj'],
    ['aws', 'aws', 'hashicorp/aws', '~> 6.25', 'cn-northwest-1'],
  ] as const)('is pinned and knows only its region: %s', (cloud, name, source, version, region) => {
    const { terraform, provider } = stackOf(bucketIn(cloud));
    expect(terraform.required_providers[name]).toStrictEqual({ source, version });
    expect(provider[name]).toStrictEqual([{ alias: `buckets-${region}`, region }]);
  });

  test('is one for all buckets of a region, and another for another region', () => {
    const stack = testStack();
    const here = clusterIn(stack, CLOUDS.baidu.profile, 'Here');
    const there = clusterIn(stack, CloudProfile.baidu({ region: 'gz' }), 'There');
    new ObjectBucket(stack, 'A', { cluster: here, bucketName: 'acme-a' });
    new ObjectBucket(stack, 'B', { cluster: here, bucketName: 'acme-b' });
    new ObjectBucket(stack, 'C', { cluster: there, bucketName: 'acme-c' });
    const aliases = terraformOf(stack).provider.baiducloud.map(({ alias }: any) => alias);
    expect(aliases.sort()).toStrictEqual(['buckets-bj', 'buckets-gz']);
  });

  test.each([
    ['acme', 'alicloud.acme'],
    [undefined, 'alicloud'],
  ])('is the one of the program when that is given: alias %s', (alias, address) => {
    const stack = testStack();
    const provider = new OwnProvider(stack, 'alicloud', alias);
    const cluster = clusterIn(stack, CLOUDS.alibaba.profile);
    new ObjectBucket(stack, 'Bucket', { cluster, bucketName: 'acme-models', provider });
    const terraform = terraformOf(stack);
    const { alicloud_oss_bucket, alicloud_oss_bucket_acl } = terraform.resource;
    expect(alicloud_oss_bucket.Bucket.provider).toBe(address);
    expect(alicloud_oss_bucket_acl.Bucket.provider).toBe(address);
    expect(terraform.provider.alicloud).toHaveLength(1);
  });

  test('fails when it is that of another cloud', () => {
    const stack = testStack();
    const provider = new OwnProvider(stack, 'aws', undefined);
    const cluster = clusterIn(stack, CLOUDS.alibaba.profile);
    expect(() => new ObjectBucket(stack, 'Bucket', { cluster, bucketName: 'acme-models', provider })).toThrow(
      /AIC-3102 at test\/Bucket: .*got the provider aws, want a TerraformProvider of aliyun\/alicloud/,
    );
  });

  test('fails when it is no provider', () => {
    const stack = testStack();
    const cluster = clusterIn(stack, CLOUDS.alibaba.profile);
    expect(() => new ObjectBucket(stack, 'Bucket', { cluster, bucketName: 'acme-models', provider: cluster })).toThrow(
      /AIC-3102.*got test\/Cluster, which is no Terraform provider/,
    );
  });
});
