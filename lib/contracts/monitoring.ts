import { IConstruct, IDependable } from 'constructs';
import type { ICluster } from './cluster';

/** Conditions of a node that say what is wrong with its hardware. Whoever finds a fault sets one. */
export enum NodeFault {
  /** An accelerator is gone or cannot be trusted. Ends with a reboot. */
  ACCELERATOR = 'AcceleratorFault',
  /** A port of the RDMA fabric is down. Ends when the port is up. */
  FABRIC = 'FabricFault',
}

/** Whatever collects metrics of a cluster: other parts hand it what they expose. */
export interface IMonitoring extends IConstruct {
  /** The cluster it watches. */
  readonly cluster: ICluster;
  /** Namespace of monitors, rules and dashboards. */
  readonly namespace: string;
  /** Labels by which Prometheus chooses monitors and rules. */
  readonly selectorLabels: { [key: string]: string };
  /** The definitions of monitors and rules are there. */
  readonly ready: IDependable;
}
