import {
  DragonflyDatabase,
  DragonflyProps,
  HotTier,
  MetricsBackend,
  ModelSource,
  Monitoring,
  Registries,
  Size,
} from '../../../lib';
import { absent, blueprintOf, manifestsOf } from '../../harness';
import { defaultValues, unknownKeys } from '../../support/chart-values';
import { Fixture } from '../fixture';
import { dragonfly, valuesOf, warningsOf } from './support';

describe('clients', () => {
  test('run on the nodes of the pools, whatever their taints', () => {
    const fixture = new Fixture({ taints: [{ key: 'acme.com/serve', value: 'yes' }] });
    const train = fixture.addPool('train');
    const { client } = valuesOf({ pools: [train, fixture.gpus] }, fixture);
    const { nodeSelectorTerms } = client.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    const values = nodeSelectorTerms.map(({ matchExpressions }: any) => matchExpressions[0].values);
    expect(values).toStrictEqual([['h800'], ['train']]);
    expect(client.tolerations).toContainEqual({
      key: 'acme.com/serve',
      operator: 'Equal',
      value: 'yes',
      effect: 'NoSchedule',
    });
  });

  test('keep pieces on NVMe that must be mounted, at the same path inside and outside', () => {
    const { client } = valuesOf({ nvmePath: '/data/nvme' });
    expect(client.extraVolumes[0]).toStrictEqual({
      name: 'nvme',
      hostPath: { path: '/data/nvme', type: 'Directory' },
    });
    expect(client.extraVolumeMounts[0]).toStrictEqual({ name: 'nvme', mountPath: '/data/nvme' });
    expect(client.config.storage.dir).toBe('/data/nvme/dragonfly');
    expect(valuesOf().client.config.storage.dir).toBe('/mnt/nvme/dragonfly');
  });

  test('evict by the space that they were given, not by that of the disk', () => {
    const policy = (props: Partial<DragonflyProps>): any => valuesOf(props).client.config.gc.policy;
    expect(policy({})).toStrictEqual({
      distThreshold: `${200 * 1024}MiB`,
      distHighThresholdPercent: 80,
      distLowThresholdPercent: 60,
    });
    expect(policy({ cacheSize: Size.tebibytes(1), highWatermarkPercent: 70, lowWatermarkPercent: 50 })).toStrictEqual({
      distThreshold: `${1024 * 1024}MiB`,
      distHighThresholdPercent: 70,
      distLowThresholdPercent: 50,
    });
  });

  test('leave the container runtime alone unless they are told to change it, which is warned of', () => {
    expect(valuesOf().client).toMatchObject({ hostPID: false, hostIPC: false, dfinit: { enable: false } });
    const { client } = valuesOf({ containerd: {} });
    expect(client).toMatchObject({ hostPID: true, dfinit: { enable: true, restartContainerRuntime: true } });
    expect(client.dfinit.config.containerRuntime.containerd).toStrictEqual({
      configPath: '/etc/containerd/config.toml',
      proxyAllRegistries: true,
      registries: [],
    });
    const own = valuesOf({ containerd: { configPath: '/etc/k3s/config.toml' } });
    expect(own.client.dfinit.config.containerRuntime.containerd.configPath).toBe('/etc/k3s/config.toml');
    expect(warningsOf({ containerd: {} })).toStrictEqual(['AIC-3337']);
  });

  test('fan out layers of images and files of Hugging Face, or what they are told', () => {
    const [layers, files] = valuesOf().client.config.proxy.rules.map(({ regex }: any) => new RegExp(regex));
    expect('https://index.docker.io/v2/library/busybox/blobs/sha256:ab').toMatch(layers);
    expect('https://huggingface.co/Qwen/Qwen3-32B/resolve/main/model.safetensors').toMatch(files);
    expect('https://huggingface.co/api/models/Qwen/Qwen3-32B').not.toMatch(files);
    const rules = [{ regex: 'https://minio/.*' }];
    const values = valuesOf({ proxiedUrls: ['https://minio/.*'] });
    expect([values.client.config.proxy.rules, values.seedClient.config.proxy.rules]).toStrictEqual([rules, rules]);
  });
});

test('every value is one that the chart has', () => {
  const defaults = defaultValues('dragonfly', null);
  if (defaults === undefined) return; // the values of charts without a module stand beside the repository
  const all = [valuesOf({ containerd: {} }), valuesOf({ database: DragonflyDatabase.evaluation() })];
  expect(all.flatMap((values) => unknownKeys(values, defaults))).toStrictEqual([]);
});

test('three of each part run, or as many as are asked for', () => {
  const replicas = (values: any): number[] =>
    ['manager', 'scheduler', 'seedClient'].map((part) => values[part].replicas);
  expect(replicas(valuesOf())).toStrictEqual([3, 3, 3]);
  expect(replicas(valuesOf({ replicas: 1 }))).toStrictEqual([1, 1, 1]);
});

test('every image comes from the mirror, with its pull secret, and none is the latest', () => {
  const registries = Registries.mirror('registry.acme.com/mirror', { pullSecretName: 'mirror' });
  const fixture = new Fixture({}, { registries });
  const values = valuesOf({}, fixture);
  expect(values.global.imagePullSecrets).toStrictEqual([{ name: 'mirror' }]);
  const images = [
    ...['manager', 'scheduler', 'seedClient', 'client'].flatMap((part) => [
      values[part].image,
      values[part].initContainer.image,
    ]),
    values.client.dfinit.image,
  ];
  expect(images.map(({ registry }) => registry)).toStrictEqual(Array(9).fill('registry.acme.com'));
  expect(images.filter(({ tag }) => !/^v?[0-9]+\./.test(tag))).toStrictEqual([]);
  expect(images[0].repository).toMatch(/^mirror\/.*dragonflyoss\/manager$/);
  const references = blueprintOf(fixture.stack).images.map(({ reference }: any) => reference);
  expect(references).toEqual(expect.arrayContaining([expect.stringMatching(/dragonflyoss\/dfinit:v1\.4\.0$/)]));
});

test('its space counts together with that of models', () => {
  const fixture = new Fixture({ expectedNodes: 1, nvmePerNode: Size.gibibytes(400) });
  dragonfly({}, fixture);
  const store = fixture.store({ hot: HotTier.nvme({ pools: [fixture.gpus] }) });
  expect(() => store.add('big', { source: ModelSource.bucketPath('big'), size: Size.gibibytes(190) })).toThrow(
    /AIC-3011 .* \+ 200 GiB \(dragonfly: 200 GiB × 1 over 1 node\) = .*at most 360 GiB per node \(90 % of 400 GiB\)/,
  );
});

test('metrics of every part are read when something collects them', () => {
  const fixture = new Fixture();
  const monitoring = new Monitoring(fixture.stack, 'Monitoring', {
    cluster: fixture.cluster,
    backend: MetricsBackend.existing({ selectorLabels: { release: 'prometheus' } }),
  });
  dragonfly({ monitoring }, fixture);
  const manifests = manifestsOf(fixture.stack);
  for (const part of ['client', 'manager', 'scheduler', 'seed-client']) {
    expect(manifests[`ServiceMonitor/dragonfly-${part}`]).toMatchObject({
      metadata: { namespace: 'monitoring', labels: { release: 'prometheus' } },
      spec: {
        namespaceSelector: { matchNames: ['dragonfly-system'] },
        selector: { matchLabels: { app: 'dragonfly', component: `${part}-metrics` } },
        endpoints: [{ port: 'http-metrics', interval: '30s' }],
      },
    });
  }
  absent((all: any) => all['ServiceMonitor/dragonfly-client'], manifests, manifestsOf(dragonfly().fixture.stack));
});

test('tells how it is reached and what it keeps', () => {
  const { own, fixture } = dragonfly();
  expect([own.proxyUrl, own.nvmePath, own.cacheSize.toQuantity()]).toStrictEqual([
    'http://127.0.0.1:4001',
    '/mnt/nvme',
    '200Gi',
  ]);
  expect(own.pools).toStrictEqual([fixture.gpus]);
  expect(own.cluster).toBe(fixture.cluster);
});

test('writes the same values whatever the order of pools', () => {
  const values = (isReversed: boolean): string => {
    const fixture = new Fixture();
    const pools = [fixture.gpus, fixture.addPool('train')];
    return JSON.stringify(valuesOf({ pools: isReversed ? pools.reverse() : pools }, fixture));
  };
  expect(values(true)).toBe(values(false));
});
