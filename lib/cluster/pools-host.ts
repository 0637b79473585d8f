import { Construct } from 'constructs';
import { IDevicePool } from './device-pool';
import { DeviceSoftwareBinding, IDeviceSoftware } from './devices/device-software-contract';
import { INetworkHost } from './fabric/network-host-contract';
import { CloudConfig } from '../clouds/cloud-contract';
import { ICluster } from '../contracts/cluster';
import { IPool } from '../contracts/pool';

/** What a cluster does for its pools. `AINativeCluster` does it; programs have no need for it. */
export interface IPoolsHost {
  /** The cluster. */
  readonly cluster: ICluster;
  /** The cloud: names of resources, software that is there already. */
  readonly cloud: CloudConfig;
  /** The software of NICs. */
  readonly network: INetworkHost;

  /** Installs the software of a pool's devices, or that which is chosen for it; exactly one owner has them. */
  deviceSoftware(scope: Construct, pool: IDevicePool, software?: IDeviceSoftware): DeviceSoftwareBinding;
  /** Called when the pool is whole. */
  joined(pool: IPool): void;
  /** Labels that the nodes of a pool carry for the scheduler, besides those that select them. */
  schedulerLabels(pool: IPool): { [key: string]: string };
}
