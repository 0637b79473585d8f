import { TrainingJobProps } from './training-job-props';
import { fail, prose } from '../core/private/fail';

/** What a step runs and what it follows. */
export interface PipelineStepOptions {
  /** The job: a gang with devices, or one pod without any. */
  readonly job: TrainingJobProps;

  /**
   * Steps that must have completed before.
   *
   * @default - the step before it in the list; the first one follows nothing
   */
  readonly after?: PipelineStep[];
}

/** Names of jobs are made of that of the pipeline, that of the step and two hashes. */
const LONGEST_NAME = 13;

/**
 * A step of a pipeline.
 *
 * @example
 * import { Framework, IQueue, PipelineStep, Size } from 'cdktf-ai-cloud';
 *
 * declare const research: IQueue;
 * const publish = PipelineStep.of('publish', {
 *   job: {
 *     queue: research,
 *     framework: Framework.single(),
 *     image: 'registry.acme.com/ml/publish:2026.11',
 *     command: ['python', 'publish.py'],
 *     gangSize: 1,
 *     devicesPerPod: 0,
 *     cpuPerPod: 2,
 *     memoryPerPod: Size.gibibytes(8),
 *   },
 * });
 */
export class PipelineStep {
  /** A step by its name, which is part of the names of its job and pods. */
  public static of(name: string, options: PipelineStepOptions): PipelineStep {
    if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) || name.length > LONGEST_NAME) {
      throw fail(undefined, {
        code: 'AIC-2260',
        what: 'the name of the step is not usable for its pods',
        got: name,
        want: `a-z, 0-9 and '-', a letter first, at most ${LONGEST_NAME} characters`,
        fix: "For example 'train', 'evaluate', 'publish'.",
      });
    }
    const { engine, suspended, jobName, keepFinished } = options.job;
    const useless = Object.entries({ engine, suspended, jobName, keepFinished }).filter(([, v]) => v !== undefined);
    if (useless.length > 0) {
      throw fail(undefined, {
        code: 'AIC-2261',
        what: `the step ${name} says what the pipeline decides`,
        got: prose(useless.map(([option]) => option).join(', ')),
        want: 'none of engine, suspended, jobName, keepFinished',
        fix: 'Steps are Volcano Jobs that start when the steps before them are done; keepJobs is an option of the pipeline.',
      });
    }
    return new PipelineStep(name, options.job, options.after);
  }

  private constructor(
    /** Its name. */
    public readonly name: string,
    /** The job. */
    public readonly job: TrainingJobProps,
    /** What it follows; undefined for the step before it. */
    public readonly after?: PipelineStep[],
  ) {}
}
