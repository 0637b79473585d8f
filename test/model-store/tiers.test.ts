import { TerraformVariable } from 'cdktf';
import { CloudProfile, HotTier, ModelSource, SecretReference, Size, WarmTier } from '../../lib';
import { manifestsOf, testStack } from '../harness';
import { CREDENTIALS, Fixture, minio, QWEN, stackWith } from './fixture';

const mountOf = (stack: any): any => manifestsOf(stack)['Dataset/qwen3-32b'].spec.mounts[0];
const withWarm = (options: object): any => mountOf(stackWith({}, { warm: minio(options) }));

describe('credentials', () => {
  test('have the keys that AWS tools use when none are named', () => {
    expect(CREDENTIALS.accessKeyIdKey).toBe('AWS_ACCESS_KEY_ID');
    expect(CREDENTIALS.secretAccessKeyKey).toBe('AWS_SECRET_ACCESS_KEY');
  });

  test('reach the mount by name and key only', () => {
    const credentials = SecretReference.named('s3', { accessKeyIdKey: 'id', secretAccessKeyKey: 'key' });
    expect(withWarm({ credentials }).encryptOptions).toStrictEqual([
      { name: 'aws.accessKeyId', valueFrom: { secretKeyRef: { name: 's3', key: 'id' } } },
      { name: 'aws.secretKey', valueFrom: { secretKeyRef: { name: 's3', key: 'key' } } },
    ]);
  });

  test.each(['', 'Models', 'a_b', 'a/b'])('fails on a Secret named %p', (name) => {
    expect(() => SecretReference.named(name)).toThrow(/^AIC-3001: the name belongs to no Secret/);
  });

  test.each([{ accessKeyIdKey: '' }, { secretAccessKeyKey: 'a/b' }, { secretAccessKeyKey: 'a b' }])(
    'fails on a key that no Secret has: %p',
    (options) => {
      expect(() => SecretReference.named('s3', options)).toThrow(/^AIC-3002: a Secret has no such key/);
    },
  );
});

describe('the warm tier', () => {
  test('puts the path prefix between bucket and model', () => {
    expect(withWarm({}).mountPoint).toBe('s3://acme-models/qwen3-32b/2025-05-01');
    expect(withWarm({ pathPrefix: 'llm/prod' }).mountPoint).toBe('s3://acme-models/llm/prod/qwen3-32b/2025-05-01');
  });

  test('reaches a given host with TLS and with the bucket in the path', () => {
    expect(withWarm({}).options).toStrictEqual({
      'alluxio.underfs.s3.disable.dns.buckets': 'true',
      'alluxio.underfs.s3.endpoint': 'https://minio.storage.svc:9000',
      'alluxio.underfs.s3.inherit.acl': 'false',
      'alluxio.underfs.s3.secure.http.enabled': 'true',
    });
  });

  test('takes endpoint and region of the cloud, with the bucket in the host name', () => {
    const fixture = new Fixture({}, { cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }) });
    fixture.store({ warm: WarmTier.bucket('models-1250000000', { credentials: CREDENTIALS }) }).add('qwen3-32b', QWEN);
    expect(mountOf(fixture.stack).options).toMatchObject({
      'alluxio.underfs.s3.disable.dns.buckets': 'false',
      'alluxio.underfs.s3.endpoint': 'https://cos.ap-guangzhou.myqcloud.com',
      'alluxio.underfs.s3.endpoint.region': 'ap-guangzhou',
    });
  });

  test('does not sign for the region of the cloud when the endpoint is another', () => {
    const fixture = new Fixture({}, { cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }) });
    fixture.store().add('qwen3-32b', QWEN);
    expect(Object.keys(mountOf(fixture.stack).options)).not.toContain('alluxio.underfs.s3.endpoint.region');
  });

  test('signs for the region that is given', () => {
    expect(withWarm({ region: 'eu-1' }).options['alluxio.underfs.s3.endpoint.region']).toBe('eu-1');
  });

  test('puts the bucket where it is asked to', () => {
    expect(withWarm({ usePathStyle: false }).options['alluxio.underfs.s3.disable.dns.buckets']).toBe('false');
  });

  test('does without TLS when the URL says so, and warns once per store', () => {
    const fixture = new Fixture();
    const store = fixture.store({ warm: minio({ endpoint: 'http://minio.storage.svc:9000' }) });
    store.add('qwen3-32b', QWEN);
    store.add('other', QWEN);
    expect(mountOf(fixture.stack).options).toMatchObject({
      'alluxio.underfs.s3.endpoint': 'http://minio.storage.svc:9000',
      'alluxio.underfs.s3.secure.http.enabled': 'false',
    });
    const warnings = store.node.metadata
      .map((entry) => String(entry.data))
      .filter((text) => text.startsWith('AIC-3014'));
    expect(warnings).toHaveLength(1);
  });

  test('takes a bucket and an endpoint that Terraform makes', () => {
    const stack = testStack();
    const token = (id: string): string => new TerraformVariable(stack, id, { type: 'string' }).stringValue;
    const warm = WarmTier.bucket(token('Bucket'), {
      credentials: CREDENTIALS,
      endpoint: token('Endpoint'),
      region: token('Region'),
    });
    expect(warm.bucketName).toContain('TfToken');
    const fixture = new Fixture();
    const bucket = new TerraformVariable(fixture.stack, 'Bucket', { type: 'string' });
    fixture
      .store({ warm: WarmTier.bucket(bucket.stringValue, { credentials: CREDENTIALS, endpoint: 'minio:9000' }) })
      .add('m', QWEN);
    expect(manifestsOf(fixture.stack)['Dataset/m'].spec.mounts[0].mountPoint).toBeNull();
  });

  test('gives the same names whatever number the token of a bucket has', () => {
    const pathWith = (before: number): string => {
      const fixture = new Fixture();
      const variables = Array.from(
        { length: before + 1 },
        (_, i) => new TerraformVariable(fixture.stack, `V${i}`, { type: 'string' }),
      );
      const names = variables.map((variable) => variable.stringValue);
      const warm = WarmTier.bucket(names[before], { credentials: CREDENTIALS, endpoint: 'minio:9000' });
      return fixture.store({ warm }).add('m', QWEN).pathInClaim;
    };
    expect(pathWith(5)).toBe(pathWith(0));
  });

  test.each(['', 'ab', 'Models', 'a_b_c', 's3://models', 'models/llm', '-abc'])(
    'fails on a bucket named %p',
    (name) => {
      expect(() => WarmTier.bucket(name, { credentials: CREDENTIALS })).toThrow(/^AIC-3004: the bucket has no S3 name/);
    },
  );

  test.each(['https://cos.com/path', 'ftp://cos.com', 'a b', '', 'minio:port', '$(id)'])(
    'fails on the endpoint %p',
    (endpoint) => {
      expect(() => minio({ endpoint })).toThrow(/^AIC-3005: the endpoint is no S3 endpoint/);
    },
  );

  test.each(['', 'Guangzhou', 'a b', '$(id)'])('fails on the region %p', (region) => {
    expect(() => minio({ region })).toThrow(/^AIC-3006: the region is not usable/);
  });

  test.each(['/a', 'a/', 'a//b', '..', 'a b'])('fails on the path prefix %p', (pathPrefix) => {
    expect(() => minio({ pathPrefix })).toThrow(/^AIC-3003: the path prefix is not usable/);
  });

  test('fails without an endpoint on a cloud that has none', () => {
    const fixture = new Fixture();
    const warm = WarmTier.bucket('acme-models', { credentials: CREDENTIALS });
    expect(() => fixture.store({ warm })).toThrow(/AIC-3013 at test\/Models: the bucket acme-models has no endpoint/);
  });
});

describe('the source of a model', () => {
  test.each(['', '/a', 'a/', '../a', 'a/<revision>', 'a b', 'a;b', 'a$(id)', 'a`b`', 'é', 'a'.repeat(513)])(
    'fails on the path %p, which a shell or S3 would read as something else',
    (path) => {
      expect(() => ModelSource.bucketPath(path)).toThrow(/^AIC-3003: the path of the model is not usable/);
    },
  );
});

describe('the hot tier', () => {
  test('keeps its cache below /mnt/nvme/fluid unless told otherwise', () => {
    const pathOf = (cachePath?: string): string => {
      const fixture = new Fixture();
      fixture.store({ hot: HotTier.nvme({ pools: [fixture.gpus], cachePath }) }).add('qwen3-32b', QWEN);
      return manifestsOf(fixture.stack)['AlluxioRuntime/qwen3-32b'].spec.tieredstore.levels[0].path;
    };
    expect(pathOf()).toBe('/mnt/nvme/fluid');
    expect(pathOf('/data/nvme0')).toBe('/data/nvme0');
  });

  test('sorts its pools and uses 90 percent of the disks', () => {
    const fixture = new Fixture();
    const hot = HotTier.nvme({ pools: [fixture.gpus, fixture.addPool('a100')] });
    expect(hot.pools.map((pool) => pool.poolName)).toStrictEqual(['a100', 'h800']);
    expect(hot.usablePercent).toBe(90);
  });

  test.each(['', 'relative', '/', '/a/', '/a//b', '/a,/b', '/a:/b', '/../etc', '/a b', `/${'a'.repeat(128)}`])(
    'fails on the cache path %p',
    (cachePath) => {
      expect(() => HotTier.nvme({ pools: [new Fixture().gpus], cachePath })).toThrow(/^AIC-3007: the cache path/);
    },
  );

  test.each([0, 101, 50.5, NaN, -1])('fails on a usable share of %p percent', (usablePercent) => {
    expect(() => HotTier.nvme({ pools: [new Fixture().gpus], usablePercent })).toThrow(/^AIC-3008: the usable share/);
  });

  test('fails without a pool', () => {
    expect(() => HotTier.nvme({ pools: [] })).toThrow(/^AIC-3009: the hot tier has no pools/);
  });

  test('fails on a pool given twice', () => {
    const { gpus } = new Fixture();
    expect(() => HotTier.nvme({ pools: [gpus, gpus] })).toThrow(/^AIC-3009: .*got \[ 'h800', 'h800' \]/);
  });

  test.each([undefined, Size.bytes(0)])('fails on a pool whose NVMe space is %p', (nvmePerNode) => {
    const { gpus } = new Fixture({ nvmePerNode });
    expect(() => HotTier.nvme({ pools: [gpus] })).toThrow(/^AIC-3010: the pool h800 has no NVMe space/);
  });
});
