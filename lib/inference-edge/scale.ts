import { fail } from '../core/private/fail';

/** When replicas are added. */
export interface ScaleOptions {
  /**
   * Share of time, in percent, that the engine of a replica is at work on average before another one is added.
   *
   * Read from the CPU: a vLLM that works keeps one core per device and two more busy, one that waits keeps none. This says
   * whether devices are busy, not how many requests wait; a queue length needs a metrics server of its own.
   *
   * @default 50
   */
  readonly targetBusyPercent?: number;
}

/**
 * How many replicas an endpoint has.
 *
 * @example
 * import { Scale } from 'cdktf-ai-cloud';
 *
 * const scale = Scale.between(2, 8);
 */
export class Scale {
  /** As many replicas as the load needs, between two bounds. */
  public static between(minReplicas: number, maxReplicas: number, options: ScaleOptions = {}): Scale {
    const target = options.targetBusyPercent ?? 50;
    if (!Number.isInteger(target) || target < 1 || target > 100) {
      throw fail(undefined, {
        code: 'AIC-4014',
        what: 'the share of busy time is not usable',
        got: target,
        want: 'a whole number of percent from 1 to 100',
        fix: 'Write Scale.between(2, 8, { targetBusyPercent: 50 }).',
      });
    }
    return new Scale(minReplicas, maxReplicas, target);
  }

  /** Always the same number of replicas. */
  public static fixed(replicas: number): Scale {
    return new Scale(replicas, replicas);
  }

  private constructor(
    /** Fewest replicas. */
    public readonly minReplicas: number,
    /** Most replicas. */
    public readonly maxReplicas: number,
    /** Share of busy time that adds a replica, in percent; undefined when the number is fixed. */
    public readonly targetBusyPercent?: number,
  ) {
    const whole = Number.isInteger(minReplicas) && Number.isInteger(maxReplicas);
    if (!whole || minReplicas < 1 || maxReplicas < minReplicas) {
      throw fail(undefined, {
        code: 'AIC-4008',
        what: 'the bounds of the scale are not usable',
        got: [minReplicas, maxReplicas],
        want: 'whole numbers, the first at least 1 and not above the second',
        fix: 'Write Scale.between(2, 8) or Scale.fixed(1); nothing holds requests while there is no replica.',
      });
    }
  }
}
