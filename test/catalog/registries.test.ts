import { Registries } from '../../lib';

describe('upstream', () => {
  const upstream = Registries.upstream();

  test('leaves everything as it is', () => {
    expect(upstream.image('volcanosh/vc-scheduler:v1.15.1')).toBe('volcanosh/vc-scheduler:v1.15.1');
    expect(upstream.chartRepository('oci://quay.io/jetstack/charts')).toBe('oci://quay.io/jetstack/charts');
    expect(upstream.registryFor('docker.io')).toBe('docker.io');
  });

  test('has no mirror and no pull secret', () => {
    expect(upstream.mirrorHost).toBeUndefined();
    expect(upstream.pullSecretName).toBeUndefined();
  });
});

describe('a mirror', () => {
  const mirror = Registries.mirror('registry.acme.com:5000/ai', {
    chartRepository: 'oci://registry.acme.com/charts',
    pullSecretName: 'pull',
  });

  test.each([
    ['docker.io/volcanosh/vc-scheduler:v1.15.1', 'registry.acme.com:5000/ai/volcanosh/vc-scheduler:v1.15.1'],
    ['volcanosh/vc-scheduler:v1.15.1', 'registry.acme.com:5000/ai/volcanosh/vc-scheduler:v1.15.1'],
    ['nginx:1.29', 'registry.acme.com:5000/ai/library/nginx:1.29'],
    [`nginx@sha256:${'a'.repeat(64)}`, `registry.acme.com:5000/ai/library/nginx@sha256:${'a'.repeat(64)}`],
    ['localhost/team/app:1', 'registry.acme.com:5000/ai/team/app:1'],
    ['10.0.0.1:5000/app:1', 'registry.acme.com:5000/ai/app:1'],
    ['nvcr.io/nvidia/gpu-operator:v26.7.0', 'registry.acme.com:5000/ai/nvidia/gpu-operator:v26.7.0'],
  ])('holds %s as %s', (reference, mirrored) => {
    expect(mirror.image(reference)).toBe(mirrored);
  });

  test('leaves alone what is in it already', () => {
    const once = mirror.image('volcanosh/vc-scheduler:v1.15.1');
    expect(mirror.image(once)).toBe(once);
  });

  test('reaches charts and the registries inside their values', () => {
    expect(mirror.chartRepository('https://volcano-sh.github.io/helm-charts')).toBe('oci://registry.acme.com/charts');
    expect(mirror.registryFor('docker.io')).toBe('registry.acme.com:5000/ai');
    expect(mirror).toMatchObject({ mirrorHost: 'registry.acme.com:5000/ai', pullSecretName: 'pull' });
  });

  test('leaves charts where they are unless it says where', () => {
    expect(Registries.mirror('registry.acme.com').chartRepository('oci://quay.io/x')).toBe('oci://quay.io/x');
  });

  test.each([
    'https://registry.acme.com',
    'registry.acme.com/',
    'Registry.acme.com',
    'registry.acme.com:port',
    '',
    'a b',
  ])('fails on the host %p', (host) => {
    expect(() => Registries.mirror(host)).toThrow(/AIC-1301: the mirror is no registry/);
  });
});
