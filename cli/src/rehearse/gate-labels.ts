import type { Manifest } from '../control-plane/index.js';
import { manifestsOf } from './cluster-program.js';
import { isVolcanoJob } from './scenarios/gangs.js';
import type { ClusterProgram } from './scenarios/scenario.js';
import { servingTemplate } from './scenarios/serving.js';
import { at } from './scenarios/templates.js';
import type { PodTemplate } from './scenarios/templates.js';
import type { ExtraLabels } from './simulated-nodes.js';

interface Task {
  readonly template: { readonly spec: { readonly nodeSelector?: { readonly [key: string]: string } } };
}

/**
 * Labels that jobs and endpoints wait for on the nodes of their pool, such as those of a bandwidth test that passed or of
 * a model that is warm: neither can run here, so every node counts as having passed. What the pool says of its nodes
 * itself stays.
 */
export function gateLabels(program: ClusterProgram): ExtraLabels {
  const result = new Map<string, { readonly [key: string]: string }>();
  const manifests = manifestsOf(program);
  const jobs = manifests.filter(isVolcanoJob);
  for (const { namespace, name, queue } of program.trainingJobs) {
    const pool = program.queues.find((one) => one.name === queue)?.pool;
    const job = jobs.find(({ metadata }) => metadata?.name === name && metadata.namespace === namespace);
    if (pool === undefined || job === undefined) continue;
    result.set(pool, { ...result.get(pool), ...selectorsOf(job) });
  }
  for (const endpoint of program.endpoints) {
    const template = servingTemplate((matches) => manifests.find(matches), endpoint);
    result.set(endpoint.pool, { ...result.get(endpoint.pool), ...nodeSelectorOf(template) });
  }
  return result;
}

function selectorsOf(job: Manifest): { [key: string]: string } {
  const tasks = at<readonly Task[]>(job, 'spec', 'tasks') ?? [];
  return Object.assign({}, ...tasks.map(({ template }) => template.spec.nodeSelector ?? {})) as {
    [key: string]: string;
  };
}

/** Labels that the pods of an endpoint ask of a node. */
export function nodeSelectorOf(template: PodTemplate | undefined): { readonly [key: string]: string } {
  return (template?.spec['nodeSelector'] ?? {}) as { readonly [key: string]: string };
}
