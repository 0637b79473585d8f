import { Registries } from '../../lib';
import { CHARTS } from '../../lib/catalog/charts';
import { CERT_MANAGER_IMAGES, GPU_OPERATOR_IMAGES, IMAGES, NFD_IMAGE } from '../../lib/catalog/images';
import { MANIFESTS } from '../../lib/catalog/manifests';

describe('upstream', () => {
  test('leaves images, charts and registries as they are', () => {
    const upstream = Registries.upstream();
    expect(upstream.image('docker.io/acme/a:1')).toBe('docker.io/acme/a:1');
    expect(upstream.chartRepository('oci://acme.com/charts')).toBe('oci://acme.com/charts');
    expect(upstream.registryFor('quay.io')).toBe('quay.io');
    expect(upstream.pullSecretName).toBeUndefined();
    expect(upstream.mirrorHost).toBeUndefined();
  });
});

describe('mirror', () => {
  const mirror = Registries.mirror('registry.acme.com:5000/ai');

  test.each([
    ['docker.io/volcanosh/vc-scheduler:v1', 'registry.acme.com:5000/ai/volcanosh/vc-scheduler:v1'],
    ['volcanosh/vc-scheduler:v1', 'registry.acme.com:5000/ai/volcanosh/vc-scheduler:v1'],
    ['busybox:1', 'registry.acme.com:5000/ai/library/busybox:1'],
    ['localhost/a:1', 'registry.acme.com:5000/ai/a:1'],
    ['host:5000/a/b@sha256:0', 'registry.acme.com:5000/ai/a/b@sha256:0'],
    ['registry.acme.com:5000/ai/a:1', 'registry.acme.com:5000/ai/a:1'],
  ])('pulls %s as %s', (upstream, pulled) => {
    expect(mirror.image(upstream)).toBe(pulled);
    expect(mirror.image(pulled)).toBe(pulled);
  });

  test('stands in for every registry', () => {
    expect(mirror.registryFor('quay.io')).toBe('registry.acme.com:5000/ai');
    expect(mirror.mirrorHost).toBe('registry.acme.com:5000/ai');
  });

  test('leaves charts where they are unless it holds them', () => {
    expect(mirror.chartRepository('oci://quay.io/charts')).toBe('oci://quay.io/charts');
    const charts = Registries.mirror('a.com', { chartRepository: 'oci://a.com/charts' });
    expect(charts.chartRepository('oci://quay.io/charts')).toBe('oci://a.com/charts');
  });

  test('names its pull secret', () => {
    expect(Registries.mirror('a.com', { pullSecretName: 'pull' }).pullSecretName).toBe('pull');
  });

  test('leaves direct hosts alone', () => {
    const own = Registries.mirror('a.com/ai', { directHosts: ['own.acme.com'] });
    expect(own.image('own.acme.com/train:1')).toBe('own.acme.com/train:1');
    expect(own.image('other.acme.com/train:1')).toBe('a.com/ai/train:1');
    expect(own.registryFor('own.acme.com')).toBe('own.acme.com');
  });

  test.each(['https://a.com', 'a.com/', 'A.com', ''])('fails on %p as a mirror', (host) => {
    expect(() => Registries.mirror(host)).toThrow(/AIC-1301: the mirror is no registry/);
  });
});

describe('catalog', () => {
  const references = [
    ...Object.values(IMAGES),
    ...CERT_MANAGER_IMAGES,
    ...GPU_OPERATOR_IMAGES.map((i) => `${i.repository}/${i.image}:${i.version}`),
    `${NFD_IMAGE.repository}:${NFD_IMAGE.version}`,
  ];

  test.each([...new Set(references)])('names registry and version of %s', (reference) => {
    expect(reference).toMatch(/^[a-z0-9.-]+\.[a-z]+\/[a-z0-9./-]+:[A-Za-z0-9][A-Za-z0-9._-]*$/);
    expect(reference).not.toMatch(/:latest$/);
  });

  test.each(Object.entries(CHARTS))('pins chart %s to one version of one repository', (_key, chart) => {
    expect(chart.version).toMatch(/^v?[0-9]+\.[0-9]+\.[0-9]+$/);
    expect(chart.repository).toMatch(/^(https|oci):\/\/[^\s]+[^/]$/);
  });

  test.each(Object.entries(MANIFESTS))('says where %s comes from and under which licence', (_key, source) => {
    expect(source).toMatchObject({ url: expect.stringMatching(/^https:/), license: 'Apache-2.0' });
  });
});
