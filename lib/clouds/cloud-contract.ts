import { IConstruct } from 'constructs';
import { CloudFacts } from '../contracts/cluster';

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
