import { TerraformStack } from 'cdktf';
import { AINativeCluster, Bundle, Chart, KubernetesObject, Registries } from '../../lib';
import { blueprintOf, chartsOf, terraformOf, testStack } from '../harness';
import { ACCESS, clusterFixture } from './support';

describe('images', () => {
  const withImage = (image: string, registries = Registries.upstream()): TerraformStack => {
    const { stack, cluster } = clusterFixture({ registries });
    const bundle = new Bundle(stack, 'Mine', { target: cluster });
    new KubernetesObject(bundle, 'Pod', {
      manifest: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'mine', namespace: 'ml' },
        spec: { containers: [{ name: 'main', image }] },
      },
    });
    return stack;
  };
  const MIRROR = Registries.mirror('registry.acme.com/ai', { directHosts: ['registry.acme.com'] });

  test('stand in the blueprint, of objects and of charts', () => {
    const images: any[] = blueprintOf(withImage('docker.io/library/busybox:1.37.0')).images;
    expect(images).toContainEqual({ path: 'test/Mine/Pod', reference: 'docker.io/library/busybox:1.37.0' });
    expect(images.map((i) => i.path)).toContain('test/Cluster/Scheduling');
  });

  test.each(['acme.com/a:1', `acme.com/a@sha256:${'0'.repeat(64)}`, 'localhost:5000/a:1'])('takes %s', (image) => {
    expect(blueprintOf(withImage(image)).images).toContainEqual({ path: 'test/Mine/Pod', reference: image });
  });

  test.each(['acme.com/a', 'localhost:5000/a', 'a'])('fails on %s, which names no version', (image) => {
    expect(() => blueprintOf(withImage(image))).toThrow(
      /AIC-1302 at test\/Cluster: an image has neither tag nor digest \(test\/Mine\/Pod at \/spec\/containers\/0\/image\)/,
    );
  });

  test('fails on the tag latest', () => {
    expect(() => blueprintOf(withImage('acme.com/a:latest'))).toThrow(/AIC-1303.*an image has the tag latest/);
  });

  test('fails on an image that escapes the mirror', () => {
    expect(() => blueprintOf(withImage('acme.com/a:1', MIRROR))).toThrow(
      /AIC-1304.*escapes the cluster's registries.*got 'acme.com\/a:1', want registry.acme.com\/ai\/a:1/,
    );
  });

  test('takes an image of the mirror and of a direct host', () => {
    expect(blueprintOf(withImage('registry.acme.com/ai/a:1', MIRROR)).images).toContainEqual({
      path: 'test/Mine/Pod',
      reference: 'registry.acme.com/ai/a:1',
    });
    expect(blueprintOf(withImage('registry.acme.com/own/a:1', MIRROR)).images).toContainEqual({
      path: 'test/Mine/Pod',
      reference: 'registry.acme.com/own/a:1',
    });
  });

  test('fails when Terraform is written, too', () => {
    expect(() => terraformOf(withImage('acme.com/a'))).toThrow(/AIC-1302/);
  });

  test('of another stack are checked and listed there', () => {
    const first = testStack();
    const second = new TerraformStack(first.node.root as any, 'second');
    const cluster = new AINativeCluster(first, 'Cluster', ACCESS);
    const pod = (image: string): Record<string, unknown> => ({ containers: [{ name: 'main', image }] });
    new KubernetesObject(new Bundle(second, 'Mine', { target: cluster }), 'Pod', {
      manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'ml' }, spec: pod('acme.com/a:1') },
    });
    expect(blueprintOf(second).images).toStrictEqual([{ path: 'second/Mine/Pod', reference: 'acme.com/a:1' }]);
    expect(blueprintOf(first).images.map((i: any) => i.path)).not.toContain('second/Mine/Pod');
  });

  test('in three parts are checked and listed whole', () => {
    const withParts = (version: string): TerraformStack => {
      const stack = testStack();
      const cluster = new AINativeCluster(stack, 'Cluster', ACCESS);
      const driver = { repository: 'nvcr.io/nvidia', image: 'driver', version };
      new KubernetesObject(new Bundle(stack, 'Mine', { target: cluster }), 'Policy', {
        manifest: { apiVersion: 'acme.com/v1', kind: 'Policy', metadata: { name: 'a' }, spec: { driver } },
      });
      return stack;
    };
    const listed = { path: 'test/Mine/Policy', reference: 'nvcr.io/nvidia/driver:1.2' };
    expect(blueprintOf(withParts('1.2')).images).toContainEqual(listed);
    expect(() => terraformOf(withParts('latest'))).toThrow(
      /AIC-1303 at test\/Cluster: .*\(test\/Mine\/Policy at \/spec\/driver\/image\); got 'nvcr.io\/nvidia\/driver:latest'/,
    );
  });

  const withValue = (image: string, registries: Registries): TerraformStack => {
    const { stack, cluster } = clusterFixture({ registries });
    const chart = { name: 'mine', repository: 'oci://registry.acme.com/charts', version: '1.0.0' };
    new Chart(stack, 'Mine', { target: cluster, chart, namespace: 'ml', values: { controller: { image } } });
    return stack;
  };

  test('fails on a chart value that escapes the mirror', () => {
    expect(() => blueprintOf(withValue('ghcr.io/acme/a', MIRROR))).toThrow(
      /AIC-1305.*escapes the cluster's registries \(test\/Mine at \/controller\/image\); got 'ghcr.io\/acme\/a'/,
    );
  });

  test('takes public registries in chart values without a mirror, and direct ones with it', () => {
    const direct = Registries.mirror('registry.acme.com/ai', { directHosts: ['ghcr.io'] });
    for (const registries of [Registries.upstream(), direct]) {
      expect(chartsOf(withValue('ghcr.io/acme/a', registries)).mine.values.controller.image).toBe('ghcr.io/acme/a');
    }
  });
});
