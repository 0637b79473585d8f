import { KarpenterNodeClass } from './karpenter-node-class';
import { Duration } from '../../units/duration';

/** How Karpenter makes and takes away the nodes of a pool. */
export interface KarpenterOptions {
  /** What the nodes are made of: image, network, identity. */
  readonly nodeClass: KarpenterNodeClass;

  /**
   * Which machines will do, by the labels that the provider gives them: any of the values of each key. For example
   * `node.kubernetes.io/instance-type` or `karpenter.sh/capacity-type`.
   */
  readonly requirements: { [label: string]: string[] };

  /**
   * How long an empty node is kept.
   *
   * @default Duration.minutes(10)
   */
  readonly consolidateAfter?: Duration;

  /**
   * Age at which a node is replaced. One that is replaced ends the gangs on it.
   *
   * @default - never
   */
  readonly expireAfter?: Duration;

  /**
   * How many nodes may be taken away at once, as Karpenter writes it: `1` or `10%`.
   *
   * @default '10%'
   */
  readonly disruptionBudget?: string;

  /**
   * Which of several node pools is tried first: the one with the larger weight, from 1 to 100.
   *
   * @default - Karpenter's: after all that have one
   */
  readonly weight?: number;
}
