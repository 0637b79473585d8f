import { IDependable } from 'constructs';
import { Size } from '../units/size';
import { IPool } from './pool';

/** A named model that pods can read. */
export interface IModel {
  /** Name of the model. */
  readonly modelName: string;
  /** Bytes of its weights. */
  readonly size: Size;
  /** Namespace of its claim. Pods that mount the claim live here. */
  readonly namespace: string;
  /** Name of the PersistentVolumeClaim that holds the weights, read-only. */
  readonly claimName: string;
  /** Path of the weights below the root of the claim. */
  readonly pathInClaim: string;
  /** Labels that pods carry to be placed where the cache is. */
  readonly podLabels: { [key: string]: string };
  /** The pools that hold it hot. */
  readonly hotPools: IPool[];
  /** The claim exists and, if it is prefetched on deploy, the prefetch was asked for. */
  readonly ready: IDependable;
}
