import { Aspects, IAspect, TerraformStack } from 'cdktf';
import { Construct, IConstruct } from 'constructs';
import { Bundle, Chart, Delivery, JsonPatch, KubernetesObject } from '../../lib';
import { bundlesOf, manifestsOf, TestTarget, terraformOf, testStack } from '../harness';
import { SynthesisedProgram } from '../support/program';
import { bundleFixture, configMap } from './support';

describe('a bundle', () => {
  test('is one release, in the namespace of the cluster unless it says another', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    new Bundle(stack, 'Plain', { target });
    const other = new Bundle(stack, 'Other', { target, releaseName: 'named', releaseNamespace: 'releases' });
    const releases = terraformOf(stack).resource.helm_release;
    expect(releases.Plain).toMatchObject({ name: 'plain', namespace: 'default', wait: false, timeout: 300 });
    expect(releases.Other).toMatchObject({ name: 'named', namespace: 'releases' });
    expect(other).toMatchObject({ releaseName: 'named', releaseNamespace: 'releases', chartSource: undefined });
  });

  test('keeps its objects sorted, whatever the order they came in', () => {
    const build = (names: string[]): string => {
      const { stack, bundle } = bundleFixture();
      for (const name of names) new KubernetesObject(bundle, name, { manifest: configMap(name) });
      return terraformOf(stack).resource.helm_release.Bundle.values[0];
    };
    expect(build(['c', 'a', 'b'])).toBe(build(['b', 'c', 'a']));
  });

  test('may be empty', () => {
    const { stack } = bundleFixture();
    expect(terraformOf(stack).resource.helm_release.Bundle.values).toStrictEqual(['{"objects":{}}']);
  });

  test('that grows moves no object to another release', () => {
    const build = (count: number): Record<string, string[]> => {
      const stack = testStack();
      const target = new TestTarget(stack);
      for (const name of ['One', 'Two']) {
        const bundle = new Bundle(stack, name, { target });
        for (let i = 0; i < count; i++) {
          new KubernetesObject(bundle, `O${i}`, { manifest: configMap(`${name.toLowerCase()}-${i}`) });
        }
      }
      return bundlesOf(stack);
    };
    const small = build(3);
    const large = build(150);
    expect(Object.keys(large)).toStrictEqual(Object.keys(small));
    for (const [release, objects] of Object.entries(small))
      expect(large[release]).toEqual(expect.arrayContaining(objects));
  });

  test('fails over the budget of a release', () => {
    const { stack, bundle } = bundleFixture();
    for (let i = 0; i < 4; i++) {
      new KubernetesObject(bundle, `O${i}`, { manifest: configMap(`big-${i}`, { text: 'x'.repeat(100_000) }) });
    }
    expect(() => terraformOf(stack)).toThrow(
      /^AIC-1017 at test\/Bundle: the bundle is too large.*got 400\d\d\d bytes in 4 objects, want at most 393216 bytes.*\n.*ShardedBundle/,
    );
  });

  test('counts bytes and not characters', () => {
    const { stack, bundle } = bundleFixture();
    new KubernetesObject(bundle, 'Big', { manifest: configMap('big', { text: '漢'.repeat(140_000) }) });
    expect(() => terraformOf(stack)).toThrow(/AIC-1017/);
  });

  test('counts its objects alone in the message', () => {
    const { stack, bundle } = bundleFixture();
    new KubernetesObject(bundle, 'Big', { manifest: configMap('big', { text: 'x'.repeat(400_000) }) });
    expect(() => terraformOf(stack)).toThrow(/bytes in 1 object/);
  });

  test('has no budget where each object is a resource', () => {
    const stack = testStack();
    const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack, 'Target', Delivery.perObject()) });
    new KubernetesObject(bundle, 'Big', { manifest: configMap('big', { text: 'x'.repeat(400_000) }) });
    expect(Object.keys(terraformOf(stack).resource.kubectl_manifest)).toHaveLength(1);
  });

  test('gives its release away as its default child', () => {
    const { stack, bundle } = bundleFixture();
    (bundle.node.defaultChild as any).addOverride('max_history', 5);
    expect(terraformOf(stack).resource.helm_release.Bundle.max_history).toBe(5);
  });
});

describe('release names', () => {
  test('say the path below the stack', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const cluster = new Construct(stack, 'MyCluster');
    expect(new Bundle(cluster, 'Queues', { target }).releaseName).toBe('my-cluster-queues');
    expect(new Bundle(new Construct(cluster, 'Extra'), 'Resource', { target }).releaseName).toBe('my-cluster-extra');
  });

  test('of the same id under two parents differ', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const names = ['A', 'B'].map((id) => new Bundle(new Construct(stack, id), 'Settings', { target }).releaseName);
    expect(names).toStrictEqual(['a-settings', 'b-settings']);
    expect(Object.keys(terraformOf(stack).resource.helm_release)).toStrictEqual(['A_Settings', 'B_Settings']);
  });

  test.each(['Größe', '漢字', 'a b', 'x'.repeat(80), '1', '...', 'émile.zola'])(
    'of the id %p are names and unique',
    (id) => {
      const stack = testStack();
      const target = new TestTarget(stack);
      const first = new Bundle(stack, id, { target }).releaseName;
      const second = new Bundle(stack, `${id}.`, { target }).releaseName;
      expect(first).toMatch(/^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/);
      expect(second).toMatch(/^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/);
      expect(second).not.toBe(first);
      expect(Object.keys(terraformOf(stack).resource.helm_release)).toHaveLength(2);
    },
  );

  test('stay unique when long ones are cut', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const long = 'VeryLong'.repeat(10);
    const names = ['A', 'B'].map((end) => new Bundle(stack, `${long}${end}`, { target }).releaseName);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(53);
  });

  test('fail when two units of a cluster share one', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    new Bundle(stack, 'One', { target, releaseName: 'same' });
    expect(() => new Bundle(stack, 'Two', { target, releaseName: 'same' })).toThrow(
      /AIC-1009 at test\/Two: the release name is taken on this cluster; got 'default\/same'.*test\/One/,
    );
  });

  test('may be the same on two clusters and in two namespaces', () => {
    const stack = testStack();
    const one = new TestTarget(stack, 'One');
    const two = new TestTarget(stack, 'Two');
    new Bundle(stack, 'A', { target: one, releaseName: 'same' });
    new Bundle(stack, 'B', { target: two, releaseName: 'same' });
    new Bundle(stack, 'C', { target: one, releaseName: 'same', releaseNamespace: 'other' });
    expect(Object.keys(terraformOf(stack).resource.helm_release)).toStrictEqual(['A', 'B', 'C']);
  });

  test.each(['Upper', 'a.b', 'a_b', '-a', 'x'.repeat(54), ''])('fail as %p, with a name that works', (releaseName) => {
    const { stack, target } = bundleFixture();
    expect(() => new Bundle(stack, 'Other', { target, releaseName })).toThrow(
      /AIC-1002 at test\/Other: releaseName is no Kubernetes name.*at most 53 characters\.\n {2}For example '[a-z0-9-]+'/,
    );
  });
});

describe('a construct without a stack', () => {
  test('fails under the app itself', () => {
    const { root } = testStack().node;
    const target = new TestTarget(root as Construct);
    expect(() => new Bundle(root as Construct, 'Lost', { target })).toThrow(
      /AIC-1011 at Lost: the construct is in no stack/,
    );
  });

  test('fails without any app', () => {
    const root = new Construct(undefined as any, '');
    expect(() => new Bundle(root, 'Lost', { target: new TestTarget(root) })).toThrow(/AIC-1011/);
  });
});

describe('a change when all is written', () => {
  const chart = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3' };

  test.each([
    ['helm', Delivery.helm()],
    ['per object', Delivery.perObject()],
    ['kubernetes manifest', Delivery.kubernetesManifest()],
  ])('fails (%s)', (_name, delivery) => {
    const stack = testStack();
    const target = new TestTarget(stack, 'Target', delivery);
    const bundle = new Bundle(stack, 'Bundle', { target });
    const object = new KubernetesObject(bundle, 'Object', { manifest: configMap('a') });
    const release = new Chart(stack, 'Demo', { target, chart, namespace: 'ml', values: {} });
    terraformOf(stack);
    const late = /AIC-1018.*has been written already/;
    expect(() => new KubernetesObject(bundle, 'Late', { manifest: configMap('late') })).toThrow(late);
    expect(() => object.patch(JsonPatch.add('/data/x', 'y'))).toThrow(late);
    expect(() => release.patch(JsonPatch.add('/x', 'y'))).toThrow(late);
  });

  test('fails in custom synthesis behind the blueprint', () => {
    const build = (): SynthesisedProgram =>
      new SynthesisedProgram((app) => {
        const stack = new TerraformStack(app, 'test');
        const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack) });
        const late = new Construct(stack, 'Late');
        Object.defineProperty(late, Symbol.for('cdktf/customSynthesis'), {
          value: { onSynthesize: () => new KubernetesObject(bundle, 'Late', { manifest: configMap('late') }) },
        });
      });
    expect(build).toThrow(/AIC-1018 at test\/Bundle/);
  });

  test('does not count reading the blueprint as writing', () => {
    const { stack, bundle } = bundleFixture();
    manifestsOf(stack);
    new KubernetesObject(bundle, 'Later', { manifest: configMap('later') });
    expect(manifestsOf(stack)).toHaveProperty(['ConfigMap/later']);
  });

  test('is in time in an Aspect, in every output', () => {
    class Owner implements IAspect {
      public visit(node: IConstruct): void {
        if (node.node.id === 'Object') {
          (node as KubernetesObject).patch(JsonPatch.add('/metadata/annotations', { 'acme.com/owner': 'ml' }));
        }
      }
    }
    const program = new SynthesisedProgram((app) => {
      const stack = new TerraformStack(app, 'test');
      const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack) });
      new KubernetesObject(bundle, 'Object', { manifest: configMap('a') });
      Aspects.of(stack).add(new Owner());
    });
    const [object] = program.blueprint('test').units[0].objects;
    const values = program.configuration('test').resource.helm_release.Bundle.values[0];
    program.remove();
    expect(object.manifest.metadata.annotations).toStrictEqual({ 'acme.com/owner': 'ml' });
    expect(JSON.parse(values).objects['ConfigMap/ml/a']).toStrictEqual(object.manifest);
  });
});
