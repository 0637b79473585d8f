import { ITopologyTier } from '../contracts/topology';

/**
 * How close to each other the pods of a gang run.
 *
 * @see https://volcano.sh/en/docs/network_topology_aware_scheduling/
 *
 * @example
 * import { ITopologyTier, JobPlacement } from 'cdktf-ai-cloud';
 *
 * declare const leaf: ITopologyTier;
 * const placement = JobPlacement.within(leaf);
 */
export class JobPlacement {
  /** Below one switch of this tier, or not at all. */
  public static within(tier: ITopologyTier): JobPlacement {
    return new JobPlacement(tier, true);
  }

  /** Below one switch of this tier where there is room, else spread further. */
  public static preferably(tier: ITopologyTier): JobPlacement {
    return new JobPlacement(tier, false);
  }

  private constructor(
    /** The tier. */
    public readonly tier: ITopologyTier,
    /** Whether the gang waits until there is room. */
    public readonly required: boolean,
  ) {}
}
