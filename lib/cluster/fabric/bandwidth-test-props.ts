import { CollectiveBenchmark } from './collective-benchmark';
import { IQueue } from '../../contracts/queue';
import { Bandwidth } from '../../units/bandwidth';
import { Duration } from '../../units/duration';
import { Size } from '../../units/size';

/** Which nodes are measured against each other. */
export enum TestGroups {
  /** Two and two: a bad node or cable spoils the result of its partner only. A rest of one makes a group of three. */
  PAIRS = 'pairs',
  /** All at once: what a job over all of them would see. */
  ALL = 'all',
}

/** What is measured, where, and what is enough. */
export interface BandwidthTestProps {
  /** The queue in which the gang waits. Its pool is the one that is measured; the test takes whole nodes. */
  readonly queue: IQueue;

  /** Bus bandwidth of the largest message that is enough. */
  readonly minBusBandwidth: Bandwidth;

  /**
   * How many nodes are measured.
   *
   * @default - all that the pool expects
   */
  readonly nodes?: number;

  /**
   * Which of them are measured against each other.
   *
   * @default TestGroups.PAIRS
   */
  readonly groups?: TestGroups;

  /**
   * The benchmark.
   *
   * @default - CollectiveBenchmark.nccl() for NVIDIA; must be given for others
   */
  readonly benchmark?: CollectiveBenchmark;

  /**
   * Smallest message. Messages double from here.
   *
   * @default Size.mebibytes(512)
   */
  readonly smallestMessage?: Size;

  /**
   * Largest message: the one that is judged.
   *
   * @default Size.gibibytes(8)
   */
  readonly largestMessage?: Size;

  /**
   * How long a group may take.
   *
   * @default Duration.minutes(15)
   */
  readonly timeLimit?: Duration;

  /**
   * When it is repeated, in cron's five fields.
   *
   * @default - never: it runs once, and again when it is changed
   */
  readonly schedule?: string;

  /**
   * Time zone of the schedule, for example `Asia/Shanghai`.
   *
   * @default - that of Volcano's controller, most often UTC
   */
  readonly timeZone?: string;

  /**
   * Key of the label that nodes get: `testing`, `passed` or `failed`.
   *
   * @default 'ai-cloud/fabric-test'
   */
  readonly label?: string;

  /**
   * Name of the test, which its objects carry.
   *
   * @default - bandwidth- and the name of the pool
   */
  readonly testName?: string;
}
