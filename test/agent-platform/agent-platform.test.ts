import { AgentDatabase, AgentPlatform, Chart, JsonPatch, PodSecurity, Registries } from '../../lib';
import { absent, blueprintOf, bundlesOf, chartsOf, manifestsOf, terraformOf, testStack } from '../harness';
import { EXTERNAL, platform, TestCluster } from './support';

const SAMPLES = [
  'k8s-agent',
  'kgateway-agent',
  'istio-agent',
  'promql-agent',
  'observability-agent',
  'argo-rollouts-agent',
  'helm-agent',
  'cilium-policy-agent',
  'cilium-manager-agent',
  'cilium-debug-agent',
];

function units(stack: Parameters<typeof blueprintOf>[0]): any {
  return Object.fromEntries(blueprintOf(stack).units.map((unit: any) => [unit.releaseName, unit]));
}

describe('the charts', () => {
  test('are kagent and its definitions, in the namespace kagent', () => {
    const { stack } = platform();
    const { 'kagent-crds': definitions, kagent } = units(stack);
    expect([definitions.chart.name, definitions.chart.version]).toEqual(['kagent-crds', '0.9.12']);
    expect([kagent.chart.name, kagent.chart.version]).toEqual(['kagent', '0.9.12']);
    expect([definitions.releaseNamespace, kagent.releaseNamespace]).toEqual(['kagent', 'kagent']);
  });

  test('agree on what they leave out', () => {
    const { 'kagent-crds': definitions, kagent } = chartsOf(platform().stack);
    for (const part of ['kmcp', 'substrate']) {
      expect(definitions.values[part]).toEqual({ enabled: false });
      expect(kagent.values[part]).toEqual({ enabled: false });
    }
  });

  test.each([...SAMPLES, 'kagent-tools', 'grafana-mcp', 'querydoc', 'oauth2-proxy'])('switch %s off', (part) => {
    expect(chartsOf(platform().stack).kagent.values[part]).toEqual({ enabled: false });
  });

  test('send no traces and no logs anywhere', () => {
    const { otel, controller } = chartsOf(platform().stack).kagent.values;
    expect(otel).toEqual({ tracing: { enabled: false }, logging: { enabled: false } });
    expect(controller.metrics).toEqual({ enabled: false });
  });

  test('make a default model that needs no key and leads nowhere', () => {
    const { providers } = chartsOf(platform().stack).kagent.values;
    expect(providers.default).toBe('ollama');
    expect(providers.ollama.config.host).toMatch(/\.invalid$/);
  });

  test('watch and write one namespace only', () => {
    const { rbac, controller } = chartsOf(platform({ namespace: 'helpers' }).stack).kagent.values;
    expect(rbac.namespaces).toEqual(['helpers']);
    expect(controller.watchNamespaces).toEqual(['helpers']);
  });

  test('open no way from outside', () => {
    const { ui, controller } = chartsOf(platform().stack).kagent.values;
    expect([ui.service.type, controller.service.type]).toEqual(['ClusterIP', 'ClusterIP']);
    expect(ui.route).toEqual({ enabled: false });
  });

  test('can be patched through the default child', () => {
    const { stack, agents } = platform();
    (agents.node.defaultChild as Chart).patch(JsonPatch.replace('/querydoc/enabled', true));
    expect(chartsOf(stack).kagent.values.querydoc).toEqual({ enabled: true });
  });
});

describe('the database', () => {
  test('is reached by a URL that is mounted from a Secret', () => {
    const { database, controller } = chartsOf(platform().stack).kagent.values;
    const [volume] = controller.volumes;
    const [mount] = controller.volumeMounts;
    expect(volume.secret).toEqual({ secretName: 'agents-database', items: [{ key: 'url', path: 'url' }] });
    expect(mount).toMatchObject({ name: volume.name, readOnly: true });
    expect(database.postgres).toEqual({ urlFile: `${mount.mountPath}/url`, bundled: { enabled: false } });
  });

  test('is the one of the chart when a trial asks for it, with a warning', () => {
    const { stack, agents } = platform({ database: AgentDatabase.bundledForEvaluation() });
    const { database } = chartsOf(stack).kagent.values;
    expect(database.postgres.bundled).toEqual({
      enabled: true,
      image: { registry: 'docker.io' },
      storageClassName: '',
    });
    absent((s: any) => chartsOf(s).kagent.values.controller.volumes, platform().stack as any, stack as any);
    absent((s: any) => chartsOf(s).kagent.values.database.postgres.urlFile, platform().stack as any, stack as any);
    expect(agents.node.metadata.map((entry) => entry.data)).toContainEqual(expect.stringMatching(/^AIC-5013: /));
  });

  test('of the chart lies on the block storage of the cloud', () => {
    const stack = testStack();
    const plain = new TestCluster(testStack()).cloudFacts;
    const cluster = new TestCluster(stack, Registries.upstream(), { ...plain, blockStorageClass: 'cbs' });
    new AgentPlatform(stack, 'Agents', { cluster, database: AgentDatabase.bundledForEvaluation() });
    expect(chartsOf(stack).kagent.values.database.postgres.bundled.storageClassName).toBe('cbs');
  });

  test.each([
    ['Has Capitals', 'url'],
    ['database', ''],
    ['database', 'no/slash'],
    ['${TfToken[TOKEN.7]}', 'url'],
  ])('fails on Secret %p with key %p', (secretName, key) => {
    expect(() => AgentDatabase.external({ secretName, key })).toThrow(/AIC-5011: the Secret for the database of the/);
  });
});

describe('registries', () => {
  const mirror = Registries.mirror('registry.acme.com/ai', {
    chartRepository: 'oci://registry.acme.com/charts',
    pullSecretName: 'mirror',
  });

  test('reach every chart and image', () => {
    const { stack } = platform({ database: AgentDatabase.bundledForEvaluation() }, mirror);
    const { 'kagent-crds': definitions, kagent } = chartsOf(stack);
    expect([definitions.repository, kagent.repository]).toEqual(Array(2).fill('oci://registry.acme.com/charts'));
    expect(kagent.values.registry).toBe('registry.acme.com/ai');
    expect(kagent.values.database.postgres.bundled.image.registry).toBe('registry.acme.com/ai');
    expect(kagent.values.imagePullSecrets).toEqual([{ name: 'mirror' }]);
    expect(kagent.values.global.imagePullSecrets).toEqual([{ name: 'mirror' }]);
    expect(blueprintOf(stack).images.map((image: any) => image.reference)).toEqual([
      'registry.acme.com/ai/kagent-dev/kagent/app:0.9.12',
      'registry.acme.com/ai/kagent-dev/kagent/controller:0.9.12',
      'registry.acme.com/ai/kagent-dev/kagent/ui:0.9.12',
      'registry.acme.com/ai/library/postgres:18.3-alpine',
    ]);
  });

  test('are those of upstream otherwise', () => {
    const { stack } = platform();
    const { kagent } = chartsOf(stack);
    expect([kagent.repository, kagent.values.registry]).toEqual([
      'oci://ghcr.io/kagent-dev/kagent/helm',
      'cr.kagent.dev',
    ]);
    expect(kagent.values.imagePullSecrets).toEqual([]);
    expect(blueprintOf(stack).images.map((image: any) => image.reference)).not.toContainEqual(
      expect.stringContaining('postgres'),
    );
  });
});

describe('the network', () => {
  test('lets nobody in but the pods of the namespace', () => {
    const { stack, cluster } = platform();
    expect(cluster.levels).toEqual({ kagent: PodSecurity.RESTRICTED });
    expect(manifestsOf(stack)['NetworkPolicy/kagent-internal']).toMatchObject({
      metadata: { namespace: 'kagent' },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] },
    });
    absent(
      (s: any) => manifestsOf(s)['NetworkPolicy/kagent-clients'],
      platform({ clientNamespaces: ['web'] }).stack as any,
      stack as any,
    );
  });

  test('lets clients reach controller and console but no agent', () => {
    const { stack } = platform({ clientNamespaces: ['web', 'proxy', 'web'] });
    const { spec } = manifestsOf(stack)['NetworkPolicy/kagent-clients'];
    expect(spec.podSelector.matchExpressions[0].values).toEqual(['controller', 'ui']);
    expect(spec.ingress).toHaveLength(1);
    expect(
      spec.ingress[0].from.map((f: any) => f.namespaceSelector.matchLabels['kubernetes.io/metadata.name']),
    ).toEqual(['proxy', 'web']);
    expect(spec.ingress[0].ports.map((p: any) => p.port)).toEqual([8080, 8083]);
  });

  test('is closed before anything runs in it', () => {
    const { stack } = platform();
    expect(bundlesOf(stack)['kagent-network']).toEqual(['NetworkPolicy/kagent-internal']);
    expect(units(stack).kagent.dependsOn).toEqual([
      'test/Agents/Definitions',
      'test/Agents/Network',
      'test/Cluster/Foundation',
    ]);
  });
});

test('follows the namespace everywhere', () => {
  const { stack, agents, cluster } = platform({ namespace: 'helpers' });
  expect(agents.namespace).toBe('helpers');
  expect(agents.consoleUrl).toBe('http://kagent-ui.helpers.svc.cluster.local:8080');
  expect(Object.keys(cluster.levels)).toEqual(['helpers']);
  expect(units(stack).kagent.releaseNamespace).toBe('helpers');
  expect(manifestsOf(stack)['NetworkPolicy/kagent-internal'].metadata.namespace).toBe('helpers');
});

test('writes a configuration that Terraform takes, the same twice', () => {
  const { stack } = platform({ clientNamespaces: ['web'] });
  expect(Object.keys(terraformOf(stack).resource.helm_release)).toContain('Agents_Resource');
  expect(blueprintOf(stack)).toEqual(blueprintOf(platform({ clientNamespaces: ['web'] }).stack));
});

test('fails on a second platform on the cluster', () => {
  const { stack, cluster } = platform();
  expect(() => new AgentPlatform(stack, 'More', { cluster, database: EXTERNAL })).toThrow(
    /AIC-5001 at test\/More: the cluster has an agent platform; got 'test\/Agents'/,
  );
});

test.each([{ namespace: 'Not_A_Name' }, { clientNamespaces: ['Not_A_Name'] }])(
  'fails on the namespace in %j',
  (props) => {
    expect(() => platform(props)).toThrow(/AIC-1002 at test\/Agents: .*namespace is no Kubernetes name/);
  },
);
