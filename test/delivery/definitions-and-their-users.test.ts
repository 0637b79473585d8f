import { TerraformStack } from 'cdktf';
import { Bundle, Chart, Delivery, IDelivery, KubernetesObject } from '../../lib';
import { thing } from '../core/support';
import { TestTarget, terraformOf, testStack } from '../harness';

const CHART = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3' };

describe('kubernetes manifest', () => {
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.acme.com' },
    spec: { group: 'acme.com' },
  };
  const build = (delivery: IDelivery, order: ('chart' | 'crd' | 'thing')[]): void => {
    const stack = testStack();
    const target = new TestTarget(stack, 'Target', delivery);
    const bundle = new Bundle(stack, 'Bundle', { target });
    const parts = {
      chart: () =>
        new Chart(stack, 'Demo', { target, chart: { ...CHART, crdGroups: ['acme.com'] }, namespace: 'ml', values: {} }),
      crd: () => new KubernetesObject(bundle, 'Crd', { manifest: crd }),
      thing: () => new KubernetesObject(bundle, 'Thing', { manifest: thing({}) }),
    };
    for (const part of order) parts[part]();
    terraformOf(stack);
  };
  const refused =
    /AIC-1101 at test\/.*before its definition exists; got definitions of acme\.com from test\/(Demo|Bundle) and test\/Bundle\/Thing in one stack/;

  test.each([[['chart', 'thing']], [['thing', 'chart']], [['crd', 'thing']], [['thing', 'crd']]] as (
    'chart' | 'crd' | 'thing'
  )[][][])('fails when one stack brings a definition and uses it: %p', (order) => {
    expect(() => build(Delivery.kubernetesManifest(), order)).toThrow(refused);
  });

  test('takes a chart with definitions that the stack does not use', () => {
    expect(() => build(Delivery.kubernetesManifest(), ['chart', 'crd'])).not.toThrow();
  });

  test.each([
    ['helm', Delivery.helm()],
    ['per object', Delivery.perObject()],
  ])('is the only one that minds (%s)', (_name, delivery) => {
    expect(() => build(delivery, ['chart', 'crd', 'thing'])).not.toThrow();
  });

  test('takes them in two stacks', () => {
    const one = testStack('one');
    new KubernetesObject(
      new Bundle(one, 'B', { target: new TestTarget(one, 'T', Delivery.kubernetesManifest()) }),
      'Crd',
      { manifest: crd },
    );
    const two = new TerraformStack(one.node.root as TerraformStack, 'two');
    const bundle = new Bundle(two, 'B', { target: new TestTarget(two, 'T', Delivery.kubernetesManifest()) });
    expect(() => new KubernetesObject(bundle, 'Thing', { manifest: thing({}) })).not.toThrow();
  });
});
