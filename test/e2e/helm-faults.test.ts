import { App, TerraformStack } from 'cdktf';
import { Bundle, ClusterAccess, Delivery, KubernetesObject } from '../../lib';
import { TestTarget } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { HelmReleases } from '../support/helm-releases';
import { service } from '../support/objects';
import { SynthesisedProgram } from '../support/program';

jest.setTimeout(300_000);

let controlPlane: TestControlPlane;
const programs: SynthesisedProgram[] = [];

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
});
afterAll(async () => {
  programs.forEach((p) => p.remove());
  await controlPlane?.stop();
});

/** The releases of a stack with one bundle of these objects. */
async function releasesOf(stack: string, manifests: unknown[]): Promise<HelmReleases> {
  const program = new SynthesisedProgram((app: App) => {
    const scope = new TerraformStack(app, stack);
    const access = ClusterAccess.kubeconfig(controlPlane.kubeconfig);
    const bundle = new Bundle(scope, 'Objects', { target: new TestTarget(scope, 'Target', Delivery.helm(), access) });
    manifests.forEach((manifest, i) => new KubernetesObject(bundle, `Object${i}`, { manifest }));
  });
  programs.push(program);
  return HelmReleases.of(program.configuration(stack), program.stackFolder(stack), controlPlane);
}

const portOf = (name: string): number | undefined =>
  controlPlane.object('Service', name, 'default')?.spec.ports[0].port;

test('a first install that was refused converges when the object is corrected', async () => {
  const wrong = await releasesOf('wrong', [service('first', 80), service('second', 70000)]);
  expect(() => wrong.install()).toThrow(/70000/);
  expect(controlPlane.helm(['list', '--all', '--output', 'json', '--namespace', 'default'])).toContain('"failed"');

  const right = await releasesOf('right', [service('first', 80), service('second', 7000)]);
  right.install();
  expect([portOf('first'), portOf('second')]).toStrictEqual([80, 7000]);
  expect(controlPlane.helm(['list', '--all', '--output', 'json', '--namespace', 'default'])).not.toContain('"failed"');
});

test('an object that was deleted by hand comes back with the next change of its bundle', async () => {
  controlPlane.kubectl(['delete', 'service', 'first', '--namespace', 'default']);
  expect(portOf('first')).toBeUndefined();
  const changed = await releasesOf('changed', [service('first', 80), service('second', 7001)]);
  changed.install();
  expect([portOf('first'), portOf('second')]).toStrictEqual([80, 7001]);
});

test('an object that left its bundle is deleted, and the others stay as they are', async () => {
  const before = controlPlane.object('Service', 'first', 'default').metadata.uid;
  const smaller = await releasesOf('smaller', [service('first', 80)]);
  smaller.install();
  expect(portOf('second')).toBeUndefined();
  expect(controlPlane.object('Service', 'first', 'default').metadata.uid).toBe(before);
});
