import { Fn, TerraformVariable } from 'cdktf';
import { Chart, IManifestSource, JsonPatch, KubernetesObject } from '../../lib';
import { chartsOf, manifestsOf, terraformOf } from '../harness';
import { bundleFixture, configMap, objectOf, thing } from './support';

function patchedSpec(...patches: JsonPatch[]): any {
  const { stack, bundle } = bundleFixture();
  const object = new KubernetesObject(bundle, 'Object', { manifest: thing({ list: ['a', 'b'], map: { k: 'v' } }) });
  object.patch(...patches);
  return manifestsOf(stack)['Thing/thing'].spec;
}

describe('a patch', () => {
  test('adds to a map and to a list, at an index and at the end', () => {
    const spec = patchedSpec(
      JsonPatch.add('/spec/map/new', 1),
      JsonPatch.add('/spec/list/0', 'first'),
      JsonPatch.add('/spec/list/-', 'last'),
    );
    expect(spec).toStrictEqual({ list: ['first', 'a', 'b', 'last'], map: { k: 'v', new: 1 } });
  });

  test('replaces and removes', () => {
    const spec = patchedSpec(JsonPatch.replace('/spec/map/k', 'w'), JsonPatch.remove('/spec/list/0'));
    expect(spec).toStrictEqual({ list: ['b'], map: { k: 'w' } });
  });

  test('reaches keys with slashes and tildes', () => {
    const spec = patchedSpec(JsonPatch.add('/spec/map/a~1b~0c', 'x'));
    expect(spec.map['a/b~c']).toBe('x');
  });

  test('says what it is', () => {
    expect(JsonPatch.remove('/spec/x')).toMatchObject({ operation: 'remove', path: '/spec/x' });
  });

  test('is not changed by a later patch into its value', () => {
    const value = { deep: {} };
    const shared = JsonPatch.add('/spec/map', value);
    patchedSpec(shared, JsonPatch.add('/spec/map/deep/x', 1));
    expect(value).toStrictEqual({ deep: {} });
  });

  test.each([
    ['replace', JsonPatch.replace('/spec/absent', 1)],
    ['remove', JsonPatch.remove('/spec/list/7')],
    ['add below nothing', JsonPatch.add('/spec/absent/child', 1)],
    ['add beyond the end', JsonPatch.add('/spec/list/9', 1)],
    ['add without a slash', JsonPatch.add('spec', 1)],
    ['reach a prototype', JsonPatch.add('/spec/__proto__/polluted', 1)],
  ])('fails to %s', (_name, patch) => {
    expect(() => patchedSpec(patch)).toThrow(/AIC-1015 at test\/Bundle\/Object: the patch does not fit/);
    expect(({} as any).polluted).toBeUndefined();
  });

  test.each([
    ['a path that does not begin with /', JsonPatch.add('spec.replicas', 1)],
    ['a path whose parent does not exist', JsonPatch.add('/spec/absent/child', 1)],
  ])('fails telling of %s', (reason, patch) => {
    expect(() => patchedSpec(patch)).toThrow(new RegExp(`AIC-1015.*got ${reason}, want a path such as /spec/replicas`));
  });

  test('fails on a value that no manifest may hold', () => {
    expect(() => patchedSpec(JsonPatch.add('/spec/since', new Date(0)))).toThrow(/AIC-1004.*a Date would be lost/);
    expect(() => patchedSpec(JsonPatch.add('/spec/nothing', undefined))).toThrow(/AIC-1004.*a value is no JSON/);
  });

  test.each([
    ['name', JsonPatch.replace('/metadata/name', 'other')],
    ['namespace', JsonPatch.remove('/metadata/namespace')],
    ['kind', JsonPatch.replace('/kind', 'Other')],
  ])('fails when it changes the %s', (_name, patch) => {
    expect(() => patchedSpec(patch)).toThrow(/AIC-1016.*the object became another one/);
  });

  test('may raise the version of the API', () => {
    const { stack, bundle } = bundleFixture();
    const object = new KubernetesObject(bundle, 'Object', { manifest: thing({}) });
    object.patch(JsonPatch.replace('/apiVersion', 'acme.com/v2'));
    expect(manifestsOf(stack)['Thing/thing'].apiVersion).toBe('acme.com/v2');
  });

  test('fails when it takes the whole manifest away', () => {
    expect(() => objectOf(thing({})).patch(JsonPatch.remove(''))).toThrow(/AIC-1005/);
  });

  test('fails when it brings a number where text belongs', () => {
    expect(() => objectOf(configMap('a')).patch(JsonPatch.add('/data/port', 80))).toThrow(/AIC-1007/);
  });

  test('may bring a Terraform token, also a function of one', () => {
    const { stack, bundle } = bundleFixture();
    const zone = new TerraformVariable(stack, 'Zone', { type: 'string' });
    const zones = new TerraformVariable(stack, 'Zones', { type: 'list(string)' });
    const object = new KubernetesObject(bundle, 'Object', { manifest: thing({}) });
    object.patch(JsonPatch.add('/spec/zone', zone.stringValue), JsonPatch.add('/spec/raw', zones.value));
    object.patch(JsonPatch.add('/spec/upper', Fn.upper(zone.stringValue)));
    expect(terraformOf(stack).resource.helm_release.Bundle.values[0]).toContain(
      '"spec":{"zone":${jsonencode(var.Zone)},"raw":${jsonencode(var.Zones)},"upper":${jsonencode(upper(var.Zone))}}',
    );
  });

  test('fails below a value that Terraform fills in as a whole', () => {
    const { stack, bundle } = bundleFixture();
    const labels = new TerraformVariable(stack, 'Labels', { type: 'map(string)' });
    const object = new KubernetesObject(bundle, 'Object', { manifest: thing({ labels: labels.value }) });
    expect(() => object.patch(JsonPatch.add('/spec/labels/x', 'y'))).toThrow(
      /AIC-1015.*fills in \/spec\/labels as a whole/,
    );
  });
});

describe('late content', () => {
  class Growing implements IManifestSource {
    public readonly items: string[] = [];

    public toManifest(): any {
      return thing({ items: [...this.items].sort() });
    }
  }

  test('is asked for when the object is written', () => {
    const { stack, bundle } = bundleFixture();
    const source = new Growing();
    new KubernetesObject(bundle, 'Object', { manifest: thing({}), source });
    source.items.push('b', 'a');
    expect(manifestsOf(stack)['Thing/thing'].spec).toStrictEqual({ items: ['a', 'b'] });
  });

  test('is patched last', () => {
    const { stack, bundle } = bundleFixture();
    const source = new Growing();
    const object = new KubernetesObject(bundle, 'Object', { manifest: thing({}), source });
    object.patch(JsonPatch.replace('/spec/items/0', 'patched'));
    source.items.push('a', 'b');
    expect(manifestsOf(stack)['Thing/thing'].spec).toStrictEqual({ items: ['patched', 'b'] });
  });

  test('fails when written if a patch does not fit then', () => {
    const { stack, bundle } = bundleFixture();
    const object = new KubernetesObject(bundle, 'Object', { manifest: thing({}), source: new Growing() });
    object.patch(JsonPatch.replace('/spec/items/0', 'patched'));
    expect(() => terraformOf(stack)).toThrow(/AIC-1015/);
  });

  test('fails when it becomes another object', () => {
    const { stack, bundle } = bundleFixture();
    const source = { toManifest: () => thing({}, 'other') };
    new KubernetesObject(bundle, 'Object', { manifest: thing({}), source });
    expect(() => terraformOf(stack)).toThrow(
      /AIC-1016.*got 'Thing\.acme\.com\/ml\/other', want Thing\.acme\.com\/ml\/thing/,
    );
  });

  test('fails when it is no manifest', () => {
    const { stack, bundle } = bundleFixture();
    new KubernetesObject(bundle, 'Object', { manifest: thing({}), source: { toManifest: () => undefined } });
    expect(() => terraformOf(stack)).toThrow(/AIC-1005/);
  });
});

describe('values of a chart', () => {
  const source = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3' };

  test('are patched', () => {
    const { stack, target } = bundleFixture();
    const chart = new Chart(stack, 'Demo', { target, chart: source, namespace: 'ml', values: { a: { b: 1 } } });
    chart.patch(JsonPatch.add('/a/c', 2));
    expect(chartsOf(stack).demo.values).toStrictEqual({ a: { b: 1, c: 2 } });
  });

  test('may come from a source, and are patched last', () => {
    const { stack, target } = bundleFixture();
    const values: any = {};
    const chart = new Chart(stack, 'Demo', {
      target,
      chart: source,
      namespace: 'ml',
      values: {},
      source: { toManifest: () => values },
    });
    chart.patch(JsonPatch.add('/late/patched', true));
    values.late = { given: true };
    expect(chartsOf(stack).demo.values).toStrictEqual({ late: { given: true, patched: true } });
  });

  test('fail to be patched away', () => {
    const { stack, target } = bundleFixture();
    const chart = new Chart(stack, 'Demo', { target, chart: source, namespace: 'ml', values: {} });
    expect(() => chart.patch(JsonPatch.remove(''))).toThrow(/AIC-1021/);
  });
});
