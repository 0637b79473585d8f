import { TerraformResource, TerraformStack, Testing } from 'cdktf';
import { Construct } from 'constructs';
import {
  Accelerator,
  Bundle,
  HotTier,
  ModelSource,
  NodeSelector,
  ObjectBucket,
  ObjectStorageKind,
  SecretReference,
  Size,
  TieredModelStore,
  WarmTier,
} from '../../../lib';
import { manifestsOf, terraformOf, testStack } from '../../harness';
import { bucketIn, CLOUD_NAMES, CLOUDS, clusterIn } from './support';

const stackOf = (bucket: ObjectBucket): any => terraformOf(TerraformStack.of(bucket));

describe('what uses a bucket', () => {
  test.each(CLOUD_NAMES)('waits for all of it: %s', (cloud) => {
    const bucket = bucketIn(cloud);
    const stack = TerraformStack.of(bucket);
    const target = stack.node.findChild('Cluster') as any;
    new Bundle(stack, 'After', { target }).node.addDependency(bucket.bucketReady);
    const { resource } = terraformOf(stack);
    const waits: string[] = resource.helm_release.After.depends_on;
    const mine = Object.keys(resource).filter((type) => type !== 'helm_release');
    expect(waits).toStrictEqual(['helm_release.Cluster_Foundation', ...mine.map((type) => `${type}.Bucket`)].sort());
    expect(waits).toContain(`${CLOUDS[cloud].type}.Bucket`);
  });

  test('finds its name, endpoint and region', () => {
    const bucket = bucketIn('aws');
    expect(bucket.bucketName).toBe('acme-models');
    expect(bucket.bucketEndpoint).toBe('s3.cn-northwest-1.amazonaws.com.cn');
    expect(bucket.bucketRegion).toBe('cn-northwest-1');
    expect(bucket.usePathStyle).toBe(false);
    expect(bucket.storageKind).toBe(ObjectStorageKind.S3);
  });

  test('refers to it from resources of its own', () => {
    const bucket = bucketIn('tencent');
    const stack = TerraformStack.of(bucket);
    const policy = new TerraformResource(stack, 'Policy', { terraformResourceType: 'acme_policy' });
    policy.addOverride('bucket', bucket.bucketReference);
    expect(terraformOf(stack).resource.acme_policy.Policy.bucket).toBe('${tencentcloud_cos_bucket.Bucket.bucket}');
  });

  test('reaches its Terraform resource by the default child', () => {
    const bucket = bucketIn('baidu');
    (bucket.node.defaultChild as TerraformResource).addOverride('enable_multi_az', true);
    expect(stackOf(bucket).resource.baiducloud_bos_bucket.Bucket.enable_multi_az).toBe(true);
  });

  test('keeps two buckets apart, however deep they stand', () => {
    const stack = testStack();
    const cluster = clusterIn(stack, CLOUDS.aws.profile);
    for (const team of ['A', 'B']) {
      new ObjectBucket(new Construct(stack, team), 'Bucket', { cluster, bucketName: `acme-${team.toLowerCase()}` });
    }
    expect(Object.keys(terraformOf(stack).resource.aws_s3_bucket_versioning)).toStrictEqual(['A_Bucket', 'B_Bucket']);
  });

  test('reads models from it as the warm tier of a store', () => {
    const bucket = bucketIn('aws');
    const stack = TerraformStack.of(bucket);
    const cluster = stack.node.findChild('Cluster') as ReturnType<typeof clusterIn>;
    const pool = cluster.pools.add('h800', {
      nodes: NodeSelector.labels({ 'acme.com/pool': 'h800' }),
      expectedNodes: 2,
      accelerator: Accelerator.NVIDIA_H800,
      devicesPerNode: 8,
      nvmePerNode: Size.tebibytes(3),
    });
    const store = new TieredModelStore(stack, 'Models', {
      cluster,
      hot: HotTier.nvme({ pools: [pool] }),
      warm: WarmTier.ofBucket(bucket, { credentials: SecretReference.named('models-s3') }),
    });
    store.add('qwen3-32b', { source: ModelSource.bucketPath('qwen3-32b'), size: Size.gibibytes(66) });
    const [mount] = manifestsOf(stack)['Dataset/qwen3-32b'].spec.mounts;
    expect(mount.mountPoint).toBe('s3://acme-models/qwen3-32b');
    expect(mount.options['alluxio.underfs.s3.endpoint']).toBe('https://s3.cn-northwest-1.amazonaws.com.cn');
    const releases: any[] = Object.values(terraformOf(stack).resource.helm_release);
    const waiting = releases.filter(({ depends_on }) => depends_on?.includes('aws_s3_bucket.Bucket'));
    expect(waiting.map(({ name }) => name)).toStrictEqual(['model-qwen3-32b']);
  });

  test('may stand in another stack, which then comes later', () => {
    const app = Testing.app({ stackTraces: false });
    const [data, serving] = [new TerraformStack(app, 'data'), new TerraformStack(app, 'serving')];
    const cluster = clusterIn(serving, CLOUDS.tencent.profile);
    const bucket = new ObjectBucket(data, 'Bucket', { cluster, bucketName: 'acme-models-1250000000' });
    new Bundle(serving, 'After', { target: cluster }).node.addDependency(bucket.bucketReady);
    expect(terraformOf(data).provider.tencentcloud).toHaveLength(1);
    expect(terraformOf(serving).provider.tencentcloud).toBeUndefined();
    expect(serving.dependsOn(data)).toBe(true);
  });
});
