import { Construct } from 'constructs';
import { Endpoint } from './endpoint';
import { InferenceEndpointOptions } from './endpoint-options';
import { checkName } from './private/check-endpoint';
import { EndpointHost } from './private/endpoint-host';
import { fail } from '../core/private/fail';

/**
 * The endpoints of an inference edge. Reached as `inference.endpoints`.
 *
 * @example
 * import { IModel, InferenceEdge, IPool, Runtime, Scale } from 'cdktf-ai-cloud';
 *
 * declare const inference: InferenceEdge;
 * declare const qwen: IModel;
 * declare const gpus: IPool;
 * inference.endpoints.add('chat', {
 *   model: qwen,
 *   runtime: Runtime.vllm(),
 *   pool: gpus,
 *   devicesPerReplica: 8,
 *   scale: Scale.between(2, 8),
 * });
 */
export class Endpoints extends Construct {
  /** @internal */
  public static _make(scope: Construct, id: string, host: EndpointHost): Endpoints {
    return new Endpoints(scope, id, host);
  }

  private readonly endpoints = new Map<string, Endpoint>();

  private constructor(
    scope: Construct,
    id: string,
    private readonly host: EndpointHost,
  ) {
    super(scope, id);
  }

  /**
   * Adds a model that is served. The name stands in its address and is that of its InferenceService, in the namespace of
   * the model.
   */
  public add(name: string, options: InferenceEndpointOptions): Endpoint {
    checkName(this, name);
    if (this.endpoints.has(name)) {
      throw fail(this, {
        code: 'AIC-4002',
        what: 'the endpoint exists',
        got: name,
        want: 'each name once: it stands in the address',
        fix: 'Give the second endpoint a name of its own.',
      });
    }
    const endpoint = Endpoint._make(this, name, this.host, options);
    this.endpoints.set(name, endpoint);
    return endpoint;
  }

  /** All endpoints, sorted by name. */
  public all(): Endpoint[] {
    return [...this.endpoints.values()].sort((a, b) => (a.endpointName < b.endpointName ? -1 : 1));
  }

  /** The endpoint of that name; undefined when there is none. */
  public tryFind(name: string): Endpoint | undefined {
    return this.endpoints.get(name);
  }
}
