import type { Manifest } from '../control-plane/index.js';
import { manifestsOf } from './cluster-program.js';
import { isVolcanoJob } from './scenarios/gangs.js';
import type { ClusterProgram } from './scenarios/scenario.js';
import { at } from './scenarios/templates.js';
import type { ExtraLabels } from './simulated-nodes.js';

interface Task {
  readonly template: { readonly spec: { readonly nodeSelector?: { readonly [key: string]: string } } };
}

/**
 * Labels that jobs wait for on the nodes of their pool, such as those of a bandwidth test that passed: it cannot run here,
 * so every node counts as having passed. What the pool says of its nodes itself stays.
 */
export function gateLabels(program: ClusterProgram): ExtraLabels {
  const result = new Map<string, { readonly [key: string]: string }>();
  const jobs = manifestsOf(program).filter(isVolcanoJob);
  for (const { namespace, name, queue } of program.trainingJobs) {
    const pool = program.queues.find((one) => one.name === queue)?.pool;
    const job = jobs.find(({ metadata }) => metadata?.name === name && metadata.namespace === namespace);
    if (pool === undefined || job === undefined) continue;
    result.set(pool, { ...result.get(pool), ...selectorsOf(job) });
  }
  return result;
}

function selectorsOf(job: Manifest): { [key: string]: string } {
  const tasks = at<readonly Task[]>(job, 'spec', 'tasks') ?? [];
  return Object.assign({}, ...tasks.map(({ template }) => template.spec.nodeSelector ?? {})) as {
    [key: string]: string;
  };
}
