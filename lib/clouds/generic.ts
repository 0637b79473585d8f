import { IConstruct } from 'constructs';
import { CloudConfig, ICloudProfile } from './cloud-contract';
import { checkStorage } from './private/object-storages';
import { AcceleratorVendor } from '../contracts/accelerator-vendor';
import { ObjectStorageFacts } from '../contracts/object-storage';

/** What is there already on bare Kubernetes. */
export interface GenericCloudOptions {
  /**
   * Whether the nodes' image has the accelerator driver (DGX OS, or a driver installed by hand).
   *
   * @default false
   */
  readonly bringsDriver?: boolean;

  /**
   * Whether the nodes' container runtime shows accelerators to pods that name no RuntimeClass.
   *
   * @default false
   */
  readonly bringsToolkit?: boolean;

  /**
   * Whether somebody else runs the device plugin.
   *
   * @default false
   */
  readonly bringsDevicePlugin?: boolean;

  /**
   * Vendors besides NVIDIA whose device plugin somebody else runs.
   *
   * @default - none
   */
  readonly bringsPluginOf?: AcceleratorVendor[];

  /**
   * Extended resources of whole devices, by the name of an accelerator or by vendor: `{ google: 'google.com/tpu' }`.
   *
   * @default - those of the vendors' own device plugins; TPUs have none
   */
  readonly deviceResources?: { [acceleratorOrVendor: string]: string };

  /**
   * Endpoint of an S3-compatible object storage, without scheme.
   *
   * @default - must be given with the bucket
   */
  readonly objectStorageEndpoint?: string;

  /**
   * What that object storage has besides an S3 API: its classes, and how long their objects take to come back.
   *
   * @default - an S3 API and one class
   */
  readonly objectStorage?: ObjectStorageFacts;

  /**
   * Storage class for block volumes.
   *
   * @default - the cluster's default class
   */
  readonly blockStorageClass?: string;

  /**
   * Annotations that make a load balancer internal.
   *
   * @default - none
   */
  readonly internalLoadBalancerAnnotations?: { [key: string]: string };
}

/**
 * Bare Kubernetes: no fact is assumed.
 *
 * @example
 * import { GenericCloud } from 'cdktf-ai-cloud';
 *
 * const cloud = new GenericCloud({ bringsDriver: true });
 */
export class GenericCloud implements ICloudProfile {
  constructor(private readonly options: GenericCloudOptions = {}) {
    if (options.objectStorage !== undefined) checkStorage(options.objectStorage);
  }

  /** The facts. */
  public bind(_host: IConstruct): CloudConfig {
    const o = this.options;
    return {
      facts: {
        name: 'generic',
        objectStorageEndpoint: o.objectStorageEndpoint,
        ...(o.objectStorage === undefined ? {} : { objectStorage: o.objectStorage }),
        blockStorageClass: o.blockStorageClass,
        internalLoadBalancerAnnotations: o.internalLoadBalancerAnnotations ?? {},
        bringsDriver: o.bringsDriver ?? false,
        bringsToolkit: o.bringsToolkit ?? false,
        bringsDevicePlugin: o.bringsDevicePlugin ?? false,
      },
      ...(o.bringsPluginOf === undefined ? {} : { bringsPluginOf: o.bringsPluginOf }),
      ...(o.deviceResources === undefined ? {} : { deviceResources: o.deviceResources }),
    };
  }
}
