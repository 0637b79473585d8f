import { Construct, IDependable } from 'constructs';
import { ICluster } from '../../../contracts/cluster';
import { IPool } from '../../../contracts/pool';

/** Volumes that are wanted: on which nodes, under which name. */
export interface WantedVolumes {
  readonly cluster: ICluster;
  /** Sorted by name. */
  readonly pools: IPool[];
  readonly storageClassName: string;
}

/** What a storage class says of them. */
export interface BoundVolumes {
  /** Name of the driver, as a storage class spells it. */
  readonly driver: string;
  readonly parameters: { readonly [name: string]: string };
  readonly growable: boolean;
  readonly ready: IDependable;
}

/** What the software of local volumes knows. */
export interface LocalProvisionerConfig {
  readonly provisionerName: string;
  /** Installed on the cluster by the first who asks. */
  bind(scope: Construct, wanted: WantedVolumes): BoundVolumes;
}
