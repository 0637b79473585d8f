import { TerraformDataSource, TerraformStack, TerraformVariable } from 'cdktf';
import { Bundle, Chart, ClusterAccess, Delivery, KubernetesObject } from '../../lib';
import { TestTarget, terraformOf, testStack } from '../harness';
import { SynthesisedProgram } from '../support/program';
import { configMap } from './support';

const CHART = { name: 'demo', repository: 'https://charts.acme.com', version: '1.2.3' };

describe('a kubeconfig', () => {
  test('reaches every provider', () => {
    const access = ClusterAccess.kubeconfig('~/.kube/config', { context: 'prod' });
    for (const delivery of [Delivery.perObject(), Delivery.kubernetesManifest()]) {
      const stack = testStack();
      const target = new TestTarget(stack, 'Target', delivery, access);
      new KubernetesObject(new Bundle(stack, 'Bundle', { target }), 'Object', { manifest: configMap('a') });
      new Chart(stack, 'Demo', { target, chart: CHART, namespace: 'ml', values: {} });
      const { helm, kubectl, kubernetes } = terraformOf(stack).provider;
      const expected = { config_path: '~/.kube/config', config_context: 'prod' };
      expect(helm[0].kubernetes).toMatchObject(expected);
      expect((kubectl ?? kubernetes)[0]).toMatchObject(expected);
    }
  });

  test('needs no context', () => {
    expect(ClusterAccess.kubeconfig('/etc/kubeconfig').config).toStrictEqual({
      configPath: '/etc/kubeconfig',
      configContext: undefined,
    });
  });
});

describe('an endpoint', () => {
  test('fails with a token that is written in the program, without showing it', () => {
    const build = (): unknown =>
      ClusterAccess.endpoint({ host: 'https://10.0.0.1:6443', clusterCaCertificate: 'pem', token: 'hunter2' });
    expect(build).toThrow(
      /AIC-1003: the token of the cluster is written in the program; got '\(a literal, not shown\)'/,
    );
    expect(build).not.toThrow(/hunter2/);
  });

  test('takes a sensitive variable', () => {
    const stack = testStack();
    const token = new TerraformVariable(stack, 'token', { type: 'string', sensitive: true }).stringValue;
    expect(() => ClusterAccess.endpoint({ host: 'h', clusterCaCertificate: 'c', token })).not.toThrow();
  });

  test.each([
    ['helm', Delivery.helm()],
    ['per object', Delivery.perObject()],
    ['kubernetes manifest', Delivery.kubernetesManifest()],
  ])('may come from resources of another stack (%s)', (_name, delivery) => {
    const program = new SynthesisedProgram((app) => {
      const base = new TerraformStack(app, 'base');
      const made = new TerraformDataSource(base, 'cluster', { terraformResourceType: 'acme_cluster' });
      const stack = new TerraformStack(app, 'cloud');
      const access = ClusterAccess.endpoint({
        host: made.getStringAttribute('endpoint'),
        clusterCaCertificate: made.getStringAttribute('ca'),
        token: new TerraformVariable(stack, 'token', { type: 'string', sensitive: true }).stringValue,
      });
      const target = new TestTarget(stack, 'Target', delivery, access);
      new KubernetesObject(new Bundle(stack, 'Bundle', { target }), 'Object', { manifest: configMap('a') });
    });
    const { provider, data } = program.configuration('cloud');
    program.remove();
    const [configuration] = Object.values<any>(provider)[0];
    const { host, cluster_ca_certificate: ca, token } = configuration.kubernetes ?? configuration;
    expect(host).toMatch(/^\$\{data\.terraform_remote_state\..*endpoint\}$/);
    expect(ca).toMatch(/^\$\{data\.terraform_remote_state\..*ca\}$/);
    expect(token).toBe('${var.token}');
    expect(data.terraform_remote_state).toBeDefined();
  });
});

test.each([undefined, ''])('fails on the kubeconfig path %p, which an empty variable leaves', (path) => {
  expect(() => ClusterAccess.kubeconfig(path as string)).toThrow(/AIC-1024: the kubeconfig has no path/);
});
