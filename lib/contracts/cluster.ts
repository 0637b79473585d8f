import { IConstruct, IDependable } from 'constructs';
import { IDeliveryTarget } from '../core/delivery-contract';
import { ObjectStorageFacts } from './object-storage';
import { IPool } from './pool';
import { IQueue } from './queue';

/** Pod Security Standards. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export enum PodSecurity {
  /** Everything is allowed: device and fabric plugins. */
  PRIVILEGED = 'privileged',
  /** Known privilege escalations are refused: operators. */
  BASELINE = 'baseline',
  /** Best practice is enforced: workloads. */
  RESTRICTED = 'restricted',
}

/** Namespaces of a cluster. They live in one foundation bundle that everything else waits for. */
export interface INamespaces {
  /**
   * Makes sure a namespace exists; the same name and level twice is one namespace.
   *
   * Returns the name.
   */
  ensure(name: string, level: PodSecurity): string;
}

/** Where images and charts come from. One setting reaches all of them. */
export interface IRegistries {
  /** An image as it is pulled: through the mirror, if there is one. */
  image(reference: string): string;
  /** A chart repository as it is read: through the mirror, if there is one. */
  chartRepository(repository: string): string;
  /** The registry part for charts that take it apart from the image, for example `docker.io` or the mirror. */
  registryFor(upstream: string): string;
  /**
   * Name of the image pull Secret in each namespace.
   *
   * @default - none
   */
  readonly pullSecretName?: string;
}

/** Facts that differ between clouds. */
export interface CloudFacts {
  /** For example `tencent`. */
  readonly name: string;
  /**
   * Endpoint of the S3-compatible object storage, without scheme.
   *
   * @default - must be given with the bucket
   */
  readonly objectStorageEndpoint?: string;
  /**
   * What that object storage has.
   *
   * @default - an S3 API and nothing more
   */
  readonly objectStorage?: ObjectStorageFacts;
  /**
   * Region.
   *
   * @default - none
   */
  readonly region?: string;
  /** Annotations that make a load balancer internal. */
  readonly internalLoadBalancerAnnotations: { [key: string]: string };
  /**
   * Storage class for block volumes.
   *
   * @default - the cluster's default class
   */
  readonly blockStorageClass?: string;
  /** Whether the cloud brings the accelerator driver. */
  readonly bringsDriver: boolean;
  /** Whether the cloud brings the container toolkit, and its runtime is the nodes' default. */
  readonly bringsToolkit: boolean;
  /** Whether the cloud brings the device plugin. */
  readonly bringsDevicePlugin: boolean;
}

/** A cluster that pillars build on. */
export interface ICluster extends IConstruct, IDeliveryTarget {
  /** Facts of the cloud it runs in. */
  readonly cloudFacts: CloudFacts;
  /** Where images and charts come from. */
  readonly registries: IRegistries;
  /** Its namespaces. */
  readonly namespaces: INamespaces;
  /** Name of the scheduler, for pods that use accelerators. */
  readonly schedulerName: string;
  /**
   * The scheduler's configuration as it is now, as YAML text.
   *
   * @default - not known: nobody notices when the scheduler runs with another one
   */
  readonly schedulerConfiguration?: string;
  /**
   * The pools that it has by now, sorted by name.
   *
   * @default - not known
   */
  readonly acceleratorPools?: IPool[];
  /** The scheduler is installed and its webhooks answer. */
  readonly schedulingReady: IDependable;
  /** The queue that serving uses on a pool; undefined when the pool has no serving queue. */
  tryFindServingQueue(poolName: string): IQueue | undefined;
  /**
   * cert-manager is installed; made at the first call.
   */
  certificates(): IDependable;
}
