import { Duration } from '../units/duration';

/** From where the gateway can be reached. */
export enum GatewayExposure {
  /** From inside the cluster only. */
  CLUSTER = 'cluster',
  /** From the private network, through an internal load balancer of the cloud. */
  INTERNAL = 'internal',
  /** From wherever the cluster's load balancers can be reached: the internet, on most clouds. */
  PUBLIC = 'public',
}

/** How endpoints are reached from outside their namespace. */
export interface GatewayOptions {
  /**
   * Name that clients use, for example `ai.acme.com`. Point it at the load balancer.
   *
   * @default - any name; the address is that of the gateway's Service
   */
  readonly hostname?: string;

  /**
   * From where it can be reached. Endpoints ask nobody for a key: what reaches the gateway may use every model.
   *
   * @default - GatewayExposure.INTERNAL where the cloud names annotations for internal load balancers, else
   * GatewayExposure.CLUSTER
   */
  readonly exposure?: GatewayExposure;

  /**
   * Name of the TLS Secret in the namespace of the inference edge.
   *
   * @default - HTTP without TLS
   */
  readonly tlsSecretName?: string;

  /**
   * Number of proxies.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * Longest time a request may take, its stream included.
   *
   * @default Duration.hours(1)
   */
  readonly requestTimeout?: Duration;
}
