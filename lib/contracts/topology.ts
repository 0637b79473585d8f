import { IDependable } from 'constructs';
import type { ICluster } from './cluster';

/** A level of the network topology, for example the nodes below one leaf switch. */
export interface ITopologyTier {
  /** The cluster it belongs to. */
  readonly cluster: ICluster;
  /** Tier of its HyperNodes; a lower one has more bandwidth. */
  readonly tier: number;
  /** Name, for example `leaf`. */
  readonly tierName: string;
  /** Nodes in its largest HyperNode; undefined when they are discovered in the cluster. */
  readonly nodesPerDomain?: number;
  /** The HyperNodes, or what discovers them, are there. */
  readonly ready: IDependable;
}
