import { IConstruct } from 'constructs';
import { AcceleratorVendor } from '../contracts/accelerator-vendor';
import { CloudFacts } from '../contracts/cluster';

/** Kinds of network between accelerators. */
export enum RdmaKind {
  /** RDMA over Converged Ethernet, version 2. */
  ROCE_V2 = 'roce-v2',
  /** InfiniBand. */
  INFINI_BAND = 'infini-band',
  /** Elastic Fabric Adapter of AWS. */
  EFA = 'efa',
  /** Elastic RDMA of Alibaba Cloud. */
  ERDMA = 'erdma',
}

/** RDMA software that a cloud brings: its device plugin and its secondary networks. */
export interface CloudRdma {
  /** Resource that a pod asks for, for example `tke.cloud.tencent.com/tke-shared-rdma`. */
  readonly resource: string;
  /** How many of it a pod asks for. */
  readonly amountPerPod: number;
  /** How many of it a node offers. */
  readonly amountPerNode: number;
  /** Annotations that give a pod its RDMA networks. */
  readonly annotations: { [key: string]: string };
  /** RDMA NICs that a node has at most. */
  readonly maxNicsPerNode: number;
  /**
   * What network it is. A pool in this cloud with a fabric of another kind is refused.
   *
   * @default RdmaKind.ROCE_V2
   */
  readonly kind?: RdmaKind;
}

/**
 * A way of sharing devices that a cloud brings. `{model}` in a name stands for the cloud's word for the accelerator.
 */
export interface CloudSharing {
  /**
   * Resource that counts devices.
   *
   * @default - none: compute counts them
   */
  readonly countResource?: string;
  /** Resource of device memory, in GiB. */
  readonly memoryResource: string;
  /** Resource of compute, in percent of a device. */
  readonly coreResource: string;
  /** Compute is handed out in steps of so many percent. */
  readonly coreStep: number;
  /**
   * Pods that one device serves at most.
   *
   * @default - the cloud does not say
   */
  readonly podsPerDevice?: number;
  /** Labels that nodes carry so that their devices are shared. */
  readonly nodeLabels: { [key: string]: string };
  /**
   * Whether a pod with whole devices says their memory.
   *
   * @default false
   */
  readonly wholeMemory?: boolean;
  /**
   * Whether a pod with whole devices says their compute.
   *
   * @default false
   */
  readonly wholeCompute?: boolean;
  /**
   * How many whole devices a pod can have at most.
   *
   * @default - those of a node
   */
  readonly mostWholeDevices?: number;
  /**
   * The cloud's word for each accelerator that can be shared, by its name.
   *
   * @default - any NVIDIA GPU
   */
  readonly models?: { [acceleratorName: string]: string };
}

/** What a cloud profile says. */
export interface CloudConfig {
  /** What the other pillars may know. */
  readonly facts: CloudFacts;
  /**
   * Extended resource of whole NVIDIA devices.
   *
   * @default 'nvidia.com/gpu'
   */
  readonly nvidiaResource?: string;
  /**
   * Extended resources of whole devices, by the name of an accelerator or by vendor.
   *
   * A name goes before a vendor, and vendors are called as in `AcceleratorVendor`.
   *
   * @default - those of the vendors' own device plugins; TPUs have none
   */
  readonly deviceResources?: { [acceleratorOrVendor: string]: string };
  /**
   * Vendors besides NVIDIA whose device plugin the cloud brings.
   *
   * @default - none
   */
  readonly bringsPluginOf?: AcceleratorVendor[];
  /**
   * Labels that keep the cloud's device plugin away from a node, so that other software can own its devices.
   *
   * @default - none are known: where the cloud brings a device plugin, nothing else can own devices
   */
  readonly devicePluginOffLabels?: { [key: string]: string };
  /**
   * Tencent's qGPU.
   *
   * @default - the cloud does not have it
   */
  readonly qgpu?: CloudSharing;
  /**
   * cGPU of Alibaba or Baidu.
   *
   * @default - the cloud does not have it
   */
  readonly cgpu?: CloudSharing;
  /**
   * The cloud's own RDMA software.
   *
   * @default - none: device plugin and secondary networks are installed with the fabric
   */
  readonly rdma?: CloudRdma;
}

/** Facts about a cloud. Implement it to write a profile of your own. */
export interface ICloudProfile {
  /** Called once, when the cluster is made. */
  bind(host: IConstruct): CloudConfig;
}
