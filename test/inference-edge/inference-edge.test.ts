import { Aspects } from 'cdktf';
import { InferenceEdge, PodSecurity, Registries } from '../../lib';
import { GATEWAY_IMAGES, KSERVE_IMAGES } from '../../lib/catalog/inference-images';
import { absent, blueprintOf, bundlesOf, chartsOf, terraformOf, testStack } from '../harness';
import { chat, served, stub, TestCluster, world } from './support';

/** Release name of every unit to the release names it waits for. */
function orderOf(stack: Parameters<typeof blueprintOf>[0]): Record<string, string[]> {
  const units: any[] = blueprintOf(stack).units;
  const nameOf = Object.fromEntries(units.map((unit) => [unit.path, unit.releaseName]));
  return Object.fromEntries(units.map((u) => [u.releaseName, u.dependsOn.map((path: string) => nameOf[path]).sort()]));
}

const mirror = Registries.mirror('registry.acme.com/ai', {
  chartRepository: 'oci://registry.acme.com/charts',
  pullSecretName: 'mirror',
});

describe('the charts', () => {
  test('are KServe, its definitions and Envoy Gateway, each in its own namespace', () => {
    const units: any[] = blueprintOf(world().stack).units.filter((unit: any) => unit.chart !== undefined);
    expect(units.map((u) => [u.releaseNamespace, u.releaseName, u.chart.name, u.chart.version]).sort()).toEqual([
      ['envoy-gateway-system', 'eg', 'gateway-helm', 'v1.8.1'],
      ['kserve', 'kserve', 'kserve-resources', 'v0.20.0'],
      ['kserve', 'kserve-crd', 'kserve-crd', 'v0.20.0'],
    ]);
  });

  test('bring the definitions of the Gateway API once', () => {
    const groups = Object.values(chartsOf(world().stack)).flatMap((chart: any) => chart.crdGroups ?? []);
    expect(groups.filter((group) => group === 'gateway.networking.k8s.io')).toHaveLength(1);
    expect(groups).toHaveLength(new Set(groups).size);
  });

  test('run KServe with plain Deployments and without routes of its own', () => {
    const { controller } = chartsOf(world().stack).kserve.values.kserve;
    expect(controller.deploymentMode).toBe('Standard');
    expect(controller.gateway).toEqual({ disableIngressCreation: true, disableIstioVirtualHost: true });
  });

  test('give no pod of KServe a token of the API server that it did not ask for', () => {
    expect(chartsOf(world().stack).kserve.values.kserve.security).toEqual({ autoMountServiceAccountToken: false });
  });

  test('run two controllers of the gateway', () => {
    expect(chartsOf(world().stack).eg.values.deployment).toEqual({ replicas: 2 });
  });

  test('come with namespaces that enforce the restricted standard', () => {
    expect(world().cluster.levels).toEqual({
      'envoy-gateway-system': PodSecurity.RESTRICTED,
      inference: PodSecurity.RESTRICTED,
      kserve: PodSecurity.RESTRICTED,
    });
  });
});

describe('order', () => {
  test('lets KServe wait for its definitions and for certificates', () => {
    const order = orderOf(world().stack);
    expect(order.kserve).toEqual(expect.arrayContaining(['kserve-crd', 'cluster-certificates']));
  });

  test('lets the gateway wait for its controller and not for KServe', () => {
    const order = orderOf(world().stack);
    expect(order.gateway).toContain('eg');
    expect(order.gateway).not.toContain('kserve');
  });

  test('lets an endpoint wait for KServe, gateway, model, queue and scheduler', () => {
    expect(orderOf(served().stack)['endpoint-chat']).toEqual(
      expect.arrayContaining([
        'cluster-scheduling',
        'gateway',
        'kserve',
        expect.stringMatching(/^cluster-model-/),
        expect.stringMatching(/^cluster-queue-/),
      ]),
    );
  });

  test('lets an endpoint wait for the device plugin of its pool, where there is one', () => {
    const w = world();
    const ready = stub(w.cluster, w.cluster, 'Devices');
    chat(w, { pool: { ...w.pool, ready } });
    expect(orderOf(w.stack)['endpoint-chat']).toContain('cluster-devices');
  });

  test('lets charts be ready before what needs their webhooks', () => {
    const releases: any[] = Object.values(terraformOf(world().stack).resource.helm_release);
    const waits = releases.filter((release) => /kserve-resources|gateway-helm/.test(release.chart));
    expect(waits.map((release) => release.wait)).toEqual([true, true]);
  });

  test('offers readiness that others can wait for', () => {
    const w = world();
    w.cluster.schedulingReady.node.addDependency(w.inference.ready);
    expect(orderOf(w.stack)['cluster-scheduling']).toEqual(expect.arrayContaining(['gateway', 'kserve']));
  });
});

describe('registries', () => {
  test('move every image of the charts to the mirror', () => {
    const { kserve, eg } = chartsOf(world({ registries: mirror }).stack);
    expect(kserve.values.kserve).toMatchObject({
      agent: { image: 'registry.acme.com/ai/kserve/agent' },
      controller: {
        image: 'registry.acme.com/ai/kserve/kserve-controller',
        imagePullSecrets: [{ name: 'mirror' }],
        rbacProxyImage: 'registry.acme.com/ai/brancz/kube-rbac-proxy:v0.18.0',
      },
      localmodel: { defaultJobImage: 'registry.acme.com/ai/kserve/storage-initializer' },
      router: { image: 'registry.acme.com/ai/kserve/router' },
      servingruntime: { art: { image: 'registry.acme.com/ai/kserve/art-explainer' } },
      storage: { image: 'registry.acme.com/ai/kserve/storage-initializer' },
    });
    expect(eg.values.global).toMatchObject({
      imageRegistry: 'registry.acme.com/ai',
      imagePullSecrets: [{ name: 'mirror' }],
    });
  });

  test('move every chart to the mirror', () => {
    const repositories = Object.values(chartsOf(world({ registries: mirror }).stack)).map((c: any) => c.repository);
    expect(new Set(repositories)).toEqual(new Set(['oci://registry.acme.com/charts']));
  });

  test('are told apart: no pull Secret is named without a mirror', () => {
    const { kserve } = chartsOf(world().stack);
    expect(kserve.values.kserve.controller.imagePullSecrets).toEqual([]);
    expect(kserve.values.kserve.controller.image).toBe('docker.io/kserve/kserve-controller');
  });

  test('have every image of the edge listed in the blueprint', () => {
    const listed = (registries?: Registries): string[] =>
      blueprintOf(world({ registries }).stack).images.map((image: any) => image.reference);
    expect(listed().sort()).toEqual([...Object.values(KSERVE_IMAGES), ...Object.values(GATEWAY_IMAGES)].sort());
    for (const image of listed(mirror)) expect(image).toMatch(/^registry\.acme\.com\/ai\//);
  });
});

describe('the edge', () => {
  test('takes another namespace for its gateway', () => {
    const w = world({ edge: { namespace: 'models-at-the-door' } });
    expect(w.inference.namespace).toBe('models-at-the-door');
    expect(w.cluster.levels['models-at-the-door']).toBe(PodSecurity.RESTRICTED);
    absent((levels: any) => levels.inference, world().cluster.levels, w.cluster.levels);
  });

  test('fails on a namespace that is no name', () => {
    expect(() => world({ edge: { namespace: 'Not_A_Name' } })).toThrow(/AIC-1002 at test\/Inference: namespace/);
  });

  test('fails when the cluster has one already', () => {
    const w = world();
    expect(() => new InferenceEdge(w.stack, 'Second', { cluster: w.cluster })).toThrow(
      /AIC-4016 at test\/Second: the cluster has an inference edge; got 'test\/Inference'/,
    );
  });

  test('may be on each of two clusters', () => {
    const stack = testStack();
    const first = new TestCluster(stack, undefined, undefined, 'First');
    const second = new TestCluster(stack, undefined, undefined, 'Second');
    new InferenceEdge(stack, 'FirstEdge', { cluster: first });
    new InferenceEdge(stack, 'SecondEdge', { cluster: second });
    expect(blueprintOf(stack).units.filter((unit: any) => unit.releaseName === 'kserve')).toHaveLength(2);
  });

  test('delivers one bundle per endpoint beside that of the gateway', () => {
    const w = world();
    chat(w);
    chat(w, { devicesPerReplica: 4 }, 'small');
    const bundles = bundlesOf(w.stack);
    expect(bundles['endpoint-chat']).toEqual([
      'HTTPRoute/chat',
      'InferenceService/chat',
      'PodDisruptionBudget/chat-predictor',
    ]);
    expect(bundles['endpoint-small']).toHaveLength(3);
    expect(bundles.gateway).toEqual([
      'BackendTrafficPolicy/inference',
      'EnvoyProxy/inference',
      'Gateway/inference',
      'GatewayClass/inference',
    ]);
  });

  test('writes the same bytes twice, and whatever the order endpoints are added in', () => {
    const of = (names: string[]): string => {
      const w = world();
      for (const name of names) chat(w, { devicesPerReplica: 4 }, name);
      return JSON.stringify(blueprintOf(w.stack));
    };
    expect(of(['a', 'b'])).toBe(of(['a', 'b']));
    expect(of(['b', 'a'])).toBe(of(['a', 'b']));
  });

  test('lets an Aspect visit what it makes', () => {
    const w = served();
    const seen: string[] = [];
    Aspects.of(w.stack).add({ visit: (construct) => seen.push(construct.node.path) });
    terraformOf(w.stack);
    expect(seen).toContain('test/Inference/Endpoints/chat/Resource/InferenceService');
  });
});
