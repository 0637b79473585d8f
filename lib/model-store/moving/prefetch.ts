import { checkSchedule } from './private/check-schedule';

/** How a scheduled prefetch runs. */
export interface PrefetchScheduleOptions {
  /**
   * Time zone of the schedule, for example `Asia/Shanghai`.
   *
   * @default 'UTC'
   */
  readonly timeZone?: string;

  /**
   * Whether files are also brought in as soon as they are deployed. Otherwise they are cold until the first time of the
   * schedule.
   *
   * @default true
   */
  readonly onDeploy?: boolean;
}

/** What a scheduled prefetch is, with every default decided. */
export interface PrefetchTimes {
  /** Five fields of cron. */
  readonly schedule: string;
  /** Name of the time zone. */
  readonly timeZone: string;
}

/**
 * When a model or a dataset is brought into the hot tier.
 *
 * @example
 * import { ModelSource, Prefetch, Size, TieredModelStore } from 'cdktf-ai-cloud';
 *
 * declare const store: TieredModelStore;
 * store.addDataset('corpus', {
 *   source: ModelSource.bucketPath('corpus/v3'),
 *   size: Size.tebibytes(2),
 *   prefetch: Prefetch.schedule('0 2 * * *', { timeZone: 'Asia/Shanghai' }),
 * });
 */
export class Prefetch {
  /** As soon as it is deployed, and again when its source, its pools or its number of copies change. */
  public static readonly ON_DEPLOY = new Prefetch(true);
  /**
   * When the queue admits a job that mounts it: a job that waits for its turn takes no cache from others.
   *
   * For jobs and steps of pipelines that Volcano runs: their pods are made on admission. `startsWhenWarm` goes with it,
   * which keeps devices free until the files are there: pods ask for a label that nodes get then. A job admitted more than
   * an hour after a load has ended has them loaded anew, and finds the label there.
   */
  public static readonly ON_QUEUE_ADMISSION = new Prefetch(false, undefined, true);
  /** Never ahead of time: the first reader waits for the warm tier. */
  public static readonly NEVER = new Prefetch(false);

  /**
   * At given times, so that what was added to the source or pushed out of the cache is there in the morning.
   *
   * A load that is still going on keeps the next one from starting. Each time is a Job that makes a new DataLoad: those
   * that Fluid itself repeats know no time zone, and may overlap.
   *
   * @param cron Minute, hour, day of month, month and day of week.
   */
  public static schedule(cron: string, options: PrefetchScheduleOptions = {}): Prefetch {
    const { timeZone = 'UTC', onDeploy = true } = options;
    checkSchedule(undefined, 'the prefetch', cron, timeZone);
    return new Prefetch(onDeploy, { schedule: cron, timeZone });
  }

  private constructor(
    /** Whether files are brought in as soon as they are deployed. */
    public readonly onDeploy: boolean,
    /** When they are brought in again; undefined when no times are set. */
    public readonly times?: PrefetchTimes,
    /** Whether each job that mounts them has them brought in when its queue admits it. */
    public readonly onQueueAdmission: boolean = false,
  ) {}
}
