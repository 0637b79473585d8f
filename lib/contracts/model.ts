import { IPool } from './pool';
import { IVolume } from './volume';
import { Size } from '../units/size';

/** A named model that pods can read. It is there once its claim is and, if it is prefetched on deploy, that was asked for. */
export interface IModel extends IVolume {
  /** Name of the model. */
  readonly modelName: string;
  /** Bytes of its weights. */
  readonly size: Size;
  /** The pools that hold it hot. */
  readonly hotPools: IPool[];
}
