import { IDependable } from 'constructs';

/** Something that pods mount: data, a model, a place for checkpoints. */
export interface IVolume {
  /** Namespace of its claim. Pods that mount the claim live here. */
  readonly namespace: string;
  /** Name of the PersistentVolumeClaim. */
  readonly claimName: string;
  /** Path below the root of the claim; empty for the root. */
  readonly pathInClaim: string;
  /** Whether it can only be read. */
  readonly readOnly: boolean;
  /** Labels that pods carry to be placed where it is near. */
  readonly podLabels: { [key: string]: string };
  /** Labels that a node carries once pods may use it there; undefined when they need not wait. */
  readonly requiredNodeLabels?: { [key: string]: string };
  /** The claim exists. */
  readonly ready: IDependable;
}
