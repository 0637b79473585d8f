import { Accelerator } from './accelerator';
import { NodeArchitecture } from './node-architecture';
import { SharingConfig } from './sharing-contract';
import { IPool } from '../contracts/pool';

/** A pool as its device software sees it. */
export interface IDevicePool extends IPool {
  /** Its accelerator. */
  readonly accelerator: Accelerator;
  /** How its devices are shared, with what the software must do for it. */
  readonly sharingConfig: SharingConfig;
  /** Processors of its nodes. */
  readonly architecture: NodeArchitecture;
}
