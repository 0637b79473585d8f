import { Duration, GatewayExposure, GatewayOptions, Registries } from '../../lib';
import { absent, manifestsOf } from '../harness';
import { chat, model, served, world, World, WorldOptions } from './support';

const INTERNAL = { internalLoadBalancerAnnotations: { 'cloud.acme.com/internal': 'subnet-1' } };

function withGateway(gateway: GatewayOptions, options: WorldOptions = {}): World {
  return world({ ...options, edge: { gateway } });
}

const proxyOf = (w: World): any => manifestsOf(w.stack)['EnvoyProxy/inference'].spec.provider.kubernetes;
const gatewayOf = (w: World): any => manifestsOf(w.stack)['Gateway/inference'].spec;
const warningsOf = (w: World): string[] => w.inference.node.metadata.map((entry) => String(entry.data));

describe('exposure', () => {
  test('is the cluster only where the cloud knows no internal load balancer', () => {
    const service = proxyOf(world()).envoyService;
    expect(service).toEqual({ name: 'inference-gateway', type: 'ClusterIP' });
  });

  test('is the private network where the cloud knows how', () => {
    expect(proxyOf(world({ cloud: INTERNAL })).envoyService).toEqual({
      name: 'inference-gateway',
      type: 'LoadBalancer',
      annotations: { 'cloud.acme.com/internal': 'subnet-1' },
    });
  });

  test('can be kept to the cluster all the same', () => {
    const w = withGateway({ exposure: GatewayExposure.CLUSTER }, { cloud: INTERNAL });
    expect(proxyOf(w).envoyService.type).toBe('ClusterIP');
  });

  test('is public when that is asked for, with a warning without TLS', () => {
    const open = withGateway({ exposure: GatewayExposure.PUBLIC }, { cloud: INTERNAL });
    const closed = withGateway({ exposure: GatewayExposure.PUBLIC, tlsSecretName: 'ai-acme-com' });
    expect(proxyOf(open).envoyService).toEqual({ name: 'inference-gateway', type: 'LoadBalancer' });
    expect(warningsOf(open)).toContainEqual(expect.stringMatching(/^AIC-4021: the gateway is public and speaks HTTP/));
    expect(warningsOf(closed)).toEqual([]);
  });

  test('fails when an internal load balancer would be a public one', () => {
    expect(() => withGateway({ exposure: GatewayExposure.INTERNAL })).toThrow(
      /AIC-4020 at test\/Inference: the load balancer would not be internal; got no annotations .*\(test\)/,
    );
  });
});

describe('the listener', () => {
  test('speaks HTTP on any name by default', () => {
    const w = served();
    const [listener] = gatewayOf(w).listeners;
    expect(listener).toMatchObject({ name: 'http', port: 80, protocol: 'HTTP' });
    expect(w.chat.url).toBe('http://inference-gateway.envoy-gateway-system.svc.cluster.local/chat/v1');
  });

  test('answers to one name when one is given', () => {
    const named = withGateway({ hostname: 'ai.acme.com' });
    expect(gatewayOf(named).listeners[0].hostname).toBe('ai.acme.com');
    expect(named.inference.gatewayUrl).toBe('http://ai.acme.com');
    absent((w: World) => gatewayOf(w).listeners[0].hostname, named, world());
  });

  test('ends TLS with the Secret that is named', () => {
    const w = withGateway({ hostname: 'ai.acme.com', tlsSecretName: 'ai-acme-com' });
    expect(gatewayOf(w).listeners[0]).toMatchObject({
      name: 'https',
      port: 443,
      protocol: 'HTTPS',
      tls: { mode: 'Terminate', certificateRefs: [{ name: 'ai-acme-com' }] },
    });
    expect(chat(w).url).toBe('https://ai.acme.com/chat/v1');
    absent((x: World) => gatewayOf(x).listeners[0].tls, w, world());
  });

  test('lets only the namespaces of endpoints attach routes, sorted', () => {
    const w = world();
    chat(w);
    const other = model(w.cluster, w.pool, { modelName: 'bge', namespace: 'embedding' });
    chat(w, { model: other, devicesPerReplica: 2 }, 'embed');
    const [listener] = gatewayOf(w).listeners;
    expect(listener.allowedRoutes.namespaces).toEqual({
      from: 'Selector',
      selector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['embedding', 'models'] }],
      },
    });
  });

  test('lets nobody else attach routes while there is no endpoint', () => {
    expect(gatewayOf(world()).listeners[0].allowedRoutes.namespaces).toEqual({ from: 'Same' });
  });

  test.each(['https://ai.acme.com', 'AI.acme.com', 'localhost', '*.acme.com', 'ai.acme.com:443', ''])(
    'fails on the hostname %p',
    (hostname) => {
      expect(() => withGateway({ hostname })).toThrow(/AIC-4015 at test\/Inference: the hostname of the gateway/);
    },
  );

  test('fails on a TLS Secret that is no name', () => {
    expect(() => withGateway({ tlsSecretName: 'Not_A_Name' })).toThrow(/AIC-1002 at test\/Inference: tlsSecretName/);
  });
});

describe('the proxies', () => {
  test('are two, of which one stays when nodes are emptied', () => {
    const proxy = proxyOf(world());
    expect(proxy.envoyDeployment.replicas).toBe(2);
    expect(proxy.envoyPDB).toEqual({ minAvailable: 1 });
  });

  test('can be one, which no budget holds to its node', () => {
    const one = withGateway({ replicas: 1 });
    expect(proxyOf(one).envoyDeployment.replicas).toBe(1);
    absent((w: World) => proxyOf(w).envoyPDB, world(), one);
  });

  test.each([0, 1.5, -1])('fail to be %p', (replicas) => {
    expect(() => withGateway({ replicas })).toThrow(/AIC-4019 at test\/Inference: the number of proxies/);
  });

  test('are pulled as the registries say', () => {
    const registries = Registries.mirror('registry.acme.com', { pullSecretName: 'mirror' });
    const mirrored = world({ registries });
    const image = 'envoyproxy/envoy:distroless-v1.38.1';
    expect(proxyOf(world()).envoyDeployment.container.image).toBe(`docker.io/${image}`);
    expect(proxyOf(mirrored).envoyDeployment).toMatchObject({
      container: { image: `registry.acme.com/${image}` },
      pod: { imagePullSecrets: [{ name: 'mirror' }] },
    });
    absent((w: World) => proxyOf(w).envoyDeployment.pod, mirrored, world());
  });

  test('are found by the gateway, and the gateway by its class', () => {
    const manifests = manifestsOf(world().stack);
    const { gatewayClassName, infrastructure } = manifests['Gateway/inference'].spec;
    expect(manifests[`GatewayClass/${gatewayClassName}`].spec.controllerName).toBe(
      'gateway.envoyproxy.io/gatewayclass-controller',
    );
    expect(manifests[`${infrastructure.parametersRef.kind}/${infrastructure.parametersRef.name}`]).toBeDefined();
  });

  test('take more requests at once than their default', () => {
    const { spec } = manifestsOf(world().stack)['BackendTrafficPolicy/inference'];
    expect(spec.targetRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'inference' }]);
    expect(spec.circuitBreaker.maxParallelRequests).toBeGreaterThan(1024);
  });
});

describe('routes', () => {
  const routeOf = (w: World): any => manifestsOf(w.stack)['HTTPRoute/chat'];

  test('lead from the name of the endpoint to its Service, and to nothing but its API', () => {
    const { metadata, spec } = routeOf(served());
    expect(metadata.namespace).toBe('models');
    expect(spec.parentRefs).toEqual([{ name: 'inference', namespace: 'inference' }]);
    const [rule] = spec.rules;
    expect(rule.matches).toEqual([{ path: { type: 'PathPrefix', value: '/chat/v1' } }]);
    expect(rule.filters[0].urlRewrite.path).toEqual({ type: 'ReplacePrefixMatch', replacePrefixMatch: '/v1' });
    expect(rule.backendRefs).toEqual([{ name: 'chat-predictor', port: 80 }]);
  });

  test('let a request stream for an hour, or as long as is said', () => {
    const short = served({}, { edge: { gateway: { requestTimeout: Duration.minutes(90) } } });
    expect(routeOf(served()).spec.rules[0].timeouts).toEqual({ request: '1h' });
    expect(routeOf(short).spec.rules[0].timeouts).toEqual({ request: '1h30m' });
  });
});
