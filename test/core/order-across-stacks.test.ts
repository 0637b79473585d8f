import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aspects, TerraformResource, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { Bundle, Delivery, IDelivery, KubernetesObject } from '../../lib';
import { TestTarget } from '../harness';
import { SynthesisedProgram } from '../support/program';
import { configMap } from './support';

describe('order across stacks', () => {
  /** Stacks `one` and `two`, each with a bundle; returns cdktf's manifest and what was written. */
  function twoStacks(link: (one: Bundle, two: Bundle, app: App) => void, delivery: IDelivery = Delivery.helm()): any {
    const program = new SynthesisedProgram((app) => {
      const [one, two] = ['one', 'two'].map((id) => {
        const stack = new TerraformStack(app, id);
        const bundle = new Bundle(stack, 'Bundle', { target: new TestTarget(stack, 'Target', delivery) });
        new KubernetesObject(bundle, 'Object', { manifest: configMap(id) });
        return bundle;
      });
      link(one, two, app);
    });
    const { stacks } = JSON.parse(readFileSync(join(program.outdir, 'manifest.json'), 'utf8'));
    const result = {
      dependencies: Object.fromEntries(Object.entries<any>(stacks).map(([name, s]) => [name, s.dependencies])),
      blueprint: program.blueprint('two'),
      configuration: program.configuration('two'),
    };
    program.remove();
    return result;
  }

  test.each([
    ['helm', Delivery.helm()],
    ['per object', Delivery.perObject()],
    ['kubernetes manifest', Delivery.kubernetesManifest()],
  ])('becomes an order of stacks, without remote state (%s)', (_name, delivery) => {
    const { dependencies, blueprint, configuration } = twoStacks((one, two) => two.node.addDependency(one), delivery);
    expect(dependencies).toStrictEqual({ one: [], two: ['one'] });
    expect(blueprint.units[0].dependsOn).toStrictEqual(['one/Bundle']);
    expect(configuration).not.toHaveProperty('data');
    expect(JSON.stringify(configuration)).not.toContain('helm_release.Bundle"');
  });

  test('follows a dependency on the other stack itself', () => {
    const { dependencies } = twoStacks((one, two) => two.node.addDependency(one.node.scope as Construct));
    expect(dependencies).toStrictEqual({ one: [], two: ['one'] });
  });

  test("follows a dependency on a user's resource over there", () => {
    const { dependencies } = twoStacks((one, two) => {
      two.node.addDependency(
        new TerraformResource(one.node.scope as Construct, 'Own', { terraformResourceType: 'terraform_data' }),
      );
    });
    expect(dependencies).toStrictEqual({ one: [], two: ['one'] });
  });

  test('is none unless it is asked for', () => {
    expect(twoStacks(() => {}).dependencies).toStrictEqual({ one: [], two: [] });
  });

  test('fails when two stacks wait for each other', () => {
    const build = (): unknown =>
      twoStacks((one, two) => {
        two.node.addDependency(one);
        const back = new Bundle(one.node.scope as Construct, 'Back', { target: one.target });
        back.node.addDependency(two);
      });
    expect(build).toThrow(
      /^AIC-1013 at (one\/Back|two\/Bundle): two stacks wait for each other; got (one after two|two after one)/,
    );
  });

  test('fails when the program ordered the stacks the other way round', () => {
    const build = (): unknown =>
      twoStacks((one, two) => {
        (one.node.scope as TerraformStack).addDependency(two.node.scope as TerraformStack);
        two.node.addDependency(one);
      });
    expect(build).toThrow(/AIC-1013/);
  });

  test("fails also when a user's resource closes the circle", () => {
    const build = (): unknown =>
      twoStacks((one, two) => {
        (one.node.scope as TerraformStack).addDependency(two.node.scope as TerraformStack);
        const own = new TerraformResource(one.node.scope as Construct, 'Own', {
          terraformResourceType: 'terraform_data',
        });
        two.node.addDependency(own);
      });
    expect(build).toThrow(/AIC-1013.*one\/Own/);
  });
});

test('fails when an Aspect adds order across stacks, which cdktf would not see', () => {
  const build = (): unknown =>
    new SynthesisedProgram((app) => {
      const [one, two] = ['one', 'two'].map((id) => {
        const stack = new TerraformStack(app, id);
        return new Bundle(stack, 'Bundle', { target: new TestTarget(stack) });
      });
      Aspects.of(two.node.scope as Construct).add({
        visit: (node) => {
          if (node === two) two.node.addDependency(one);
        },
      });
    });
  expect(build).toThrow(/AIC-1022 at two\/Bundle: order across stacks came too late.*one\/Bundle/);
});
