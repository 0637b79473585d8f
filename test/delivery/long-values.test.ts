import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TerraformStack, TerraformVariable } from 'cdktf';
import { Bundle, Chart, KubernetesObject } from '../../lib';
import { configMap } from '../core/support';
import { TestTarget, terraformOf, testStack } from '../harness';
import { SynthesisedProgram } from '../support/program';

const LONG = 'echo "${HOME}" %{x} $$ ü\n'.repeat(2000);

interface Written {
  /** What Terraform is given as values. */
  readonly values: string;
  /** The file that it reads, if any. */
  readonly file?: string;
}

/** A unit `Unit` with its values as `App.synth` writes them. */
function written(build: (stack: TerraformStack, target: TestTarget) => void): Written {
  const program = new SynthesisedProgram((app) => {
    const stack = new TerraformStack(app, 'test');
    build(stack, new TestTarget(stack));
  });
  const [values] = program.configuration('test').resource.helm_release.Unit.values;
  const path = join(program.stackFolder('test'), 'values', 'Unit.json');
  const file = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  program.remove();
  return { values, file };
}

test('long values of a bundle stand in a file, unescaped', () => {
  const { values, file } = written((stack, target) => {
    const bundle = new Bundle(stack, 'Unit', { target });
    new KubernetesObject(bundle, 'Object', { manifest: configMap('a', { script: LONG }) });
  });
  expect(values).toBe('${file("${path.module}/values/Unit.json")}');
  expect(JSON.parse(file ?? '').objects['ConfigMap/ml/a'].data.script).toBe(LONG);
});

test('long values of a chart do too', () => {
  const chart = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3' };
  const { values, file } = written((stack, target) => {
    new Chart(stack, 'Unit', { target, chart, namespace: 'ml', values: { script: LONG } });
  });
  expect(values).toBe('${file("${path.module}/values/Unit.json")}');
  expect(JSON.parse(file ?? '')).toStrictEqual({ script: LONG });
});

test('short values stand in the configuration', () => {
  const { values, file } = written((stack, target) => void new Bundle(stack, 'Unit', { target }));
  expect(values).toBe('{"objects":{}}');
  expect(file).toBeUndefined();
});

test('values with tokens stand in the configuration, however long: a file could not hold them', () => {
  const { values, file } = written((stack, target) => {
    const token = new TerraformVariable(stack, 'v', { type: 'string' }).stringValue;
    const bundle = new Bundle(stack, 'Unit', { target });
    new KubernetesObject(bundle, 'Object', { manifest: configMap('a', { script: LONG, token }) });
  });
  expect(values).toContain('"token":${jsonencode(var.v)}');
  expect(file).toBeUndefined();
});

test('both ways to synthesise say the same of long values', () => {
  const build = (stack: TerraformStack, target: TestTarget): void => {
    const bundle = new Bundle(stack, 'Unit', { target });
    new KubernetesObject(bundle, 'Object', { manifest: configMap('a', { script: LONG }) });
  };
  const stack = testStack();
  build(stack, new TestTarget(stack));
  expect(terraformOf(stack).resource.helm_release.Unit.values).toStrictEqual([written(build).values]);
});
