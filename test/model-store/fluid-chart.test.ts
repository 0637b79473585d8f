import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HotTier, Registries } from '../../lib';
import { blueprintOf, chartsOf, manifestsOf } from '../harness';
import { Fixture, QWEN, stackWith } from './fixture';

const fluidOf = (fixture: Fixture): any => chartsOf(fixture.stack).fluid;

function fixtureWith(store: object = {}, cluster: object = {}): Fixture {
  const fixture = new Fixture({}, cluster);
  fixture.store(store);
  return fixture;
}

/** Every image of the values, by the key that holds it. */
function imagesIn(values: any, path = ''): Record<string, string> {
  if (typeof values !== 'object' || values === null) return {};
  const below = Object.entries(values).map(([key, value]) => imagesIn(value, path === '' ? key : `${path}.${key}`));
  const own =
    values.imageName === undefined ? {} : { [path]: `${values.imagePrefix}/${values.imageName}:${values.imageTag}` };
  return Object.assign(own, ...below);
}

test('Fluid is installed in a privileged namespace that its values repeat', () => {
  const { stack } = fixtureWith();
  const chart = blueprintOf(stack).units.find((unit: any) => unit.releaseName === 'fluid');
  expect(chart).toMatchObject({ path: 'test/Cluster/Fluid', releaseNamespace: 'fluid-system' });
  expect(chart.chart).toMatchObject({ name: 'fluid', version: '1.0.8', values: { namespace: 'fluid-system' } });
  expect(manifestsOf(stack)['Namespace/fluid-system'].metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
    'privileged',
  );
});

test('the Alluxio controller is on, and keeps credentials out of ConfigMaps', () => {
  expect(fluidOf(fixtureWith()).values.runtime.alluxio).toMatchObject({
    enabled: true,
    replicas: 1,
    mountConfigStorage: 'configmap',
  });
});

test('controllers leave dead nodes, the CSI plugin runs everywhere', () => {
  const { values } = fluidOf(fixtureWith());
  const tolerations = [values.dataset, values.fluidapp, values.webhook, values.crdUpgrade, values.runtime.alluxio].map(
    (part) => part.tolerations,
  );
  expect(tolerations).toStrictEqual([[], [], [], [], []]);
  expect(values.csi.tolerations).toStrictEqual([{ operator: 'Exists' }]);
});

test('definitions are upgraded, the webhook has two replicas and broken mounts come back', () => {
  const { values } = fluidOf(fixtureWith());
  expect(values.crdUpgrade.enabled).toBe(true);
  expect(values.webhook).toMatchObject({ enabled: true, replicas: 2 });
  expect(values.csi.featureGates).toBe('FuseRecovery=true');
});

test('every image of the values comes from the public registry, with a tag', () => {
  const images = Object.values(imagesIn(fluidOf(fixtureWith()).values));
  expect(images).toHaveLength(17);
  expect(images.filter((image) => !/^docker\.io\/[a-z]+\/[a-z-]+:v?[0-9.]+[0-9-]*$/.test(image))).toStrictEqual([]);
});

test('every image comes from the mirror when one is set, with its pull secret', () => {
  const registries = Registries.mirror('registry.acme.com:5000/ai', {
    pullSecretName: 'mirror',
    chartRepository: 'oci://charts.acme.com',
  });
  const fixture = fixtureWith({}, { registries });
  const chart = fluidOf(fixture);
  const images = Object.values(imagesIn(chart.values));
  expect(images.filter((image) => !image.startsWith('registry.acme.com:5000/ai/'))).toStrictEqual([]);
  expect(chart.values.webhook).toMatchObject({
    imagePrefix: 'registry.acme.com:5000/ai/fluidcloudnative',
    imageName: 'fluid-webhook',
  });
  expect(chart.values.image.imagePullSecrets).toStrictEqual([{ name: 'mirror' }]);
  expect(chart.repository).toBe('oci://charts.acme.com');
});

test('the blueprint lists every image that runs', () => {
  const references = blueprintOf(fixtureWith().stack).images.filter(
    (image: any) => image.path === 'test/Cluster/Fluid',
  );
  expect(references.map((image: any) => image.reference)).toContain('docker.io/alluxio/alluxio-dev:2.9.0');
  expect(references).toHaveLength(10);
});

test('the kubelet is where kubeadm puts it unless told otherwise', () => {
  expect(fluidOf(fixtureWith()).values.csi).toMatchObject({
    useNodeAuthorization: true,
    kubelet: {
      rootDir: '/var/lib/kubelet',
      kubeConfigFile: '/etc/kubernetes/kubelet.conf',
      certDir: '/var/lib/kubelet/pki',
    },
  });
});

test.each([
  [
    { rootDir: '/var/lib/k0s/kubelet' },
    { kubelet: { rootDir: '/var/lib/k0s/kubelet', certDir: '/var/lib/k0s/kubelet/pki' } },
  ],
  [{ kubeConfigFile: '/etc/kubelet' }, { kubelet: { kubeConfigFile: '/etc/kubelet' } }],
  [{ certDir: '/certs' }, { kubelet: { certDir: '/certs' } }],
  [{ nodeAuthorization: false }, { useNodeAuthorization: false }],
])('the kubelet options %p reach the CSI plugin', (kubelet, csi) => {
  expect(fluidOf(fixtureWith({ kubelet })).values.csi).toMatchObject(csi);
});

test('a second store uses the same Fluid, with or without saying how it is installed', () => {
  const fixture = new Fixture();
  const kubelet = { rootDir: '/kubelet' };
  const one = fixture.store({ kubelet }, 'One');
  expect(fixture.store({ namespace: 'b' }, 'Two').ready).toBe(one.ready);
  expect(fixture.store({ namespace: 'c', kubelet }, 'Three').ready).toBe(one.ready);
});

test('fails when a second store wants Fluid installed in another way', () => {
  const fixture = new Fixture();
  fixture.store({}, 'One');
  expect(() => fixture.store({ kubelet: { rootDir: '/other' } }, 'Two')).toThrow(/AIC-3012 at test\/Two: two stores/);
});

test('two clusters have a Fluid each', () => {
  expect([fixtureWith(), fixtureWith()].map((fixture) => fluidOf(fixture).name)).toStrictEqual(['fluid', 'fluid']);
});

test('every model waits for Fluid and its objects stand in one release', () => {
  const units: any[] = blueprintOf(stackWith()).units;
  const model = units.find((unit) => unit.releaseName === 'model-qwen3-32b');
  expect(model.dependsOn).toStrictEqual(['test/Cluster/Foundation', 'test/Cluster/Fluid'].sort());
  expect(units.indexOf(model)).toBeGreaterThan(units.findIndex((unit) => unit.releaseName === 'fluid'));
});

test('the version of the images is the one that the pinned chart carries', () => {
  const charts = readFileSync(join(__dirname, '../../lib/catalog/charts.ts'), 'utf8');
  expect(charts).toContain("version: '1.0.8'");
  expect(imagesIn(fluidOf(fixtureWith()).values)['csi.plugins']).toMatch(/:v1\.0\.8-6533239$/);
});

test('a store without models installs Fluid and nothing else', () => {
  const fixture = new Fixture();
  fixture.store({ hot: HotTier.nvme({ pools: [fixture.gpus] }) });
  expect(blueprintOf(fixture.stack).models).toStrictEqual([]);
  expect(fixture.store({ namespace: 'x' }, 'X').tryFind('qwen3-32b')).toBeUndefined();
  expect(QWEN.size.toString()).toBe('66 GiB');
});
