import { Bundle, DeliveryBinding, IDeliverable, IDelivery, IDeliveryUnit, KubernetesObject } from '../../lib';
import { blueprintOf, TestTarget, terraformOf, testStack } from '../harness';

describe("a delivery of the user's own", () => {
  class Listing implements IDelivery {
    public readonly deliveryName = 'listing';
    public readonly seen: string[] = [];

    public bind(unit: IDeliveryUnit): DeliveryBinding {
      this.seen.push(`unit ${unit.releaseNamespace}/${unit.releaseName}`);
      return { address: `terraform_data.${unit.releaseName}` };
    }

    public bindObject(unit: IDeliveryUnit, object: IDeliverable): void {
      this.seen.push(`${object.kind} of ${unit.releaseName}: ${object.terraformJson()}`);
    }
  }

  test('is told of every unit and every object, once, in its constructor', () => {
    const stack = testStack();
    const delivery = new Listing();
    const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack, 'Target', delivery) });
    new KubernetesObject(bundle, 'Object', {
      manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml' } },
    });
    expect(delivery.seen).toStrictEqual([
      'unit default/bundle',
      'Namespace of bundle: {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"ml"}}',
    ]);
    expect(blueprintOf(stack)).toMatchObject({ delivery: ['listing'], units: [{ path: 'test/Bundle' }] });
  });

  test('is what others wait for by its address', () => {
    const stack = testStack();
    const own = new Bundle(stack, 'Own', { target: new TestTarget(stack, 'Own target', new Listing()) });
    const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack) });
    bundle.node.addDependency(own);
    expect(terraformOf(stack).resource.helm_release.Bundle.depends_on).toStrictEqual(['terraform_data.own']);
  });
});
