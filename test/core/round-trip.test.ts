import { TerraformVariable } from 'cdktf';
import * as fc from 'fast-check';
import { Bundle, Delivery, IDelivery, JsonPatch, KubernetesObject } from '../../lib';
import { blueprintOf, TestTarget, terraformOf, testStack } from '../harness';
import { thing } from './support';

/** Any JSON whose numbers are safe, with keys that programs trip over. */
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'toString', '0', '-1', 'a.b', '${x}', '%{y}', ''),
);
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('${X}', '%{ if }', '$${', '\r\n', '"\\'),
    fc.integer(),
    fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map((n) => n + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** What the blueprint says of one object, and what Terraform is given, its escapes undone. */
function roundTrip(
  spec: unknown,
  delivery: IDelivery,
  touch: (object: KubernetesObject) => void = () => {},
): unknown[] {
  const stack = testStack();
  const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack, 'Target', delivery) });
  touch(new KubernetesObject(bundle, 'Object', { manifest: thing(spec) }));
  const { helm_release: release, kubectl_manifest: resource } = terraformOf(stack).resource;
  const json: string = release?.Bundle.values[0] ?? Object.values<any>(resource)[0].yaml_body;
  const written = JSON.parse(json.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{'));
  const object = written.objects?.['Thing.acme.com/ml/thing'] ?? written;
  return [blueprintOf(stack).units[0].objects[0].manifest.spec, object.spec];
}

/** Compared as text: a key named `constructor` confuses what compares objects. */
const text = (value: unknown): string => JSON.stringify(value);

test.each([
  ['helm', Delivery.helm()],
  ['per object', Delivery.perObject()],
])('any JSON is delivered as it was given (%s)', (_name, delivery) => {
  fc.assert(
    fc.property(anyJson, (spec) => {
      for (const seen of roundTrip(spec, delivery)) expect(text(seen)).toBe(text(spec));
    }),
    { numRuns: 150 },
  );
});

test('any JSON may be patched in beside what is there', () => {
  fc.assert(
    fc.property(anyJson, anyJson, (first, second) => {
      const patch = (object: KubernetesObject): void => object.patch(JsonPatch.add('/spec/second', second));
      for (const seen of roundTrip({ first }, Delivery.helm(), patch)) {
        expect(text(seen)).toBe(text({ first, second }));
      }
    }),
    { numRuns: 100 },
  );
});

test('a token beside any JSON leaves it as it is', () => {
  fc.assert(
    fc.property(anyJson, (spec) => {
      const stack = testStack();
      const token = new TerraformVariable(stack, 'v', { type: 'string' }).stringValue;
      const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack) });
      new KubernetesObject(bundle, 'Object', { manifest: thing({ beside: spec, token }) });
      const [{ manifest, tokens }] = blueprintOf(stack).units[0].objects;
      expect(text(manifest.spec)).toBe(text({ beside: spec, token: null }));
      expect(tokens).toStrictEqual([{ path: '/spec/token', expression: '${var.v}' }]);
    }),
    { numRuns: 150 },
  );
});
