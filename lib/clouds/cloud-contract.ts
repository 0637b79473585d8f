import { IConstruct } from 'constructs';
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
