import { IConstruct, IDependable } from 'constructs';
import type { ICluster } from './cluster';
import { Duration } from '../units/duration';

/** Conditions of a node that say what is wrong with its hardware. Whoever finds a fault sets one. */
export enum NodeFault {
  /** An accelerator is gone or cannot be trusted. Ends with a reboot. */
  ACCELERATOR = 'AcceleratorFault',
  /** A port of the RDMA fabric is down. Ends when the port is up. */
  FABRIC = 'FabricFault',
}

/**
 * Whatever collects metrics of a cluster. Other parts put monitors, rules and dashboards of their own into its namespace, with
 * its labels.
 */
export interface IMonitoring extends IConstruct {
  /** The cluster it watches. */
  readonly cluster: ICluster;
  /** Namespace of monitors, rules and dashboards. */
  readonly namespace: string;
  /** Labels by which Prometheus chooses monitors and rules. */
  readonly selectorLabels: { [key: string]: string };
  /** Labels by which Grafana finds dashboards. */
  readonly dashboardLabels: { [key: string]: string };
  /** How often metrics are read. */
  readonly scrapeInterval: Duration;
  /** The definitions of monitors and rules are there. */
  readonly ready: IDependable;
}
