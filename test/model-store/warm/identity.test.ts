import { TerraformVariable } from 'cdktf';
import {
  CacheEngine,
  CloudProfile,
  HotTier,
  ICloudProfile,
  SecretReference,
  WarmTier,
  WorkloadIdentity,
} from '../../../lib';
import { rcloneEnvironment } from '../../../lib/model-store/moving/private/rclone';
import { keysFor, serviceAccountOf } from '../../../lib/model-store/warm/private/access';
import { resolveWarm } from '../../../lib/model-store/warm/private/resolve-warm';
import { blueprintOf, manifestsOf } from '../../harness';
import { CREDENTIALS, Fixture, QWEN } from '../fixture';

const ROLE = 'arn:aws-cn:iam::123456789012:role/models-writer';
const WRITER = WorkloadIdentity.awsRole(ROLE);
const NINGXIA = CloudProfile.awsChina({ region: 'cn-northwest-1' });

const onAws = (): Fixture => new Fixture({}, { cloud: NINGXIA });
const withJobs = (jobCredentials: WorkloadIdentity): WarmTier =>
  WarmTier.bucket('acme-models', { credentials: CREDENTIALS, jobCredentials });

describe('an identity of AWS', () => {
  test('is a ServiceAccount in the namespace of the models, without a token for the API server', () => {
    const fixture = onAws();
    fixture.store({ warm: withJobs(WRITER), namespace: 'llm' }).add('qwen3-32b', QWEN);
    expect(manifestsOf(fixture.stack)['ServiceAccount/model-store']).toStrictEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'model-store', namespace: 'llm', annotations: { 'eks.amazonaws.com/role-arn': ROLE } },
      automountServiceAccountToken: false,
    });
  });

  test('is there before the models, once for all of them', () => {
    const fixture = onAws();
    const store = fixture.store({ warm: withJobs(WRITER) });
    store.add('a', QWEN);
    store.add('b', QWEN);
    const units: any[] = blueprintOf(fixture.stack).units;
    const account = units.find((u) => u.path === 'test/Cluster/Identity-models-model-store');
    expect(account.objects).toHaveLength(1);
    for (const release of ['model-a', 'model-b'])
      expect(units.find((u) => u.releaseName === release).dependsOn).toContain(account.path);
  });

  test('needs no annotation when EKS Pod Identity binds it', () => {
    const fixture = onAws();
    const jobCredentials = WorkloadIdentity.awsPodIdentity({ serviceAccountName: 'writers' });
    fixture.store({ warm: withJobs(jobCredentials) }).add('qwen3-32b', QWEN);
    expect(manifestsOf(fixture.stack)['ServiceAccount/writers'].metadata.annotations).toStrictEqual({});
    expect(jobCredentials.serviceAccountName).toBe('writers');
  });

  test('opens the bucket for jobs, where servers have keys', () => {
    const { cluster } = onAws();
    const warm: any = resolveWarm(cluster, cluster, withJobs(WRITER));
    const names = (access?: any): string[] =>
      rcloneEnvironment('warm', warm, access).map((v) => v.name.replace('RCLONE_CONFIG_WARM_', ''));
    expect(rcloneEnvironment('warm', warm)).toContainEqual({ name: 'RCLONE_CONFIG_WARM_ENV_AUTH', value: 'true' });
    expect(names()).not.toContain('ACCESS_KEY_ID');
    expect(names(warm.access)).toStrictEqual(expect.arrayContaining(['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY']));
    expect(names(warm.access)).not.toContain('ENV_AUTH');
    expect([serviceAccountOf(warm.jobAccess), serviceAccountOf(warm.access)]).toStrictEqual(['model-store', undefined]);
  });

  test('is what servers have too when nothing else is given for jobs', () => {
    const { cluster } = onAws();
    const warm: any = resolveWarm(cluster, cluster, WarmTier.bucket('acme-models', { credentials: WRITER }));
    expect(warm.jobAccess).toBe(warm.access);
  });

  test('may be a role that Terraform makes', () => {
    const fixture = onAws();
    const arn = new TerraformVariable(fixture.stack, 'Arn', { type: 'string' }).stringValue;
    fixture.store({ warm: withJobs(WorkloadIdentity.awsRole(arn)) }).add('qwen3-32b', QWEN);
    expect(manifestsOf(fixture.stack)['ServiceAccount/model-store'].metadata.namespace).toBe('models');
  });

  test.each(['models-writer', 'arn:aws:iam::1:role/a', 'arn:aws:s3:::bucket', 'arn:aws-cn:iam::123456789012:user/a'])(
    'fails on the role %p',
    (arn) => {
      expect(() => WorkloadIdentity.awsRole(arn)).toThrow(/^AIC-3231: the role has no ARN of AWS/);
    },
  );

  test('fails on a name that no ServiceAccount has', () => {
    expect(() => WorkloadIdentity.awsPodIdentity({ serviceAccountName: 'A_b' })).toThrow(
      /the name of the ServiceAccount/,
    );
  });

  test('fails for Alluxio, whose pods Fluid gives no ServiceAccount', () => {
    const store = onAws().store({ warm: WarmTier.bucket('acme-models', { credentials: WRITER }) });
    expect(() => store.add('qwen3-32b', QWEN)).toThrow(
      /AIC-3233 at test\/Models\/qwen3-32b: Alluxio reads with keys only.*jobCredentials/s,
    );
  });

  test('fails for KServe, whose downloads run under an account of its own', () => {
    const fixture = onAws();
    const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
    const store = fixture.store({ hot, warm: WarmTier.bucket('acme-models', { credentials: WRITER }) });
    expect(() => store.add('qwen3-32b', QWEN)).toThrow(/AIC-3233 at test\/Models\/qwen3-32b: KServe reads with keys/);
  });

  test('fails on a role of the rest of the world in China', () => {
    const { cluster } = onAws();
    const global = WorkloadIdentity.awsRole('arn:aws:iam::123456789012:role/a');
    expect(() => resolveWarm(cluster, cluster, withJobs(global))).toThrow(/AIC-3234 at test\/Cluster: .*partition/);
  });

  test('fails when one ServiceAccount would have two identities', () => {
    const fixture = onAws();
    fixture.store({ warm: withJobs(WRITER) }).add('a', QWEN);
    const other = WorkloadIdentity.awsRole('arn:aws-cn:iam::123456789012:role/other');
    const second = fixture.store({ warm: withJobs(other) }, 'Other');
    expect(() => second.add('b', QWEN)).toThrow(
      /AIC-3237 at test\/Other\/b: the ServiceAccount model-store would have two/,
    );
  });

  const CLOUDS: [string, ICloudProfile, RegExp][] = [
    ['Tencent', CloudProfile.tencent({ region: 'ap-guangzhou' }), /identities of TKE/],
    ['Alibaba', CloudProfile.alibaba({ region: 'cn-hangzhou' }), /RRSA is for the API of Alibaba.*ossBucket/],
    ['Baidu', CloudProfile.baidu({ region: 'bj' }), /Baidu documents no identity/],
    ['a generic cloud', CloudProfile.generic({ objectStorageEndpoint: 's3.acme.internal' }), /no cloud gives pods/],
  ];
  test.each(CLOUDS)('fails on the storage of %s', (_name, cloud, reason) => {
    const { cluster } = new Fixture({}, { cloud });
    const resolve = (): unknown => resolveWarm(cluster, cluster, withJobs(WRITER));
    expect(resolve).toThrow(/AIC-3232 at test\/Cluster: an identity of AWS opens no storage but S3/);
    expect(resolve).toThrow(reason);
  });
});

test('what reads with keys gets the keys of a Secret', () => {
  const { stack } = new Fixture();
  expect(keysFor(stack, 'Alluxio', SecretReference.named('s3')._access)).toStrictEqual({
    kind: 'secret',
    secretName: 's3',
    accessKeyIdKey: 'AWS_ACCESS_KEY_ID',
    secretAccessKeyKey: 'AWS_SECRET_ACCESS_KEY',
  });
});
