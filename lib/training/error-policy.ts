import { fail } from '../core/private/fail';

/** What becomes of a job after an error that a policy names. */
export enum ErrorAction {
  /** All pods start anew. Counts as a retry. */
  RESTART_JOB = 'RestartJob',
  /** The job ends for good, and what it held is given back. */
  FAIL_JOB = 'TerminateJob',
  /** The job ends as done. */
  COMPLETE_JOB = 'CompleteJob',
  /** The job stops and can be resumed with Volcano's `vcctl job resume`. */
  STOP_JOB = 'AbortJob',
}

/**
 * What a job does when its program ends with an exit code of its own.
 *
 * Without a policy every failure starts the gang anew, up to `maxRetry`.
 *
 * @see https://volcano.sh/en/docs/vcjob/
 *
 * @example
 * import { ErrorAction, ErrorPolicy } from 'cdktf-ai-cloud';
 *
 * // The program says with 3 that its configuration is wrong: another try would not help.
 * const policy = ErrorPolicy.onExitCode(3, ErrorAction.FAIL_JOB);
 */
export class ErrorPolicy {
  /** For pods that end with this code. */
  public static onExitCode(exitCode: number, action: ErrorAction): ErrorPolicy {
    if (!Number.isInteger(exitCode) || exitCode < 1 || exitCode > 255) {
      throw fail(undefined, {
        code: 'AIC-2219',
        what: 'no program fails with this exit code',
        got: exitCode,
        want: 'a whole number from 1 to 255',
        fix: 'Signals are 128 and their number: 137 is killed, also for lack of memory, 143 is asked to end.',
      });
    }
    return new ErrorPolicy(exitCode, action);
  }

  private constructor(
    /** The exit code. */
    public readonly exitCode: number,
    /** What is done then. */
    public readonly action: ErrorAction,
  ) {}
}
