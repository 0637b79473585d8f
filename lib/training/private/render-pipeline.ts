import { Manifest } from '../../core/private/manifest-member';

/** A step with its job rendered. */
export interface ResolvedStep {
  readonly name: string;
  readonly spec: Manifest;
  /** Names of the steps that must have completed. */
  readonly after: string[];
}

export interface ResolvedPipeline {
  readonly name: string;
  readonly namespace: string;
  /** Follows the content: Volcano makes a job once, whatever becomes of its template. */
  readonly hash: string;
  readonly steps: ResolvedStep[];
  readonly keepJobs: boolean;
}

/** The jobs of a pipeline, before the flow that makes them. */
export function renderJobTemplates({ namespace, hash, steps }: ResolvedPipeline): Manifest[] {
  return steps.map(({ name, spec }) => ({
    apiVersion: 'flow.volcano.sh/v1alpha1',
    kind: 'JobTemplate',
    metadata: { name: `${name}-${hash}`, namespace },
    spec,
  }));
}

export function renderJobFlow({ name, namespace, hash, steps, keepJobs }: ResolvedPipeline): Manifest {
  return {
    apiVersion: 'flow.volcano.sh/v1alpha1',
    kind: 'JobFlow',
    metadata: { name: `${name}-${hash}`, namespace },
    spec: {
      jobRetainPolicy: keepJobs ? 'retain' : 'delete',
      flows: steps.map((step) => ({
        name: `${step.name}-${hash}`,
        ...(step.after.length === 0 ? {} : { dependsOn: { targets: step.after.map((other) => `${other}-${hash}`) } }),
      })),
    },
  };
}
