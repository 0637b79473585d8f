import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerraformStack, TerraformVariable } from 'cdktf';
import { Bundle, KubernetesObject } from '../../lib';
import { TestTarget, terraformOf, testStack } from '../harness';
import { Terraform } from '../support/terraform';

jest.setTimeout(600_000);

const NASTY = 'say "hi" \\ ${HOME} %{ if }\n\tsecond line — ü 漢';

/** Lets the real Terraform evaluate what a bundle hands to Helm and returns it as Helm would read it. */
function evaluate(build: (stack: TerraformStack, bundle: Bundle) => void): any {
  const stack = testStack();
  const target = new TestTarget(stack);
  build(stack, new Bundle(stack, 'Bundle', { target }));
  const configuration = terraformOf(stack);
  const folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-test-'));
  try {
    const values = configuration.resource.helm_release.Bundle.values[0];
    const outputs = { values: { value: values } };
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ variable: configuration.variable, output: outputs }));
    const terraform = new Terraform(folder);
    terraform.run('init');
    terraform.run('apply', '-auto-approve');
    const state = JSON.parse(readFileSync(join(folder, 'terraform.tfstate'), 'utf8'));
    return Object.values<any>(JSON.parse(state.outputs.values.value).objects);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const configMap = (data: unknown): unknown => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'ml' },
  data,
});

test('a shell script with ${VAR} and %{ arrives as it was written', () => {
  const script = '#!/bin/sh\nfor f in "${FILES[@]}"; do echo "${f%%.*}" "%{http_code}" $${PID} 100%; done\n';
  const [object] = evaluate((_stack, bundle) => {
    new KubernetesObject(bundle, 'Script', { manifest: configMap({ script, '${key}': 'kept' }) });
  });
  expect(object.data).toStrictEqual({ script, '${key}': 'kept' });
});

test('values of variables arrive whatever characters and types they hold', () => {
  const [object] = evaluate((stack, bundle) => {
    const text = new TerraformVariable(stack, 'Text', { type: 'string', default: NASTY });
    const number = new TerraformVariable(stack, 'Number', { type: 'number', default: 7 });
    const list = new TerraformVariable(stack, 'List', { type: 'list(string)', default: ['a"b', 'c'] });
    const map = new TerraformVariable(stack, 'Map', { type: 'map(string)', default: { k: 'v"w' } });
    const flag = new TerraformVariable(stack, 'Flag', { type: 'bool', default: true });
    new KubernetesObject(bundle, 'Mixed', {
      manifest: {
        apiVersion: 'acme.com/v1',
        kind: 'Thing',
        metadata: { name: 'thing' },
        spec: {
          text: text.stringValue,
          inside: `before "\${X}" \\ ${text.stringValue} after\n`,
          number: number.numberValue,
          list: list.listValue,
          map: map.value,
          flag: flag.booleanValue,
        },
      },
    });
  });
  expect(object.spec).toStrictEqual({
    text: NASTY,
    inside: `before "\${X}" \\ ${NASTY} after\n`,
    number: 7,
    list: ['a"b', 'c'],
    map: { k: 'v"w' },
    flag: true,
  });
});
