import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TerraformVariable } from 'cdktf';
import * as fc from 'fast-check';
import { Bundle, Delivery, IDelivery, KubernetesObject } from '../../lib';
import { TestTarget, terraformOf, testStack } from '../harness';
import { Terraform } from '../support/terraform';

jest.setTimeout(600_000);

const VALUE = 'a "b" \\ ${c} %{d}\n\te — ü 漢';
const PIECES = [
  '$',
  '$$',
  '%',
  '%%',
  '{',
  '}',
  '${',
  '%{',
  '$${',
  '%%{',
  '~}',
  '"',
  '\\',
  '\\n',
  '\n',
  '\r',
  '\t',
  '\b',
  '\f',
  '\u0000',
];
const OTHERS = [
  '\u2028',
  'ü',
  '漢',
  '😀',
  ' ',
  'a',
  "'",
  '#',
  '//',
  '/*',
  '<<EOT',
  '${var.v}',
  '-8.1e+297',
  '&',
  '<',
  ',',
];

/** Texts that break templates, made of what templates are made of; the same ones each time. */
const TEXTS = fc
  .sample(fc.array(fc.constantFrom(...PIECES, ...OTHERS), { minLength: 1, maxLength: 7 }), { numRuns: 250, seed: 1 })
  .map((pieces) => pieces.join(''));

/** Lets the real Terraform evaluate the attribute that a delivery gives to its provider. */
function evaluate(delivery: IDelivery, attributeOf: (resource: any) => unknown): any {
  const stack = testStack();
  const value = new TerraformVariable(stack, 'v', { type: 'string', default: VALUE }).stringValue;
  const number = new TerraformVariable(stack, 'n', { type: 'number', default: 7 }).numberValue;
  const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack, 'Target', delivery) });
  new KubernetesObject(bundle, 'Object', {
    manifest: {
      apiVersion: 'acme.com/v1',
      kind: 'Thing',
      metadata: { name: 'thing' },
      spec: {
        literals: TEXTS,
        whole: [value, number],
        mixed: TEXTS.map((text) => `${text}${value}${text}`),
        numbers: TEXTS.map((text) => `${text}${number}-${text}`),
      },
    },
  });
  const { resource, variable } = terraformOf(stack);
  const folder = mkdtempSync(join(tmpdir(), 'cdktf-ai-cloud-test-'));
  try {
    const output = { attribute: { value: attributeOf(resource) } };
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ variable, output }));
    const terraform = new Terraform(folder);
    terraform.run('init');
    terraform.run('apply', '-auto-approve');
    return JSON.parse(readFileSync(join(folder, 'terraform.tfstate'), 'utf8')).outputs.attribute.value;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const EXPECTED = {
  literals: TEXTS,
  whole: [VALUE, 7],
  mixed: TEXTS.map((text) => `${text}${VALUE}${text}`),
  numbers: TEXTS.map((text) => `${text}7-${text}`),
};

test('any text reaches Helm as it was written, around and beside values of Terraform', () => {
  const values = evaluate(Delivery.helm(), (resource) => resource.helm_release.Bundle.values[0]);
  expect(JSON.parse(values).objects['Thing.acme.com/thing'].spec).toStrictEqual(EXPECTED);
});

test('any text reaches the kubectl provider as it was written', () => {
  const body = evaluate(Delivery.perObject(), (resource) => Object.values<any>(resource.kubectl_manifest)[0].yaml_body);
  expect(JSON.parse(body).spec).toStrictEqual(EXPECTED);
});

test('any text reaches the kubernetes provider as it was written', () => {
  const attribute = evaluate(Delivery.kubernetesManifest(), (resource) => {
    return Object.values<any>(resource.kubernetes_manifest)[0].manifest;
  });
  expect(attribute.spec).toStrictEqual(EXPECTED);
});
