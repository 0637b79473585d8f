import { TerraformDataSource, TerraformHclModule, TerraformOutput, TerraformResource, TerraformStack } from 'cdktf';
import { Construct, DependencyGroup, IDependable } from 'constructs';
import { Bundle, Chart, Delivery, KubernetesObject } from '../../lib';
import { blueprintOf, TestTarget, terraformOf, testStack } from '../harness';
import { configMap } from './support';

const CHART = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3' };

/** Two bundles, and what the second waits for after `link`. */
function orderOf(link: (first: Bundle, second: Bundle, stack: TerraformStack) => void): string[] | undefined {
  const stack = testStack();
  const target = new TestTarget(stack);
  const first = new Bundle(stack, 'First', { target });
  const second = new Bundle(stack, 'Second', { target });
  link(first, second, stack);
  return terraformOf(stack).resource.helm_release.Second.depends_on;
}

describe('order within a stack', () => {
  test('is none unless it is asked for', () => {
    expect(orderOf(() => {})).toBeUndefined();
  });

  test('follows a dependency between bundles', () => {
    expect(orderOf((first, second) => second.node.addDependency(first))).toStrictEqual(['helm_release.First']);
  });

  test('follows a dependency on an object, which lifts to its bundle', () => {
    const link = (first: Bundle, second: Bundle): void => {
      const object = new KubernetesObject(first, 'Object', { manifest: configMap('a') });
      second.node.addDependency(object);
    };
    expect(orderOf(link)).toStrictEqual(['helm_release.First']);
  });

  test('follows a dependency of an object, which lifts to its bundle', () => {
    const link = (first: Bundle, second: Bundle): void => {
      new KubernetesObject(second, 'Object', { manifest: configMap('a') }).node.addDependency(first);
    };
    expect(orderOf(link)).toStrictEqual(['helm_release.First']);
  });

  test('follows a dependency of any construct above', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const operators = new Construct(stack, 'Operators');
    const users = new Construct(stack, 'Users');
    new Bundle(operators, 'A', { target });
    new Chart(operators, 'B', { target, chart: CHART, namespace: 'ml', values: {} });
    new Bundle(users, 'C', { target });
    users.node.addDependency(operators);
    expect(terraformOf(stack).resource.helm_release.Users_C.depends_on).toStrictEqual([
      'helm_release.Operators_A',
      'helm_release.Operators_B',
    ]);
  });

  test('sees what is added to a construct after the dependency on it', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const operators = new Construct(stack, 'Operators');
    const bundle = new Bundle(stack, 'User', { target });
    bundle.node.addDependency(operators);
    new Bundle(operators, 'Late', { target });
    expect(terraformOf(stack).resource.helm_release.User.depends_on).toStrictEqual(['helm_release.Operators_Late']);
  });

  test('follows a group of dependables', () => {
    const link = (first: Bundle, second: Bundle): void => {
      const group: IDependable = new DependencyGroup(first);
      second.node.addDependency(group);
    };
    expect(orderOf(link)).toStrictEqual(['helm_release.First']);
  });

  test('makes no bundle wait for itself when its parent depends on a sibling', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const parent = new Construct(stack, 'Parent');
    const crds = new Bundle(parent, 'Crds', { target });
    new Bundle(parent, 'Rest', { target });
    parent.node.addDependency(crds);
    const releases = terraformOf(stack).resource.helm_release;
    expect(releases.Parent_Crds).not.toHaveProperty('depends_on');
    expect(releases.Parent_Rest.depends_on).toStrictEqual(['helm_release.Parent_Crds']);
  });

  test('is sorted and names each once', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const last = new Bundle(stack, 'Last', { target });
    for (const id of ['C', 'A', 'B']) {
      const bundle = new Bundle(stack, id, { target });
      const object = new KubernetesObject(bundle, 'Object', { manifest: configMap(id.toLowerCase()) });
      last.node.addDependency(bundle, object);
    }
    expect(terraformOf(stack).resource.helm_release.Last.depends_on).toStrictEqual([
      'helm_release.A',
      'helm_release.B',
      'helm_release.C',
    ]);
  });

  test('puts the foundation of the cluster before everything else', () => {
    const stack = testStack();
    const target: any = new TestTarget(stack);
    const namespaces = new Bundle(stack, 'Namespaces', { target });
    target.foundation = namespaces;
    new Bundle(stack, 'Other', { target });
    new Chart(stack, 'Demo', { target, chart: CHART, namespace: 'ml', values: {} });
    const releases = terraformOf(stack).resource.helm_release;
    expect(releases.Namespaces).not.toHaveProperty('depends_on');
    expect(releases.Other.depends_on).toStrictEqual(['helm_release.Namespaces']);
    expect(releases.Demo.depends_on).toStrictEqual(['helm_release.Namespaces']);
  });

  test('stands in the blueprint, each unit behind what it waits for', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const [a, b, c] = ['A', 'B', 'C'].map((id) => new Bundle(stack, id, { target }));
    a.node.addDependency(b);
    b.node.addDependency(c);
    const { units } = blueprintOf(stack);
    expect(units.map((unit: any) => [unit.path, unit.dependsOn])).toStrictEqual([
      ['test/C', []],
      ['test/B', ['test/C']],
      ['test/A', ['test/B']],
    ]);
  });
});

describe("order on what is the user's own", () => {
  const resource = (stack: TerraformStack, id = 'Network'): TerraformResource =>
    new TerraformResource(stack, id, { terraformResourceType: 'terraform_data' });

  test('waits for a Terraform resource', () => {
    expect(orderOf((_first, second, stack) => second.node.addDependency(resource(stack)))).toStrictEqual([
      'terraform_data.Network',
    ]);
  });

  test('waits for all resources below a construct', () => {
    const link = (_first: Bundle, second: Bundle, stack: TerraformStack): void => {
      const network = new Construct(stack, 'Vpc');
      new TerraformResource(network, 'Net', { terraformResourceType: 'terraform_data' });
      new TerraformResource(network, 'Sub', { terraformResourceType: 'terraform_data' });
      second.node.addDependency(network);
    };
    expect(orderOf(link)).toHaveLength(2);
  });

  test('waits for a module', () => {
    const link = (_first: Bundle, second: Bundle, stack: TerraformStack): void => {
      second.node.addDependency(new TerraformHclModule(stack, 'Eks', { source: 'acme/eks/aws', version: '1.0.0' }));
    };
    expect(orderOf(link)).toStrictEqual(['module.Eks']);
  });

  test('waits for a data source', () => {
    const link = (_first: Bundle, second: Bundle, stack: TerraformStack): void => {
      second.node.addDependency(new TerraformDataSource(stack, 'Zone', { terraformResourceType: 'acme_zone' }));
    };
    expect(orderOf(link)).toStrictEqual(['data.acme_zone.Zone']);
  });

  test('waits for nothing that Terraform cannot wait for', () => {
    const link = (_first: Bundle, second: Bundle, stack: TerraformStack): void => {
      second.node.addDependency(new TerraformOutput(stack, 'Out', { value: 'x' }));
    };
    expect(orderOf(link)).toBeUndefined();
  });

  test('never names the resources of another bundle beside its address', () => {
    const stack = testStack();
    const target = new TestTarget(stack, 'Target', Delivery.perObject());
    const first = new Bundle(stack, 'First', { target });
    new KubernetesObject(first, 'Object', { manifest: configMap('a') });
    const second = new Bundle(stack, 'Second', { target });
    second.node.addDependency(first);
    expect(terraformOf(stack).resource.terraform_data.Second.depends_on).toStrictEqual(['terraform_data.First']);
  });
});

describe('circles', () => {
  test.each([2, 3, 5])('of %i units fail with all their names', (size) => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const bundles = Array.from({ length: size }, (_, i) => new Bundle(stack, `B${i}`, { target }));
    bundles.forEach((bundle, i) => bundle.node.addDependency(bundles[(i + 1) % size]));
    const names = [...bundles.map((b) => b.node.path), 'test/B0'].join(' → ');
    expect(() => terraformOf(stack)).toThrow(
      new RegExp(`AIC-1014 at test/B0: units wait for each other in a circle; got ${names}, want an order`),
    );
    expect(() => blueprintOf(stack)).toThrow(/AIC-1014/);
  });

  test('leave out units that only lead to them', () => {
    const stack = testStack();
    const target = new TestTarget(stack);
    const [a, b, c] = ['A', 'B', 'C'].map((id) => new Bundle(stack, id, { target }));
    a.node.addDependency(b);
    b.node.addDependency(c);
    c.node.addDependency(b);
    expect(() => terraformOf(stack)).toThrow(/got test\/B → test\/C → test\/B, want/);
  });
});
