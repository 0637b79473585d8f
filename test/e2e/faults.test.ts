import { TerraformStack } from 'cdktf';
import { Bundle, ClusterAccess, Delivery, KubernetesObject } from '../../lib';
import { TestTarget } from '../harness';
import { TestControlPlane } from '../support/control-plane';
import { service } from '../support/objects';
import { SynthesisedProgram } from '../support/program';
import { KUBECTL_PROVIDER, Terraform } from '../support/terraform';

jest.setTimeout(600_000);

let controlPlane: TestControlPlane;
const programs: SynthesisedProgram[] = [];

beforeAll(async () => {
  controlPlane = await TestControlPlane.start();
});
afterAll(async () => {
  programs.forEach((p) => p.remove());
  await controlPlane?.stop();
});

const configMap = (name: string, data: Record<string, string>): unknown => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});

/** One stack with one bundle of these objects, delivered object by object to the control plane. */
function program(stack: string, manifests: unknown[]): (app: any) => void {
  return (app) => {
    const scope = new TerraformStack(app, stack);
    const access = ClusterAccess.kubeconfig(controlPlane.kubeconfig);
    const target = new TestTarget(scope, 'Target', Delivery.perObject(KUBECTL_PROVIDER), access);
    const bundle = new Bundle(scope, 'Objects', { target });
    manifests.forEach((manifest, i) => new KubernetesObject(bundle, `Object${i}`, { manifest }));
  };
}

function deploy(stack: string, manifests: unknown[]): { synthesised: SynthesisedProgram; terraform: Terraform } {
  const synthesised = new SynthesisedProgram(program(stack, manifests));
  programs.push(synthesised);
  const terraform = new Terraform(synthesised.stackFolder(stack));
  terraform.run('init');
  return { synthesised, terraform };
}

const isClean = (terraform: Terraform): boolean => terraform.attempt('plan', '-detailed-exitcode').code === 0;

test('an apply with one refused object converges when the object is corrected', () => {
  const { synthesised, terraform } = deploy('refused', [service('good', 80), service('bad', 70000)]);
  const first = terraform.attempt('apply', '-auto-approve');
  expect(first.code).not.toBe(0);
  expect(first.output).toContain('70000');
  expect(controlPlane.object('Service', 'good', 'default')).toBeDefined();
  expect(controlPlane.object('Service', 'bad', 'default')).toBeUndefined();

  synthesised.rewrite(program('refused', [service('good', 80), service('bad', 7000)]));
  terraform.run('apply', '-auto-approve');
  expect(controlPlane.object('Service', 'bad', 'default').spec.ports[0].port).toBe(7000);
  expect(isClean(terraform)).toBe(true);
});

test('an apply that loses the API server half-way converges when it is back', async () => {
  const many = Array.from({ length: 60 }, (_, i) => configMap(`many-${i}`, { index: String(i) }));
  const { terraform } = deploy('outage', many);
  const running = terraform.start('apply', '-auto-approve', '-parallelism=4');
  const created = (): number =>
    Number(
      controlPlane.tryKubectl(['get', 'configmaps', '-n', 'default', '-o', 'name']).output.match(/many-/g)?.length ?? 0,
    );
  while (created() < 3) await new Promise((resolve) => setTimeout(resolve, 50));
  await controlPlane.call('stopProcess', { name: 'kube-apiserver' });
  const interrupted = await running;
  expect(interrupted.code).not.toBe(0);

  await controlPlane.call('startProcess', { name: 'kube-apiserver' });
  expect(created()).toBeLessThan(60);
  terraform.run('apply', '-auto-approve');
  expect(created()).toBe(60);
  expect(isClean(terraform)).toBe(true);
});

test('what was changed or deleted by hand comes back with the next apply', () => {
  const { terraform } = deploy('drift', [
    configMap('changed', { mode: 'ours' }),
    configMap('deleted', { mode: 'ours' }),
  ]);
  terraform.run('apply', '-auto-approve');
  controlPlane.kubectl(['patch', 'configmap', 'changed', '-n', 'default', '-p', '{"data":{"mode":"theirs"}}']);
  controlPlane.kubectl(['delete', 'configmap', 'deleted', '-n', 'default']);
  expect(isClean(terraform)).toBe(false);

  terraform.run('apply', '-auto-approve');
  expect(controlPlane.object('ConfigMap', 'changed', 'default').data.mode).toBe('ours');
  expect(controlPlane.object('ConfigMap', 'deleted', 'default').data.mode).toBe('ours');
  expect(isClean(terraform)).toBe(true);
});

test('an apply that is repeated changes nothing', () => {
  const { terraform } = deploy('repeated', [service('stable', 8080), configMap('stable', { mode: 'ours' })]);
  terraform.run('apply', '-auto-approve');
  const before = controlPlane.object('Service', 'stable', 'default').metadata.resourceVersion;
  const again = terraform.run('apply', '-auto-approve');
  expect(again).toContain('0 added, 0 changed, 0 destroyed');
  expect(controlPlane.object('Service', 'stable', 'default').metadata.resourceVersion).toBe(before);
});

test('a destroy leaves nothing behind', () => {
  const { terraform } = deploy('destroyed', [service('gone', 8080), configMap('gone', { mode: 'ours' })]);
  terraform.run('apply', '-auto-approve');
  expect(controlPlane.object('Service', 'gone', 'default')).toBeDefined();
  terraform.run('destroy', '-auto-approve');
  expect(controlPlane.object('Service', 'gone', 'default')).toBeUndefined();
  expect(controlPlane.object('ConfigMap', 'gone', 'default')).toBeUndefined();
});
