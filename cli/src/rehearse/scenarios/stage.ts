import type { Manifest } from '../../control-plane/index.js';
import { apply } from '../objects/apply.js';
import { inParallel } from '../objects/parallel.js';
import { objectName } from '../objects/result.js';
import type { Gang } from './gangs.js';
import { isWhole, podsOf } from './gangs.js';
import { waitingReason } from './pods.js';
import type { ScenarioContext } from './scenario.js';
import type { TrainingSubject } from './subjects.js';
import { gangLike } from './gangs.js';

const GONE_SECONDS = 30;

/** Creates an object; breaks the scenario off when it is refused. */
export async function put(context: ScenarioContext, manifest: Manifest): Promise<void> {
  const { outcome, reason } = await apply(context, manifest, { lenient: true });
  if (outcome !== 'accepted' && outcome !== 'changed')
    throw new Error(`${objectName(manifest)} is ${outcome}: ${reason}`);
}

/** Deletes an object and what it owns. */
export async function remove(context: ScenarioContext, manifest: Manifest): Promise<void> {
  const url = await context.kinds.pathOf(manifest);
  if (url !== undefined) await context.api.request('DELETE', `${url}?propagationPolicy=Background`);
}

/** Starts gangs like a training job. */
export async function startGangs(
  context: ScenarioContext,
  training: TrainingSubject,
  gangs: readonly Gang[],
  scenario: string,
): Promise<void> {
  await inParallel(gangs, (gang) => put(context, gangLike(training.manifest, gang, scenario)));
}

/** Deletes gangs and waits until none of their pods is left. */
export async function endGangs(context: ScenarioContext, gangs: readonly Gang[]): Promise<void> {
  await inParallel(gangs, (gang) => endGang(context, gang));
  await context.watch.until((pods) => gangs.every((gang) => podsOf(gang, pods).length === 0), GONE_SECONDS);
}

/** With all that it owns: the garbage collector learns of a new kind only after half a minute. */
async function endGang({ api, kinds }: ScenarioContext, { namespace, name }: Gang): Promise<void> {
  const url = await kinds.pathOf({
    apiVersion: 'batch.volcano.sh/v1alpha1',
    kind: 'Job',
    metadata: { namespace, name },
  });
  if (url === undefined) return;
  const { status, body } = await api.request('DELETE', `${url}?propagationPolicy=Background`);
  if (status >= 300) return;
  const uid = (body as { details?: { uid?: string } }).details?.uid;
  const selector = encodeURIComponent(`volcano.sh/job-name=${name}`);
  await Promise.all([
    api.request('DELETE', `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`),
    api.request('DELETE', `/apis/scheduling.volcano.sh/v1beta1/namespaces/${namespace}/podgroups/${name}-${uid}`),
  ]);
}

/** Waits until gangs run whole; breaks off with the reason why they wait. */
export async function runWhole(context: ScenarioContext, gangs: readonly Gang[], seconds: number): Promise<number> {
  const took = await context.watch.until((pods) => gangs.every((gang) => isWhole(gang, pods)), seconds);
  if (took !== undefined) return took;
  throw new Error(`not running whole after ${seconds} s: ${whyNot(context, gangs)}`);
}

/** Which gangs do not run whole, and what the scheduler says about one of their pods. */
export function whyNot(context: ScenarioContext, gangs: readonly Gang[]): string {
  return gangs
    .filter((gang) => !isWhole(gang, context.watch.pods))
    .map((gang) => {
      const pods = podsOf(gang, context.watch.pods);
      const reason = pods.map(waitingReason).find((text) => text !== undefined);
      return `${gang.name} has ${pods.length} of ${gang.size} pods${reason ? `, one waits because ${reason}` : ''}`;
    })
    .join('; ');
}

/**
 * Gangs of one size that together have that many pods, and some of which together have exactly the kept ones: whole gangs
 * can then make up what a queue deserves, whichever of them give way. At most as large as the program's own.
 */
export function gangsOf(training: TrainingSubject, prefix: string, total: number, kept: number): Gang[] {
  const { namespace, gangSize } = training.fact;
  let size = gangSize;
  while (total % size !== 0 || kept % size !== 0) size -= 1;
  return Array.from({ length: total / size }, (_, i) => ({ namespace, name: `${prefix}-${i}`, size }));
}
