import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fn, TerraformDataSource, TerraformStack, TerraformVariable, Token } from 'cdktf';
import { Bundle, Chart, Delivery, IDelivery, KubernetesObject } from '../../lib';
import { blueprintOf, chartsOf, TestTarget, terraformOf, testStack } from '../harness';
import { SynthesisedProgram } from '../support/program';
import { bundleFixture, configMap, thing } from './support';

/** The spec of one object as Terraform reads it: JSON with expressions. */
function renderedSpec(build: (stack: TerraformStack) => unknown): string {
  const { stack, bundle } = bundleFixture();
  new KubernetesObject(bundle, 'Object', { manifest: thing(build(stack)) });
  const values: string = terraformOf(stack).resource.helm_release.Bundle.values[0];
  return values.slice(values.indexOf('"spec":') + 7, -3);
}

const variable = (stack: TerraformStack, type: string): TerraformVariable =>
  new TerraformVariable(stack, 'v', { type });

describe('literals that look like templates', () => {
  test.each([
    ['${VAR}', '$${VAR}'],
    ['%{ if x }', '%%{ if x }'],
    ['$${VAR}', '$$${VAR}'],
    ['${a}${b}%{c}', '$${a}$${b}%%{c}'],
    ['$VAR 100% $(date) {x}', '$VAR 100% $(date) {x}'],
  ])('%s becomes %s', (literal, written) => {
    expect(renderedSpec(() => ({ script: literal }))).toBe(JSON.stringify({ script: written }));
  });

  test('are escaped in keys too', () => {
    expect(renderedSpec(() => ({ '${key}': 1 }))).toBe('{"$${key}":1}');
  });

  test('stand as they are in the blueprint', () => {
    const { stack, bundle } = bundleFixture();
    new KubernetesObject(bundle, 'Object', { manifest: configMap('a', { script: 'echo "${HOME}" %{x}' }) });
    expect(blueprintOf(stack).units[0].objects[0].manifest.data.script).toBe('echo "${HOME}" %{x}');
  });

  test('take no braces from the tokens behind them, however unbalanced', () => {
    const spec = renderedSpec((stack) => ({ a: 'echo "${"', b: variable(stack, 'string').stringValue, c: '}' }));
    expect(spec).toBe('{"a":"echo \\"$${\\"","b":${jsonencode(var.v)},"c":"}"}');
  });
});

describe('tokens', () => {
  test.each([
    ['text', 'string', (v: TerraformVariable) => v.stringValue],
    ['number', 'number', (v: TerraformVariable) => v.numberValue],
    ['list', 'list(string)', (v: TerraformVariable) => v.listValue],
    ['map', 'map(string)', (v: TerraformVariable) => v.value],
    ['boolean', 'bool', (v: TerraformVariable) => v.booleanValue],
    ['encoded list of numbers', 'list(number)', (v: TerraformVariable) => Token.asNumberList(v.value)],
    ['encoded map', 'map(string)', (v: TerraformVariable) => Token.asStringMap(v.value)],
    ['encoded map of anything', 'any', (v: TerraformVariable) => Token.asAnyMap(v.value)],
  ])('of a %s stand as JSON in the place of the leaf', (_name, type, valueOf) => {
    expect(renderedSpec((stack) => ({ leaf: valueOf(variable(stack, type)), after: 1 }))).toBe(
      '{"leaf":${jsonencode(var.v)},"after":1}',
    );
  });

  test('may be functions of others', () => {
    const spec = renderedSpec((stack) => ({ leaf: Fn.join(',', variable(stack, 'list(string)').listValue) }));
    expect(spec).toBe('{"leaf":${jsonencode(join(",", var.v))}}');
  });

  test('inside a text keep their braces and the text its escapes', () => {
    const spec = renderedSpec((stack) => {
      return { url: `https://${variable(stack, 'string').stringValue}/"${'${x}'}"\\\n` };
    });
    expect(spec).toBe('{"url":${jsonencode("https://${var.v}/\\"$${x}\\"\\\\\\n")}}');
  });

  test('of numbers inside a text too, whatever stands beside them', () => {
    const spec = renderedSpec((stack) => ({ port: `tcp-${variable(stack, 'number').numberValue}-in` }));
    expect(spec).toBe('{"port":${jsonencode("tcp-${var.v}-in")}}');
  });

  test('are not what only looks like one', () => {
    const spec = renderedSpec((stack) => ({
      a: '-8.50e+298',
      b: `-8.50e+298 ${variable(stack, 'string').stringValue}`,
    }));
    expect(spec).toBe('{"a":"-8.50e+298","b":${jsonencode("-8.50e+298 ${var.v}")}}');
  });

  test('behind a dollar are no escape', () => {
    const spec = renderedSpec((stack) => ({ price: `US$${variable(stack, 'number').numberValue}` }));
    expect(spec).toBe('{"price":${jsonencode("US${"$"}${var.v}")}}');
  });

  test('stand in lists beside literals', () => {
    const spec = renderedSpec((stack) => ({ args: ['--zone', variable(stack, 'string').stringValue, '${HOME}'] }));
    expect(spec).toBe('{"args":["--zone",${jsonencode(var.v)},"$${HOME}"]}');
  });

  test('are attributes of resources and data sources', () => {
    const spec = renderedSpec((stack) => {
      const data = new TerraformDataSource(stack, 'zone', { terraformResourceType: 'acme_zone' });
      return { id: data.getStringAttribute('id') };
    });
    expect(spec).toBe('{"id":${jsonencode(data.acme_zone.zone.id)}}');
  });

  test('fill a Secret', () => {
    const { stack, bundle } = bundleFixture();
    const password = new TerraformVariable(stack, 'password', { type: 'string', sensitive: true });
    new KubernetesObject(bundle, 'Object', {
      manifest: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', namespace: 'ml' },
        stringData: { p: password.stringValue },
      },
    });
    expect(terraformOf(stack).resource.helm_release.Bundle.values[0]).toContain('"p":${jsonencode(var.password)}');
    expect(blueprintOf(stack).units[0].objects[0].manifest.stringData).toStrictEqual({ p: null });
  });

  test('are paths and expressions in the blueprint, with null at their place', () => {
    const { stack, bundle } = bundleFixture();
    const v = variable(stack, 'string').stringValue;
    new KubernetesObject(bundle, 'Object', { manifest: thing({ 'a/b': [v], text: `\${X} ${v}` }) });
    const { manifest, tokens } = blueprintOf(stack).units[0].objects[0];
    expect(manifest.spec).toStrictEqual({ 'a/b': [null], text: null });
    expect(tokens).toStrictEqual([
      { path: '/spec/a~1b/0', expression: '${var.v}' },
      { path: '/spec/text', expression: '$${X} ${var.v}' },
    ]);
  });

  test('fill values of charts', () => {
    const { stack, target } = bundleFixture();
    const chart = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3' };
    const zone = variable(stack, 'string').stringValue;
    new Chart(stack, 'Demo', { target, chart, namespace: 'ml', values: { zone, script: '${HOME}' } });
    expect(terraformOf(stack).resource.helm_release.Demo.values).toStrictEqual([
      '{"zone":${jsonencode(var.v)},"script":"$${HOME}"}',
    ]);
    expect(chartsOf(stack).demo).toMatchObject({
      values: { zone: null },
      tokens: [{ path: '/zone', expression: '${var.v}' }],
    });
  });
});

describe('tokens where the program must know the value', () => {
  test('fail as a key', () => {
    expect(() => renderedSpec((stack) => ({ [variable(stack, 'string').stringValue]: 1 }))).toThrow(
      /AIC-1004.*a key is a Terraform token at \/spec\//,
    );
  });

  test('fail inside a key', () => {
    expect(() => renderedSpec((stack) => ({ [`a-${variable(stack, 'string').stringValue}`]: 1 }))).toThrow(
      /AIC-1004.*a key is a Terraform token/,
    );
  });

  test('fail as list elements beside others', () => {
    expect(() => renderedSpec((stack) => ({ all: [...variable(stack, 'list(string)').listValue, 'more'] }))).toThrow(
      /AIC-1004.*mixes a list token with items at \/spec\/all\/0.*\n.*Fn\.concat/,
    );
  });

  test('fail as map entries beside others', () => {
    const spread = (stack: TerraformStack): unknown => ({
      all: { ...Token.asStringMap(variable(stack, 'map(string)').value), more: 'x' },
    });
    expect(() => renderedSpec(spread)).toThrow(
      /AIC-1004.*mixes a map token with entries at \/spec\/all.*\n.*Fn\.merge/,
    );
  });

  test.each(['apiVersion', 'kind'])('fail as %s', (field) => {
    const { stack, bundle } = bundleFixture();
    const manifest = { ...thing({}), [field]: variable(stack, 'string').stringValue };
    expect(() => new KubernetesObject(bundle, 'Object', { manifest })).toThrow(/AIC-1006/);
  });

  test.each(['name', 'namespace'])('fail as metadata.%s', (field) => {
    const { stack, bundle } = bundleFixture();
    const manifest = thing({});
    manifest.metadata[field] = `x-${variable(stack, 'string').stringValue}`;
    expect(() => new KubernetesObject(bundle, 'Object', { manifest })).toThrow(/AIC-1006/);
  });

  test.each(['releaseName', 'releaseNamespace'])('fail as %s of a bundle', (field) => {
    const { stack, target } = bundleFixture();
    const name = variable(stack, 'string').stringValue;
    expect(() => new Bundle(stack, 'Other', { target, [field]: name })).toThrow(
      new RegExp(`AIC-1001 at test/Other: ${field} is a Terraform token`),
    );
  });

  test('fail as construct ids', () => {
    const { stack, target, bundle } = bundleFixture();
    const id = variable(stack, 'string').stringValue;
    expect(() => new Bundle(stack, id, { target, releaseName: 'x' })).toThrow(/AIC-1001.*the id of the construct/);
    expect(() => new KubernetesObject(bundle, id, { manifest: thing({}) })).toThrow(/AIC-1001.*the id of the object/);
  });
});

describe('tokens of another stack', () => {
  const deliveries: [string, IDelivery][] = [
    ['helm', Delivery.helm()],
    ['per object', Delivery.perObject()],
    ['kubernetes manifest', Delivery.kubernetesManifest()],
  ];

  test.each(deliveries)('come through the remote state, also inside a text (%s)', (_name, delivery) => {
    const program = new SynthesisedProgram((app) => {
      const base = new TerraformStack(app, 'base');
      const zone = new TerraformDataSource(base, 'zone', { terraformResourceType: 'acme_zone' }).getStringAttribute(
        'id',
      );
      const stack = new TerraformStack(app, 'cloud');
      const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack, 'Target', delivery) });
      new KubernetesObject(bundle, 'Object', { manifest: thing({ zone, text: `in-${zone}-it` }) });
    });
    const written = JSON.stringify(program.configuration('cloud').resource);
    const blueprint = program.blueprint('cloud');
    const base = program.configuration('base');
    const manifest = JSON.parse(readFileSync(join(program.outdir, 'manifest.json'), 'utf8'));
    program.remove();

    const [output] = Object.keys(base.output);
    const remote = `data.terraform_remote_state.cross-stack-reference-input-base.outputs.${output}`;
    expect(written).toContain(remote);
    expect(written).toContain(`in-\${${remote}}-it`);
    expect(written).not.toContain('${data.acme_zone');
    expect(blueprint.units[0].objects[0].tokens).toContainEqual({ path: '/spec/zone', expression: `\${${remote}}` });
    expect(manifest.stacks.cloud.dependencies).toStrictEqual(['base']);
  });
});

test('a stack without tokens needs no variable', () => {
  const stack = testStack();
  const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack) });
  new KubernetesObject(bundle, 'Object', { manifest: thing({}) });
  expect(terraformOf(stack).variable).toBeUndefined();
});
