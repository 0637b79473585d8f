import { JsonPatch, KubernetesObject } from '../../lib';
import { manifestsOf, terraformOf } from '../harness';
import { bundleFixture, configMap, objectOf, thing } from './support';

describe('identity', () => {
  test('reads back what the manifest says', () => {
    const object = objectOf(configMap('settings'));
    expect(object).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      objectName: 'settings',
      objectNamespace: 'ml',
    });
  });

  test('has no namespace when it belongs to the whole cluster', () => {
    const object = objectOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } });
    expect(object.objectNamespace).toBeUndefined();
  });

  test.each([
    ['v1', 'ConfigMap'],
    ['apps/v1', 'Deployment'],
    ['batch.volcano.sh/v1alpha1', 'Job'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ])('fails on the %s %s without a namespace, which each delivery would put elsewhere', (apiVersion, kind) => {
    expect(() => objectOf({ apiVersion, kind, metadata: { name: 'a' } })).toThrow(
      new RegExp(`AIC-1023 at test/Bundle/Object: the object names no namespace; got '${kind}/a'`),
    );
  });

  test.each([
    ['v1', 'PersistentVolume'],
    ['scheduling.volcano.sh/v1beta1', 'Queue'],
    ['gateway.networking.k8s.io/v1', 'GatewayClass'],
    ['acme.com/v1', 'Job'],
  ])('takes the %s %s without a namespace', (apiVersion, kind) => {
    expect(objectOf({ apiVersion, kind, metadata: { name: 'a' } }).objectNamespace).toBeUndefined();
  });

  test.each([undefined, null, 'kind: ConfigMap', 7, [configMap('a')]])('fails on %p as a manifest', (manifest) => {
    expect(() => objectOf(manifest)).toThrow(/AIC-1005 at test\/Bundle\/Object: the manifest is no object/);
  });

  test.each(['apiVersion', 'kind', 'metadata'])('fails on a manifest without %s', (field) => {
    const { [field]: _left, ...manifest } = configMap('settings');
    expect(() => objectOf(manifest)).toThrow(/AIC-1006.*(apiVersion|kind|metadata\.name) is not usable; got undefined/);
  });

  test.each(['Settings', 'a_b', '-a', 'a-', 'a..b', 'a.-b', 'ä', 'x'.repeat(254), ''])(
    'fails on the name %p',
    (name) => {
      expect(() => objectOf(configMap(name))).toThrow(/AIC-1006/);
    },
  );

  test.each(['a', 'a.b-c.d', '1a', 'x'.repeat(253)])('takes the name %p', (name) => {
    expect(objectOf(configMap(name)).objectName).toBe(name);
  });

  test('takes names with colons and capitals where RBAC has them', () => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'system:Nodes' },
    };
    expect(objectOf(role).objectName).toBe('system:Nodes');
  });

  test.each(['a/b', '..', '50%'])('fails on the RBAC name %p', (name) => {
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name } };
    expect(() => objectOf(role)).toThrow(/AIC-1006.*metadata\.name is no Kubernetes name/);
  });

  test.each(['a.b', 'ML', 'x'.repeat(64), '', 7])('fails on the namespace %p', (namespace) => {
    const manifest = { ...configMap('a'), metadata: { name: 'a', namespace } };
    expect(() => objectOf(manifest)).toThrow(/AIC-1006.*metadata\.namespace is no Kubernetes name/);
  });

  test('fails on a status, which the server writes', () => {
    expect(() => objectOf({ ...thing({}), status: { ready: true } })).toThrow(
      /AIC-1006.*holds a status; got \{ ready: true \}/,
    );
  });
});

describe('values', () => {
  test('keeps empty maps, empty lists, null, zero, false and empty text', () => {
    const { stack, bundle } = bundleFixture();
    const spec = { map: {}, list: [], nothing: null, zero: 0, no: false, text: '' };
    new KubernetesObject(bundle, 'Object', { manifest: thing(spec) });
    expect(manifestsOf(stack)['Thing/thing'].spec).toStrictEqual(spec);
    expect(
      JSON.parse(terraformOf(stack).resource.helm_release.Bundle.values[0]).objects['Thing.acme.com/ml/thing'].spec,
    ).toStrictEqual(spec);
  });

  test('leaves out what is undefined in a map', () => {
    const { stack, bundle } = bundleFixture();
    new KubernetesObject(bundle, 'Object', { manifest: thing({ kept: 1, left: undefined }) });
    expect(manifestsOf(stack)['Thing/thing'].spec).toStrictEqual({ kept: 1 });
  });

  test('fails on undefined in a list, which would shift what follows', () => {
    expect(() => objectOf(thing({ items: [1, undefined, 3] }))).toThrow(
      /AIC-1004.*a list holds undefined at \/spec\/items\/1/,
    );
  });

  test('fails on a hole in a list', () => {
    expect(() => objectOf(thing({ items: [1, , 3] }))).toThrow(/AIC-1004.*a list holds undefined at \/spec\/items\/1/);
  });

  test('fails on a date', () => {
    expect(() => objectOf(thing({ since: new Date(0) }))).toThrow(
      /AIC-1004.*a Date would be lost at \/spec\/since.*\n.*toISOString/,
    );
  });

  test.each([2 ** 53, -(2 ** 53), 1e300, Infinity, NaN])('fails on the number %p, which loses digits', (number) => {
    expect(() => objectOf(thing({ number }))).toThrow(/AIC-1004.*a number loses digits at \/spec\/number/);
  });

  test.each([2 ** 53 - 1, -(2 ** 53) + 1, 0.1, -0.5])('takes the number %p', (number) => {
    expect(() => objectOf(thing({ number }))).not.toThrow();
  });

  test.each([
    ['a function', () => 1],
    ['a bigint', 1n],
    ['a symbol', Symbol('s')],
  ])('fails on %s', (_name, value) => {
    expect(() => objectOf(thing({ value }))).toThrow(/AIC-1004.*a value is no JSON at \/spec\/value/);
  });

  test.each([new Map(), new Set(), Buffer.from('a'), new (class Own {})()])('fails on the instance %p', (value) => {
    expect(() => objectOf(thing({ value }))).toThrow(/AIC-1004.*an instance of a class is no JSON at \/spec\/value/);
  });

  test('fails on a value that refers to itself', () => {
    const loop: any = {};
    loop.self = loop;
    expect(() => objectOf(thing(loop))).toThrow(/AIC-1004.*the value refers to itself/);
  });

  test('says where, with the pointer escapes of JSON', () => {
    expect(() => objectOf(thing({ 'a/b~c': NaN }))).toThrow(/at \/spec\/a~1b~0c/);
  });
});

describe('places for text', () => {
  test.each([80, true, null, ['a'], { a: 'b' }])('fails on %p in the data of a ConfigMap', (value) => {
    expect(() => objectOf(configMap('a', { port: value }))).toThrow(/AIC-1007.*the value at \/data\/port is not text/);
  });

  test.each(['labels', 'annotations'])('fails on a number in %s of any object', (field) => {
    const manifest = thing({});
    manifest.metadata[field] = { 'acme.com/port': 80 };
    expect(() => objectOf(manifest)).toThrow(
      new RegExp(`AIC-1007.*/metadata/${field}/acme.com~1port is not text.*\\n.*'80'`),
    );
  });

  test('fails on a text where a map of texts belongs', () => {
    expect(() => objectOf(configMap('a', 'port=80'))).toThrow(/AIC-1007.*there is no map at \/data; got 'port=80'/);
  });

  test('takes numbers elsewhere', () => {
    expect(() => objectOf(thing({ data: { port: 80 } }))).not.toThrow();
  });
});

describe('secrets', () => {
  const secret = (content: object): any => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'ml' },
    ...content,
  });

  test.each(['data', 'stringData'])('fails on plain text in %s, without showing it', (field) => {
    const build = (): unknown => objectOf(secret({ [field]: { password: 'hunter2' } }));
    expect(build).toThrow(new RegExp(`AIC-1008.*the secret holds plain text at /${field}/password`));
    expect(build).not.toThrow(/hunter2/);
  });

  test('takes a secret without content, for a controller to fill', () => {
    expect(() => objectOf(secret({ type: 'kubernetes.io/service-account-token' }))).not.toThrow();
  });

  test('takes a key that is undefined', () => {
    expect(() => objectOf(secret({ data: { password: undefined } }))).not.toThrow();
  });
});

describe('given objects', () => {
  test('are copied: a program may go on to change its own', () => {
    const { stack, bundle } = bundleFixture();
    const manifest = configMap('a');
    for (const name of ['a', 'b', 'c']) {
      manifest.metadata.name = name;
      manifest.data.mode = `of-${name}`;
      new KubernetesObject(bundle, name, { manifest });
    }
    const modes = Object.entries(manifestsOf(stack)).map(([key, m]) => [key, m.data.mode]);
    expect(modes).toStrictEqual([
      ['ConfigMap/a', 'of-a'],
      ['ConfigMap/b', 'of-b'],
      ['ConfigMap/c', 'of-c'],
    ]);
  });

  test('may share parts with each other', () => {
    const { stack, bundle } = bundleFixture();
    const labels = { 'acme.com/team': 'ml' };
    for (const name of ['a', 'b']) {
      const manifest = configMap(name);
      const object = new KubernetesObject(bundle, name, {
        manifest: { ...manifest, metadata: { ...manifest.metadata, labels } },
      });
      object.patch(JsonPatch.add('/metadata/labels/only', name));
    }
    expect(manifestsOf(stack)['ConfigMap/a'].metadata.labels).toStrictEqual({ 'acme.com/team': 'ml', only: 'a' });
    expect(manifestsOf(stack)['ConfigMap/b'].metadata.labels).toStrictEqual({ 'acme.com/team': 'ml', only: 'b' });
  });
});

describe('an object on one cluster', () => {
  test('fails when it is delivered twice, wherever from', () => {
    const { stack, target, bundle } = bundleFixture();
    new KubernetesObject(bundle, 'First', { manifest: configMap('settings') });
    const other = new (bundle.constructor as any)(stack, 'Other', { target });
    expect(() => new KubernetesObject(other, 'Second', { manifest: configMap('settings') })).toThrow(
      /AIC-1010 at test\/Other\/Second: the object is delivered twice; got 'ConfigMap\/ml\/settings'.*test\/Bundle\/First/,
    );
  });

  test('fails also in another version of its API', () => {
    const { bundle } = bundleFixture();
    new KubernetesObject(bundle, 'Beta', { manifest: { ...thing({}), apiVersion: 'acme.com/v1beta1' } });
    expect(() => new KubernetesObject(bundle, 'Stable', { manifest: thing({}) })).toThrow(/AIC-1010/);
  });

  test('is another one in another group, namespace or kind', () => {
    const { stack, bundle } = bundleFixture();
    new KubernetesObject(bundle, 'A', { manifest: thing({}) });
    new KubernetesObject(bundle, 'B', { manifest: { ...thing({}), apiVersion: 'other.com/v1' } });
    new KubernetesObject(bundle, 'C', { manifest: { ...thing({}), metadata: { name: 'thing', namespace: 'other' } } });
    new KubernetesObject(bundle, 'D', { manifest: { ...thing({}), kind: 'Other' } });
    const values = JSON.parse(terraformOf(stack).resource.helm_release.Bundle.values[0]);
    expect(Object.keys(values.objects)).toHaveLength(4);
  });
});
