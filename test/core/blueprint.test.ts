import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { Aspects, S3Backend, TerraformStack, TerraformVariable, Testing } from 'cdktf';
import { Construct } from 'constructs';
import { Blueprint, Bundle, Chart, Delivery, JsonPatch, KubernetesObject, ShardedBundle } from '../../lib';
import { addFact } from '../../lib/core/private/facts';
import { blueprintOf, TestTarget, terraformOf, testStack } from '../harness';
import { SynthesisedProgram } from '../support/program';
import { configMap, thing } from './support';

const SCHEMA = JSON.parse(readFileSync(join(__dirname, '../../lib/core/blueprint.schema.json'), 'utf8'));
const CHART = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3', crdGroups: ['acme.com'] };

/** A stack with some of everything that core knows. */
function fill(stack: TerraformStack, order: 'forth' | 'back' = 'forth', delivery = Delivery.helm()): void {
  const target = new TestTarget(stack, 'Target', delivery);
  const zone = new TerraformVariable(stack, 'zone', { type: 'string' }).stringValue;
  const chart = new Chart(stack, 'Operator', {
    target,
    chart: CHART,
    namespace: 'ml',
    values: { zone, script: '${X}' },
  });
  const parts = [
    () =>
      new KubernetesObject(new Bundle(stack, 'A', { target }), 'Object', { manifest: thing({ zone, script: '${X}' }) }),
    () => new KubernetesObject(new Bundle(stack, 'ä.b', { target }), 'Object', { manifest: configMap('b') }),
    () => new ShardedBundle(stack, 'Many', { target, shards: 2 }),
  ];
  for (const part of order === 'forth' ? parts : parts.reverse()) part().node.addDependency(chart);
}

describe('the blueprint', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(SCHEMA);
  const problemsOf = (blueprint: unknown): unknown => (validate(blueprint), validate.errors);

  test.each([
    ['helm', Delivery.helm()],
    ['per object', Delivery.perObject()],
    ['kubernetes manifest', Delivery.kubernetesManifest()],
  ])('fits its published schema (%s)', (name, delivery) => {
    const stack = testStack();
    const target = new TestTarget(stack, 'Target', delivery);
    const bundle = new Bundle(stack, 'Bundle', { target });
    new KubernetesObject(bundle, 'Object', { manifest: configMap('a') });
    const blueprint = blueprintOf(stack);
    expect(problemsOf(blueprint)).toBeNull();
    expect(blueprint.delivery).toStrictEqual([name.replace(' ', '-')]);
  });

  test('fits it with charts, tokens and order', () => {
    const stack = testStack();
    fill(stack);
    expect(problemsOf(blueprintOf(stack))).toBeNull();
  });

  test('fits it when it is empty', () => {
    expect(problemsOf(blueprintOf(testStack()))).toBeNull();
  });

  test('would be refused by the schema with an unknown field', () => {
    const stack = testStack();
    fill(stack);
    const blueprint = blueprintOf(stack);
    blueprint.units[0].surprise = true;
    expect(problemsOf(blueprint)).not.toBeNull();
  });

  test('says where the schema is', () => {
    expect(SCHEMA).toMatchObject({
      $id: expect.stringContaining('blueprint-v1'),
      properties: { version: { const: 1 } },
    });
  });

  test('is written beside the configuration of each stack, and says the same as Blueprint.of', () => {
    const pure: string[] = [];
    const program = new SynthesisedProgram((app) => {
      for (const id of ['one', 'two']) {
        const stack = new TerraformStack(app, id);
        fill(stack);
        pure.push(`${Blueprint.of(stack).toJson()}\n`);
      }
    });
    const written = ['one', 'two'].map((id) => readFileSync(join(program.stackFolder(id), 'blueprint.json'), 'utf8'));
    program.remove();
    expect(written).toStrictEqual(pure);
    expect(written.map((text) => JSON.parse(text).stack)).toStrictEqual(['one', 'two']);
  });

  test('of a stack above holds nothing of a stack below', () => {
    const program = new SynthesisedProgram((app) => {
      const outer = new TerraformStack(app, 'outer');
      fill(outer);
      const inner = new TerraformStack(outer, 'inner');
      new KubernetesObject(new Bundle(inner, 'Inner', { target: new TestTarget(inner) }), 'Object', {
        manifest: configMap('inner'),
      });
    });
    const units = ['outer', 'inner'].map((id) => program.blueprint(id).units.map((u: any) => u.path));
    const releases = ['outer', 'inner'].map((id) => Object.keys(program.configuration(id).resource.helm_release));
    program.remove();
    expect(units[0]).toHaveLength(5);
    expect(units[1]).toStrictEqual(['outer/inner/Inner']);
    expect(releases[0]).not.toContain('Inner');
    expect(releases[1]).toStrictEqual(['Inner']);
  });

  test('is not written for a stack without units', () => {
    const program = new SynthesisedProgram((app) => void new TerraformStack(app, 'plain'));
    const isThere = existsSync(join(program.stackFolder('plain'), 'blueprint.json'));
    program.remove();
    expect(isThere).toBe(false);
  });

  test('holds what constructs say about themselves, by path, one or several', () => {
    const stack = testStack();
    for (const id of ['B', 'A']) {
      const construct = new Construct(stack, id);
      addFact(construct, 'images', () => ({ reference: `acme/${id.toLowerCase()}:1` }));
      addFact(construct, 'images', () => [{ reference: 'x:1' }, { path: `else/${id}`, reference: 'y:1' }]);
    }
    const { images } = blueprintOf(stack);
    expect(images).toStrictEqual([
      { path: 'else/A', reference: 'y:1' },
      { path: 'else/B', reference: 'y:1' },
      { path: 'test/A', reference: 'acme/a:1' },
      { path: 'test/A', reference: 'x:1' },
      { path: 'test/B', reference: 'acme/b:1' },
      { path: 'test/B', reference: 'x:1' },
    ]);
  });
});

describe('bytes', () => {
  const bytesOf = (order: 'forth' | 'back'): string[] => {
    const program = new SynthesisedProgram((app) => {
      const stack = new TerraformStack(app, 'test');
      new S3Backend(stack, { bucket: 'state', key: 'test', region: 'eu-west-1' });
      fill(stack, order);
    });
    const files = ['blueprint.json', 'cdk.tf.json'].map((file) =>
      readFileSync(join(program.stackFolder('test'), file), 'utf8'),
    );
    program.remove();
    return files;
  };

  test('are the same each time', () => {
    expect(bytesOf('forth')).toStrictEqual(bytesOf('forth'));
  });

  test('do not tell the order in which a program made its parts', () => {
    expect(bytesOf('back')).toStrictEqual(bytesOf('forth'));
  });

  test('hold nothing of the machine', () => {
    for (const text of bytesOf('forth')) {
      expect(text).not.toContain(process.cwd());
      expect(text).not.toMatch(/TfToken|e\+298/);
    }
  });
});

describe('the two ways to synthesise', () => {
  test.each([
    ['helm', Delivery.helm()],
    ['per object', Delivery.perObject()],
  ])('give the same resources (%s)', (_name, delivery) => {
    const program = new SynthesisedProgram((app) => fill(new TerraformStack(app, 'test'), 'forth', delivery));
    const written = program.configuration('test');
    program.remove();
    const stack = testStack();
    fill(stack, 'forth', delivery);
    const { resource, provider, variable } = terraformOf(stack);
    expect(resource).toStrictEqual(withoutComments(written.resource));
    expect(provider).toStrictEqual(withoutComments(written.provider));
    expect(variable).toStrictEqual(withoutComments(written.variable));
  });

  test('both run Aspects', () => {
    const build = (stack: TerraformStack): void => {
      const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack) });
      const object = new KubernetesObject(bundle, 'Object', { manifest: configMap('a') });
      Aspects.of(stack).add({
        visit: (node) => void (node === object && object.patch(JsonPatch.add('/data/seen', 'yes'))),
      });
    };
    const program = new SynthesisedProgram((app) => build(new TerraformStack(app, 'test')));
    const written = program.configuration('test').resource.helm_release.Bundle.values[0];
    program.remove();
    const stack = testStack();
    build(stack);
    expect(JSON.parse(Testing.synth(stack)).resource.helm_release.Bundle.values[0]).toBe(written);
    expect(written).toContain('"seen":"yes"');
  });
});

function withoutComments(value: unknown): any {
  return JSON.parse(JSON.stringify(value), (key, item) => (key === '//' ? undefined : item));
}
