import { IConstruct } from 'constructs';
import { GenericCloud, GenericCloudOptions } from './generic';
import { TencentCloud, TencentCloudOptions } from './tencent';
import { CloudFacts } from '../contracts/cluster';

/** How a cloud's own RDMA software is used, where it has some. */
export interface CloudRdma {
  /** Resource that a pod asks for, for example `tke.cloud.tencent.com/tke-shared-rdma`. */
  readonly resource: string;
  /** How many of it a pod asks for to use every NIC of a node. */
  readonly amountPerPod: number;
  /** How many of it a node offers. */
  readonly amountPerNode: number;
  /** Annotations that give a pod its RDMA networks. */
  readonly annotations: { [key: string]: string };
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
   * Labels that make the cloud's own device plugin serve a node.
   *
   * @default - none are needed
   */
  readonly deviceNodeLabels?: { [key: string]: string };
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

/**
 * What differs between clouds: which device software is there already, RDMA resources, storage and load balancers.
 *
 * Nothing is guessed: a profile states facts, and a cloud without a profile is written as one.
 *
 * @example
 * import { CloudProfile } from 'cdktf-ai-cloud';
 *
 * const cloud = CloudProfile.tencent({ region: 'ap-guangzhou' });
 */
export class CloudProfile {
  /** Bare Kubernetes (on-premises, k3s, kind): everything that devices need is installed. */
  public static generic(options: GenericCloudOptions = {}): ICloudProfile {
    return new GenericCloud(options);
  }

  /** Tencent Kubernetes Engine. */
  public static tencent(options: TencentCloudOptions): ICloudProfile {
    return new TencentCloud(options);
  }

  private constructor() {}
}
