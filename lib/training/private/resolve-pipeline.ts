import { IConstruct } from 'constructs';
import { checkJobName } from './check-training-job';
import { hashOf } from './named-after';
import { ResolvedPipeline } from './render-pipeline';
import { levelOf, loosest, runAsUserOf } from './resolve-pod';
import { PodSecurity } from '../../contracts/cluster';
import { TrainingJobProps } from '../training-job-props';
import { renderVolcanoJob } from './render-volcano-job';
import { ResolvedTrainingJob, resolveTrainingJob } from './resolve-training-job';
import { fail, prose } from '../../core/private/fail';
import { dnsLabel, releaseName } from '../../core/private/names';
import { PipelineProps } from '../pipeline-props';
import { PipelineStep } from '../pipeline-step';

/** With the name of a step and two hashes it makes the name of a job, which pods and their hosts are called after. */
const LONGEST_NAME = 16;

/** Characters in the value of a label. */
const MOST_OF_A_LABEL = 63;

export interface PipelineWithJobs extends ResolvedPipeline {
  readonly jobs: ResolvedTrainingJob[];
}

export function resolvePipeline(scope: IConstruct, id: string, props: PipelineProps): PipelineWithJobs {
  const { steps } = props;
  const name = props.pipelineName ?? dnsLabel(releaseName([id]), LONGEST_NAME);
  checkJobName(scope, name, LONGEST_NAME);
  checkSteps(scope, steps);
  const level = loosest(steps.map(({ job }) => levelOfJob(job)));
  const jobs = steps.map(({ name: step, job }) =>
    resolveTrainingJob(scope, step, { ...job, namespace: job.namespace ?? props.namespace }, level),
  );
  checkNamespaces(scope, steps, jobs);
  const rendered = steps.map((step, i) => ({
    name: step.name,
    spec: renderVolcanoJob(jobs[i]).spec as ResolvedPipeline['steps'][number]['spec'],
    after: (step.after ?? steps.slice(Math.max(0, i - 1), i)).map((other) => other.name).sort(),
  }));
  const [{ namespace }] = jobs;
  const hash = hashOf([name, rendered]);
  checkLabels(
    scope,
    namespace,
    [name, ...steps.map((step) => step.name)].map((part) => `${part}-${hash}`),
  );
  return { name, namespace, hash, steps: rendered, keepJobs: props.keepJobs ?? true, jobs };
}

/** Name of the Job that Volcano makes of a step when its turn comes. */
export function jobOfFlow({ name, hash }: ResolvedPipeline, step: string): string {
  return `${name}-${hash}-${step}-${hash}`;
}

/** Volcano labels the jobs of a flow with its namespace and name, and with those of the template. */
function checkLabels(scope: IConstruct, namespace: string, names: string[]): void {
  const most = MOST_OF_A_LABEL - '.'.length - Math.max(...names.map((name) => name.length));
  if (namespace.length <= most) return;
  throw fail(scope, {
    code: 'AIC-2265',
    what: 'the namespace of the pipeline is too long for the labels of its jobs',
    got: namespace,
    want: `at most ${most} characters with these names: a label holds ${MOST_OF_A_LABEL}`,
    fix: 'Use a shorter namespace, or shorter names of pipeline and steps: else Volcano cannot make the jobs.',
  });
}

/** Jobs of a flow live together, under the level of the one that needs the most rights. */
function levelOfJob(job: TrainingJobProps): PodSecurity {
  const fabric = job.devicesPerPod === 0 ? undefined : job.queue.pool.fabric;
  return levelOf(fabric, runAsUserOf(fabric, job));
}

/** A step follows only what stands before it in the list, so that no circle can close. */
function checkSteps(scope: IConstruct, steps: PipelineStep[]): void {
  const names = steps.map(({ name }) => name);
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  if (steps.length === 0 || twice.length > 0) {
    throw fail(scope, {
      code: 'AIC-2262',
      what: steps.length === 0 ? 'the pipeline has no steps' : 'two steps have one name',
      got: twice.length > 0 ? twice : names,
      want: 'at least one step, each with a name of its own',
      fix: 'List them in their order: steps: [train, evaluate, publish].',
    });
  }
  steps.forEach((step, i) => {
    const later = (step.after ?? []).filter((other) => !steps.slice(0, i).includes(other));
    if (later.length === 0) return;
    throw fail(scope, {
      code: 'AIC-2263',
      what: `the step ${step.name} follows what does not stand before it`,
      got: later.map(({ name }) => name),
      want: names.slice(0, i).join(', ') || 'nothing: it is the first',
      fix: 'Put the steps into their order; a step that follows itself would never start.',
    });
  });
}

/** A flow makes its jobs in its own namespace, and finds their templates there. */
function checkNamespaces(scope: IConstruct, steps: PipelineStep[], jobs: ResolvedTrainingJob[]): void {
  const other = jobs.findIndex(({ namespace }) => namespace !== jobs[0].namespace);
  const cluster = steps.findIndex(({ job }) => job.queue.cluster !== steps[0].job.queue.cluster);
  if (other < 0 && cluster < 0) return;
  throw fail(scope, {
    code: 'AIC-2264',
    what: 'the steps of the pipeline live in different places',
    got: prose(steps.map(({ name }, i) => `${name} in ${jobs[i].namespace}`).join(', ')),
    want: 'one namespace of one cluster',
    fix: 'Set the namespace of the pipeline instead of those of its steps; volumes decide where their steps live.',
  });
}
