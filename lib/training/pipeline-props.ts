import { PipelineStep } from './pipeline-step';

/** The steps of a pipeline. */
export interface PipelineProps {
  /** The steps in their order. Each follows the one before it, unless it says otherwise. */
  readonly steps: PipelineStep[];

  /**
   * Namespace of all steps.
   *
   * @default - that which the rights of the steps ask for, which must be the same for all
   */
  readonly namespace?: string;

  /**
   * Whether jobs are kept, with their pods and logs, when the pipeline is done.
   *
   * @default true
   */
  readonly keepJobs?: boolean;

  /**
   * Name of the pipeline, at most 16 characters.
   *
   * @default - made of the construct id
   */
  readonly pipelineName?: string;
}
