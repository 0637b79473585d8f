import { VendoredManifest } from '../../lib';
import { blueprintOf, bundlesOf, manifestsOf, TestTarget, testStack } from '../harness';

const SOURCE = { name: 'thing', version: 'v1.2.3', url: 'https://acme.com/thing', license: 'Apache-2.0' };
const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'ml' } };
const CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.acme.com', annotations: { 'acme.com/owner': 'ml' } },
};

function fixture(releaseName?: string): any {
  const stack = testStack();
  const software = new VendoredManifest(stack, 'Thing', { target: new TestTarget(stack), source: SOURCE, releaseName });
  return { stack, software };
}

test('delivers CRDs in a bundle of their own that comes before', () => {
  const { stack, software } = fixture();
  software.add('Settings', { manifest: CONFIG });
  software.add('Definition', { manifest: CRD });
  expect(bundlesOf(stack)).toStrictEqual({
    thing: ['ConfigMap/settings'],
    'thing-crds': ['CustomResourceDefinition/things.acme.com'],
  });
  const { units } = blueprintOf(stack);
  expect(units.map((u: any) => u.releaseName)).toStrictEqual(['thing-crds', 'thing']);
  expect(units[1].dependsOn).toContain('test/Thing/Crds');
});

test('has one bundle when there are no CRDs', () => {
  const { stack, software } = fixture('mine');
  software.add('Settings', { manifest: CONFIG });
  expect(Object.keys(bundlesOf(stack))).toStrictEqual(['mine']);
});

test('keeps CRDs when the software goes, and the annotations they had', () => {
  const { stack, software } = fixture();
  software.add('Definition', { manifest: CRD });
  expect(manifestsOf(stack)['CustomResourceDefinition/things.acme.com'].metadata.annotations).toStrictEqual({
    'acme.com/owner': 'ml',
    'helm.sh/resource-policy': 'keep',
  });
});

test('labels objects with name and version, and lets them say otherwise', () => {
  const { stack, software } = fixture();
  const metadata = { ...CONFIG.metadata, labels: { 'app.kubernetes.io/name': 'own' } };
  software.add('Settings', { manifest: { ...CONFIG, metadata } });
  expect(manifestsOf(stack)['ConfigMap/settings'].metadata.labels).toStrictEqual({
    'app.kubernetes.io/name': 'own',
    'app.kubernetes.io/version': 'v1.2.3',
  });
});

test('takes content that is complete only later', () => {
  const { stack, software } = fixture();
  software.add('Settings', { manifest: CONFIG, source: { toManifest: () => ({ ...CONFIG, data: { late: 'yes' } }) } });
  expect(manifestsOf(stack)['ConfigMap/settings'].data).toStrictEqual({ late: 'yes' });
});

test('takes the content of a CRD that is complete only later, with its keep policy and labels', () => {
  const { stack, software } = fixture();
  const late = { ...CRD, metadata: { name: 'things.acme.com' }, spec: { group: 'acme.com' } };
  software.add('Definition', { manifest: CRD, source: { toManifest: () => late } });
  const definition = manifestsOf(stack)['CustomResourceDefinition/things.acme.com'];
  expect(definition.spec).toStrictEqual({ group: 'acme.com' });
  expect(definition.metadata).toMatchObject({
    annotations: { 'helm.sh/resource-policy': 'keep' },
    labels: { 'app.kubernetes.io/name': 'thing', 'app.kubernetes.io/version': 'v1.2.3' },
  });
});
