import { TerraformVariable } from 'cdktf';
import {
  Bandwidth,
  CacheEngine,
  CloudProfile,
  Dragonfly,
  DragonflyProps,
  HotTier,
  Prefetch,
  Size,
  StoredModel,
  StoredModelOptions,
  TieredModelStoreProps,
  WarmTier,
} from '../../../lib';
import { blueprintOf, manifestsOf } from '../../harness';
import { CREDENTIALS, Fixture, minio, QWEN } from '../fixture';
import { dragonfly } from './support';

interface Copied {
  readonly fixture: Fixture;
  readonly own: Dragonfly;
  readonly model: StoredModel;
}

function copied(
  model: Partial<StoredModelOptions> = {},
  store: Partial<TieredModelStoreProps> = {},
  props: Partial<DragonflyProps> = {},
  fixture = new Fixture(),
): Copied {
  const { own } = dragonfly(props, fixture);
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.dragonfly(own) });
  return { fixture, own, model: fixture.store({ hot, ...store }).add('qwen3-32b', { ...QWEN, ...model }) };
}

const daemonSetOf = ({ fixture, model }: Copied): any => manifestsOf(fixture.stack)[`DaemonSet/${model.claimName}`];
const copyOf = (of: Copied): any => daemonSetOf(of).spec.template.spec.initContainers[0];
const environmentOf = (of: Copied): any =>
  Object.fromEntries(copyOf(of).env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));

test('each node asks its Dragonfly for the files of the bucket, with keys from the Secret', () => {
  const of = copied();
  expect(copyOf(of).image).toMatch(/dragonflyoss\/client:v1\.4\.0$/);
  const environment = environmentOf(of);
  expect(environment).toMatchObject({
    SOURCE: 's3://acme-models/qwen3-32b/2025-05-01/',
    SOCKET: '/var/run/dragonfly/dfdaemon.sock',
    DFGET_STORAGE_ENDPOINT: 'https://minio.storage.svc:9000',
    DFGET_STORAGE_ACCESS_KEY_ID: { secretKeyRef: { name: 'models-s3', key: 'AWS_ACCESS_KEY_ID' } },
    DFGET_STORAGE_ACCESS_KEY_SECRET: { secretKeyRef: { name: 'models-s3', key: 'AWS_SECRET_ACCESS_KEY' } },
  });
  expect(environment.TARGET).toBe(`/mnt/nvme/fluid/copies/models-${of.model.claimName}`);
});

test('the place of files has the path prefix, and its region when it is known', () => {
  const warm = minio({ pathPrefix: 'models', region: 'cn-1' });
  expect(environmentOf(copied({}, { warm }))).toMatchObject({
    SOURCE: 's3://acme-models/models/qwen3-32b/2025-05-01/',
    DFGET_STORAGE_REGION: 'cn-1',
  });
});

test.each([
  {
    cloud: CloudProfile.tencent({ region: 'ap-guangzhou' }),
    source: 'cos://acme-models-1250000000/qwen3-32b/2025-05-01/',
    endpoint: 'https://cos.ap-guangzhou.myqcloud.com',
  },
  {
    cloud: CloudProfile.alibaba({ region: 'cn-hangzhou' }),
    source: 'oss://acme-models-1250000000/qwen3-32b/2025-05-01/',
    endpoint: 'https://oss-cn-hangzhou-internal.aliyuncs.com',
  },
  {
    cloud: CloudProfile.awsChina({ region: 'cn-north-1' }),
    source: 's3://acme-models-1250000000/qwen3-32b/2025-05-01/',
    endpoint: 'https://s3.cn-north-1.amazonaws.com.cn',
  },
])('the storage of a cloud is read by the API that Dragonfly has for it: $source', ({ cloud, source, endpoint }) => {
  const warm = WarmTier.bucket('acme-models-1250000000', { credentials: CREDENTIALS });
  const environment = environmentOf(copied({}, { warm }, {}, new Fixture({}, { cloud })));
  expect(environment).toMatchObject({ SOURCE: source, DFGET_STORAGE_ENDPOINT: endpoint });
});

test('a copy is a directory that appears when it is whole, and the volume is that directory', () => {
  const of = copied();
  const { TARGET } = environmentOf(of);
  expect(copyOf(of).command[2]).toMatch(
    /mkdir -p "\$TARGET\.part"\ndfget [^\n]+ --output "\$TARGET\.part\/"[^]*\nmv "\$TARGET\.part" "\$TARGET"\n$/,
  );
  const manifests = manifestsOf(of.fixture.stack);
  const volume = Object.values(manifests).find(({ kind }) => kind === 'PersistentVolume')!;
  expect(volume.spec).toMatchObject({
    local: { path: TARGET },
    accessModes: ['ReadOnlyMany'],
    persistentVolumeReclaimPolicy: 'Retain',
    claimRef: { name: of.model.claimName, namespace: 'models' },
  });
  expect(manifests[`PersistentVolumeClaim/${of.model.claimName}`].spec.volumeName).toBe(volume.metadata.name);
});

test('another source is another copy', () => {
  const claims = [copied(), copied({}, { warm: minio({ pathPrefix: 'other' }) })].map(({ model }) => model.claimName);
  expect(new Set(claims).size).toBe(2);
});

test('nothing that copies may gain rights, and no more of the node is seen than its copies and its Dragonfly', () => {
  const { spec } = daemonSetOf(copied()).spec.template;
  for (const { securityContext } of [...spec.initContainers, ...spec.containers]) {
    expect(securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
  }
  expect(spec.automountServiceAccountToken).toBe(false);
  expect(spec.volumes.flatMap(({ hostPath }: any) => (hostPath === undefined ? [] : [hostPath.path]))).toStrictEqual([
    '/mnt/nvme/fluid/copies',
    '/var/run/dragonfly',
  ]);
});

test('the bucket is read once, at the speed of its bandwidth, whatever the number of nodes', () => {
  const { fixture, model } = copied({}, { warm: minio({ bandwidth: Bandwidth.gigabitsPerSecond(1) }) });
  expect(model.timeToWarm?.inSeconds).toBe(567);
  const [fact] = blueprintOf(fixture.stack).models;
  expect(fact.warmUp).toMatchObject({
    copies: 16,
    egressBytes: 16 * QWEN.size.inBytes,
    peerToPeerEgressBytes: QWEN.size.inBytes,
    seconds: 567,
  });
  expect(model.cachePerNode.toQuantity()).toBe('66Gi');
});

test('whole copies without peers are each read of the bucket', () => {
  const fixture = new Fixture();
  const hot = HotTier.nvme({ pools: [fixture.gpus], engine: CacheEngine.localModelCache() });
  const model = fixture.store({ hot, warm: minio({ bandwidth: Bandwidth.gigabitsPerSecond(1) }) }).add('m', QWEN);
  expect(model.timeToWarm?.inSeconds).toBe(Math.ceil((16 * QWEN.size.inBytes) / 0.125e9));
});

describe('refusals', () => {
  test('fails when nodes that hold copies are no peers', () => {
    const fixture = new Fixture();
    const { own } = dragonfly({}, fixture);
    const pools = [fixture.gpus, fixture.addPool('alone')];
    const store = fixture.store({ hot: HotTier.nvme({ pools, engine: CacheEngine.dragonfly(own) }) });
    expect(() => store.add('m', QWEN)).toThrow(/AIC-3338 at test\/Models\/m: .*got pool alone, want pools of .*: h800/);
  });

  test('fails when Dragonfly does not see the directory', () => {
    expect(() => copied({}, {}, { nvmePath: '/data' })).toThrow(
      /AIC-3339 at test\/Models\/qwen3-32b: .*got '\/mnt\/nvme\/fluid', want a directory below \/data/,
    );
  });

  test('fails on a bucket that is part of the host, and on one that Terraform names', () => {
    expect(() => copied({}, { warm: minio({ usePathStyle: false }) })).toThrow(
      /AIC-3340 .*got a bucket that is part of the host/,
    );
    const fixture = new Fixture();
    const name = new TerraformVariable(fixture.stack, 'Bucket', { type: 'string' }).stringValue;
    const warm = WarmTier.bucket(name, { credentials: CREDENTIALS, endpoint: 'minio:9000' });
    expect(() => copied({}, { warm }, {}, fixture)).toThrow(/AIC-3340 .*got a name that Terraform makes/);
  });

  test.each([{ replicas: 2 }, { prefetch: Prefetch.NEVER }])('fails on what is no whole copy: %j', (model) => {
    expect(() => copied(model)).toThrow(/AIC-3341 at test\/Models\/qwen3-32b: every node gets one whole copy/);
  });

  test('fails when Dragonfly has less room than the model takes', () => {
    expect(() => copied({}, {}, { cacheSize: Size.gibibytes(50) })).toThrow(
      /AIC-3342 at test\/Models\/qwen3-32b: .*got '66 GiB', want at most 50 GiB, its cacheSize/,
    );
  });
});

test('nodes that join later are opened once each node that there is has its copy', () => {
  const of = copied({ startsWhenWarm: true });
  const { spec } = manifestsOf(of.fixture.stack)['CronJob/gate-qwen3-32b'].spec.jobTemplate.spec.template;
  const steps = [...spec.initContainers, ...spec.containers];
  expect(steps.map(({ name }: any) => name)).toStrictEqual(['wait', 'copies', 'label-h800']);
  expect(steps[1].command.join(' ')).toBe(
    `kubectl rollout status daemonset/${of.model.claimName} --namespace=models --timeout=86400s`,
  );
});
