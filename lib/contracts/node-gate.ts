import { IDependable } from 'constructs';
import { IPool } from './pool';

/** Something that nodes must have passed before work runs on them: a bandwidth test. */
export interface INodeGate {
  /** The pool whose nodes it tests. */
  readonly pool: IPool;
  /** Labels that a node carries once it has passed. */
  readonly nodeLabels: { [key: string]: string };
  /** What must be there before work waits for the labels. */
  readonly ready: IDependable;
}
