import type { Pod } from './pods.js';
import { isRunning } from './pods.js';
import type { ScenarioContext } from './scenario.js';
import { SCENARIO_LABEL } from './templates.js';

/**
 * Jobs of Volcano that are no training jobs of the program: steps of pipelines and tests of a fabric, which take minutes on a
 * real cluster. Their pods end as soon as they run, since what comes after them waits for that.
 */
export function endShortJobs({ api, program, watch }: Pick<ScenarioContext, 'api' | 'program' | 'watch'>): () => void {
  const training = new Set(program.trainingJobs.map(({ namespace, name }) => `${namespace}/${name}`));
  const ended = new Set<string>();
  const end = (pod: Pod): void => {
    const { name, namespace, uid, labels } = pod.metadata;
    const job = labels?.['volcano.sh/job-name'];
    if (job === undefined || labels?.[SCENARIO_LABEL] !== undefined || training.has(`${namespace}/${job}`)) return;
    if (!isRunning(pod) || ended.has(uid)) return;
    ended.add(uid);
    void api
      .request('PATCH', `/api/v1/namespaces/${namespace}/pods/${name}/status`, {
        body: { metadata: { uid }, status: { phase: 'Succeeded' } },
        contentType: 'application/merge-patch+json',
      })
      .catch(() => ended.delete(uid));
  };
  watch.pods.forEach(end);
  return watch.onEvent(({ pod }) => end(pod));
}
