import { Construct, IDependable } from 'constructs';
import { InferenceEndpointOptions } from './endpoint-options';
import { EndpointHost } from './private/endpoint-host';
import { predictorName, renderDisruptionBudget, renderInferenceService, renderRoute } from './private/render-endpoint';
import { resolveEndpoint } from './private/resolve-endpoint';
import { IChatModel } from '../contracts/chat-model';
import { Bundle } from '../core/bundle';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';

/**
 * A model that is served. Made by `inference.endpoints.add()`.
 *
 * @example
 * import { Endpoint } from 'cdktf-ai-cloud';
 *
 * declare const chat: Endpoint;
 * const insideTheCluster = chat.baseUrl;
 * const throughTheGateway = chat.url;
 */
export class Endpoint extends Construct implements IChatModel {
  /** @internal */
  public static _make(scope: Construct, name: string, host: EndpointHost, options: InferenceEndpointOptions): Endpoint {
    return new Endpoint(scope, name, host, options);
  }

  /** Name of the endpoint, and of its InferenceService. */
  public readonly endpointName: string;
  /** Namespace of its replicas: the model's. */
  public readonly namespace: string;
  /** Base URL with `/v1`, reachable inside the cluster. */
  public readonly baseUrl: string;
  /** Base URL with `/v1`, through the gateway. */
  public readonly url: string;
  /** The name that requests carry in `model`. */
  public readonly servedModelName: string;
  /** Name of the Deployment and the Service that KServe makes. */
  public readonly serviceName: string;
  /** The endpoint is known to KServe and to the gateway. Its replicas may still load the model. */
  public readonly ready: IDependable;
  /** The InferenceService. The escape hatch for a field that no prop reaches. */
  public readonly inferenceService: KubernetesObject;

  private constructor(scope: Construct, name: string, host: EndpointHost, options: InferenceEndpointOptions) {
    super(scope, name);
    const { cluster } = host;
    const { model, pool, scale } = options;
    const { endpoint, queue, runtime, servedModelName } = resolveEndpoint(this, name, host, options);
    this.endpointName = name;
    this.namespace = endpoint.namespace;
    this.serviceName = predictorName(name);
    this.servedModelName = servedModelName;
    this.baseUrl = `http://${this.serviceName}.${endpoint.namespace}.svc.cluster.local/v1`;
    this.url = `${host.gatewayUrl}/${name}/v1`;

    const bundle = new Bundle(this, 'Resource', { target: cluster, releaseName: `endpoint-${name}`, wait: true });
    bundle.node.addDependency(host.ready, model.ready, queue.ready, cluster.schedulingReady);
    if (pool.ready !== undefined) bundle.node.addDependency(pool.ready);
    endpoint.claims.templates.forEach((manifest, i) => new KubernetesObject(bundle, `Claim${i}`, { manifest }));
    this.inferenceService = new KubernetesObject(bundle, 'InferenceService', {
      manifest: renderInferenceService(endpoint),
    });
    new KubernetesObject(bundle, 'Route', { manifest: renderRoute(endpoint) });
    new KubernetesObject(bundle, 'DisruptionBudget', { manifest: renderDisruptionBudget(endpoint) });
    this.ready = bundle;

    addFact(this, 'endpoints', () => ({
      cluster: cluster.node.path,
      namespace: endpoint.namespace,
      name,
      model: model.modelName,
      runtime,
      pool: pool.poolName,
      queue: queue.queueName,
      minReplicas: scale.minReplicas,
      maxReplicas: scale.maxReplicas,
      devicesPerReplica: options.devicesPerReplica,
      deviceResource: pool.deviceResource,
      url: this.url,
    }));
  }
}
