import { Construct, DependencyGroup, IConstruct, IDependable } from 'constructs';
import { Endpoints } from './endpoints';
import { GatewayOptions } from './gateway-options';
import {
  renderEnvoyProxy,
  renderGateway,
  renderGatewayClass,
  renderTrafficPolicy,
  ResolvedGateway,
} from './private/render-gateway';
import { gatewayValues } from './private/render-platform';
import { resolveGateway } from './private/resolve-gateway';
import { chartFrom } from '../catalog/chart-from';
import { CHARTS } from '../catalog/charts';
import { GATEWAY_IMAGES } from '../catalog/inference-images';
import { ICluster, PodSecurity } from '../contracts/cluster';
import { Bundle } from '../core/bundle';
import { Chart } from '../core/chart';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';
import { fail } from '../core/private/fail';
import { checkDnsLabel } from '../core/private/names';
import { KServe } from '../kserve/kserve';
import { Duration } from '../units/duration';

/** Where models are served and how they are reached. */
export interface InferenceEdgeProps {
  /** The cluster. */
  readonly cluster: ICluster;

  /**
   * Namespace of the gateway. Endpoints run in the namespaces of their models.
   *
   * @default 'inference'
   */
  readonly namespace?: string;

  /**
   * How endpoints are reached.
   *
   * @default - HTTP on any name, from as far as a private network, as GatewayOptions says
   */
  readonly gateway?: GatewayOptions;
}

const GATEWAY_NAMESPACE = 'envoy-gateway-system';
const edges = new WeakMap<IConstruct, IConstruct>();

/**
 * Models as endpoints that speak the OpenAI API: KServe runs them, Envoy Gateway lets requests in.
 *
 * One on a cluster. Removing it removes the definitions of KServe and with them every InferenceService, also those made
 * by hand; the definitions of the Gateway API stay.
 *
 * @see https://kserve.github.io/website/
 *
 * @example
 * import { ICluster, IModel, InferenceEdge, IPool, Runtime, Scale } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const cluster: ICluster;
 * declare const qwen: IModel;
 * declare const gpus: IPool;
 * const inference = new InferenceEdge(stack, 'Inference', { cluster });
 * const chat = inference.endpoints.add('chat', {
 *   model: qwen,
 *   runtime: Runtime.vllm(),
 *   pool: gpus,
 *   devicesPerReplica: 8,
 *   scale: Scale.between(2, 8),
 * });
 */
export class InferenceEdge extends Construct {
  /** The cluster it is on. */
  public readonly cluster: ICluster;
  /** Namespace of the gateway. */
  public readonly namespace: string;
  /** Address of the gateway: each endpoint answers below it under its name. */
  public readonly gatewayUrl: string;
  /** The endpoints. */
  public readonly endpoints: Endpoints;
  /** KServe's webhooks answer and the gateway is known: endpoints can be made. */
  public readonly ready: IDependable;

  constructor(scope: Construct, id: string, props: InferenceEdgeProps) {
    super(scope, id);
    this.claim(props.cluster);
    this.cluster = props.cluster;
    this.namespace = props.cluster.namespaces.ensure(
      checkDnsLabel(this, 'namespace', props.namespace ?? 'inference'),
      PodSecurity.RESTRICTED,
    );
    const gateway = resolveGateway(this, props.cluster, this.namespace, props.gateway ?? {});
    const host = gateway.hostname ?? `${gateway.serviceName}.${GATEWAY_NAMESPACE}.svc.cluster.local`;
    this.gatewayUrl = `${gateway.tlsSecretName === undefined ? 'http' : 'https'}://${host}`;

    this.ready = this.install(gateway);
    this.endpoints = Endpoints._make(this, 'Endpoints', {
      cluster: props.cluster,
      gatewayName: gateway.name,
      gatewayNamespace: gateway.namespace,
      gatewayUrl: this.gatewayUrl,
      requestTimeout: props.gateway?.requestTimeout ?? Duration.hours(1),
      ready: this.ready,
    });
    for (const image of [GATEWAY_IMAGES.controller, GATEWAY_IMAGES.rateLimit]) {
      addFact(this, 'images', () => ({ reference: props.cluster.registries.image(image) }));
    }
  }

  /** Returns what endpoints wait for. */
  private install(gateway: ResolvedGateway): IDependable {
    const { namespaces, registries } = this.cluster;
    const kserve = KServe.of(this.cluster);
    const envoy = new Chart(this, 'EnvoyGateway', {
      target: this.cluster,
      chart: chartFrom(CHARTS.envoyGateway, registries),
      namespace: namespaces.ensure(GATEWAY_NAMESPACE, PodSecurity.RESTRICTED),
      releaseName: 'eg',
      values: gatewayValues(registries),
    });

    const bundle = new Bundle(this, 'Gateway', { target: this.cluster, releaseName: 'gateway' });
    bundle.node.addDependency(envoy);
    new KubernetesObject(bundle, 'Class', { manifest: renderGatewayClass(gateway) });
    new KubernetesObject(bundle, 'Proxy', { manifest: renderEnvoyProxy(gateway) });
    new KubernetesObject(bundle, 'TrafficPolicy', { manifest: renderTrafficPolicy(gateway) });
    new KubernetesObject(bundle, 'Gateway', {
      manifest: renderGateway(gateway, []),
      source: { toManifest: () => renderGateway(gateway, this.endpointNamespaces()) },
    });
    return new DependencyGroup(kserve.controller, bundle);
  }

  private endpointNamespaces(): string[] {
    return [...new Set(this.endpoints.all().map((endpoint) => endpoint.namespace))].sort();
  }

  private claim(cluster: ICluster): void {
    const first = edges.get(cluster);
    if (first !== undefined) {
      throw fail(this, {
        code: 'AIC-4016',
        what: 'the cluster has an inference edge',
        got: first.node.path,
        want: 'one on each cluster: KServe and the gateway are installed once',
        fix: 'Add the endpoints to that one.',
      });
    }
    edges.set(cluster, this);
  }
}
