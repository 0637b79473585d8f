import { Construct } from 'constructs';
import { PipelineProps } from './pipeline-props';
import { prefetchOnAdmission } from './private/admission';
import { renderJobFlow, renderJobTemplates } from './private/render-pipeline';
import { needsOf } from './private/needs';
import { jobOfFlow, resolvePipeline } from './private/resolve-pipeline';
import { Bundle } from '../core/bundle';
import { KubernetesObject } from '../core/kubernetes-object';
import { addFact } from '../core/private/facts';

/**
 * Jobs that follow each other: train, evaluate, publish. Each waits in a queue of its own choice when its turn comes.
 *
 * A step starts when all that it follows has completed; when a step fails, those after it never start. A change of any step
 * makes another pipeline, which runs from the beginning.
 *
 * @see https://volcano.sh/en/docs/jobflow/
 *
 * @example
 * import { Pipeline, PipelineStep } from 'cdktf-ai-cloud';
 * import { TerraformStack } from 'cdktf';
 *
 * declare const stack: TerraformStack;
 * declare const train: PipelineStep;
 * declare const evaluate: PipelineStep;
 * declare const publish: PipelineStep;
 * new Pipeline(stack, 'Release', { steps: [train, evaluate, publish] });
 */
export class Pipeline extends Construct {
  /** Name of the JobFlow. */
  public readonly flowName: string;
  /** Namespace of the flow and its jobs. */
  public readonly namespace: string;

  constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    const pipeline = resolvePipeline(this, id, props);
    const [{ job: first }] = props.steps;
    const bundle = new Bundle(this, 'Bundle', {
      target: first.queue.cluster,
      releaseName: `pipeline-${pipeline.name}`,
    });
    const flow = renderJobFlow(pipeline);
    this.flowName = flow.metadata.name;
    this.namespace = pipeline.namespace;
    for (const manifest of pipeline.jobs.flatMap((job) => job.objects)) {
      new KubernetesObject(bundle, manifest.metadata.name, { manifest });
    }
    renderJobTemplates(pipeline).forEach((manifest, i) => {
      new KubernetesObject(bundle, props.steps[i].name, { manifest });
    });
    this.node.defaultChild = new KubernetesObject(bundle, 'Flow', { manifest: flow });
    const admissions = new Construct(this, 'Admissions');
    for (const { name, job } of props.steps) {
      bundle.node.addDependency(...needsOf(job));
      const jobName = jobOfFlow(pipeline, name);
      prefetchOnAdmission(new Construct(admissions, name), job.volumes, { jobName, ready: bundle });
      addFact(this, 'images', () => ({ reference: job.image }));
    }
  }
}
