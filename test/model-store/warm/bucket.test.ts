import { TerraformStack, TerraformVariable } from 'cdktf';
import { Bandwidth, Bundle, IBucket, ObjectStorageKind, SecretReference, WarmTier } from '../../../lib';
import { rcloneEnvironment } from '../../../lib/model-store/moving/private/rclone';
import { resolveWarm } from '../../../lib/model-store/warm/private/resolve-warm';
import { blueprintOf, manifestsOf } from '../../harness';
import { CREDENTIALS, Fixture, minio, QWEN } from '../fixture';

/** A bucket that something in the program makes, with what it says of itself. */
function bucketOf(stack: TerraformStack, fixture: Fixture, own: Partial<IBucket> = {}): IBucket {
  const bucketReady = new Bundle(stack, 'Bucket', { target: fixture.cluster });
  return { bucketName: 'acme-models', bucketEndpoint: 'https://s3.acme.internal', bucketReady, ...own };
}

function mountWith(own: Partial<IBucket>, options: Parameters<typeof WarmTier.ofBucket>[1] = {}): any {
  const fixture = new Fixture();
  const bucket = bucketOf(fixture.stack, fixture, own);
  fixture.store({ warm: WarmTier.ofBucket(bucket, options) }).add('qwen3-32b', QWEN);
  return manifestsOf(fixture.stack)['Dataset/qwen3-32b'].spec.mounts[0];
}

const OWN = { secretName: 'of-the-bucket', accessKeyIdKey: 'id', secretAccessKeyKey: 'key' };

describe('a bucket that the program makes', () => {
  test('brings its name, endpoint, region, style and credentials', () => {
    const mount = mountWith(
      { bucketRegion: 'eu-1', usePathStyle: false, bucketCredentials: OWN },
      { pathPrefix: 'llm' },
    );
    expect(mount.mountPoint).toBe('s3://acme-models/llm/qwen3-32b/2025-05-01');
    expect(mount.options).toMatchObject({
      'alluxio.underfs.s3.disable.dns.buckets': 'false',
      'alluxio.underfs.s3.endpoint': 'https://s3.acme.internal',
      'alluxio.underfs.s3.endpoint.region': 'eu-1',
    });
    expect(mount.encryptOptions.map((o: any) => o.valueFrom.secretKeyRef)).toStrictEqual([
      { name: 'of-the-bucket', key: 'id' },
      { name: 'of-the-bucket', key: 'key' },
    ]);
  });

  test('is opened by the credentials that are given, before its own', () => {
    const mount = mountWith({ bucketCredentials: OWN }, { credentials: CREDENTIALS });
    expect(mount.encryptOptions[0].valueFrom.secretKeyRef.name).toBe('models-s3');
  });

  test('is there before the models that it holds', () => {
    const fixture = new Fixture();
    const bucket = bucketOf(fixture.stack, fixture);
    fixture.store({ warm: WarmTier.ofBucket(bucket, { credentials: CREDENTIALS }) }).add('m', QWEN);
    const unit = blueprintOf(fixture.stack).units.find((u: any) => u.releaseName === 'model-m');
    expect(unit.dependsOn).toContain('test/Bucket');
  });

  test('takes the endpoint of the cloud when it says none', () => {
    const fixture = new Fixture();
    const warm = WarmTier.ofBucket(bucketOf(fixture.stack, fixture, { bucketEndpoint: undefined }), {
      credentials: CREDENTIALS,
    });
    expect(() => fixture.store({ warm })).toThrow(/AIC-3013 at test\/Models: the bucket acme-models has no endpoint/);
  });

  test('may have a name and an endpoint that Terraform knows later', () => {
    const fixture = new Fixture();
    const token = (id: string): string => new TerraformVariable(fixture.stack, id, { type: 'string' }).stringValue;
    const own = { bucketName: token('Name'), bucketEndpoint: token('Endpoint') };
    const warm = WarmTier.ofBucket(bucketOf(fixture.stack, fixture, own), { credentials: CREDENTIALS });
    expect(fixture.store({ warm }).add('m', QWEN).modelName).toBe('m');
  });

  test('fails without credentials', () => {
    const fixture = new Fixture();
    const bucket = bucketOf(fixture.stack, fixture);
    expect(() => WarmTier.ofBucket(bucket)).toThrow(/^AIC-3230: nothing opens the bucket/);
  });

  test('fails when what it says of itself is not usable', () => {
    const fixture = new Fixture();
    const of = (own: Partial<IBucket>): WarmTier =>
      WarmTier.ofBucket(bucketOf(new Fixture().stack, fixture, own), { credentials: CREDENTIALS });
    expect(() => of({ bucketName: 'Models' })).toThrow(/^AIC-3004/);
    expect(() => of({ bucketEndpoint: 'https://a/b' })).toThrow(/^AIC-3005/);
    expect(() => of({ bucketRegion: 'a b' })).toThrow(/^AIC-3006/);
    const bucket = bucketOf(fixture.stack, fixture, { bucketCredentials: { ...OWN, secretName: 'A' } });
    expect(() => WarmTier.ofBucket(bucket)).toThrow(/^AIC-3001/);
  });
});

describe('whose storage a bucket is', () => {
  const resolved = (warm: WarmTier): any => {
    const { cluster } = new Fixture();
    return resolveWarm(cluster, cluster, warm);
  };

  test.each([
    ['cos.ap-guangzhou.myqcloud.com', 'TencentCOS', false],
    ['https://oss-cn-hangzhou.aliyuncs.com:443', 'Alibaba', false],
    ['s3.bj.bcebos.com', 'Other', false],
    ['s3.cn-north-1.amazonaws.com.cn', 'AWS', false],
    ['s3.eu-central-1.amazonaws.com', 'AWS', false],
    ['minio.storage.svc:9000', 'Other', true],
    ['amazonaws.com.acme.internal', 'Other', true],
  ])('follows from the endpoint %s', (endpoint, provider, usePathStyle) => {
    const bucket = resolved(minio({ endpoint }));
    expect(rcloneEnvironment('warm', bucket)).toContainEqual({ name: 'RCLONE_CONFIG_WARM_PROVIDER', value: provider });
    expect(bucket.usePathStyle).toBe(usePathStyle);
  });

  test('is what the bucket says', () => {
    const fixture = new Fixture();
    const bucket = bucketOf(fixture.stack, fixture, { storageKind: ObjectStorageKind.COS });
    expect(resolved(WarmTier.ofBucket(bucket, { credentials: CREDENTIALS })).storage).toBe(ObjectStorageKind.COS);
  });
});

test('the bandwidth of a bucket is not known unless it is given', () => {
  const bandwidth = Bandwidth.gigabitsPerSecond(100);
  const fixture = new Fixture();
  const bucket = bucketOf(fixture.stack, fixture, { bucketCredentials: OWN });
  expect(minio().bandwidth).toBeUndefined();
  expect(minio({ bandwidth }).bandwidth).toBe(bandwidth);
  expect(WarmTier.ofBucket(bucket, { bandwidth }).bandwidth).toBe(bandwidth);
  expect(WarmTier.ofBucket(bucket).credentials).toStrictEqual(
    SecretReference.named('of-the-bucket', { accessKeyIdKey: 'id', secretAccessKeyKey: 'key' }),
  );
});
